"""What the report shows: `PLAN` (tables of facts), `KEY_FIGURES` (at a glance). Data, no code.

A table of the report is a form table summed by one of its columns, or by an attribute of the respondent. Titles,
units and kinds come from the forms; only what is new in the report is said here.
"""

from dataclasses import dataclass, replace
from typing import Literal

from schemas.form.forms import TABLES


@dataclass(frozen=True)
class Share:
    """A ratio of two columns of the same table, over the rows that answer both: shown as percent."""

    id: str
    title: str
    numerator: str
    denominator: str


@dataclass(frozen=True)
class PlannedTable:
    """One table: `by` is the column that makes the rows; `order` is "code" (as in the list) or "largest" first.

    A note may hold thresholds of the policy in braces. `medians`: which column counts those of whom a median is.
    `tells_kinds`: its coverage is told for each kind of respondent, too.
    """

    id: str
    section: str
    title: str
    table: str
    by: str
    measures: tuple[str | Share, ...]
    order: Literal["code", "largest"] = "code"
    notes: tuple[str, ...] = ()
    medians: tuple[tuple[str, str], ...] = ()
    tells_kinds: bool = False

    def in_month(self, month: str) -> "PlannedTable":
        """The table without the columns that are not asked in a month, and the shares that are made of them."""
        left_out = {one.name for one in TABLES[self.table].columns if not one.is_asked(month)}
        return replace(self, measures=tuple(one for one in self.measures if left_out.isdisjoint(_made_of(one))))

    def is_asked(self, month: str) -> bool:
        """Whether anything of it is asked in a month."""
        return bool(self.in_month(month).measures)

    def median_of(self, column: str) -> str | None:
        """The column that counts those of whom a column is the median; None where it is none."""
        return dict(self.medians).get(column)


@dataclass(frozen=True)
class KeyFigure:
    """One figure at a glance: `total` is "<table>.<column>"; with `of` it is the share of the first in the second."""

    key: str
    title: str
    total: str
    of: str | None = None
    is_large: bool = False

    def is_asked(self, month: str) -> bool:
        """Whether what it is made of is asked in a month."""
        names = (name.partition(".")[::2] for name in (self.total, self.of) if name and not name.startswith("returns."))
        return all(TABLES[table].column(column).is_asked(month) for table, column in names)


SECTIONS: dict[str, str] = {
    "1": "overview",
    "2": "returns",
    "3": "daycare",
    "4": "school",
    "5": "associations",
    "6": "counselling_section",
    "7": "network_section",
    "8": "funds",
    "9": "revisions_section",
}
"""Chapter number -> its id; what it is called says the policy (`[report.sections]`)."""


def _made_of(measure: str | Share) -> tuple[str, ...]:
    return (measure,) if isinstance(measure, str) else (measure.numerator, measure.denominator)


_CASES = ("consultations", "persons_advised", "persons_female", "new_cases", "closed_cases", "open_cases")
_POSTS = ("granted_fte", "filled_fte", Share("kim_filled_share", "Anteil besetzt", "filled_fte", "granted_fte"))
_BREAK = (
    "Bruch: Bis Dezember 2026 meldete das Integrationszentrum die Beratungen aller Träger zusammen (I07); seitdem meldet jede "
    "Stelle nur, was ihre eigenen Case Managerinnen und Case Manager getan haben. Die Zahlen setzen jene Reihe nicht fort."
)
_SEATS = "Gezählt ist, wo die Stellen sitzen, gleich wer die Zuwendung erhält; die Stellen der Zuwendung stehen im Kapitel Mittel."

