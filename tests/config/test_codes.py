"""The code lists: what the domain names is there, and no spelling means two things."""

import csv
import re

import pytest
from babel import Locale

from config.codes import FOLDER, CodeList, _claim, all_titles, code_list, code_lists, find_centres, fold, frozen_titles

# domain.md, section 4
DOMAIN = {
    "school_type": {"02": "G", "04": "H", "08": "S", "10": "R", "13": "PS", "14": "SK", "15": "GE", "17": "FW",
                    "20": "GY", "25": "WB", "30": "BK", "83": "KS", "06": "V", "18": "HI", "19": "WF", "85": "SR",
                    "87": "SG", "88": "SB", "Freie Waldorfschule": "FW", "Förderschule Grund-/Hauptschule": "S",
                    "Förderschule Realschule/Gymnasium": "SG"},
    "grade": {"1": "01", "5.": "05", "Kl. 5": "05", "Jg. 5": "05", "E1": "01", "E2": "02", "Klasse 10": "10",
              "13": "13", "EF": "EF", "Q1": "Q1", "Q2": "Q2", "kl 7": "07", "Jg.09": "09",
              "3. Kl.": "03", "Jahrgangsstufe 3": "03", "Stufe 10": "10", "4. Jahrgangsstufe": "04"},
    "school_stage": {"primar": "primar", "sek1": "sek1", "Sek. I": "sek1", "Sek II": "sek2"},
    "stage": {"primar": "primar", "sek1": "sek1", "sek2": "sek2", "other": "other"},
    "age_group": {"U3": "U3", "Ü3": "Ü3", "UE3": "Ü3", "u 3": "U3"},
    "country": {
        "Deutschland": "000", "Ukraine": "166", "Syrien": "475", "Türkei": "163", "Afghanistan": "423", "Irak": "438",
        "Polen": "152", "Rumänien": "154", "Bulgarien": "125", "Serbien": "170", "Nordmazedonien": "144",
        "Russland": "160", "Italien": "137", "Griechenland": "134", "Marokko": "252", "Albanien": "121",
        "Kosovo": "150", "XK": "150", "staatenlos": "997", "ungeklärt": "998", "unbekannt": "999", "UKR": "166",
        "ua": "166", "000": "000", "Moldau": "146", "Moldawien": "146", "MD": "146", "Tschechien": "164",
        "Tschechische Republik": "164", "CZE": "164", "Jordanien": "445", "JO": "445", "445": "445", "Senegal": "269",
        "Bosnien-Herzegowina": "122", "Syrien, Arab. Rep.": "475", "DR Kongo": "246", "Elfenbeinküste": "231",
        "Cote d'Ivoire": "231", "Königreich Marokko": "252", "Palästina": "459", "Südkorea": "467", "Taiwan": "465",
        "sonstige": "999", "Kirgistan": "450",
    },
    "language": {"Romanes": "rom", "Aramäisch": "arc", "Dari": "prs", "Kurmandschi": "kmr", "Sorani": "ckb",
                 "und": "und", "mis": "mis", "Türkisch": "tr", "UKRAINISCH": "uk", "ara": "ar", "Kurdisch": "ku",
                 "Bosnisch": "bs", "Serbisch": "sr", "Kroatisch": "hr", "Urdu": "ur", "Ungarisch": "hu", "Twi": "tw",
                 "Tamil": "ta", "türk.": "tr", "arab.": "ar", "Kurmancî": "kmr", "Gebärdensprache": "sgn",
                 "Suaheli": "sw", "Punjabi": "pa", "sonstige": "mis"},
    "programme": {"griffbereitMINI": "griffbereitMINI", "Griffbereit": "Griffbereit", "rucksack kita": "Rucksack KiTa",
                  "Rucksack Schule": "Rucksack Schule"},
    "component": {"A": "A", "Baustein B": "B", "C": "C", "d": "D", "keiner": "none"},
    "field_of_action": dict.fromkeys(("Sprache und Bildung", "Übergang Schule-Beruf", "Jugend", "Senioren",
                                      "Gesundheit", "Begegnung", "Teilhabe und Ehrenamt", "Verwaltung und Wirtschaft")),
    "target_group": dict.fromkeys(("Kinder", "Jugendliche", "Erwachsene", "Frauen", "Familien",
                                   "Seniorinnen und Senioren", "Alle")),
    "partner": dict.fromkeys(("Integrationsrat", "Seniorenbeirat", "Schule", "Kita", "Verein", "Religionsgemeinde",
                              "Verwaltung", "Unternehmen", "Wohlfahrtsverband")),
    "budget_line": dict.fromkeys(("Personal", "Honorar", "Miete", "Sachkosten", "Sonstiges")),
    "group_form": {"I": "I", "II": "II", "Typ III": "III"},
    "booked_hours": {"25": "25", "35 Std.": "35", "45 Stunden": "45"},
    "module": {"KI": "KI", "KIM": "KIM"},
    "kind": {"Schule": "school", "Kita": "daycare", "Verein": "association", "Integrationszentrum": "centre"},
    "legal_status": {"Öffentlich": "public", "privat": "private"},
    "yes_no": {"Ja": "yes", "nein": "no", "x": "yes"},
}  # fmt: skip


