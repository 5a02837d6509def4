"""When the machine is due: the times of prefect.yaml on the wall clock, through both changes of summer time."""

from datetime import datetime

import pytest

from config.schedule import last_due, next_due, read_deployments

ENTRIES = {entry["name"]: entry for entry in read_deployments()}


@pytest.mark.parametrize(
    ("name", "now", "before", "after"),
    [
        ("monatsbericht", datetime(2026, 11, 12, 6, 30), datetime(2026, 11, 11, 6, 30), datetime(2026, 11, 13, 6, 30)),
        ("monatsbericht", datetime(2026, 11, 12, 6, 31), datetime(2026, 11, 12, 6, 30), datetime(2026, 11, 13, 6, 30)),
        ("einsammeln", datetime(2026, 11, 12, 6, 0), datetime(2026, 11, 12, 5, 30), datetime(2026, 11, 12, 7, 0)),
        ("einsammeln", datetime(2026, 11, 12, 20, 0), datetime(2026, 11, 12, 18, 45), datetime(2026, 11, 13, 5, 30)),
        ("einladen", datetime(2027, 3, 28, 12), datetime(2027, 3, 28, 6, 0), datetime(2027, 3, 29, 6, 0)),
        ("einladen", datetime(2026, 10, 25, 12), datetime(2026, 10, 25, 6, 0), datetime(2026, 10, 26, 6, 0)),
        ("versenden", datetime(2026, 10, 25, 4), datetime(2026, 10, 25, 3, 40), datetime(2026, 10, 25, 4, 40)),
    ],
)
def test_a_deployment_knows_when_it_was_due_and_will_be(name, now, before, after):
    assert (last_due(ENTRIES[name], now), next_due(ENTRIES[name], now)) == (before, after)


def test_what_is_collected_comes_before_what_is_reported():
    names = list(ENTRIES)

    assert names.index("einsammeln") < names.index("monatsbericht") < names.index("versenden")