PLAN: tuple[PlannedTable, ...] = (
    PlannedTable(
        "children_by_age", "3", "Kinder in Kindertageseinrichtungen nach Altersgruppe", "daycare_children", "age_group",
        (
            "children", "children_female", "foreign_origin_parent", "other_family_language", "certified_support_need",
            "school_starters", "school_starters_need",
            Share("language_share", "Anteil nichtdeutsche Familiensprache", "other_family_language", "children"),
            Share("support_share", "Anteil mit Sprachförderbedarf", "certified_support_need", "children"),
        ),
    ),
    PlannedTable(
        "family_languages", "3", "Kinder nach nichtdeutscher Familiensprache", "daycare_languages", "language",
        ("children",), "largest",
    ),
    PlannedTable("places_by_hours", "3", "Belegte Plätze nach Betreuungszeit", "daycare_places", "booked_hours", ("places_occupied",)),
    PlannedTable("places_by_form", "3", "Belegte Plätze nach Gruppenform", "daycare_places", "group_form", ("places_occupied",)),
    PlannedTable(
        "programmes", "3", "Programme der Elternbildung", "parent_programmes", "programme",
        ("groups", "families", "children", "parent_guides"),
    ),
    PlannedTable(
        "programmes_by_place", "3", "Programme der Elternbildung nach Art der Einrichtung", "parent_programmes", "kind",
        ("groups", "families", "children", "parent_guides"),
    ),
    PlannedTable(
        "programme_languages", "3", "Programme der Elternbildung nach Gruppensprache", "parent_programmes", "language",
        ("groups", "families", "children"), "largest",
    ),
    PlannedTable("guides_qualified", "3", "Qualifizierung von Elternbegleitungen", "parent_guide_training", "programme", ("qualified_guides",)),
    PlannedTable(
        "pupils_by_type", "4", "Schülerinnen und Schüler nach Schulform", "school_pupils", "school_type",
        (
            "pupils", "pupils_female", "migration_background", "other_family_language", "foreign_nationality",
            Share("migration_share", "Anteil mit Zuwanderungsgeschichte", "migration_background", "pupils"),
        ),
    ),
    PlannedTable(
        "support_by_type", "4", "Deutschförderung nach Schulform", "school_pupils", "school_type",
        (
            "pupils", "first_support", "first_support_female", "first_support_ukraine", "german_class", "german_group",
            "follow_up_support", Share("first_support_share", "Anteil in Erstförderung", "first_support", "pupils"),
        ),
    ),
    PlannedTable(
        "movement_by_type", "4", "Zugänge und Übergänge nach Schulform", "school_pupils", "school_type", ("arrivals", "transitions"),
    ),
    PlannedTable(
        "support_by_grade", "4", "Erstförderung nach Jahrgang", "school_pupils", "grade",
        (
            "pupils", "first_support", "german_class", "german_group", "arrivals",
            Share("first_support_share", "Anteil in Erstförderung", "first_support", "pupils"),
        ),
    ),
    PlannedTable(
        "arrivals_by_country", "4", "Neu zugewanderte Schülerinnen und Schüler nach Herkunftsland", "school_arrivals", "country",
        ("arrivals", "arrivals_female"), "largest",
    ),
    PlannedTable(
        "lessons_by_language", "4", "Herkunftssprachlicher Unterricht nach Sprache", "heritage_language_lessons", "language",
        ("participants", "groups", "weekly_hours"), "largest",
    ),
    PlannedTable(
        "lessons_by_stage", "4", "Herkunftssprachlicher Unterricht nach Stufe", "heritage_language_lessons", "stage",
        ("participants", "groups", "weekly_hours"),
    ),
    PlannedTable("training", "4", "Fortbildung der Lehrkräfte", "teacher_training", "course", ("teachers",)),
    PlannedTable(
        "offers_by_field", "5", "Angebote der Vereine nach Handlungsfeld", "offers", "field_of_action",
        (
            "rows", "funded", "dates_held", "participants", "participants_female", "volunteers", "persons_in_year",
        ),
    ),
    PlannedTable(
        "offers_by_component", "5", "Angebote nach KOMM-AN-Baustein", "offers", "component",
        ("rows", "dates_held", "participants", "volunteers", "paid_staff", "fee_paid_staff"),
    ),
    PlannedTable(
        "offers_by_target", "5", "Angebote nach Zielgruppe", "offers", "target_group",
        ("rows", "participants", "participants_female"),
    ),
    PlannedTable(
        "youth_by_field", "5", "Jugend: Teilnahmen unter 27 Jahren nach Handlungsfeld", "offers", "field_of_action",
        (
            "participants", "participants_under_27",
            Share("young_share", "Anteil unter 27", "participants_under_27", "participants"),
        ),
    ),
    PlannedTable(
        "seniors_by_field", "5", "Senioren: Teilnahmen ab 60 Jahren nach Handlungsfeld", "offers", "field_of_action",
        (
            "participants", "participants_60_and_over",
            Share("old_share", "Anteil ab 60", "participants_60_and_over", "participants"),
        ),
    ),
    PlannedTable("offers_by_partner", "5", "Angebote nach Kooperationspartner", "offers", "partner", ("rows", "participants")),
    PlannedTable(
        "places_by_district", "5", "Ankommenstreffpunkte nach Stadtteil", "meeting_places", "district",
        (
            "rows", "open_hours", "target_group_hours",
            Share("use_share", "Nutzung durch die Zielgruppe", "target_group_hours", "open_hours"),
        ),
        notes=("Erwartet wird, dass die Zielgruppe mindestens {meeting_place_pct} % der Öffnungsstunden nutzt.",),
    ),
    PlannedTable(
        "volunteers_qualified", "5", "Qualifizierung von Ehrenamtlichen", "volunteer_training", "kind",
        ("rows", "course_hours", "volunteers_qualified", "volunteers_female"),
    ),
    PlannedTable(
        "counselling_by_stage", "6", "Beratung und Schulplätze nach Stufe", "counselling", "stage",
        ("first_interviews", "school_places_found", "waiting", "median_waiting_days", "not_assessed"),
        medians=(("median_waiting_days", "waiting"),),
    ),
    PlannedTable(
        "recommendations_by_type", "6", "Empfehlungen nach Schulform", "recommendations", "recommended_type", ("recommendations",),
    ),
    PlannedTable("recommendations_by_grade", "6", "Empfehlungen nach Jahrgang", "recommendations", "grade", ("recommendations",)),
    PlannedTable(
        "interpreting_by_language", "6", "Dolmetschen nach Sprache", "interpreting", "language",
        ("assignments", "interpreting_hours"), "largest",
    ),
    PlannedTable("interpreting_by_area", "6", "Dolmetschen nach Einsatzbereich", "interpreting", "area", ("assignments", "interpreting_hours")),
    PlannedTable("cases_by_area", "6", "Case Management nach Rechtskreis", "case_management", "legal_area", ("consultations",)),
    PlannedTable(
        "kim_cases_by_area", "6", "Case Management aller Stellen nach Rechtskreis", "kim_cases", "legal_area", _CASES,
        notes=(_BREAK,), tells_kinds=True,
    ),
    PlannedTable("kim_cases_by_place", "6", "Case Management nach Art der Berichtsstelle", "kim_cases", "kind", _CASES, tells_kinds=True),
    PlannedTable("kim_posts_by_component", "6", "KIM-Stellen nach Baustein", "kim_posts", "kim_component", _POSTS, notes=(_SEATS,), tells_kinds=True),
    PlannedTable("kim_posts_by_place", "6", "KIM-Stellen nach Art der Berichtsstelle", "kim_posts", "kind", _POSTS, tells_kinds=True),
    PlannedTable("network_by_partner", "7", "Netzwerkarbeit nach Partner", "network", "partner", ("meetings", "participants", "agreements")),
    PlannedTable(
        "posts_by_module", "8", "Stellen", "posts", "module",
        ("granted_fte", "filled_fte", Share("filled_share", "Anteil besetzt", "filled_fte", "granted_fte")),
    ),
)  # fmt: skip

