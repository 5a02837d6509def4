"""A submitter's mistake as data."""

import json

import pytest

from schemas.finding import Finding, Severity, cell_address


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [
        (1, 1, "A1"),
        (14, 3, "C14"),
        (2, 26, "Z2"),
        (2, 27, "AA2"),
        (9, 52, "AZ9"),
        (9, 53, "BA9"),
        (1_048_576, 16_384, "XFD1048576"),
    ],
)
def test_a_cell_has_the_address_that_excel_shows(row, column, expected):
    assert cell_address(row, column) == expected


def test_the_fields_of_the_machine_report_are_promised():
    assert list(Finding().as_record()) == [
        "file", "form", "respondent", "month", "table", "sheet", "cell", "row", "column", "rule", "severity", "value",
        "message", "hint", "subject", "answer", "waiver_id",
    ]  # fmt: skip


def test_a_finding_is_plain_json():
    finding = Finding(file="Köln.xlsx", row=14, severity=Severity.WARNING)

    assert json.loads(json.dumps(finding.as_record()))["severity"] == "warning"


@pytest.mark.parametrize(
    ("severity", "german"), [("error", "Fehler"), ("warning", "Rückfrage"), ("information", "Hinweis")]
)
def test_severities_have_their_word_on_screen(severity, german):
    assert Severity(severity).german == german
