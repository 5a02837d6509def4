"""The centre's list of places: orte.csv of the home."""

import pytest

from config.errors import SettingsError
from config.places import ListedPlace, place_list, read_places, write_places
from config.policy import load_policy, restore_policy


def test_without_the_file_there_is_no_list(tmp_path):
    assert read_places(tmp_path) == ()
    assert place_list(()) is None
    assert load_policy(tmp_path).places == ()


def test_what_is_written_is_read_and_belongs_to_the_policy(tmp_path):
    write_places(tmp_path, ["Eilpe/Dahl", "Haspe"])
    policy = load_policy(tmp_path)

    assert [place.title for place in policy.places] == ["Eilpe/Dahl", "Haspe"]
    assert restore_policy(policy.model_dump_json()) == policy


def test_other_names_are_found_without_regard_to_case(tmp_path):
    (tmp_path / "orte.csv").write_text("\ufefftitle;aliases\nMitte;Innenstadt | City\n;leer\nHaspe\n", encoding="utf-8")
    places = place_list(read_places(tmp_path))

    assert [places.find(name) for name in ("mitte", "INNENSTADT", "City", "Haspe", "leer", "x")] == [
        "Mitte", "Mitte", "Mitte", "Haspe", None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Stadtteil\nMitte\n", "fehlt die Überschrift „title“"),
        (b"title;aliases\nMitte;City\nNord;city\n", "„city“ steht für „Mitte“ und „Nord“"),
        ("title;aliases\nHöhe;\n".encode("latin-1"), "nicht in UTF-8"),
    ],
)
def test_a_file_that_is_no_list_is_refused_and_says_why(tmp_path, content, said):
    (tmp_path / "orte.csv").write_bytes(content)

    with pytest.raises(SettingsError, match=said):
        load_policy(tmp_path)


def test_a_place_is_one_in_the_list_only():
    assert place_list([ListedPlace(title="Haspe")]).nearest("Hagen Haspe") == ("Haspe",)
