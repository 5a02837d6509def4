"""Take the list of respondents into the warehouse. One way in: `import_register(engine, rows, file, centre_id)`.

The list comes as rows of text with a heading line (CSV or xlsx, read by tasks.intake.reading). Any error refuses the
whole list: half a register would make wrong debts.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby, pairwise
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from config.codes import fold
from schemas.finding import Finding, Severity, cell_address
from schemas.form.forms import KINDS, Column
from schemas.form.register import REGISTER
from schemas.form.submission import State
from schemas.store import warehouse as w
from schemas.store.history import ATTRIBUTES, after_reports, next_entries, write_spans
from schemas.store.recheck import enter_rechecks, is_last_check
from tasks.warehouse import writing

ListRow = dict[str, str | None]
Tell = Callable[[Finding], None]


@dataclass(frozen=True)
class RegisterResult:
    """How many respondents and spans were imported, or why none were."""

    respondents: int
    spans: int
    findings: tuple[Finding, ...]

    @property
    def is_imported(self) -> bool:
        """Whether the list was taken."""
        return not any(finding.severity == Severity.ERROR for finding in self.findings)


def import_register(
    engine: Engine, rows: Sequence[Sequence[str]], file: str, centre_id: str, at: datetime
) -> RegisterResult:
    """Replace what the list names: a respondent's data and all its spans. Others stay as they are.

    What is new counts as known from `at` on, and in no report that is out: what was known before stays on record.
    """
    found: list[Finding] = []

    def tell(finding: Finding) -> None:
        found.append(replace(finding, file=file))

    entries = [entry for entry in _read_entries(rows, tell) if entry]
    _find_overlaps(entries, tell)
    if any(finding.severity == Severity.ERROR for finding in found) or not entries:
        return RegisterResult(0, 0, tuple(found))
    with writing(engine) as connection:
        _write(connection, entries, centre_id)
        _record(connection, entries, centre_id, at)
    return RegisterResult(len({entry["respondent"] for entry in entries}), len(entries), tuple(found))


def _read_entries(rows: Sequence[Sequence[str]], tell: Tell) -> list[ListRow | None]:
    places = _locate(rows[0] if rows else [], tell)
    if not places:
        return []
    lines = [(number, line) for number, line in enumerate(rows[1:], 2) if any(cell.strip() for cell in line)]
    if not lines:
        _refuse(tell, "REGISTER_EMPTY", "Die Liste enthält keine Berichtsstelle.", "Bitte die Liste füllen.")
    return [_read_entry(number, line, places, tell) for number, line in lines]


def _locate(heading: Sequence[str], tell: Tell) -> dict[str, int]:
    """Where each column stands; unknown headings and missing compulsory ones are findings."""
    labels = {fold(label): column.name for column in REGISTER for label in column.labels}
    places: dict[str, int] = {}
    for place, title in enumerate(heading):
        name = labels.get(fold(title))
        if name:
            places.setdefault(name, place)
        elif title.strip():
            message, hint = f"Die Spalte „{title}“ ist unbekannt.", f"Erwartet werden: {_titles(REGISTER)}."
            _refuse(tell, "REGISTER_COLUMN_UNKNOWN", message, hint, cell_address(1, place + 1))
    missing = [column for column in REGISTER if column.is_key and column.name not in places]
    if missing:
        message = f"Es fehlen die Spalten: {_titles(missing)}."
        _refuse(tell, "REGISTER_COLUMN_MISSING", message, "Bitte die Spalten ergänzen.")
        return {}
    return places


def _read_entry(number: int, line: Sequence[str], places: dict[str, int], tell: Tell) -> ListRow | None:
    entry: ListRow = {}
    for column in REGISTER:
        place = places.get(column.name)
        written = line[place].strip() if place is not None and place < len(line) else ""
        problem, entry[column.name] = _read_value(column, written)
        if problem:
            message = f"Zeile {number}, {column.title}: {f'„{written}“ ' if written else ''}{problem}."
            cell = cell_address(number, (place or 0) + 1)
            _refuse(tell, "REGISTER_VALUE", message, column.description, cell, written)
            return None
    return _check_entry(number, entry, places, tell)


def _read_value(column: Column, written: str) -> tuple[str, str | None]:
    """What is wrong ("" for nothing) and the value."""
    if not written:
        return ("fehlt" if column.is_key else ""), None
    if column.code_list:
        code = column.code_list.find(written)
        return ("" if code else f"ist nicht bekannt, möglich sind: {', '.join(column.code_list.titles.values())}"), code
    if column.name in {"valid_from", "valid_to"}:
        day = _read_day(written)
        return ("" if day else "ist kein Datum (erwartet wird JJJJ-MM-TT oder TT.MM.JJJJ)"), day
    return "", written


def _read_day(written: str) -> str | None:
    for pattern in ("%Y-%m-%d", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(written, pattern).date().isoformat()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _check_entry(number: int, entry: ListRow, places: dict[str, int], tell: Tell) -> ListRow | None:
    """The number fits its kind, a school has a school type, a span ends after it begins."""
    kind, name = str(entry["kind"]), str(entry["respondent"])
    numbers = KINDS[kind].numbers
    if numbers.loses_zero and re.fullmatch(rf"\d{{{numbers.digits - 1}}}", name):
        name = entry["respondent"] = name.zfill(8)  # Excel eats the leading zero
        message = f"Zeile {number}: die führende Null der Nummer {name} wurde ergänzt."
        tell(
            Finding(rule="REGISTER_ZERO_RESTORED", severity=Severity.INFORMATION, row=number, message=message, hint="")
        )
    problems = []
    if not numbers.fits(name):
        problems.append(f"die Nummer „{name}“ passt nicht, erwartet wird {numbers.expected}")
    if KINDS[kind].has_school_type and not entry["school_type"]:
        problems.append("bei einer Schule fehlt die Schulform")
    if entry["valid_to"] and str(entry["valid_to"]) < str(entry["valid_from"]):
        problems.append("„gültig bis“ liegt vor „gültig ab“")
    if problems:
        message, cell = f"Zeile {number}: {'; '.join(problems)}.", cell_address(number, places["respondent"] + 1)
        _refuse(tell, "REGISTER_VALUE", message, "Bitte die Zeile berichtigen.", cell, name)
        return None
    return entry


def _find_overlaps(entries: list[ListRow], tell: Tell) -> None:
    """Two spans of one respondent must not share a day."""
    spans = sorted(
        (str(entry["respondent"]), str(entry["valid_from"]), entry["valid_to"] or "9999-12-31") for entry in entries
    )
    for (first, _, end), (second, start, _) in pairwise(spans):
        if first == second and start <= end:
            message = f"Die Zeiträume von {first} überschneiden sich ({start} liegt vor dem Ende {end})."
            _refuse(tell, "REGISTER_SPANS_OVERLAP", message, "Bitte die Zeiträume berichtigen.", value=first)


def _write(connection: Connection, entries: list[ListRow], centre_id: str) -> None:
    known = set(connection.scalars(select(w.respondent.c.respondent_id)))
    newest = {str(entry["respondent"]): entry for entry in sorted(entries, key=lambda entry: str(entry["valid_from"]))}
    for name, entry in newest.items():
        fields = {key: entry[key] for key in ATTRIBUTES if key != "centre_id"} | {"centre_id": centre_id}
        if name in known:
            connection.execute(update(w.respondent).where(w.respondent.c.respondent_id == name).values(**fields))
        else:
            connection.execute(insert(w.respondent), {"respondent_id": name, **fields})
        _write_contact(connection, name, {key: entry[key] for key in ("email", "phone") if entry[key]})
    connection.execute(delete(w.respondent_span).where(w.respondent_span.c.respondent_id.in_(newest)))
    connection.execute(insert(w.respondent_span), [_span(entry) for entry in entries])
    _check_again(connection, set(newest))


def _record(connection: Connection, entries: list[ListRow], centre_id: str, at: datetime) -> None:
    """Add to the respondents' history what is new."""
    table = w.respondent_history
    moment = after_reports(connection.scalar(select(func.max(w.publication.c.vintage))), at)
    query = select(table).order_by(table.c.respondent_id, table.c.number)
    known: list[Mapping[str, Any]] = [dict(row) for row in connection.execute(query).mappings()]
    rows = next_entries(known, [_said(mine, centre_id) for mine in _by_respondent(entries)], moment)
    if rows:
        connection.execute(insert(table), rows)


