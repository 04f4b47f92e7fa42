"""One visit in the form that the police send: a plain structure, and its text and PDF."""

from .pdf import report_pdf
from .text import report_parts, report_text
from .visit_report import VisitReport, build_report

__all__ = ["VisitReport", "build_report", "report_parts", "report_pdf", "report_text"]
