"""The report as a PDF on A4, set by typst.

What people typed reaches typst as data (JSON in `sys_inputs`), never as part of its program.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path

import typst

from .print_signs import printable
from .visit_report import VisitReport

TEMPLATE = Path(__file__).with_name("visit_report.typ")


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def report_pdf(report: VisitReport, *, photo_folder: Path, photo_paths: dict[str, Path]) -> bytes:
    """The PDF of a report.

    `photo_paths` gives the file of each photo's digest; it lies in `photo_folder`, the only
    folder that typst may read. A photo whose file is gone leaves its caption and a remark.
    """
    data = printable(asdict(report))
    for photo in data["attachments"]:
        path = photo_paths.get(photo.pop("digest"))
        photo["path"] = f"/{path.relative_to(photo_folder).as_posix()}" if path and path.is_file() else ""
    return typst.compile(  # type: ignore[call-overload]  # its types know one kind of path for all
        _template(),
        root=str(photo_folder if photo_folder.is_dir() else TEMPLATE.parent),  # none before the first photo
        sys_inputs={"report": json.dumps(data)},
        # The same letter on every machine: fonts of the system would change its pages.
        ignore_system_fonts=True,
        format="pdf",
    )