def _by_respondent(entries: list[ListRow]) -> Iterator[list[ListRow]]:
    """The spans of each respondent, the newest last."""
    ordered = sorted(entries, key=lambda entry: (str(entry["respondent"]), str(entry["valid_from"])))
    for _, mine in groupby(ordered, key=lambda entry: entry["respondent"]):
        yield list(mine)


def _said(mine: list[ListRow], centre_id: str) -> dict[str, str | None]:
    """What the list says of one respondent."""
    newest = mine[-1]
    spans = write_spans((entry["valid_from"], entry["valid_to"], entry["successor"]) for entry in mine)
    told = {name: newest[name] for name in ATTRIBUTES if name != "centre_id"}
    return {"respondent_id": newest["respondent"], "centre_id": centre_id, "spans": spans, **told}


def _check_again(connection: Connection, respondents: set[str]) -> None:
    """What was sent back only because the list lacked its sender is checked by the next run: nobody sends it twice."""
    table, found = w.submission, w.finding
    refused = (
        select(table.c.submission_id)
        .join(found, found.c.submission_id == table.c.submission_id)
        .where(table.c.state == State.RETURNED.value, table.c.respondent_id.in_(respondents))
        .where(found.c.rule.in_(("RESPONDENT_UNKNOWN", "RESPONDENT_CLOSED")), is_last_check())
    )
    connection.execute(enter_rechecks(connection.scalars(refused)))


def _write_contact(connection: Connection, respondent: str, given: ListRow) -> None:
    """What the list says replaces what is known; whom to call stays as the last return said."""
    if not given:
        return
    key = w.contact.c.respondent_id == respondent
    changed = connection.execute(update(w.contact).where(key).values(**given))
    if not changed.rowcount:
        connection.execute(insert(w.contact), {"respondent_id": respondent, **given})


def _span(entry: ListRow) -> dict[str, str | date | None]:
    end = entry["valid_to"]
    return {
        "respondent_id": entry["respondent"],
        "valid_from": date.fromisoformat(str(entry["valid_from"])),
        "valid_to": date.fromisoformat(end) if end else None,
        "successor_id": entry["successor"],
    }


def _titles(columns: Sequence[Column]) -> str:
    return ", ".join(column.title for column in columns)


def _refuse(  # noqa: PLR0913, PLR0917 - what a finding says
    tell: Tell, rule: str, message: str, hint: str, cell: str | None = None, value: str | None = None
) -> None:
    tell(Finding(cell=cell, rule=rule, severity=Severity.ERROR, value=value, message=message, hint=hint))
