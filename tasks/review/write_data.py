"""The figures of the review for machines: `verlauf.csv`, `rueckblick.json`. One way in: `write_review_data`."""

import csv
import json
from collections.abc import Mapping
from dataclasses import asdict
from io import StringIO

from schemas.review.paper import ReviewPaper
from schemas.review.write import Review
from schemas.visible import disarm, escape_unseen

HEADS = (
    "indicator", "title", "month", "report_version", "state", "value", "answered", "owed", "panel", "panel_before",
    "panel_change", "definition", "break",
)  # fmt: skip


def write_review_data(review: Review, paper: ReviewPaper) -> Mapping[str, bytes]:
    """File name -> bytes: each figure month by month as the reports print it, and all that the review says."""
    package = json.dumps(asdict(paper), ensure_ascii=False, indent=2)
    return {"verlauf.csv": _write_course(review), "rueckblick.json": f"{escape_unseen(package)}\n".encode()}


def _write_course(review: Review) -> bytes:
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(HEADS)
    for key, series in sorted(review.series.items()):
        cuts = {one.month: one.reason for one in series.cuts}
        for one in series.points:
            told = (
                one.state.value,
                one.value,
                one.answered,
                one.owed,
                one.panel,
                one.level,
                one.change,
                one.definition,
            )
            row = (key, series.figure.title, one.month, review.versions.get(one.month), *told, cuts.get(one.month))
            writer.writerow([disarm(cell) if isinstance(cell, str) else cell for cell in row])
    return buffer.getvalue().encode()
