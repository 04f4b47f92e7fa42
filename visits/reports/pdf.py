"""The report as a PDF on A4, set by typst.

What people typed reaches typst as data (JSON in `sys_inputs`), never as part of its program.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path

import typst

from .visit_report import VisitReport

TEMPLATE = Path(__file__).with_name("visit_report.typ")


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def report_pdf(report: VisitReport, *, photo_folder: Path, photo_paths: dict[str, str]) -> bytes:
    """The PDF of a report.

    `photo_paths` gives the file of each photo's digest, relative to `photo_folder`, the only
    folder that typst may read. A photo whose file is gone leaves its caption and a remark.
    """
    data = asdict(report)
    for photo in data["attachments"]:
        path = photo_paths.get(photo.pop("digest"), "")
        photo["path"] = f"/{path}" if path and (photo_folder / path).is_file() else ""
    return typst.compile(
        _template(),
        root=str(photo_folder),
        sys_inputs={"report": json.dumps(data)},
        ignore_system_fonts=True,
        format="pdf",
    )
