"""The rules of domain.md section 6 beyond type and range: one rule, one expression or function, one German sentence.

One way in: `WRITTEN`, all of them. What can be said of a form's own cells is an expression, so that the form can check
it itself. Rules that follow from a column's definition are in schemas.check.column_rules.
"""

import pandas as pd

from config.policy import Thresholds
from schemas.check.expression import Edit, Proportion, Verdicts
from schemas.check.rule import EXPLAIN, RETURN, Check, check
from schemas.finding import EARLIER_MONTH, KEY_OF_OTHER_MONTH, SUBMISSION_KEY, Severity
from schemas.form.forms import name_columns

ERROR, WARNING = Severity.ERROR, Severity.WARNING


# --- level 0: who reports, for when ------------------------------------------------------------------------------


@check(
    "RESPONDENT_UNKNOWN", level=0, severity=ERROR, table=RETURN, cells=("head__respondent",),
    hint="Ist die Nummer falsch, berichtigen Sie sie bitte. Stimmt sie, rufen Sie uns bitte an: das Integrationszentrum nimmt "
    "die Stelle dann ins Register auf.",
)  # fmt: skip
def respondent_is_known(t: pd.DataFrame, _: Thresholds) -> Verdicts:
    """Die Berichtsstelle „{respondent}“ steht nicht im Register."""
    return t["is_known"].where(t["respondent"].notna())


@check(
    "RESPONDENT_CLOSED", level=0, severity=ERROR, table=RETURN, cells=("head__respondent",),
    hint="Ist eine andere Stelle gemeint (etwa die Nachfolge) oder ein anderer Monat, berichtigen Sie das bitte. Besteht die "
    "Stelle und soll sie für diesen Monat melden, rufen Sie uns bitte an.",
)  # fmt: skip
def respondent_is_active(t: pd.DataFrame, _: Thresholds) -> Verdicts:
    """Die Berichtsstelle {respondent} {closed_because}."""
    return t["is_active"].where(t["is_known"].fillna(False) & t["month"].notna())


@check(
    "FORM_OF_OTHER_KIND", level=0, severity=ERROR, table=RETURN, cells=("head__respondent",),
    hint="Bitte den Meldebogen verwenden, der Ihnen zugesandt wurde.",
)  # fmt: skip
def form_fits_respondent(t: pd.DataFrame, _: Thresholds) -> Verdicts:
    """Der Meldebogen „{form_title}“ gehört nicht zur Berichtsstelle {respondent} ({kind_title})."""
    return (t["form"] == t["kind"]).where(t["form"].notna() & t["kind"].notna())


@check(
    "MONTH_NOT_OPEN", level=0, severity=ERROR, table=RETURN, cells=("head__month",),
    hint="Ist der Berichtsmonat falsch, berichtigen Sie ihn bitte. Ist er noch nicht offen, senden Sie den Bogen bitte an seinem "
    "letzten Arbeitstag noch einmal. Ist er schon geschlossen, rufen Sie uns bitte an.",
)  # fmt: skip
def month_is_open(t: pd.DataFrame, _: Thresholds) -> Verdicts:
    """Für den Berichtsmonat {month} werden heute keine Meldungen angenommen (offen von {opens} bis {closes})."""
    return t["is_open"].where(t["month"].notna())


@check(
    "REFERENCE_DATE_OUTSIDE", level=0, severity=ERROR, table=RETURN, cells=("head__reference_date",),
    hint="Bitte den Stichtag auf den letzten Tag des Berichtsmonats setzen.",
)  # fmt: skip
def reference_date_inside(t: pd.DataFrame, _: Thresholds) -> Verdicts:
    """Der Stichtag {reference_date} liegt nicht im Berichtsmonat {month}."""
    both = t["reference_date"].notna() & t["month"].notna()
    return (t["reference_date"].str.slice(0, 7) == t["month"]).where(both)


@check(
    SUBMISSION_KEY, level=0, severity=ERROR, table=RETURN, cells=("head__submission_key",),
    hint="Bitte verwenden Sie den Bogen, der Ihnen für diesen Monat zugesandt wurde, oder rufen Sie uns bitte an.",
)  # fmt: skip
def submission_key_fits(t: pd.DataFrame, _: Thresholds) -> Verdicts:
    """Der Meldeschlüssel {key_note}: es ist nicht zu erkennen, ob die Lieferung von {respondent} für {month} stammt."""
    return t["key_fits"].where(t["is_known"].fillna(False) & t["month"].notna())


