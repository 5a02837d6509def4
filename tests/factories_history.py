"""A small city over many months: its register can change, its returns come, its reports are published."""

from datetime import datetime, timedelta

from schemas.form.register import REGISTER
from schemas.store import warehouse as w
from schemas.store.recheck import enter_rechecks
from schemas.time.deadlines import Cycle
from schemas.time.month import shift_month
from tasks.intake.register.import_register import import_register
from tasks.store.ledger import enter_month
from tasks.store.store import store_batch
from tests.factories import CENTRE, POLICY, keep, make_reading, make_verdict, rows_of

FIRST = "2026-01"
SCHOOLS = {"169468": ("G", "Haspe"), "169470": ("G", "Mitte"), "169482": ("GE", "Mitte"), "169494": ("BK", "Boele")}
OTHERS = {
    "K-05914000-0001": "Kita",
    "K-05914000-0002": "Kita",
    "V-05914000-0001": "Verein",
    CENTRE: "Integrationszentrum",
}


def month_of(number):
    """The months of the city are numbered from 1."""
    return shift_month(FIRST, number - 1)


def report_day(month):
    return datetime.combine(Cycle.of(month, POLICY.calendar).report, datetime.min.time()) + timedelta(hours=6)


def register_rows(**changes):
    """The list as rows of text; `changes` by respondent (with _ for -) replace what stands there."""
    rows = []
    for name, kind in {**dict.fromkeys(SCHOOLS, "Schule"), **OTHERS}.items():
        school_type, district = SCHOOLS.get(name, ("", "Haspe"))
        row = {"respondent": name, "kind": kind, "name": f"Stelle {name}", "school_type": school_type,
               "district": district, "valid_from": "2020-01-01"} | changes.get(name.replace("-", "_"), {})  # fmt: skip
        rows.append([row.get(column.name, "") for column in REGISTER])
    return [[column.title for column in REGISTER], *rows]


def enter_register(engine, at, **changes):
    assert import_register(engine, register_rows(**changes), "register.csv", CENTRE, at).is_imported


def figures(name, month, plus=0):
    """A return whose figures depend on respondent and month alone."""
    size = sum(map(ord, name)) % 40 + int(month[5:]) * 3 + plus
    if name in SCHOOLS:
        rows = [{"grade": grade, "pupils": size * 4 + place, "first_support": size % 13 + place, "arrivals": place}
                for place, grade in enumerate(("01", "02", "03"))]  # fmt: skip
        return make_reading("school", {"school_pupils": rows}, respondent=name, month=month)
    form = {"K": "daycare", "V": "association"}.get(name[0], "centre")
    tables = {
        "daycare": {"daycare_children": [{"age_group": "U3", "children": size, "other_family_language": size // 3}]},
        "association": {"offers": [{"title": "Sprachcafé", "component": "B", "participants": size, "volunteers": 2}]},
        "centre": {"network": [{"partner": "school", "meetings": 2, "participants": size}]},
    }
    return make_reading(form, tables[form], respondent=name, month=month)


def report_month(engine, month, *, without=(), days_before=4):
    """Open the month, and take everybody's return in some days before the report; returns the submissions."""
    at = report_day(month) - timedelta(days=days_before)
    enter_month(engine, month, POLICY.calendar, at)
    return {name: keep(engine, figures(name, month), at=at) for name in (*SCHOOLS, *OTHERS) if name not in without}


def check_again(engine, number, reading, verdict=None, *, at):
    """The file of a submission once more; returns the new number."""
    with engine.begin() as connection:
        connection.execute(enter_rechecks([number]))
    again = max(row["submission_id"] for row in rows_of(engine, w.submission))
    store_batch(engine, [again], [reading], [verdict or make_verdict()], at)
    return again
