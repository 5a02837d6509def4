"""What the centre steers in sentences: language support as a chain, the young and the old, who waits longest, partners.

Ways in: `tell_chain`, `tell_age` for each of `AGES`, `tell_longest_wait`, `tell_partners`. Which field or partner is named
is decided by the printed cells.
"""

from dataclasses import dataclass

from config.codes import code_list
from schemas.german import format_month
from schemas.report.model import CellRef, Paragraph, Report
from schemas.report.text.frames import (
    SpokenFigure,
    cells_of_rows,
    has_table,
    if_printed,
    name_all,
    printed,
    sentence,
    tell,
)
from schemas.report.topics.chain import NAME as CHAIN
from schemas.report.topics.trends import TOGETHER

UNASKED = "Wie viele von ihnen in ihrer Kita gefördert werden, wird nicht erhoben."
IN_KITAS = "Eine andere Familiensprache als Deutsch haben {K03} Kinder in Kitas, ein Sprachförderbedarf ist für {K04} festgestellt."
IN_SCHOOLS = "In Schulen haben {S03} eine andere Familiensprache; {S05} sind in der Erstförderung, {S09} in der Anschlussförderung."


@dataclass(frozen=True)
class SpokenAge:
    """An age group among the participations: its figure, and its table by field of action with the column of its share."""

    told: SpokenFigure
    who: str
    table: str
    share: str
    target: str
    target_group: str


AGES = (
    SpokenAge(
        SpokenFigure("V05_young", "Auf Menschen unter 27 Jahren entfallen {now} Teilnahmen."),
        "der Menschen unter 27 Jahren", "youth_by_field", "young_share", "youth", "Jugendliche",
    ),
    SpokenAge(
        SpokenFigure("V07", "Auf Menschen ab 60 Jahren entfallen {now} Teilnahmen."),
        "der Menschen ab 60 Jahren", "seniors_by_field", "old_share", "seniors", "Seniorinnen und Senioren",
    ),
)  # fmt: skip


def tell_chain(report: Report) -> tuple[Paragraph, ...]:
    """Each step that the forms carry, and that one between them is not asked."""
    kitas = if_printed(report, IN_KITAS, **_steps("K03", "K04"))
    return (
        *kitas,
        *((Paragraph(UNASKED),) if kitas else ()),
        *if_printed(report, IN_SCHOOLS, **_steps("S03", "S05", "S09")),
    )


def _steps(*keys: str) -> dict[str, CellRef]:
    return {key: CellRef(CHAIN, key, "now") for key in keys}


def tell_age(report: Report, age: SpokenAge) -> tuple[Paragraph, ...]:
    """Their participations with their change, their share, the field in which it is highest, offers meant for them."""
    share = if_printed(
        report,
        f"Der Anteil {age.who} an allen Teilnahmen beträgt {{share}}.",
        share=CellRef(age.table, "total", age.share),
    )
    return tell(report, age.told, *share, *tell_highest(report, age), *_offers_for(report, age))


def tell_highest(report: Report, age: SpokenAge) -> tuple[Paragraph, ...]:
    """The field with the highest printed share, where one stands out."""
    shares = {
        key: float(cell.value)
        for key, cell in cells_of_rows(report, age.table, age.share).items()
        if isinstance(cell.value, int | float) and key in code_list("field_of_action").titles
    }
    highest = [key for key, share in shares.items() if share == max(shares.values())]
    if len(shares) < 2 or len(highest) != 1:
        return ()
    field = name_all([str(report.table(age.table).row_by_key(highest[0]).cells[0].value)])
    text = f"Am höchsten ist der Anteil {age.who} im Handlungsfeld {field} ({{share}})."
    return (sentence(text, share=CellRef(age.table, highest[0], age.share)),)


def _offers_for(report: Report, age: SpokenAge) -> tuple[Paragraph, ...]:
    """How many offers are meant for them above all; told only where offers are."""
    if printed(report, CellRef("offers_by_target", "total", "rows")) is None:
        return ()
    rows = CellRef("offers_by_target", age.target, "rows")
    if printed(report, rows) is None:
        return (Paragraph(f"Kein gemeldetes Angebot richtet sich vor allem an: {age.target_group}."),)
    return (sentence(f"Angebote vor allem für {age.target_group}: {{rows}}.", rows=rows),)


def tell_longest_wait(report: Report) -> tuple[Paragraph, ...]:
    """The stage with the longest printed median, where they differ."""
    days = {
        key: float(cell.value)
        for key, cell in cells_of_rows(report, "counselling_by_stage", "median_waiting_days").items()
        if isinstance(cell.value, int | float) and key in code_list("stage").titles
    }
    longest = [key for key, number in days.items() if number == max(days.values())]
    if len(days) < 2 or len(longest) != 1:
        return ()
    stage = name_all([code_list("stage").titles[longest[0]]])
    ref = CellRef("counselling_by_stage", longest[0], "median_waiting_days")
    return (sentence(f"Am längsten ist die mittlere Wartezeit hier: {stage} ({{days}} Tage).", days=ref),)


def tell_partners(report: Report) -> tuple[Paragraph, ...]:
    """Over the recorded months: whom one met most often, whom never, and how many agreements were reached."""
    if not has_table(report, "network_course") or len(report.table("network_course").rows) < 3:
        return ()
    table = report.table("network_course")
    since = format_month(table.rows[0].key)
    met = {code: printed(report, _met(code)) for code in code_list("partner").valid_titles(report.month)}
    never = [code_list("partner").titles[code] for code, number in met.items() if number == 0]
    most = [code for code, number in met.items() if number and number == max(filter(None, met.values()))]
    said = []
    if len(most) == 1:
        title = name_all([code_list("partner").titles[most[0]]])
        said.append(sentence(f"Seit {since} gab es die meisten Treffen mit: {title} ({{n}}).", n=_met(most[0])))
    if never:
        said.append(Paragraph(f"Seit {since} ist kein Treffen gemeldet mit: {name_all(never)}."))
    reached = CellRef("agreements_course", "total", f"agreements_{TOGETHER}")
    return (*said, *if_printed(report, f"Seit {since} wurden {{reached}} Vereinbarungen getroffen.", reached=reached))


def _met(code: str) -> CellRef:
    return CellRef("network_course", "total", f"meetings_{code}")
