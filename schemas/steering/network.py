"""The network: a matrix of partner and month, agreements and what followed them. Ways in: `network_table`, `follow_up_table`.

The form says how many agreements were reached, not whether they were kept: what can be told is whether one met again.
"""

from collections.abc import Mapping, Sequence

from schemas.form.forms import TABLES
from schemas.german import format_month
from schemas.steering.facts import SteeringFacts, window
from schemas.steering.table import UNKNOWN, SteeringTable, say_figure

SPAN = 12
NAME = "network"


def network_table(facts: SteeringFacts) -> SteeringTable:
    """A partner a line, a month a column: meetings, and agreements after a plus."""
    months = window(facts.month, SPAN)
    known, said = _known_months(facts, months), _by_partner(facts)
    lines = tuple(
        (title, *(_cell(said.get((partner, month))) for month in months)) for partner, title in _partners().items()
    )
    gone = [month for month in months if month not in known]
    missing = f"Für {len(gone)} von {SPAN} Monaten liegt keine Meldung des Integrationszentrums vor ({UNKNOWN}); das ist keine 0."
    return SteeringTable(
        NAME, "Netzwerk: Treffen je Partner und Monat", f"{format_month(months[0])} bis {format_month(months[-1])}",
        ("Partner", *(format_month(month, short=True) for month in months)), lines,
        ("Treffen im Monat; nach dem Pluszeichen getroffene Vereinbarungen.", *((missing,) if gone else ())),
    )  # fmt: skip


def follow_up_table(facts: SteeringFacts) -> SteeringTable:
    """A partner a line: agreements of the last twelve months, the latest of them, and the meetings since."""
    months, said = window(facts.month, SPAN), _by_partner(facts)
    lines = []
    for partner, title in _partners().items():
        own = {month: said[partner, month] for month in months if (partner, month) in said}
        agreed = [month for month, (_, agreements) in own.items() if agreements]
        met = [month for month, (meetings, _) in own.items() if meetings]
        since = [month for month in months if agreed and month > agreed[-1]]
        again = _say_sum([own.get(month, NOTHING)[0] for month in since]) if agreed else UNKNOWN
        lines.append((
            title, _say_sum([own.get(month, NOTHING)[1] for month in months]),
            format_month(agreed[-1], short=True) if agreed else NEVER, again,
            format_month(met[-1], short=True) if met else NEVER,
        ))  # fmt: skip
    return SteeringTable(
        "agreements", "Vereinbarungen und was auf sie folgte", f"{format_month(months[0])} bis {format_month(months[-1])}",
        ("Partner", "Vereinbarungen", "die letzte", "Treffen seither", "letztes Treffen"), tuple(lines),
        (("Ob eine Vereinbarung eingehalten wurde, ist nicht bekannt: der Meldebogen fragt nur nach ihrer Zahl, nicht nach Inhalt, Frist und "
         "Ergebnis. Zu sehen ist nur, ob man sich danach wieder traf."),),
    )  # fmt: skip


def _say_sum(amounts: Sequence[float | None]) -> str:
    """The sum of what is known, with how many months are not: those are no months of nothing."""
    known = [one for one in amounts if one is not None]
    gone = len(amounts) - len(known)
    if gone == len(amounts) > 0:
        return UNKNOWN
    return (
        f"{say_figure(sum(known))} ({'ein Monat' if gone == 1 else f'{gone} Monate'} unbekannt)"
        if gone
        else say_figure(sum(known))
    )


NOTHING = None, None
NEVER = "keine gemeldet"


def _partners() -> Mapping[str, str]:
    known = TABLES[NAME].column("partner").code_list
    return known.titles if known else {}


def _by_partner(facts: SteeringFacts) -> dict[tuple[str, str], tuple[float | None, float | None]]:
    """Meetings and agreements of a partner in a month; by a nil return of the centre there were none with anybody."""
    nil = {(partner, month): (0, 0) for name, month in facts.nil if name == facts.centre_id for partner in _partners()}
    return nil | {
        (row.values["partner"], row.month): (row.values["meetings"], row.values["agreements"])
        for row in facts.rows.get(NAME, ())
    }


def _known_months(facts: SteeringFacts, months: Sequence[str]) -> set[str]:
    """The months in which the centre's own return is in force."""
    return {month for name, month in facts.answered if name == facts.centre_id and month in months}


def _cell(said: tuple[float | None, float | None] | None) -> str:
    if said is None or said[0] is None:
        return UNKNOWN
    meetings, agreements = said
    return f"{say_figure(meetings)}{f' +{agreements:.0f}' if agreements else ''}"