@check(
    KEY_OF_OTHER_MONTH, level=0, severity=ERROR, table=RETURN, cells=("head__month",),
    hint="Bitte stellen Sie den Berichtsmonat wieder richtig. Sind es Zahlen eines anderen Monats, tragen Sie sie bitte in "
    "den Bogen für diesen Monat ein.",
)  # fmt: skip
def month_is_that_of_the_key(t: pd.DataFrame, _: Thresholds) -> Verdicts:
    """Im Bogen steht {month}, sein Meldeschlüssel gehört aber zum Bogen für {key_month}."""
    return (t["month"] == t["key_month"]).where(t["is_known"].fillna(value=False) & t["key_month"].notna())


@check(
    "NAMED_FOR_OTHER", level=0, severity=ERROR, table=RETURN, cells=("head__respondent",),
    hint="Bitte berichtigen Sie die Nummer im Bogen oder den Dateinamen. Prüfen Sie auch, ob die Zahlen die Ihrer Stelle sind.",
)  # fmt: skip
def file_names_no_other(t: pd.DataFrame, _: Thresholds) -> Verdicts:
    """Der Bogen nennt die Berichtsstelle {respondent}, der Dateiname aber {named}; welche gilt, wird nicht geraten."""
    return (t["respondent"] == t["named"]).where((t["kind"] == t["named_kind"]).fillna(value=False))


@check(
    "SCHOOL_NUMBER_CHECK_DIGIT", level=0, severity=WARNING, table=RETURN, cells=("head__respondent",),
    hint="Ist die Nummer falsch, berichtigen Sie sie bitte. Stimmt sie, erläutern Sie es bitte im Prüfprotokoll.",
)  # fmt: skip
def school_number_fits(t: pd.DataFrame, _: Thresholds) -> Verdicts:
    """Die Prüfziffer der Schulnummer {respondent} stimmt nicht, vermutlich ein Tippfehler."""
    is_school = (t["form"] == "school").fillna(False)
    verdicts = [
        check_digit_fits(str(number)) if school else None
        for number, school in zip(t["respondent"], is_school, strict=True)
    ]
    return pd.Series(verdicts, index=t.index, dtype="boolean")


def check_digit_fits(number: str) -> bool | None:
    """Whether (6a+5b+4c+3d+2e) mod 11, 10 counted as 0, is the sixth digit; None for what is no number from 101000 up.

    Source: domain.md section 3; it does not hold for the series 100000 to 100999.
    """
    if len(number) != 6 or not number.isdecimal() or not number.isascii() or int(number) < 101_000:
        return None
    weighted = sum(weight * int(digit) for weight, digit in zip((6, 5, 4, 3, 2), number, strict=False))
    return weighted % 11 % 10 == int(number[5])


@check(
    EARLIER_MONTH, level=2, severity=ERROR, table=RETURN, cells=("head__month",),
    hint="Sind es die Zahlen des neuen Monats, tragen Sie sie bitte in den Bogen für diesen Monat ein. Wollen Sie die alte "
    "Meldung berichtigen, schreiben Sie bitte „Korrektur“ in die Bemerkungen. Senden Sie dann den Bogen noch einmal.",
)  # fmt: skip
def month_is_the_one_owed(t: pd.DataFrame, _: Thresholds) -> Verdicts:
    """Das ist der Bogen vom {month}: dafür ist schon eine Meldung mit anderen Angaben angenommen, und sie gilt weiter. Noch nicht gemeldet ist {missing_month}."""
    return t["missing_month"].isna().where(t["is_known"].fillna(value=False) & t["month"].notna())


@check(
    "EMPTY_RETURN", level=0, severity=WARNING, table=RETURN, cells=("head__nil_return",),
    hint="Wenn es nichts zu melden gibt, wählen Sie bitte „Fehlanzeige: Ja“; sonst füllen Sie bitte die Tabellen aus.",
)  # fmt: skip
def return_is_not_empty(t: pd.DataFrame, _: Thresholds) -> Verdicts:
    """Die Meldung enthält keine einzige Angabe und ist keine Fehlanzeige."""
    return (t["figures"] > 0).where(~t["is_nil"])


