"""Take the list of respondents into the warehouse. One way in: `import_register(engine, rows, file, centre_id)`.

The list comes as rows of text (CSV or xlsx, read by tasks.intake.reading; what they say by
tasks.intake.register.respondent_list). A wrong line leaves its respondent as it was known.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, or_, select, update

from schemas.finding import Finding, Severity
from schemas.form.submission import State
from schemas.store import warehouse as w
from schemas.store.history import ATTRIBUTES, after_reports, next_entries, write_spans
from schemas.store.recheck import enter_rechecks, is_last_check
from tasks.intake.register.respondent_list import ListRow, RespondentList, read_respondents
from tasks.warehouse import writing


@dataclass(frozen=True)
class RegisterResult:
    """How many respondents and spans were imported, and why others were not."""

    respondents: int
    spans: int
    findings: tuple[Finding, ...]

    @property
    def is_imported(self) -> bool:
        """Whether anything was taken."""
        return self.respondents > 0

    @property
    def has_errors(self) -> bool:
        """Whether something in the list was not taken."""
        return any(finding.severity == Severity.ERROR for finding in self.findings)


def import_register(
    engine: Engine, rows: Sequence[Sequence[str]], file: str, centre_id: str, at: datetime
) -> RegisterResult:
    """Replace what the list names: a respondent's data and all its spans. Others stay as they are.

    What is new counts as known from `at` on, and in no report that is out: what was known before stays on record.
    """
    found: list[Finding] = []

    def tell(finding: Finding) -> None:
        found.append(replace(finding, file=file))

    given = read_respondents(rows, centre_id, at.year - (at.month < 8), tell)
    if not given.entries:
        return RegisterResult(0, 0, tuple(found))
    with writing(engine) as connection:
        entries = _complete(connection, given)
        if given.is_official:
            for finding in _find_unlisted(connection, given, centre_id, at.date()):
                tell(finding)
        for finding in _find_unknown_successors(connection, entries):
            tell(finding)
        _write(connection, entries, centre_id)
        _record(connection, entries, centre_id, at)
    return RegisterResult(len({entry["respondent"] for entry in entries}), len(entries), tuple(found))


def _find_unlisted(connection: Connection, given: RespondentList, centre_id: str, day: date) -> Iterator[Finding]:
    """Schools of the register that the directory of all schools lacks: they go on owing until somebody ends it."""
    people, spans = w.respondent, w.respondent_span
    is_open = or_(spans.c.valid_to.is_(None), spans.c.valid_to >= day)
    query = select(people.c.respondent_id, people.c.name).join_from(people, spans)
    query = query.where(people.c.centre_id == centre_id, people.c.kind == "school", is_open).distinct()
    for name, title in connection.execute(query.order_by(people.c.respondent_id)):
        if name not in given.named:
            message = f"{title} ({name}) steht im Register, aber nicht in dieser Liste, und schuldet weiter Meldungen."
            hint = "Ist die Schule geschlossen, bitte in der eigenen Liste „gültig bis“ eintragen."
            yield Finding(rule="REGISTER_NOT_LISTED", severity=Severity.WARNING, message=message, hint=hint)


def _find_unknown_successors(connection: Connection, entries: Sequence[ListRow]) -> Iterator[Finding]:
    """Who is said to follow somebody and stands nowhere: then nobody owes any more what both owed."""
    known = {*connection.scalars(select(w.respondent.c.respondent_id)), *(entry["respondent"] for entry in entries)}
    for name, successor in sorted({(str(one["respondent"]), one["successor"]) for one in entries if one["successor"]}):
        if successor not in known:
            message = f"Die Nachfolge „{successor}“ von {name} steht weder in der Liste noch im Register."
            hint = "Bitte die Nummer berichtigen, oder die Nachfolgestelle aufnehmen: bis dahin schuldet niemand etwas."
            yield Finding(rule="REGISTER_SUCCESSOR", severity=Severity.WARNING, message=message, hint=hint)


def _complete(connection: Connection, given: RespondentList) -> list[ListRow]:
    """What the list has no column for stays as it is known: attributes, and without "gültig ab" the spans."""
    known = {row["respondent_id"]: row for row in connection.execute(select(w.respondent)).mappings()}
    unsaid = [name for name in ATTRIBUTES if name not in {"centre_id", *given.columns}]
    spans: dict[str, list[ListRow]] = defaultdict(list)
    for row in connection.execute(select(w.respondent_span)) if "valid_from" not in given.columns else ():
        end = row.valid_to.isoformat() if row.valid_to else None
        told = {"valid_from": row.valid_from.isoformat(), "valid_to": end, "successor": row.successor_id}
        spans[row.respondent_id].append(told)
    return [
        entry | {name: known[entry["respondent"]][name] for name in unsaid if entry["respondent"] in known} | span
        for entry in given.entries
        for span in spans.get(str(entry["respondent"]), [{}])
    ]


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
