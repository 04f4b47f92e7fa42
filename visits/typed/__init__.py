"""What people type, read one way wherever it is typed: texts, numbers, days, clock times.

Each function takes text and gives the value that was meant, or raises a ValidationError whose
sentence says what to write instead. None ever gives another value than the one typed.
"""

from visits.typed.clock import read_clock
from visits.typed.days import read_day
from visits.typed.numbers import is_estimate, read_decimal, read_number, service_number, with_service_numbers
from visits.typed.text import ascii_digits, clean_line, clean_text, refuse_control_characters

__all__ = [
    "ascii_digits",
    "clean_line",
    "clean_text",
    "is_estimate",
    "read_clock",
    "read_day",
    "read_decimal",
    "read_number",
    "refuse_control_characters",
    "service_number",
    "with_service_numbers",
]
