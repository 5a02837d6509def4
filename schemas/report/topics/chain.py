"""Language support from Kita to the regular class as one chain: `chain_table(summary, changes, answers_pct)`.

It says what the forms carry, and what they do not ask.
"""

from config.codes import code_list
from schemas.form.forms import TABLES
from schemas.german import format_date, format_month
from schemas.report.cell import ReportCell, Sign
from schemas.report.changes import LAST_MONTH, figure_cell
from schemas.report.model import Coverage, ReportColumn, ReportRow, ReportTable, row
from schemas.report.panel import who_answered
from schemas.report.plan import PLAN, KeyFigure
from schemas.report.summary import Summary
from schemas.report.tables import is_collected
from schemas.report.text.coverage import kinds_of, limited_notes
from schemas.report.topics.plan import CHAIN, FIGURES, Step
from schemas.time.month import last_day

NAME = "language_chain"  # the table's id
AGO = "zum Vormonat"
SENSELESS = ReportCell(None, Sign.SENSELESS)
NOT_ASKED = (
    "Jede Zeile zählt für sich: Die Kinder einer Zeile sind nicht die der nächsten.",
    (
        "Nicht erhoben werden: ob Kinder mit Förderbedarf in ihrer Kita gefördert werden, mit welchem Förderbedarf Kinder "
        "in die Schule kommen, wie lange die Erstförderung dauert und wie viele danach Anschlussförderung erhalten."
    ),
)


def chain_table(summary: Summary, changes: ReportTable, answers_pct: float) -> ReportTable:
    """A step a row: how many, of whom, which share of those who answered both, change on the panel, who answered.

    `changes` is the table of changes to the month before, in which a change is worked out once.
    """
    steps = [step for step in CHAIN if _is_asked(step, summary)]
    rows = tuple(_row(step, summary, changes, answers_pct) for step in steps)
    return ReportTable(
        id=NAME,
        title="Sprachförderung von der Kita bis in die Regelklasse",
        period=f"Bestände: Stichtag {format_date(last_day(summary.month))}; Zugänge: {format_month(summary.month)}",
        unit="Personen",
        source="Meldebogen Kita, Meldebogen Schule, Meldebogen Verein",
        coverage=Coverage(*summary.counts_of(summary.month, ("daycare", "school", "association"))),
        columns=(
            ReportColumn("step", "Schritt"),
            ReportColumn("now", "Anzahl", "persons", "Personen", part_of="whole"),
            ReportColumn("whole", "von allen", "persons", "Personen"),
            ReportColumn("share", "Anteil", "share", "%", share_of=("now", "whole")),
            ReportColumn("change", "Veränderung", "change", group=AGO, same_as=(LAST_MONTH.table, "change")),
            ReportColumn("n", "n", "count", group=AGO),
            ReportColumn("answered", "beantwortet", "count", group="Abdeckung"),
            ReportColumn("owed", "geschuldet", "count", group="Abdeckung"),
        ),
        rows=rows,
        notes=(*NOT_ASKED, *(("In den Ferien schulden Schulen keine Meldung.",) if len(steps) < len(CHAIN) else ()),
               *limited_notes(rows, answers_pct)),
    )  # fmt: skip


def _is_asked(step: Step, summary: Summary) -> bool:
    """Whether anybody owes the step for the month: schools do not in their holidays."""
    table = FIGURES[step.key].total.partition(".")[0]
    return not step.place or is_collected(next(one for one in PLAN if one.table == table), summary)


def _row(step: Step, summary: Summary, changes: ReportTable, answers_pct: float) -> ReportRow:
    figure, month = FIGURES[step.key], summary.month
    now = figure_cell(figure, summary, month, answers_pct)
    whole, share = SENSELESS, SENSELESS
    if step.of is not None:
        whole = figure_cell(KeyFigure("", "", step.of), summary, month, answers_pct)
        share = figure_cell(share_of_step(step), summary, month, answers_pct)
    change = [changes.cell(step.key, name) for name in ("change", "n")]
    answered = len(who_answered(summary.answers, (figure.total,), month, wholly=False))
    owed = summary.counts_of(month, owing_kinds(figure))[1]
    return row(say_step(step), now, whole, share, *change, min(answered, owed), owed, key=step.key)


def say_step(step: Step) -> str:
    """What a step counts, and where."""
    table, _, column = FIGURES[step.key].total.partition(".")
    if not step.place:
        return "Elternbildung: Kinder in Programmen"
    return f"{code_list('kind').titles[step.place]}: {TABLES[table].column(column).title}"


def share_of_step(step: Step) -> KeyFigure:
    """The step as a share of those of whom it is a part."""
    return KeyFigure("", "", FIGURES[step.key].total, of=step.of)


def owing_kinds(figure: KeyFigure) -> tuple[str, ...]:
    """The kinds of respondents who owe a key figure."""
    return kinds_of(TABLES[figure.total.partition(".")[0]])