@pytest.mark.parametrize("name", DOMAIN)
def test_what_the_domain_names_is_understood(name):
    for written, code in DOMAIN[name].items():
        found = code_list(name).find(written)
        assert found is not None, f"{name}: {written}"
        assert code in {None, found}, f"{name}: {written} is {found}"


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("school_type", 18),
        ("grade", 16),
        ("programme", 4),
        ("component", 5),
        ("field_of_action", 8),
        ("target_group", 7),
        ("partner", 9),
        ("budget_line", 5),
        ("age_group", 2),
        ("booked_hours", 3),
        ("group_form", 3),
        ("module", 2),
        ("legal_status", 2),
    ],
)
def test_closed_lists_hold_nothing_else(name, count):
    assert len(code_list(name).codes) == count


@pytest.mark.parametrize("name", code_lists())
def test_a_list_is_well_formed(name):
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    heading, *lines = rows
    codes = [line[0] for line in lines]

    assert heading[:2] == ["code", "title"]
    assert {len(line) for line in lines} == {len(heading)}
    assert len(set(codes)) == len(codes)
    assert all(line[0].strip() == line[0] and line[1].strip() == line[1] != "" for line in lines)


@pytest.mark.parametrize("name", code_lists())
def test_titles_are_for_people(name):
    titles = list(code_list(name).titles.values())

    assert len({fold(title) for title in titles}) == len(titles)
    assert not [title for title in titles if "|" in title or re.search(r"\b[A-Z]{2}\|", title)]


@pytest.mark.parametrize("name", code_lists())
def test_what_a_drop_down_shows_is_read_back(name):
    known = code_list(name)

    assert {code: known.find(known.label(code)) for code in known.codes} == {code: code for code in known.codes}
    assert {code: known.find(code) for code in known.codes} == {code: code for code in known.codes}


def test_a_country_is_three_digits_as_text():
    assert all(re.fullmatch(r"\d{3}", code) for code in code_list("country").codes)


def test_every_country_but_the_unknown_ones_has_its_iso_codes():
    spellings = code_list("country").spellings
    for code in code_list("country").codes:
        if code not in {"997", "998", "999"}:
            lengths = {len(spelling) for spelling, meant in spellings.items() if meant == code and spelling.isalpha()}
            assert {2, 3} <= lengths, code


