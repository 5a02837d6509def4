"""Chapters 3 to 7 in sentences. One way in: `CHAPTERS`, by chapter number a function from the printed report to its story.

Each tells its main figure with its change, then what stands beside it and why that matters.
"""

from collections.abc import Callable, Mapping

from config.codes import code_list
from config.places import UNASSIGNED
from config.policy import Policy
from schemas.form.forms import TABLES
from schemas.german import format_month
from schemas.report.model import CellRef, Paragraph, Report
from schemas.report.plan import PLAN
from schemas.report.text.frames import (
    SpokenFigure,
    cells_of_rows,
    figure,
    has_table,
    if_printed,
    join_sentences,
    name_all,
    printed,
    sentence,
    state,
    tell,
)
from schemas.report.text.story import Message, Story, Weight, message_of
from schemas.report.text.topics import AGES, tell_age, tell_chain, tell_longest_wait, tell_partners

NEED = SpokenFigure("K04", "Für {now} Kinder in Kitas ist ein Sprachförderbedarf festgestellt.")
FAMILIES = SpokenFigure("K08", "An Programmen der Elternbildung nehmen {now} Familien teil.")
SUPPORT = SpokenFigure("S05", "In der Erstförderung Deutsch sind {now} Schülerinnen und Schüler.")
OFFERS = SpokenFigure("V05", "Die Angebote der Vereine zählten {now} Teilnahmen.")
WAITING = SpokenFigure("I03", "Auf einen Schulplatz warteten am Stichtag {now} Kinder und Jugendliche.")
ASSIGNMENTS = SpokenFigure("I05", "Dolmetscheinsätze gab es {now}.")
MEETINGS = SpokenFigure("N01", "Treffen im Netzwerk gab es {now}.")
CASES = SpokenFigure("I07", "Beratungen im Case Management gab es {now}.")
ALL_CASES = SpokenFigure("T01", "Beratungsgespräche im Case Management aller Stellen gab es {now}.")
SHARES = "Der Förderbedarf betrifft {support} der Kinder; eine andere Familiensprache als Deutsch haben {language}."
UNKEYED = "nan"  # the key of rows that name no place
TWICE = "Wer an mehreren Angeboten teilnimmt, zählt bei jedem."


def tell_daycare(report: Report, _policy: Policy) -> Story:
    """Children with a need of support in German, beside all and beside those with another language; families."""
    refs = {name: CellRef("children_by_age", "total", f"{name}_share") for name in ("support", "language")}
    shares = if_printed(report, SHARES, **refs)
    said = (*tell(report, NEED, *shares), *tell(report, FAMILIES))
    return Story(said, message_of(report, NEED) + message_of(report, FAMILIES), topics=(tell_chain(report),))


def tell_school(report: Report, _policy: Policy) -> Story:
    """First support, and whether more arrived than went on to a regular class."""
    share = if_printed(
        report, "In Erstförderung sind damit {share} aller Schülerinnen und Schüler.", share=figure("S05_share")
    )
    return Story((*tell(report, SUPPORT, *share), *_flow(report)), message_of(report, SUPPORT))


def _flow(report: Report) -> tuple[Paragraph, ...]:
    refs = {"came": figure("S10"), "went": figure("S11")}
    came, went = (printed(report, ref) for ref in refs.values())
    if came is None or went is None:
        return ()
    beside = "gerundet so viele, wie" if came == went else "mehr, als" if came > went else "weniger, als"
    text = f"Neu zugewandert kamen im Monat {{came}} hinzu, {beside} in die Regelklasse wechselten ({{went}})."
    return (sentence(text, **refs),)


def tell_associations(report: Report, policy: Policy) -> Story:
    """Participations in offers, fields without an offer, places hardly used; the young and the old as topics of their own."""
    said = tell(report, OFFERS, Paragraph(TWICE))
    without = _fields_without_offer(report)
    decisions = (*_decide_on_fields(without), *_decide_on_places(report, policy))
    messages = (Message(Weight.DECIDE, float(len(without)), without),) if without else ()
    topics = tuple(tell_age(report, age) for age in AGES)
    told = tuple(message for one in (OFFERS, *(age.told for age in AGES)) for message in message_of(report, one))
    return Story((*said, *without), (*messages, *told), decisions, topics)


