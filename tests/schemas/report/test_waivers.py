"""Waivers are footnotes of the tables whose figures rest on them."""

from datetime import date

from config.policy import load_policy
from schemas.report.summary import Waived
from tasks.report.compose import compose_report
from tests.factories_summary import make_summary

MOVED = Waived("SCHOOL_PUPILS_S05_WITHIN_S01", "school_pupils", 1, date(2026, 12, 31), "Umzug der Schule")
LATE = Waived("MONTH_NOT_OPEN", None, 3, date(2026, 11, 30), "Wasserschaden.")


def notes(*waived):
    report = compose_report(make_summary(waived=waived), load_policy(), "1.0")
    tables = {block.id: block for section in report.sections for block in section.blocks if hasattr(block, "rows")}
    return {name: [note for note in table.notes if "Ausnahme" in note] for name, table in tables.items()}


def test_a_waiver_stands_under_every_table_of_its_figures_and_under_the_returns():
    said = notes(MOVED)
    sentence = (
        "Ausnahme von der Prüfregel SCHOOL_PUPILS_S05_WITHIN_S01 bei einer Meldung (bis 31.12.2026): Umzug der Schule."
    )

    assert {name for name, found in said.items() if found} == {
        "returns_by_kind", "pupils_by_type", "support_by_type", "movement_by_type", "support_by_grade",
    }  # fmt: skip
    assert said["pupils_by_type"] == [sentence]


def test_one_of_the_whole_return_stands_under_the_returns_only():
    sentence = "Ausnahme von der Prüfregel MONTH_NOT_OPEN bei 3 Meldungen (bis 30.11.2026): Wasserschaden."

    assert {name: found for name, found in notes(LATE).items() if found} == {"returns_by_kind": [sentence]}


def test_without_waivers_nothing_is_said():
    assert not any(notes().values())
