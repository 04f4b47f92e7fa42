"""Believable visits by the thousand, for measuring. `plan` and `files` know no database: another process runs them."""
