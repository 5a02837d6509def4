"""The steering page, counted once more by SQL on the warehouse: `recount_steering(home, page, month)`.

What is counted how stand in the notes under its tables and in policy.toml; nothing of the page's own code is used.
Yields (place, what is printed, what is counted).
"""

import sqlite3
from contextlib import closing

from tests.recount.german import long_month, moment, short_month, window
from tests.recount.printed import Figures, numbers_in
from tests.recount.steering.chain import recount_chain
from tests.recount.steering.funds import recount_funds
from tests.recount.steering.gaps import read_rules, recount_gaps
from tests.recount.steering.guard import BASE, LEAST
from tests.recount.steering.needs import check_table, recount_needs, say
from tests.recount.steering.tally import Tally, read_vintage

SPAN = 12
NEVER = "keine gemeldet"


def recount_steering(home, page, month, rules=None):
    """Every number on the page of a month; `rules` are those of the home's policy where no others are given."""
    rules = rules or read_rules(home)
    length = rules["months"]
    with closing(sqlite3.connect(home / "warehouse.db")) as connection:
        tally = Tally(connection, window(month, length))
        yield from _head(page, tally)
        yield from recount_gaps(page["Lücken, die größte zuerst"], connection, rules, tally)
        yield from recount_needs(page["Bedarf und Angebote"], tally)
        yield from recount_chain(page["Die Kette der Sprachförderung"], connection, month, length)
        yield from recount_funds(page["Mittel"], connection, month)
        yield from _network(page["Netzwerk"], connection, month)


def _head(page, tally):
    """Title, what the page rests on, and how persons are shown."""
    texts = page[""].texts
    for tag in ("title", "h1"):
        told = next(text for name, text in texts if name == tag)
        yield f"Kopf: {tag}", told, Figures(numbers_in(f"Steuerung: {long_month(tally.months[-1])}"))
    stated, *lacking, shown = page[""].sentences[: 3 if tally.unknown() else 2]
    months = (long_month(tally.months[place]) for place in (0, -1))
    for one in lacking:
        yield "Kopf: nicht erfasst", one, Figures(numbers_in(" ".join(map(long_month, tally.unknown()))))
    yield "Kopf: Grundlage", stated, Figures(numbers_in(" ".join((moment(tally.vintage), *months))))
    yield "Kopf: wie Personen gezeigt sind", shown, Figures([str(BASE), str(LEAST)])


def _network(chapter, connection, month):
    """Meetings and agreements of twelve months."""
    months, vintage = window(month, SPAN), read_vintage(connection, month)
    period = f"{long_month(months[0])} bis {long_month(month)}"
    said = _by_partner(connection, vintage)
    partners = connection.execute("SELECT code, title FROM code WHERE list = 'partner' ORDER BY position").fetchall()
    query = "SELECT month FROM submission JOIN respondent USING (respondent_id) WHERE kind = 'centre' "
    query += "AND accepted_at <= ? AND (superseded_at IS NULL OR superseded_at > ?)"
    known = {one for (one,) in connection.execute(query, (vintage, vintage))}
    meetings, agreements = (chapter.table(title) for title in ("Netzwerk: Treffen", "Vereinbarungen und was"))
    yield "Netzwerk: Zeitraum", meetings.caption, f"Netzwerk: Treffen je Partner und Monat {period}"
    lines = [[title, *(_cell(said.get((partner, one))) for one in months)] for partner, title in partners]
    yield from check_table(meetings, ["Partner", *map(short_month, months)], lines)
    gone = [one for one in months if one not in known]
    told = [one for one in chapter.sentences if numbers_in(one)]
    yield (
        "Netzwerk: fehlende Monate",
        told,
        [f"Für {len(gone)} von {SPAN} Monaten liegt keine Meldung des Integrationszentrums vor (.); das ist keine 0."]
        if gone
        else [],
    )
    yield "Vereinbarungen: Zeitraum", agreements.caption, f"Vereinbarungen und was auf sie folgte {period}"
    lines = [[title, *_agreed(said, partner, months)] for partner, title in partners]
    heads = ["Partner", "Vereinbarungen", "die letzte", "Treffen seither", "letztes Treffen"]
    yield from check_table(agreements, heads, lines)


def _by_partner(connection, vintage):
    """Meetings and agreements by partner and month; where the centre says that there was nothing, none with anybody."""
    query = "SELECT code.code, month FROM submission JOIN respondent USING (respondent_id), code WHERE is_nil "
    query += "AND kind = 'centre' AND list = 'partner' AND accepted_at <= ? "
    query += "AND (superseded_at IS NULL OR superseded_at > ?)"
    none = dict.fromkeys(connection.execute(query, (vintage, vintage)), (0, 0))
    query = "SELECT partner, month, meetings, agreements FROM history_network WHERE known_from <= ? "
    query += "AND (known_until IS NULL OR known_until > ?)"
    return none | {(partner, one): pair for partner, one, *pair in connection.execute(query, (vintage, vintage))}


def _cell(said):
    return "." if said is None or said[0] is None else say(said[0]) + (f" +{said[1]}" if said[1] else "")


def _agreed(said, partner, months):
    """Agreements, the last of them, meetings since then, the last meeting."""
    own = {one: said[partner, one] for one in months if (partner, one) in said}
    agreed, met = ([one for one, pair in own.items() if pair[place]] for place in (1, 0))
    since = [one for one in months if agreed and one > agreed[-1]]
    again = _sum([own.get(one, (None, None))[0] for one in since]) if agreed else "."
    count = _sum([own.get(one, (None, None))[1] for one in months])
    last, newest = (short_month(months_of[-1]) if months_of else NEVER for months_of in (agreed, met))
    return [count, last, again, newest]


def _sum(amounts):
    """What is known together; how many months are not stands beside it."""
    gone = amounts.count(None)
    if gone == len(amounts) and gone:
        return "."
    unknown = f" ({'ein Monat' if gone == 1 else f'{gone} Monate'} unbekannt)" if gone else ""
    return say(sum(one for one in amounts if one is not None)) + unknown