@check(
    "NIL_WITH_FIGURES", level=0, severity=ERROR, table=RETURN, cells=("head__nil_return",),
    hint="Bitte wählen Sie „Fehlanzeige: Nein“, oder löschen Sie die Angaben; gab es im Vormonat etwas, fragen wir dann nach dem "
    "Grund.",
)  # fmt: skip
def nil_return_is_empty(t: pd.DataFrame, _: Thresholds) -> Verdicts:
    """Die Meldung ist als Fehlanzeige gekennzeichnet, enthält aber {figures} Angaben."""
    return (t["figures"] == 0).where(t["is_nil"])


# --- level 1: inside one return ----------------------------------------------------------------------------------


GERMAN_SUPPORT_ABOVE_FIRST_SUPPORT = Check(
    "GERMAN_SUPPORT_ABOVE_FIRST_SUPPORT", 1, WARNING,
    "In Deutschförderklasse ({german_class}) und Deutschfördergruppe ({german_group}) sind zusammen mehr als "
    "in der Erstförderung ({first_support}).",
    EXPLAIN, table="school_pupils", cells=("german_class", "german_group", "first_support"),
    holds=Edit(("german_class", "german_group"), ("first_support",)),
)  # fmt: skip

FIRST_SUPPORT_HIGH = Check(
    "FIRST_SUPPORT_HIGH", 1, WARNING,
    "In der Erstförderung ({first_support}) sind mehr als {first_support_pct} % der Schülerinnen und Schüler ({pupils}).",
    EXPLAIN, table="school_pupils", cells=("first_support", "pupils"),
    holds=Proportion("first_support", "pupils", "first_support", "first_support_pct", is_most=True),
)  # fmt: skip

HSU_GROUP_SMALL = Check(
    "HSU_GROUP_SMALL", 1, WARNING,
    "{groups} HSU-Gruppen für {participants} Teilnehmende: im Durchschnitt weniger als die Mindestgröße "
    "(Primarstufe {hsu_group_primary}, Sekundarstufe I {hsu_group_secondary}).",
    EXPLAIN, table="heritage_language_lessons", cells=("groups", "participants"),
    holds=Proportion("participants", "groups", "groups", per=1, by="stage",
                limits=(("primar", "hsu_group_primary"), ("sek1", "hsu_group_secondary"))),
)  # fmt: skip

MEETING_PLACE_LITTLE_USED = Check(
    "MEETING_PLACE_LITTLE_USED", 1, WARNING,
    "Die Zielgruppe nutzt den Treffpunkt {target_group_hours} von {open_hours} Stunden: erwartet werden "
    "mindestens {meeting_place_pct} %.",
    EXPLAIN, table="meeting_places", cells=("target_group_hours", "open_hours"),
    holds=Proportion("target_group_hours", "open_hours", "open_hours", "meeting_place_pct"),
)  # fmt: skip

ARRIVALS_DIFFER = Check(
    "ARRIVALS_DIFFER", 1, WARNING,
    "Die Zugänge nach Herkunftsland ({school_arrivals__arrivals}) ergeben zusammen nicht die Zugänge nach "
    "Jahrgang ({school_pupils__arrivals}).",
    EXPLAIN, table=RETURN, cells=("school_arrivals__arrivals", "school_pupils__arrivals"),
    holds=Edit(("school_arrivals__arrivals",), ("school_pupils__arrivals",), is_equation=True),
)  # fmt: skip

LANGUAGES_DIFFER = Check(
    "LANGUAGES_DIFFER", 1, WARNING,
    "Die Kinder nach Familiensprache ({daycare_languages__children}) ergeben zusammen nicht die Kinder mit "
    "nichtdeutscher Familiensprache ({daycare_children__other_family_language}).",
    EXPLAIN, table=RETURN, cells=("daycare_languages__children", "daycare_children__other_family_language"),
    holds=Edit(("daycare_languages__children",), ("daycare_children__other_family_language",), is_equation=True),
)  # fmt: skip

PLACES_DIFFER = Check(
    "PLACES_DIFFER", 1, WARNING,
    "Die belegten Plätze ({daycare_places__places_occupied}) sind zusammen nicht so viele wie die Kinder "
    "({daycare_children__children}).",
    EXPLAIN, table=RETURN, cells=("daycare_places__places_occupied", "daycare_children__children"),
    holds=Edit(("daycare_places__places_occupied",), ("daycare_children__children",), is_equation=True),
)  # fmt: skip


