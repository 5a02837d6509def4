"""Turn what a file's head says into typed values. Way in: `clean_head(reading, extracted)`.

Respondent and month are taken only where all that the file says about them agrees.
"""

from collections.abc import Iterable
from datetime import date

from schemas.check.level0 import make_finding
from schemas.files import identity
from schemas.files.reading import CellValue, Reading
from schemas.files.values import MISSING, Parsed, is_withheld, parse_code, parse_text, refuse_type, write_cell
from schemas.files.workbook import Cell, CellPlace, Extract, Fault
from schemas.finding import Finding
from schemas.form.submission import HEAD
from schemas.german import format_date, format_month

_HEAD = {column.name: column for column in HEAD}
_OWN = ("contact_name", "contact_email", "remarks")


def clean_head(reading: Reading, extracted: Extract) -> list[Finding]:
    """Enter the head's values in the reading; returns what is to be said about them."""
    findings: list[Finding] = []
    reading.head_cells = {name: (cells[0][0].sheet, cells[0][0].address) for name, cells in extracted.head.items()}
    reading.respondent = _settle(extracted, "respondent", findings)
    reading.month = _settle(extracted, "month", findings)
    reading.month = _compare_file_name(extracted, reading.month, findings)
    reading.reference_date = _clean_day(extracted, findings)
    reading.is_nil = _clean_nil(extracted, findings)
    for name in _OWN:
        setattr(reading, name, _clean_own(extracted, name))
        for place, cell in extracted.head.get(name, [])[:1]:
            if isinstance(cell, Fault):
                findings.append(make_finding(refuse_type(cell), place, column=_HEAD[name], value=write_cell(cell)))
    reading.submission_keys = _clean_keys(extracted)
    return findings


def _settle(extracted: Extract, name: str, findings: list[Finding]) -> str | None:
    """Respondent or month from all places that name it; None where they differ or none can be read."""
    visible = [(place, cell, _parse_head(extracted, name, cell)) for place, cell in extracted.head.get(name, [])]
    findings += _head_repairs(name, visible)
    read = [(place, parsed) for place, _, parsed in visible if parsed.value is not None]
    hidden = extracted.hidden.get(name)
    if hidden and (parsed := _parse_head(extracted, name, hidden[1])).value is not None:
        read += [(hidden[0], parsed)]
    title = _HEAD[name].title
    if not read:
        if not visible:
            findings.append(make_finding("HEAD_MISSING", title=title))
        return None
    first = read[0]
    for place, parsed in read[1:]:
        if parsed.value != first[1].value:
            is_of_form = hidden is not None and place == hidden[0]
            words = {"value": _show(name, first[1].value), "second": _show(name, parsed.value), "title": title}
            rule = "HEAD_OTHER_FORM" if is_of_form else _name_contradiction(extracted)
            findings.append(make_finding(rule, first[0], column=_HEAD[name], other=_name(place), **words))
            return _of_changed_form(name, str(first[1].value), str(parsed.value)) if is_of_form else None
    if hidden and len(read) == 1 and not visible:
        findings.append(make_finding("HEAD_FROM_HIDDEN", hidden[0], title=title, value=_show(name, first[1].value)))
    return str(first[1].value)


def _name_contradiction(extracted: Extract) -> str:
    """A slip, or two returns in one file: then tables stand there twice, too, and nobody must add them up."""
    return "HEAD_TWO_RETURNS" if any(one.rule == "TABLE_TWICE" for one in extracted.findings) else "HEAD_CONTRADICTS"


def _of_changed_form(name: str, written: str, issued: str) -> str:
    """The form says whose it is, its cell which month was meant; neither counts before the contradiction is mended."""
    return written if name == "month" else issued


def _parse_head(extracted: Extract, name: str, cell: Cell) -> Parsed:
    if isinstance(cell, Fault):
        return Parsed(None, refuse_type(cell))
    if name == "month":
        return identity.parse_month_cell(cell, is_1904=extracted.is_1904)
    return identity.parse_respondent(cell)


def _head_repairs(name: str, visible: Iterable[tuple[CellPlace, Cell, Parsed]]) -> list[Finding]:
    return [
        make_finding(parsed.rule, place, column=_HEAD[name], value=write_cell(cell), repaired=_show(name, parsed.value))
        for place, cell, parsed in visible
        if parsed.rule
    ]


def _show(name: str, value: CellValue) -> str:
    return format_month(str(value)) if name == "month" and value else str(value)


def _name(place: CellPlace) -> str:
    return f"Blatt „{place.sheet}“, Zelle {place.address}" if place.sheet else f"Zelle {place.address}"


def _compare_file_name(extracted: Extract, month: str | None, findings: list[Finding]) -> str | None:
    """A file named for another month than it says inside is no return before one of them is mended."""
    named = identity.month_in_name(extracted.file)
    if month is None or named is None or named == month:
        return month
    place = (extracted.head.get("month") or [extracted.hidden["month"]])[0][0]
    words = {"value": format_month(month), "second": format_month(named)}
    findings.append(make_finding("HEAD_MONTH_FILE_NAME", place, column=_HEAD["month"], **words))
    return month


def _clean_day(extracted: Extract, findings: list[Finding]) -> date | None:
    cells = extracted.head.get("reference_date", [])
    if not cells:
        findings.append(make_finding("HEAD_DATE_MISSING"))
        return None
    place, cell = cells[0]
    day, rule = identity.parse_day(cell, is_1904=extracted.is_1904)
    if rule:
        repaired = format_date(day) if day else ""
        findings.append(
            make_finding(rule, place, column=_HEAD["reference_date"], value=write_cell(cell), repaired=repaired)
        )
    return day


def _clean_nil(extracted: Extract, findings: list[Finding]) -> bool:
    cells = extracted.head.get("nil_return", [])
    parsed = parse_code(cells[0][1], "yes_no") if cells else MISSING
    if parsed.rule and parsed.value is None and parsed.rule != "NON_ANSWER":
        place, cell = cells[0]
        rule = parsed.rule if isinstance(cell, Fault) else "HEAD_NIL"
        findings.append(make_finding(rule, place, column=_HEAD["nil_return"], value=write_cell(cell)))
    return parsed.value == "yes"


def _clean_own(extracted: Extract, name: str) -> str | None:
    """A free text of the head; contact data are never put into a finding."""
    cells = [*extracted.head.get(name, []), *([extracted.hidden[name]] if name in extracted.hidden else [])]
    parsed = parse_text(cells[0][1]) if cells and not is_withheld(cells[0][1]) else MISSING
    return None if parsed.value is None else str(parsed.value)


def _clean_keys(extracted: Extract) -> tuple[str, ...]:
    """The submission keys of head and hidden sheet: one of them may be gone or mistyped."""
    cells = [cell for _, cell in extracted.head.get("submission_key", [])]
    cells += [extracted.hidden["submission_key"][1]] if "submission_key" in extracted.hidden else []
    values = [parse_text(cell).value for cell in cells]
    return tuple(dict.fromkeys(str(value) for value in values if value is not None))
