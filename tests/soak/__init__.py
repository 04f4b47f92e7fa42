"""Seeded runs of random things that happen to a phone in the field, in three engines."""
