"""Readings, verdicts, registers and warehouses as tests need them: valid by default, every part can be overridden.

`make_reading()` is the return of a school in which nothing is wrong; `make_known()` is a register in which it stands;
`keep(engine, reading)` takes it all the way into a warehouse.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import insert, select

from config.policy import StageSpan, load_policy
from schemas.check.batch import content_digest
from schemas.check.known import Known
from schemas.files.incoming import archive_path
from schemas.files.reading import Reading, TableReading
from schemas.finding import Finding, Severity
from schemas.form.forms import FORMS, TABLES, form_in
from schemas.form.forms import KINDS as ALL_KINDS
from schemas.form.submission import State
from schemas.frame import rows_frame
from schemas.store import warehouse as w
from schemas.time.month import last_day
from tasks.check.check import Verdict
from tasks.store.store import store_batch

POLICY = load_policy()
# Cities of a handful, some of whom never report, have a report all the same: what holds one back is tried
# where the gate is.
OPEN_GATE = POLICY.model_copy(
    update={"gate": POLICY.gate.model_copy(update={"errors": "publish", "warnings": "publish"})}
)
DAY = date(2026, 11, 5)  # October is open, its deadline lies five days ahead
AT = datetime(2026, 11, 5, 9, 0, 0)
SCHOOL, OTHER_SCHOOL, CENTRE = "169468", "169470", "05914000"
DAYCARE, ASSOCIATION, CARRIER = "K-05914000-0001", "V-05914000-0001", "T-05914000-0001"
BY_FORM = {"school": SCHOOL, "daycare": DAYCARE, "association": ASSOCIATION, "centre": CENTRE, "carrier": CARRIER}
# As they ask in the month of most tests, a kind that nobody asked then in its first one.
MONTH_OF = {name: max("2026-10", kind.asked.first) for name, kind in ALL_KINDS.items()}
REGISTERED = {number: kind for kind, number in BY_FORM.items()} | {OTHER_SCHOOL: "school"}
KINDS = {number: kind for number, kind in REGISTERED.items() if MONTH_OF[kind] == "2026-10"}  # who owes October
DAY_OF = {name: last_day(month) + timedelta(days=5) for name, month in MONTH_OF.items()}  # on which it is open
OCTOBER_FORMS = {name: form_in(name, MONTH_OF[name]) for name in FORMS}
OCTOBER_COLUMNS = {
    (table.name, column.name) for form in OCTOBER_FORMS.values() for table in form.tables for column in table.columns
}
HEAD_CELLS = {
    "respondent": ("Meldung", "B4"),
    "month": ("Meldung", "B5"),
    "reference_date": ("Meldung", "B6"),
    "nil_return": ("Meldung", "B9"),
}
ROWS = {
    "school": {"school_pupils": [{"grade": "05", "pupils": 100, "first_support": 12, "arrivals": 2}],
               "school_arrivals": [{"country": "166", "arrivals": 2}]},
    "daycare": {"daycare_children": [{"age_group": "U3", "children": 20, "other_family_language": 7}],
                "daycare_languages": [{"language": "tr", "children": 7}],
                "daycare_places": [{"group_form": "I", "booked_hours": "35", "places_occupied": 20}]},
    "association": {"offers": [{"title": "Sprachcafé", "component": "B", "participants": 24, "volunteers": 3}]},
    "centre": {"network": [{"partner": "school", "meetings": 2, "participants": 14}]},
    "carrier": {"kim_cases": [{"legal_area": "sgb2", "consultations": 30, "persons_advised": 21, "open_cases": 26}],
                "kim_posts": [{"kim_component": "case_management", "granted_fte": 1.5, "filled_fte": 1.0}]},
}  # fmt: skip


def make_table(name="school_pupils", *rows, sheet=None, header_row=5, leave_out=()):
    """A table as read: its columns from A on, its rows directly under the heading."""
    table = TABLES[name]
    columns = [column.name for column in table.columns if column.name not in leave_out]
    return TableReading(
        name=name,
        sheet=table.title[:31] if sheet is None else sheet,
        header_row=header_row,
        columns={column: place for place, column in enumerate(columns, 1)},
        rows=[header_row + 1 + place for place in range(len(rows))],
        values={column.name: [row.get(column.name) for row in rows] for column in table.columns},
    )


def make_reading(form="school", tables=None, **overrides):
    """A file as read; `tables` are rows by table, or a ready `TableReading`."""
    respondent = overrides.get("respondent", BY_FORM.get(form))
    given = ROWS.get(form, {}) if tables is None else tables
    month = overrides.get("month", MONTH_OF.get(form, "2026-10"))
    parts = {
        "file": f"{respondent}_{month}.xlsx",
        "sha256": "ab" * 32,
        "form": form,
        "form_version": 1,
        "respondent": respondent,
        "month": month,
        "reference_date": _reference_date(month),
        "head_cells": dict(HEAD_CELLS),
        "tables": {
            name: rows if isinstance(rows, TableReading) else make_table(name, *rows) for name, rows in given.items()
        },
    }
    return Reading(**(parts | overrides))


def _reference_date(month):
    return date(int(month[:4]), int(month[5:]), 28) if month else None


def make_nil(form="school", **overrides):
    """A nil return."""
    return make_reading(form, **({"tables": {}, "is_nil": True} | overrides))


def make_finding(**overrides):
    parts = {"file": "Meldung.xlsx", "rule": "NUMBER_AS_TEXT", "severity": Severity.INFORMATION, "message": "Satz."}
    return Finding(**(parts | overrides))


def make_verdict(state=State.ACCEPTED, *findings, digest="d" * 64, figures=4):
    return Verdict(state, findings, digest, figures)


def make_known(*spans, **parts):
    """A register (respondent, kind, valid_from, valid_to, successor); without spans all of REGISTERED, for ever."""
    rows = spans or [(name, kind, "2020-01-01", None, None) for name, kind in REGISTERED.items()]
    names = ("respondent", "kind", "valid_from", "valid_to", "successor")
    return Known(register=rows_frame(rows, dict.fromkeys(names, "string")), **parts)


def make_digests(*rows):
    return rows_frame(rows, dict.fromkeys(("respondent", "month", "digest"), "string"))


def make_facts(table, *rows):
    """Facts in force as `Known.last` and `Known.spent` hold them, of the default respondent and month."""
    dtypes = {"respondent": "string", "month": "string", **{c.name: c.dtype for c in TABLES[table].columns}}
    form = next(form.name for form in FORMS.values() if TABLES[table] in form.tables)
    usual = {"respondent": BY_FORM[form], "month": MONTH_OF[form]}
    return rows_frame([[{**usual, **row}.get(name) for name in dtypes] for row in rows], dtypes)


def make_most(**row):
    """The highest month of the year of an offer, as `Known.most` holds it: 240 participants in May."""
    usual = {"respondent": ASSOCIATION, "month": "2026-12", "title": "Nähkurs", "most": 240, "most_month": "2026-05"}
    dtypes = dict.fromkeys(usual, "string") | {"most": "Int64"}
    return {"offers__participants": rows_frame([list((usual | row).values())], dtypes)}


def enter_respondents(engine, *names, centre=CENTRE, spans=None, kinds=None):
    """Put respondents into a warehouse; without names everybody of REGISTERED, from 2020 on."""
    with engine.begin() as connection:
        for name in names or REGISTERED:
            kind = (kinds or {}).get(name) or REGISTERED.get(name) or "school"
            facts = {"respondent_id": name, "centre_id": centre, "kind": kind, "name": f"Stelle {name}"}
            connection.execute(insert(w.respondent), facts)
            connection.execute(insert(w.respondent_history), facts | {"number": 1, "recorded_at": AT})
            for start, end in [(date(2020, 1, 1), None)] if spans is None else spans:
                row = {"respondent_id": name, "valid_from": start, "valid_to": end}
                connection.execute(insert(w.respondent_span), row)


def enter_submission(engine, reading, received_at=AT):
    """Enter a file as received; returns its number."""
    with engine.begin() as connection:
        number = len(connection.execute(select(w.submission.c.submission_id)).all()) + 1
        row = {
            "submission_id": number,
            "sha256": f"{number:064d}",
            "named_month": "",
            "byte_count": 1000,
            "file": reading.file,
            "received_at": received_at,
            "state": State.RECEIVED.value,
        }
        connection.execute(insert(w.submission), row)
    return number


def keep(engine, reading, verdict=None, *, at=AT, received_at=None):
    """Receive and store one reading; returns its number. Without a verdict it is accepted, or nil."""
    number = enter_submission(engine, reading, received_at or at)
    usual = State.NIL if reading.is_nil else State.ACCEPTED
    store_batch(engine, [number], [reading], [verdict or make_verdict(usual, digest=content_digest(reading))], at)
    return number


def archive_all(home, engine):
    """A file in the archive of a home for each submission: without most of them it is refused."""
    for (digest,) in rows_of(engine, w.submission, "sha256"):
        path = archive_path(home / "archive", digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def rows_of(engine, table, *columns, **where):
    """What stands in a table of the warehouse, in the order of its key, as tuples of these columns (all: as dicts)."""
    query = select(table).order_by(*table.primary_key.columns)
    for name, value in where.items():
        query = query.where(table.c[name] == value)
    with engine.connect() as connection:
        rows = [dict(row) for row in connection.execute(query).mappings()]
    return [tuple(row[name] for name in columns) for row in rows] if columns else rows


def staged(*spans):
    """The policy in which rules have these stages, each said as rule, stage and first month."""
    stages = tuple(StageSpan(rule=rule, stage=stage, since=since) for rule, stage, since in spans)
    return POLICY.model_copy(update={"thresholds": POLICY.thresholds.model_copy(update={"stages": stages})})


def is_asked(rule):
    """Whether a rule of a form table is only about columns that are asked in October."""
    return all((rule.table, name) in OCTOBER_COLUMNS for name in rule.cells)
