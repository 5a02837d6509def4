"""A city of a few respondents, as the steering view gets it: `make_city()`, and one return a respondent in October."""

from datetime import datetime

from schemas.steering.facts import Member, SteeringFacts, StoredRow
from schemas.steering.guard import Guard
from schemas.steering.rules import read_rules

MONTH = "2026-10"
GUARD = Guard(base=5, least=3)
KITAS = {f"K{number}": place for number, place in enumerate(("Haspe",) * 3 + ("Mitte",) * 3, 1)}
ASSOCIATIONS = {"V1": "Haspe", "V2": "Mitte", "V3": "Mitte"}
CENTRE = "05914000"


def make_members(**more):
    members = {name: Member("daycare", f"Kita {name}", place) for name, place in KITAS.items()}
    members |= {name: Member("association", f"Verein {name}", place) for name, place in ASSOCIATIONS.items()}
    return members | {CENTRE: Member("centre", "Integrationszentrum", "Mitte")} | more


def rows_of(table, *rows, month=MONTH):
    """Rows as (respondent, values); every column that is not said is empty."""
    from schemas.form.forms import TABLES

    empty = dict.fromkeys(column.name for column in TABLES[table].columns)
    return [StoredRow(respondent, values.pop("month", month), empty | values) for respondent, values in rows]


def make_city(*tables, month=MONTH, members=None, missing=(), months=None, **more):
    """The facts: all owe every month, and all but `missing` (respondents, or pairs with a month) have answered."""
    members = members or make_members()
    pairs = {(name, one) for name in members for one in months or (month,)}
    rows = {}
    for table, found in tables:
        rows[table] = [row for row in found if not {row.respondent, (row.respondent, row.month)} & set(missing)]
    return SteeringFacts(
        centre_id=CENTRE,
        centre_name="Hagen",
        month=month,
        vintage=datetime(2026, 11, 12, 6, 30),
        members=members,
        owed=frozenset(pairs),
        answered=frozenset(one for one in pairs if one not in missing and one[0] not in missing),
        rows=rows,
        **more,
    )


def children(table="daycare_children", month=MONTH, **numbers):
    """A row a Kita: `K1=20` children of another family language, of 100."""
    return table, rows_of(
        table,
        *((name, {"age_group": "Ü3", "children": 100, "other_family_language": n}) for name, n in numbers.items()),
        month=month,
    )


def offers(*given):
    """A row an offer: (association, title, field, target group)."""
    return "offers", rows_of(
        "offers",
        *((name, {"title": title, "field_of_action": field, "target_group": group, "dates_held": 2})
          for name, title, field, group in given),
    )  # fmt: skip


RULE = {
    "title": "Sprachbildung vor Ort",
    "need": "K03",
    "supply": "offers",
    "by": "district",
    "least_need": 30,
    "least_per_100": 2,
    "where": {"field_of_action": ["language_education"]},
}


def make_rules(*changes):
    """Rules like the usual one; each change is what one of them says otherwise."""
    rules, problems = read_rules([{**RULE, **change} for change in changes or ({},)])
    assert problems == ()
    return rules