KEY_FIGURES: tuple[KeyFigure, ...] = (
    KeyFigure("I09", "Rücklaufquote", "returns.accepted", "returns.expected", is_large=True),
    KeyFigure("S01", "Schülerinnen und Schüler", "school_pupils.pupils"),
    KeyFigure(
        "S02_share", "Anteil mit Zuwanderungsgeschichte", "school_pupils.migration_background", "school_pupils.pupils"
    ),
    KeyFigure("S03", "Andere Familiensprache in Schulen", "school_pupils.other_family_language"),
    KeyFigure("S05", "Schülerinnen und Schüler in Erstförderung", "school_pupils.first_support", is_large=True),
    KeyFigure("S05_share", "Anteil in Erstförderung", "school_pupils.first_support", "school_pupils.pupils"),
    KeyFigure("S09", "Anschlussförderung in Schulen", "school_pupils.follow_up_support"),
    KeyFigure("S10", "neu zugewanderte Schülerinnen und Schüler im Monat", "school_pupils.arrivals", is_large=True),
    KeyFigure("S11", "Übergänge in die Regelklasse im Monat", "school_pupils.transitions"),
    KeyFigure("S12", "Teilnehmende am Herkunftssprachlichen Unterricht", "heritage_language_lessons.participants"),
    KeyFigure("K01", "Kinder in Kindertageseinrichtungen", "daycare_children.children"),
    KeyFigure("K03", "Andere Familiensprache in Kitas", "daycare_children.other_family_language"),
    KeyFigure(
        "K03_share",
        "Anteil Kinder mit nichtdeutscher Familiensprache",
        "daycare_children.other_family_language",
        "daycare_children.children",
    ),
    KeyFigure("K04", "Kinder mit Sprachförderbedarf", "daycare_children.certified_support_need", is_large=True),
    KeyFigure("K08", "Familien in Elternbildung", "parent_programmes.families", is_large=True),
    KeyFigure("K09", "Kinder in Elternbildung", "parent_programmes.children"),
    KeyFigure("V05", "Teilnahmen an Angeboten der Vereine im Monat", "offers.participants", is_large=True),
    KeyFigure("V05_young", "darunter Teilnahmen unter 27", "offers.participants_under_27"),
    KeyFigure("V07", "darunter Teilnahmen ab 60 Jahren", "offers.participants_60_and_over"),
    KeyFigure("V04", "Ehrenamtliche", "offers.volunteers"),
    KeyFigure("I01", "Erstgespräche im Monat", "counselling.first_interviews"),
    KeyFigure("I02", "vermittelte Schulplätze im Monat", "counselling.school_places_found"),
    KeyFigure("I03", "Wartende am Stichtag", "counselling.waiting"),
    KeyFigure("I05", "Dolmetscheinsätze im Monat", "interpreting.assignments"),
    KeyFigure("I07", "Beratungen im Case Management im Monat", "case_management.consultations"),
    KeyFigure("T01", "Beratungsgespräche im Case Management im Monat, alle Stellen", "kim_cases.consultations"),
    KeyFigure("I08", "besetzte Stellen (VZÄ)", "posts.filled_fte"),
    KeyFigure("N01", "Netzwerktreffen im Monat", "network.meetings"),
    KeyFigure("V09", "verausgabte Fördermittel der Vereine im Monat", "offer_funds.spent_eur"),
)


def key_figures_in(month: str) -> tuple[KeyFigure, ...]:
    """The key figures of a month: those that its forms ask for."""
    return tuple(figure for figure in KEY_FIGURES if figure.is_asked(month))


PROGRESS = "concept_goals"
"""The table of progress (schemas.review.table), where a centre has goals: each of its rows is a key figure."""

COUNTED_AGAIN: dict[str, tuple[str, str]] = {
    "offers.participants": ("Teilnahmen im Monat", "Teilnahmen"),
    "network.participants": ("Teilnahmen an den Treffen", "Teilnahmen"),
    "offers.persons_in_year": ("verschiedene Personen im Jahr, je Angebot gezählt", "Personen"),
}
"""Columns whose sum counts a person once for each offer or meeting -> title and unit of that sum in the report."""

COMPARED: tuple[str, ...] = tuple(
    dict.fromkeys(
        column
        for figure in KEY_FIGURES
        for column in (figure.total, figure.of)
        if column and not column.startswith("returns.")
    )
)
"""Every column of which the report tells a change, "<table>.<column>": those of the key figures."""
