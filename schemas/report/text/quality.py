"""Chapters 1, 2 and 9 in sentences: what moved most, who reported, what earlier reports said otherwise.

Ways in: `tell_overview`, `tell_returns`, `tell_revisions`, and `list_uncertain` for the first page.
"""

from datetime import date

from config.policy import Policy
from schemas.german import format_date, format_month
from schemas.report.cell import Sign
from schemas.report.changes import LAST_MONTH, LAST_YEAR, Comparison
from schemas.report.model import CellRef, Paragraph, Report
from schemas.report.plan import key_figures_in
from schemas.report.revisions import FIRST, REVISIONS
from schemas.report.text.frames import (
    ChangeCase,
    SpokenFigure,
    case_of,
    cells_of_rows,
    compare,
    figure,
    has_table,
    in_dative,
    name_all,
    name_kind,
    printed,
    relative_change,
    sentence,
)
from schemas.report.text.story import Message, Story, Weight
from schemas.time.deadlines import Cycle
from schemas.time.month import shift_month


def tell_overview(report: Report, _policy: Policy) -> Story:
    """What rose most and what fell most, on the panel; whether there is a year before."""
    said = [*_strongest(report, ChangeCase.RISE), *_strongest(report, ChangeCase.FALL)]
    if not said:
        said = [Paragraph(f"Gegenüber dem {_month_before(report)} lässt sich keine Veränderung feststellen.")]
    if not has_table(report, LAST_YEAR.table):
        said.append(
            Paragraph("Zahlen des Vorjahresmonats liegen nicht vor; ein Vergleich mit ihm ist noch nicht möglich.")
        )
    return Story(tuple(said))


def _strongest(report: Report, case: ChangeCase) -> tuple[Paragraph, ...]:
    """The key figure with the largest change of that case beside what it was."""
    counted = [one for one in key_figures_in(report.month) if one.of is None]
    keys = [one.key for one in counted if case_of(report, one.key, LAST_MONTH) == case]
    if not keys:
        return ()
    key = max(keys, key=lambda one: relative_change(report, one))
    title = next(one.title for one in counted if one.key == key)
    way = "gestiegen" if case == ChangeCase.RISE else "gesunken"
    begin = sentence(f"Am stärksten {way} ist, gemessen am Vormonat: {title} ({{now}}).", now=figure(key))
    return (begin, compare(report, SpokenFigure(key)))


def tell_returns(report: Report, _policy: Policy) -> Story:
    """Returns that are there and that are not, the kind that reports least, what checks found."""
    total = {name: CellRef("returns_by_kind", "total", name) for name in ("accepted", "expected", "rate")}
    if not printed(report, total["expected"]):
        return Story((Paragraph(f"Für {format_month(report.month)} wird keine Meldung erwartet."),))
    month = format_month(report.month)
    said = [sentence(f"Für {month} liegen {{accepted}} von {{expected}} Meldungen vor ({{rate}}).", **total)]
    said += [*_missing(report), *tell_lowest(report)]
    asked = _asked(report)
    ask = "Wer fragt bei denen nach, deren Meldung fehlt?"
    decisions = tuple(Paragraph(f"{one.text} {ask}", one.refs) for one in _missing(report))
    return Story((*said, *asked), (Message(Weight.STEADY, 0.0, tuple(said)),), decisions)


def _missing(report: Report) -> tuple[Paragraph, ...]:
    refs = {name: CellRef("returns_by_kind", "total", name) for name in ("expected", "outstanding", "returned")}
    if not printed(report, refs["outstanding"]) and not printed(report, refs["returned"]):
        return ()
    text = "Nicht eingegangen: {outstanding} von {expected} Meldungen; zur Berichtigung zurückgegeben und noch offen: {returned}."
    return (sentence(text, **refs),)


def tell_lowest(report: Report) -> tuple[Paragraph, ...]:
    """The kind with the lowest rate, where kinds differ."""
    rates = {key: float(cell.value) for key, cell in cells_of_rows(report, "returns_by_kind", "rate").items()
             if isinstance(cell.value, int | float)}  # fmt: skip
    if len(set(rates.values())) < 2:
        return ()
    key = min(rates, key=lambda one: rates[one])
    rate = CellRef("returns_by_kind", key, "rate")
    return (
        sentence(f"Am niedrigsten ist die Rücklaufquote bei den {in_dative(name_kind(key))} ({{rate}}).", rate=rate),
    )


def _asked(report: Report) -> tuple[Paragraph, ...]:
    refs = {name: CellRef("intake", "total", name) for name in ("errors", "warnings")}
    if any(printed(report, ref) is None for ref in refs.values()):
        return ()
    return (sentence("Die Prüfung fand in den Lieferungen {errors} Fehler und stellte {warnings} Rückfragen.", **refs),)


