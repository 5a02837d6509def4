"""Places come from the centre's list: what is none is asked about, with the nearest entries, and stays as it is."""

from config.places import ListedPlace, place_list
from schemas.check.places import settle_places
from schemas.finding import Severity
from tests.factories import make_reading

PLACES = place_list(
    [
        ListedPlace(title="Haspe", aliases=("Hagen-Haspe",)),
        ListedPlace(title="Hohenlimburg"),
        ListedPlace(title="Mitte"),
    ]
)
DISTRICTS = ("Haspe", "hagen-haspe", "Hohenlinburg", None)


def settle(places):
    rows = [{"place": str(at), "district": name, "open_hours": 4.0} for at, name in enumerate(DISTRICTS)]
    reading = make_reading("association", {"meeting_places": rows})
    settle_places([reading, make_reading()], places)
    return reading


def test_another_way_of_writing_becomes_the_entry_and_an_unknown_one_is_asked_about():
    reading = settle(PLACES)

    assert reading.tables["meeting_places"].values["district"] == ["Haspe", "Haspe", "Hohenlinburg", None]
    assert [(one.rule, one.severity, one.cell, one.column) for one in reading.findings] == [
        ("CODE_NORMALISED", Severity.INFORMATION, "B7", "district"),
        ("PLACE_UNKNOWN", Severity.WARNING, "B8", "district"),
    ]
    assert reading.findings[1].hint.startswith("Am nächsten liegt „Hohenlimburg“.")
    assert "„Hohenlinburg“ steht nicht in der Liste „Stadtteil“" in reading.findings[1].message


def test_without_a_list_nothing_is_asked():
    reading = settle(None)

    assert reading.findings == []
    assert reading.tables["meeting_places"].values["district"] == list(DISTRICTS)
