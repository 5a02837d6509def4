"""An invented city: Hagen with 250 respondents. One way in: `invent_city(seed)`.

Names are made up. School numbers begin with 2 to 6: the state gives out none of these, so no real school is meant;
their check digit is right (domain.md section 3).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from config.codes import code_list
from schemas.check.rules import check_digit_fits
from schemas.form.carrier import KIND as CARRIER
from tasks.invent.chance import chance

CENTRE = "05914000"
DISTRICTS = ("Mitte", "Nord", "Haspe", "Eilpe/Dahl", "Hohenlimburg")
SCHOOLS = {"G": 30, "H": 2, "S": 5, "R": 5, "SK": 2, "GE": 5, "GY": 7, "FW": 1, "WB": 1, "BK": 6}
DAYCARES, ASSOCIATIONS = 120, 65

_TREES = ("Ahorn", "Birken", "Buchen", "Eichen", "Erlen", "Eschen", "Hasel", "Holunder", "Kastanien", "Kiefern",
          "Kirsch", "Linden", "Pappel", "Tannen", "Ulmen", "Weiden", "Weißdorn", "Wacholder")  # fmt: skip
_PLACES = ("hof", "weg", "hain", "berg", "tal", "grund", "feld", "allee", "ring", "aue")
_CHILDREN = ("Sonnenschein", "Regenbogen", "Pusteblume", "Wirbelwind", "Sternschnuppe", "Kunterbunt", "Löwenzahn", "Kleine Füße",
             "Villa Holunder", "Spatzennest", "Bienenkorb", "Zwergenland", "Schatzinsel", "Apfelbaum", "Wolkenschiff", "Rappelkiste",
             "Glühwürmchen", "Farbenfroh", "Murmel", "Abenteuerland", "Entdeckerhaus", "Schmetterling", "Kieselstein", "Purzelbaum")  # fmt: skip
_CLUBS = ("Begegnungsverein", "Kulturverein", "Nachbarschaftsverein", "Bildungsverein", "Sportverein", "Frauenverein",
          "Jugendverein", "Seniorenverein", "Elternverein", "Sprachverein", "Stadtteilverein", "Freundeskreis", "Lernwerkstatt")  # fmt: skip
_IDEAS = (
    "Brücke",
    "Anker",
    "Lichtblick",
    "Vielfalt",
    "Miteinander",
    "Horizont",
    "Kompass",
    "Mosaik",
    "Wegweiser",
    "Offene Tür",
)
_CARRIERS = (
    "Stadt",
    "Evangelischer Kirchenkreis",
    "Katholischer Kita-Verband",
    "Freier Trägerverbund",
    "Elterninitiative",
)
_CASE_CARRIERS = (
    "Wohlfahrtsverband am Ring, Case Management",
    "Diakonischer Trägerkreis, Case Management",
    "Stadt, Fachbereich Zuwanderung",
)


@dataclass(frozen=True)
class InventedRespondent:
    """One respondent; `size` is its size among its kind (about 0.6 to 1.6), `diversity` the share of migration."""

    respondent: str
    kind: str
    name: str
    district: str
    size: float
    diversity: float
    school_type: str = ""
    carrier: str = ""
    valid_from: str = "2020-08-01"
    valid_to: str = ""
    successor: str = ""


@dataclass(frozen=True)
class City:
    """The respondents in the order of the register; with a story, something happens in it (tasks/invent/story.py)."""

    seed: int
    places: tuple[InventedRespondent, ...]
    has_story: bool = False

    def register_rows(self) -> list[list[str]]:
        """The register as rows of text, heading first."""
        heading = [
            "Nummer",
            "Art",
            "Name",
            "Schulform",
            "Stadtteil",
            "Träger",
            "E-Mail",
            "gültig ab",
            "gültig bis",
            "Nachfolge",
        ]
        return [heading, *(_register_row(place) for place in self.places)]


def invent_city(seed: int) -> City:
    """250 respondents: 64 schools, 120 daycares, 65 associations and the centre."""
    centre = InventedRespondent(CENTRE, "centre", "Kommunales Integrationszentrum Hagen", "Mitte", 1.0, 0.5)
    return City(seed, (*_schools(seed), *_daycares(seed), *_associations(seed), centre))


def with_carriers(city: City, last: str) -> City:
    """The city with those who report from 2027 on, where its months reach so far; else as it is."""
    first = CARRIER.asked.first
    return replace(city, places=(*city.places, *_carriers(city.seed, first))) if first <= last else city


def _carriers(seed: int, first: str) -> Iterator[InventedRespondent]:
    stream = chance(seed, "carriers")
    for number, name in enumerate(_CASE_CARRIERS, 1):
        yield InventedRespondent(
            f"T-{CENTRE}-{number:04d}", "carrier", name, stream.choice(DISTRICTS), stream.uniform(0.6, 1.6), 0.5,
            carrier=name.partition(",")[0], valid_from=f"{first}-01",
        )  # fmt: skip


def _schools(seed: int) -> Iterator[InventedRespondent]:
    stream = chance(seed, "schools")
    numbers, names = (
        _school_numbers(stream),
        _unique(stream, [f"{tree}{place}" for tree in _TREES for place in _PLACES]),
    )
    titles = {"G": "Grundschule", "H": "Hauptschule", "S": "Förderschule", "R": "Realschule", "SK": "Sekundarschule",
              "GE": "Gesamtschule", "GY": "Gymnasium", "FW": "Waldorfschule", "WB": "Weiterbildungskolleg", "BK": "Berufskolleg"}  # fmt: skip
    for school_type, number in SCHOOLS.items():
        for _ in range(number):
            diversity = stream.uniform(0.25, 0.75) * (0.75 if school_type in {"GY", "FW"} else 1)
            yield InventedRespondent(
                next(numbers), "school", f"{titles[school_type]} {next(names)}", stream.choice(DISTRICTS),
                stream.uniform(0.7, 1.4), diversity, school_type, "Stadt",
            )  # fmt: skip


def _daycares(seed: int) -> Iterator[InventedRespondent]:
    stream = chance(seed, "daycares")
    names = _unique(stream, [f"Kita {name} {district}" for name in _CHILDREN for district in DISTRICTS])
    for number in range(1, DAYCARES + 1):
        yield InventedRespondent(
            f"K-{CENTRE}-{number:04d}", "daycare", next(names), stream.choice(DISTRICTS),
            stream.uniform(0.6, 1.6), stream.uniform(0.15, 0.8), carrier=stream.choice(_CARRIERS),
        )  # fmt: skip


def _associations(seed: int) -> Iterator[InventedRespondent]:
    stream = chance(seed, "associations")
    names = _unique(stream, [f"{club} {idea} e. V." for club in _CLUBS for idea in _IDEAS])
    for number in range(1, ASSOCIATIONS + 1):
        yield InventedRespondent(
            f"V-{CENTRE}-{number:04d}", "association", next(names), stream.choice(DISTRICTS),
            stream.uniform(0.6, 1.6), stream.uniform(0.3, 0.9),
        )  # fmt: skip


def _school_numbers(stream: Random) -> Iterator[str]:
    given: set[str] = set()
    while True:
        number = str(stream.randrange(200_000, 700_000))
        if number not in given and check_digit_fits(number):
            given.add(number)
            yield number


def _unique(stream: Random, names: list[str]) -> Iterator[str]:
    stream.shuffle(names)
    return iter(names)


def _register_row(place: InventedRespondent) -> list[str]:
    mail = f"{place.respondent.lower()}@meldung.example"
    return [
        place.respondent, code_list("kind").titles[place.kind], place.name, place.school_type, place.district, place.carrier, mail,
        place.valid_from, place.valid_to, place.successor,
    ]  # fmt: skip