def test_a_school_form_says_its_grades():
    grades = set(code_list("grade").codes)
    for code, extra in code_list("school_type").extra.items():
        assert set(extra["grades"].split("|")) <= grades, code


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kl. 5", "KL 5"),
        ("Türkei", "Tu\u0308rkei"),
        ("SGB II", "sgb ii"),
        ("1. Klasse", "1.KLASSE"),
        ("K\u00a0I", "KI"),
    ],
)
def test_spellings_that_differ_in_case_dots_blanks_and_composition_are_the_same(one, other):
    assert fold(one) == fold(other)


def test_characters_that_change_the_meaning_are_kept():
    assert fold("<5") != fold("5")
    assert fold("27+") != fold("27")


def test_every_state_has_an_entry():
    """The states that Germany recognises, Taiwan and the Palestinian territories, and three that are none."""
    assert len(code_list("country").codes) == 202


def test_the_german_titles_of_countries_are_those_of_everybody_else():
    others = Locale("de").territories
    own = {
        "CG": "Republik Kongo",
        "CD": "Demokratische Republik Kongo",
        "PS": "Palästinensische Gebiete",
        "BN": "Brunei",
        "CI": "Côte d'Ivoire",
    }
    for code, extra in code_list("country").extra.items():
        short = extra.get("aliases", "").split("|")[0]
        if code not in {"997", "998", "999"}:
            assert extra["title"] == own.get(short, others[short])


@pytest.mark.parametrize("word", ["Kongo", "Korea", "Jugoslawien", "Sowjetunion"])
def test_a_word_with_two_meanings_is_never_read_as_one_of_them(word):
    assert code_list("country").find(word) is None
    assert len(code_list("country").nearest(word)) > 1


@pytest.mark.parametrize("name", code_lists())
def test_what_may_mean_an_entry_is_no_spelling_of_one(name):
    known = code_list(name)

    assert not set(known.near) & set(known.spellings)


@pytest.mark.parametrize(("month", "is_valid"), [("2016-01", True), ("2026-12", True), ("2027-01", False)])
def test_a_code_is_one_in_the_months_of_its_span(month, is_valid):
    components = code_list("component")

    assert components.is_valid("A", month) is is_valid
    assert components.is_valid("none", month)
    assert ("A" in components.valid_titles(month)) is is_valid


@pytest.mark.parametrize("written", ["", "Atlantis", "1663", "Deutschlan", "-"])
def test_nothing_is_guessed(written):
    assert code_list("country").find(written) is None


def test_a_list_that_says_two_things_is_our_own_mistake():
    with pytest.raises(ValueError, match=r"country\.csv: 'x' stands for 001 and 002"):
        _claim("country", {"x": "001"}, "x", "002")


def test_an_unknown_list_is_our_own_mistake():
    with pytest.raises(FileNotFoundError, match=r"planet\.csv"):
        code_list("planet")


def test_a_list_is_read_once():
    assert code_list("grade") is code_list("grade")
    assert isinstance(code_list("grade"), CodeList)


def test_titles_can_be_those_of_an_older_report():
    before = all_titles()
    with frozen_titles({"kind": {"centre": "Zentrum", "school": "Schulen"}}):
        assert code_list("kind").titles == {"centre": "Zentrum", "school": "Schulen"}
        assert code_list("kind").find("Schule") == "school"
        assert code_list("grade").titles == before["grade"]

    assert all_titles() == before
    assert set(before) == set(code_lists())


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("5914000", ["05914000"]),
        ("05914", ["05914000"]),
        ("Stadt Hagen", ["05914000"]),
        ("KI Hagen", ["05914000"]),
        ("Kreis Unna", ["05978000"]),
        ("Stadt Aachen", ["05334002"]),
        ("Städteregion Aachen", ["05334000"]),
        ("Aachen", ["05334000", "05334002"]),
        ("05334", ["05334000", "05334002"]),
        ("bergisch", ["05374000", "05378000"]),
        ("Bremen", []),
        ("", []),
    ],
)
def test_a_centre_is_found_by_what_people_call_it_and_never_guessed_among_two(written, numbers):
    assert [row["centre_id"] for row in find_centres(written)] == numbers
