"""On how many answers a table rests, and how that is said.

Ways in: `coverage_of` and `answered_coverage` count, `answer_notes` and `limited_notes` say it below the table.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from config.codes import code_list
from schemas.form.forms import FORMS, KINDS, Table
from schemas.german import format_number, format_plain
from schemas.report.cell import Sign
from schemas.report.model import Coverage, ReportRow
from schemas.report.summary import Summary


def coverage_of(table: Table, summary: Summary) -> Coverage:
    """How many of those whose form holds the table are in its figures."""
    return Coverage(*summary.counts_of(summary.month, kinds_of(table)))


def kinds_of(table: Table) -> tuple[str, ...]:
    """The kinds of respondents whose form holds the table."""
    return tuple(name for name, form in FORMS.items() if table in form.tables)


def kind_notes(table: Table, summary: Summary) -> tuple[str, ...]:
    """How many of each kind are in the table's figures."""
    titles, said = code_list("kind").titles, []
    for kind in kinds_of(table):
        number, owed = map(format_number, summary.counts_of(summary.month, (kind,)))
        said.append(f"{titles[kind]} {number} von {owed}")
    return (f"Abdeckung nach Art der Berichtsstelle: {', '.join(said)}.",)


def _gaps(table: Table, frame: pd.DataFrame, needed: list[str]) -> tuple[str, ...]:
    """Which columns not everybody who has a row in the table filled in: their sums rest on fewer answers."""
    asked, said = frame["respondent_id"].nunique(), []
    for column in (column for column in table.figures if column.name in needed):
        without = frame["respondent_id"][frame[column.name].isna()].nunique()
        if without:
            said.append(f"„{column.title}“ {format_number(asked - without)} von {format_number(asked)}")
    return (f"Nicht alle haben jede Spalte ganz ausgefüllt: {', '.join(said)}.",) if said else ()


def _of_year(table: Table, needed: list[str]) -> tuple[str, ...]:
    """What a count of the year's persons lacks: it is asked only beside the rows of its one month."""
    return tuple(
        f"„{column.title}“: nur zu dem, was in diesem Monat eine Zeile hat. Was früher im Jahr endete, fehlt darin, ebenso wer "
        "eine Fehlanzeige gegeben hat."
        for column in table.figures
        if column.name in needed and column.meaning.year_of
    )


def answer_notes(table: Table, frame: pd.DataFrame, needed: list[str], summary: Summary) -> tuple[str, ...]:
    """Gaps in the columns, and which columns fewer respondents answered than the table's coverage says."""
    gaps = (*_gaps(table, frame, needed), *_of_year(table, needed))
    coverage, said = answered_coverage(table, frame, summary), []
    for column in (column for column in table.figures if column.name in needed):
        number = answered_by(table, frame, [column.name], summary)
        if number < coverage.n and not frame.empty:
            said.append(f"„{column.title}“ {format_number(number)}")
    owed = format_number(coverage.expected)
    return (*gaps, f"Beantwortet von so vielen der {owed}, die es schulden: {', '.join(said)}.") if said else gaps


def answered_coverage(table: Table, frame: pd.DataFrame, summary: Summary) -> Coverage:
    """Coverage, in the table of a form's main figure without those in force that say nothing in it; nil returns count."""
    coverage, kinds = coverage_of(table, summary), kinds_of(table)
    if not any(column.meaning.indicator == KINDS[kind].main[0] for kind in kinds for column in table.columns):
        return coverage
    if not table.is_prefilled:
        return coverage  # in a list whoever has nothing to say has no row
    said = frame["respondent_id"].nunique() + summary.nil_of(summary.month, kinds)
    return replace(coverage, n=min(coverage.n, said))


def answered_by(
    table: Table, frame: pd.DataFrame, names: Sequence[str], summary: Summary, *, wholly: bool = False
) -> int:
    """How many said something in all of these columns, in some row or `wholly` in each, or that nothing happened.

    In a list whoever has no row says so; in a prefilled table, which asks for each row, only a nil return does.
    """
    without_row = coverage_of(table, summary).n - frame["respondent_id"].nunique()
    silent = summary.nil_of(summary.month, kinds_of(table)) if table.is_prefilled else without_row
    is_said = np.logical_and.reduce([frame[name].notna().to_numpy() for name in names])
    said = set(frame["respondent_id"][is_said]) - (set(frame["respondent_id"][~is_said]) if wholly else set())
    return len(said) + max(silent, 0)


def limited_note(answers_pct: float) -> str:
    """What brackets mean."""
    return f"( ): weniger als {format_plain(answers_pct)} % derer, die es schulden, haben vollständig geantwortet."


def limited_notes(rows: Sequence[ReportRow], answers_pct: float) -> tuple[str, ...]:
    """What brackets mean, where there are any."""
    is_limited = any(cell.sign == Sign.LIMITED for line in rows for cell in line.cells)
    return (limited_note(answers_pct),) if is_limited else ()