def list_uncertain(report: Report, policy: Policy) -> tuple[Paragraph, ...]:
    """What a reader has to know before relying on a figure."""
    least = policy.report.least_answers_pct / 100
    rates = cells_of_rows(report, "returns_by_kind", "rate")
    low = [key for key, cell in rates.items() if isinstance(cell.value, int | float) and cell.value < least]
    return (
        _status(report, policy),
        *_missing(report),
        *(_low_rate(key) for key in low),
        *_limited(report),
        *_estimated(report),
        *_untold(report, LAST_MONTH),
        *_untold(report, LAST_YEAR),
        *_asked(report),
    )


def _status(report: Report, policy: Policy) -> Paragraph:
    cycle = Cycle.of(report.month, policy.calendar)
    if report.status == "endgültig":
        return Paragraph(f"Die Zahlen sind endgültig: Berichtigungen waren bis {format_date(cycle.closes)} möglich.")
    end = cycle.closes if date.fromisoformat(report.vintage[:10]) > cycle.cutoff else cycle.cutoff
    word = "vorläufig (p)" if report.status == "vorläufig" else "berichtigt (r), aber nicht endgültig"
    return Paragraph(f"Die Zahlen sind {word}: Nachmeldungen und Berichtigungen sind bis {format_date(end)} möglich.")


def _low_rate(kind: str) -> Paragraph:
    refs = {name: CellRef("returns_by_kind", kind, name) for name in ("accepted", "expected")}
    return sentence(f"Es fehlen viele Meldungen: {name_kind(kind)} {{accepted}} von {{expected}}.", **refs)


def _limited(report: Report) -> tuple[Paragraph, ...]:
    figures, table = key_figures_in(report.month), report.table("key_figures")
    names = [one.title for one in figures if table.cell(one.key, "now").sign == Sign.LIMITED]
    return (Paragraph(f"Nur eingeschränkt aussagefähig: {name_all(names)}."),) if names else ()


def _estimated(report: Report) -> tuple[Paragraph, ...]:
    """What those totals would be with everybody's answers, where the policy lets it be estimated."""
    table = report.table("key_figures")
    if all(column.id != "estimate" for column in table.columns):
        return ()
    figures = key_figures_in(report.month)
    titles = {one.key: one.title for one in figures if table.cell(one.key, "estimate").value is not None}
    said = "; ".join(f"{name_all([title])} {{{key}}}" for key, title in titles.items())
    refs = {key: CellRef("key_figures", key, "estimate") for key in titles}
    return (sentence(f"Als hätten alle geantwortet, die es schulden, geschätzt (s): {said}.", **refs),)


def _untold(report: Report, comparison: Comparison) -> tuple[Paragraph, ...]:
    figures = key_figures_in(report.month)
    names = [one.title for one in figures if case_of(report, one.key, comparison) == ChangeCase.UNTOLD]
    then = format_month(shift_month(report.month, -comparison.months_back))
    if not names:
        return ()
    return (Paragraph(f"Zu wenige antworteten auch im {then}; keine Aussage zur Veränderung: {name_all(names)}."),)


def tell_revisions(report: Report, _policy: Policy) -> Story:
    """Whether a figure that was printed before reads otherwise now, and which one changed most."""
    if any(FIRST in section.paragraphs for section in report.sections):
        return Story()
    table = report.table(REVISIONS)
    keys = [line.key for line in table.rows if printed(report, CellRef(REVISIONS, line.key, "change")) is not None]
    if not table.rows:
        return Story((Paragraph("Keine gedruckte Zahl früherer Berichte lautet jetzt anders."),))
    if not keys:
        return Story((Paragraph("Zahlen kamen hinzu oder entfielen; keine gedruckte Zahl lautet jetzt anders."),))
    key = max(keys, key=lambda one: _relative_revision(report, one))
    month, title = (name_all([str(cell.value)]) for cell in table.row_by_key(key).cells[:2])
    refs = {name: CellRef(REVISIONS, key, name) for name in ("before", "now")}
    text = (
        f"Am stärksten änderte sich, gemessen am bisherigen Wert, {month}: {title} (bisher {{before}}, jetzt {{now}})."
    )
    return Story((sentence(text, **refs),))


def _relative_revision(report: Report, key: str) -> float:
    change, before = (printed(report, CellRef(REVISIONS, key, name)) or 0.0 for name in ("change", "before"))
    return abs(change) / max(abs(before), 1.0)


def _month_before(report: Report) -> str:
    return format_month(shift_month(report.month, -1))
