"""What the topics show: `TRENDS` (key figures by month), `COURSES` (a table of facts by month and code), `CHAIN`. Data, no code."""

from dataclasses import dataclass

from schemas.report.plan import KEY_FIGURES, KeyFigure


@dataclass(frozen=True)
class PlannedTrend:
    """A table with a row a month: `figures` are its columns, `key` the column's id; shares stand beside their parts."""

    id: str
    section: str
    title: str
    unit: str
    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class PlannedCourse:
    """A form table with a row a month: `split` are told for each code of `by`, and for all of them together.

    `medians`: which column counts those of whom a column is the median. `is_summed`: flows, with a sum of all months.
    """

    id: str
    section: str
    title: str
    unit: str
    table: str
    by: str
    split: tuple[str, ...]
    medians: tuple[tuple[str, str], ...] = ()
    is_summed: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """A step of the chain: its key figure, which kind answers it (empty: several), and of whom it is a part."""

    key: str
    place: str
    of: str | None = None


TRENDS: tuple[PlannedTrend, ...] = (
    PlannedTrend(
        "trend", "1", "Verlauf wichtiger Zahlen", "Personen",
        (
            KeyFigure("first_support", "", "school_pupils.first_support"),
            KeyFigure("certified_support_need", "", "daycare_children.certified_support_need"),
            KeyFigure("families", "", "parent_programmes.families"),
            KeyFigure("arrivals", "", "school_pupils.arrivals"),
            KeyFigure("participants", "", "offers.participants"),
        ),
    ),
    PlannedTrend(
        "ages_trend", "5", "Teilnahmen junger und älterer Menschen im Verlauf", "Teilnahmen",
        (
            KeyFigure("participants", "", "offers.participants"),
            KeyFigure("young", "unter 27 Jahren", "offers.participants_under_27"),
            KeyFigure("young_share", "Anteil unter 27", "offers.participants_under_27", of="offers.participants"),
            KeyFigure("old", "60 Jahre und älter", "offers.participants_60_and_over"),
            KeyFigure("old_share", "Anteil ab 60", "offers.participants_60_and_over", of="offers.participants"),
        ),
    ),
)  # fmt: skip

COURSES: tuple[PlannedCourse, ...] = (
    PlannedCourse(
        "waiting_course", "6", "Wartende und Wartezeit auf einen Schulplatz im Verlauf", "Personen",
        "counselling", "stage", ("waiting", "median_waiting_days"),
        medians=(("median_waiting_days", "waiting"),),
        notes=("Nicht erhoben wird, wie lange es von der Ankunft in der Kommune bis zum Schulplatz dauert.",),
    ),
    PlannedCourse(
        "network_course", "7", "Treffen im Netzwerk nach Partner im Verlauf", "Treffen", "network", "partner",
        ("meetings",), is_summed=True,
    ),
    PlannedCourse(
        "agreements_course", "7", "Vereinbarungen im Netzwerk nach Partner im Verlauf", "Vereinbarungen", "network", "partner",
        ("agreements",), is_summed=True,
    ),
)  # fmt: skip

CHAIN: tuple[Step, ...] = (
    Step("K03", "daycare", "daycare_children.children"),
    Step("K04", "daycare", "daycare_children.children"),
    Step("K09", ""),
    Step("S03", "school", "school_pupils.pupils"),
    Step("S10", "school"),
    Step("S05", "school", "school_pupils.pupils"),
    Step("S09", "school", "school_pupils.pupils"),
    Step("S11", "school"),
)
"""From the language at home to the regular class, in the order in which a child may come to it."""

FIGURES = {figure.key: figure for figure in KEY_FIGURES}
"""Key figures by their keys."""
