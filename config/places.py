"""The districts that a centre counts by: `read_places(home)`, `write_places(home, titles)`, `place_list(places)`.

They stand in orte.csv of the home, one a line: `title`, and in `aliases`, separated by `|`, how else people write it.
"""

import csv
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from config.codes import CodeList, fold
from config.errors import SettingsError

FILE = "orte.csv"
UNASSIGNED = "ohne Zuordnung"  # what no list knows


class ListedPlace(BaseModel):
    """One district with its other names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=1, max_length=80)
    aliases: tuple[str, ...] = ()


def name_place(written: str, places: CodeList | None) -> str:
    """A place as the list calls it; anything else stays in the house."""
    return (places and places.find(written)) or UNASSIGNED


def read_places(home: Path) -> tuple[ListedPlace, ...]:
    """The centre's list; none where it keeps none yet.

    Raises:
        SettingsError: the file is no such list, or one name stands for two places.
    """
    path = home / FILE
    if not path.exists():
        return ()
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    except UnicodeDecodeError as error:
        raise SettingsError(f"{FILE} ist nicht in UTF-8 gespeichert: {error}.") from error
    if rows and "title" not in rows[0]:
        raise SettingsError(f"In {FILE} fehlt die Überschrift „title“: die erste Zeile lautet title;aliases.")
    named = [(row["title"] or "", row.get("aliases") or "") for row in rows]
    places = tuple(
        ListedPlace(title=title.strip()[:80], aliases=tuple(filter(None, map(str.strip, also.split("|")))))
        for title, also in named
        if title.strip()
    )
    place_list(places)
    return places


def write_places(home: Path, titles: Iterable[str]) -> Path:
    """Write a first list."""
    stream = StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\n")
    writer.writerow(["title", "aliases"])
    writer.writerows([title, ""] for title in titles)
    path = home / FILE
    path.write_text(stream.getvalue(), encoding="utf-8")
    return path


def place_list(places: Iterable[ListedPlace]) -> CodeList | None:
    """The places as a list that finds what somebody wrote; None where there are none.

    Raises:
        SettingsError: one name stands for two places.
    """
    titles: dict[str, str] = {}
    spellings: dict[str, str] = {}
    for place in places:
        titles[place.title] = place.title
        for written in (place.title, *place.aliases):
            if spellings.setdefault(fold(written), place.title) != place.title:
                raise SettingsError(f"{FILE}: „{written}“ steht für „{spellings[fold(written)]}“ und „{place.title}“.")
    return CodeList("orte", titles, spellings, {}, {}) if titles else None
