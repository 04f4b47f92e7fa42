"""The words of a PDF, read by pdftotext."""

import os
import shutil
import subprocess

import pytest


def words_in(pdf: bytes) -> str:
    """All words on one line; without the program the test says what it did not try."""
    if not shutil.which("pdftotext"):
        told = "NOT TESTED: the words of the PDF, since pdftotext was not found (apt-get install poppler-utils)."
        pytest.fail(told) if os.environ.get("CI") == "true" else pytest.skip(told)
    text = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    return " ".join(text.decode().split())
