"""Invented visits: the few of the demo and those by the thousand, made and written the same way."""
