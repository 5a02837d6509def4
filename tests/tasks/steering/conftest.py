"""A city of nine respondents in two places with two months of returns, in a warehouse of a home."""

from datetime import datetime

import pytest

from config.settings import load_settings
from schemas.form.register import REGISTER
from tasks.intake.register.import_register import import_register
from tasks.store.ledger import enter_month
from tasks.warehouse import open_warehouse
from tests.factories import CENTRE, POLICY, keep, make_reading

AT = datetime(2026, 11, 5, 9)
MONTHS = ("2026-09", "2026-10")
KITAS = {f"K-05914000-000{number}": "Haspe" if number < 4 else "Mitte" for number in range(1, 7)}
ASSOCIATIONS = {"V-05914000-0001": "Haspe", "V-05914000-0002": "Mitte"}
HOSTILE = '<script>alert("1")</script> =1+1'
SPOKEN = {name: 10 + 7 * number for number, name in enumerate(KITAS)}  # 10, 17, 24 in Haspe; 31, 38, 45 in Mitte


def enter_city(engine):
    rows = [[column.title for column in REGISTER]]
    kinds = dict.fromkeys(KITAS, "Kita") | dict.fromkeys(ASSOCIATIONS, "Verein") | {CENTRE: "Integrationszentrum"}
    for name, kind in kinds.items():
        row = {"respondent": name, "kind": kind, "name": f"{HOSTILE} {name}" if name[0] == "V" else f"Stelle {name}",
               "district": (KITAS | ASSOCIATIONS).get(name, "Mitte"), "valid_from": "2020-01-01"}  # fmt: skip
        rows.append([row.get(column.name, "") for column in REGISTER])
    assert import_register(engine, rows, "register.csv", CENTRE, datetime(2026, 9, 1)).is_imported
    for month in MONTHS:
        enter_month(engine, month, POLICY.calendar, AT)


def reading_of(name, month, plus=0):
    """What a respondent says: a little more in October, so that the newest month can be told."""
    more = plus + (month == "2026-10")
    if name in KITAS:
        row = {
            "age_group": "Ü3",
            "children": 100,
            "other_family_language": SPOKEN[name] + more,
            "certified_support_need": 4,
        }
        return make_reading("daycare", {"daycare_children": [row]}, respondent=name, month=month)
    if name in ASSOCIATIONS:
        row = {"title": "Lesen", "component": "B", "field_of_action": "language_education", "target_group": "children",
               "dates_held": 2, "participants": 9}  # fmt: skip
        funds = {"component": "B", "budget_line": "staff", "granted_eur": 1200.0, "spent_eur": 100.0 + more}
        return make_reading("association", {"offers": [row], "offer_funds": [funds]}, respondent=name, month=month)
    network = [{"partner": "school", "meetings": 2, "participants": 14, "agreements": 1}]
    return make_reading("centre", {"network": network}, respondent=name, month=month)


def send(engine, *, without=(), at=AT, **more):
    for month in MONTHS:
        for name in (*KITAS, *ASSOCIATIONS, CENTRE):
            if name not in without:
                keep(engine, reading_of(name, month, **more), at=at)


@pytest.fixture
def settings(tmp_path):
    return load_settings(tmp_path)


@pytest.fixture
def city(settings):
    """The register and the ledger, and no return yet."""
    engine = open_warehouse(settings.url)
    enter_city(engine)
    return engine