PERSONS_ABOVE_TALKS = Check(
    "PERSONS_ABOVE_TALKS", 1, ERROR,
    "Beraten sind {persons_advised} Personen in {consultations} Gesprächen: mit jeder wurde wenigstens eines geführt.",
    "Bitte berichtigen Sie die Personen oder die Gespräche.",
    table="kim_cases", cells=("persons_advised", "consultations"), holds=Edit(("persons_advised",), ("consultations",)),
)  # fmt: skip

KIM_POSTS_EXCEEDED = Check(
    "KIM_POSTS_EXCEEDED", 1, WARNING,
    "Besetzt sind {filled_fte} Stellen, bewilligt sind {granted_fte}.",
    EXPLAIN, table="kim_posts", cells=("filled_fte", "granted_fte"), holds=Edit(("filled_fte",), ("granted_fte",)),
)  # fmt: skip


# --- level 2: against the respondent's own past months --------------------------------------------------------------


@check(
    "SAME_AS_LAST_MONTH", level=2, severity=WARNING, table=RETURN, cells=("head__month",), hint=EXPLAIN,
)  # fmt: skip
def return_is_new(t: pd.DataFrame, _: Thresholds) -> Verdicts:
    """Alle Angaben sind dieselben wie im Vormonat: wurde der alte Bogen noch einmal geschickt?"""
    return (t["digest"] != t["digest_last"]).where((t["figures"] > 0) & t["digest_last"].notna())


@check(
    "SPENT_ABOVE_GRANTED", level=2, severity=WARNING, table="offer_funds", cells=("spent_eur", "granted_eur"), hint=EXPLAIN,
    holds_a_year=True,
)  # fmt: skip
def funds_suffice(t: pd.DataFrame, _: Thresholds) -> Verdicts:
    """Im Jahr sind bisher {spent_to_date_eur} EUR verausgabt, bewilligt sind {granted_eur} EUR."""
    return t["spent_to_date_eur"] <= t["granted_eur"]


@check(
    "GRANT_EXCEEDED", level=2, severity=WARNING, table="posts", cells=("spent_eur", "grant_eur"), hint=EXPLAIN,
    holds_a_year=True,
)  # fmt: skip
def grant_suffices(t: pd.DataFrame, _: Thresholds) -> Verdicts:
    """Im Jahr sind bisher {spent_to_date_eur} EUR verausgabt, die Zuwendung beträgt {grant_eur} EUR."""
    return t["spent_to_date_eur"] <= t["grant_eur"]


def _nil_loses_no_year(t: pd.DataFrame, _: Thresholds) -> Verdicts:
    return t["year_most"].isna().where(t["is_nil"])


YEAR_MISSING_BY_NIL = Check(
    "YEAR_MISSING_BY_NIL", 2, WARNING,
    "Gemeldet ist eine Fehlanzeige; im Jahr gab es aber Angebote (im {year_most_month} eines mit {year_most} Teilnehmenden), "
    "und nur der Bogen für {month} fragt, wie viele verschiedene Personen jedes im Jahr erreicht hat.",
    "Bitte senden Sie den ausgefüllten Bogen, mit einer Zeile für jedes Angebot des Jahres (Termine und Teilnehmende im Monat: 0). "
    "Sind die Zahlen für das Jahr nicht bekannt, erläutern Sie es bitte im Prüfprotokoll.",
    raised_by=name_columns(lambda column: bool(column.meaning.year_of)), holds_a_year=True,
    table=RETURN, cells=("head__nil_return",), holds=_nil_loses_no_year,
)  # fmt: skip


# --- level 3: between respondents -----------------------------------------------------------------------------------


@check(
    "REPORTED_TWICE", level=3, severity=WARNING, table=RETURN, cells=("head__respondent",),
    hint="Bitte klären Sie, wer meldet: Träger oder Einrichtung, nicht beide. Sind die Zahlen falsch, berichtigen Sie sie bitte; "
    "stimmen sie, erläutern Sie es bitte im Prüfprotokoll.",
)  # fmt: skip
def return_is_not_anothers(t: pd.DataFrame, _: Thresholds) -> Verdicts:
    """Die Berichtsstelle {twin} hat für {month} genau dieselben Angaben gemeldet."""
    return t["twin"].isna().where(t["figures"] > 0)


WRITTEN: tuple[Check, ...] = tuple(rule for rule in tuple(globals().values()) if isinstance(rule, Check))