def _fields_without_offer(report: Report) -> tuple[Paragraph, ...]:
    """Said only where offers are printed: without any the table is empty, and no field stands out."""
    names = missing_codes(report, "offers_by_field")
    if not names or printed(report, CellRef("offers_by_field", "total", "rows")) is None:
        return ()
    fields = "In diesem Handlungsfeld" if len(names) == 1 else "In diesen Handlungsfeldern"
    return (
        sentence(
            f"{fields} ist kein Angebot gemeldet (Angebote insgesamt: {{rows}}): {name_all(names)}.",
            rows=CellRef("offers_by_field", "total", "rows"),
        ),
    )


def _decide_on_fields(without: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    asked = "Soll dort ein Angebot angeregt werden, oder fehlen Meldungen?"
    return tuple(Paragraph(f"{one.text} {asked}", one.refs) for one in without)


def _decide_on_places(report: Report, policy: Policy) -> tuple[Paragraph, ...]:
    """Districts whose meeting places the target group uses less than is expected."""
    least = policy.thresholds.meeting_place_pct / 100
    shares = cells_of_rows(report, "places_by_district", "use_share")
    below = [
        key
        for key, cell in shares.items()
        if isinstance(cell.value, int | float) and cell.value < least and key not in {UNASSIGNED, UNKEYED}
    ]
    return tuple(
        sentence(
            f"Ankommenstreffpunkte in {name_all([_row_title(report, 'places_by_district', key)])}: Die Zielgruppe nutzt "
            "{used} der Öffnungsstunden, weniger als erwartet. Sollen Ort oder Zeiten geändert werden?",
            used=CellRef("places_by_district", key, "use_share"),
        )
        for key in below
    )


def tell_counselling(report: Report, _policy: Policy) -> Story:
    """Who waits for a place at school, beside the places found; interpreting and case management."""
    found = if_printed(report, "Vermittelt wurden im Monat {found} Schulplätze.", found=figure("I02"))
    said = (
        *tell(report, WAITING, *found, *tell_longest_wait(report)),
        *tell(report, ASSIGNMENTS),
        *tell(report, CASES),
        *tell(report, ALL_CASES),
    )
    asked = Paragraph("Wo können Plätze entstehen?")
    decisions = (join_sentences((state(WAITING), asked)),) if printed(report, figure(WAITING.key)) else ()
    return Story(said, message_of(report, WAITING) + message_of(report, ASSIGNMENTS), decisions)


def tell_network(report: Report, _policy: Policy) -> Story:
    """Meetings in the network, agreements reached, partners nobody met."""
    reached = CellRef("network_by_partner", "total", "agreements")
    said = tell(report, MEETINGS, *if_printed(report, "Vereinbarungen wurden {reached} getroffen.", reached=reached))
    names = missing_codes(report, "network_by_partner") if said else []
    month = format_month(report.month)
    without = (Paragraph(f"Kein Treffen ist im {month} gemeldet mit: {name_all(names)}."),) if names else ()
    return Story((*said, *without, *tell_partners(report)), message_of(report, MEETINGS))


def missing_codes(report: Report, table: str) -> list[str]:
    """What a table's code list names, but no row of it with more than nil in its first column (things, not persons)."""
    if not has_table(report, table):
        return []
    planned = next(one for one in PLAN if one.id == table)
    codes = TABLES[planned.table].column(planned.by).meaning.codes or planned.by
    present = {line.key for line in report.table(table).rows if line.cells[1].value != 0}
    return [title for code, title in code_list(codes).valid_titles(report.month).items() if code not in present]


def _row_title(report: Report, table: str, key: str) -> str:
    return str(report.table(table).row_by_key(key).cells[0].value)


CHAPTERS: Mapping[str, Callable[[Report, Policy], Story]] = {
    "3": tell_daycare,
    "4": tell_school,
    "5": tell_associations,
    "6": tell_counselling,
    "7": tell_network,
}
