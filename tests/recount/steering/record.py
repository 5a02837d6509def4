"""What `monatsbericht steering --json` says, against the count and the page: `recount_record(record, page, home)`."""

import sqlite3
from contextlib import closing

from tests.recount.german import window
from tests.recount.printed import Figures
from tests.recount.sheets import number_text
from tests.recount.steering.closers import find_closers
from tests.recount.steering.gaps import closed_since, concerns, find_gaps, gaps_before, read_rules
from tests.recount.steering.guard import BASE
from tests.recount.steering.tally import Tally

LISTS = ("gaps", "closed_within_a_year", "unjudged")
CHAPTERS = ("Bedarf und Angebote", "Die Kette der Sprachförderung", "Mittel", "Netzwerk")


def recount_record(record, page, home, month):
    """Every number in it; the tables are those of the page, which is counted by itself."""
    with closing(sqlite3.connect(home / "warehouse.db")) as connection:
        yield from recount_gap_record(record, connection, read_rules(home), month)
    yield from _tables(record["tables"], page)


def recount_gap_record(record, connection, rules, month):
    """What it says of gaps: those there are, those that were closed, those that cannot be judged."""
    tally = Tally(connection, window(month, rules["months"]))
    gaps, unjudged = find_gaps(rules, tally)
    before = gaps_before(connection, rules, month, rules["months"])
    stated = [month, tally.vintage[:19].replace(" ", "T"), str(BASE)]
    yield "JSON: Grundlage", [record["month"], record["vintage"], record["rounding_base"]], stated
    yield "JSON: nicht erfasst", record["unrecorded"], tally.unknown()
    closed = closed_since(before, (*gaps, *unjudged))
    names = [[f"{one['where']}: {one['rule']}" for one in record[name]] for name in LISTS]
    yield (
        f"JSON {month}: Lücken, geschlossene, nicht zu beurteilende",
        names,
        [[one.name for one in found] for found in (gaps, closed, unjudged)],
    )
    for number, (told, one) in enumerate(zip(record["gaps"], gaps, strict=False), 1):
        was = None if before is None else any(concerns(one, old) for old in before)
        yield from _gap(told, one, (number, was), find_closers(one, rules, tally))
    for what, found in (("closed_within_a_year", closed), ("unjudged", unjudged)):
        for told, one in zip(record[what], found, strict=False):
            yield f"JSON: {one.name}", [told["rule"], told["where"]], [one.rule["title"], one.where]
            yield f"JSON: {one.name}, Satz", told["then" if "then" in told else "sentence"], Figures(one.figures)


def _gap(told, one, about, closers):
    number, was = about
    figures = [told[name] or "" for name in ("rank", "need", "supply", "unmet")]
    yield f"JSON: {one.name}", figures, [str(number), *map(number_text, (one.need, one.supply, one.unmet))]
    yield f"JSON: {one.name}, Satz", told["sentence"], Figures(one.figures)
    yield f"JSON: {one.name}, vor einem Jahr", told["was_there_a_year_ago"], was
    said = [[own["name"], own["place"], own["nearness"], own["offers"], *own["fields"]] for own in told["closers"]]
    counted = [[name, place, near, str(count), *titles] for name, place, near, count, titles in closers]
    yield f"JSON: {one.name}, wer sie schließen könnte", said, counted


def _tables(told, page):
    """They are those of the page, which is counted by itself."""
    chapters = [page[title] for title in CHAPTERS]
    shown = [table for chapter in chapters for table in chapter.tables.values()]
    yield "JSON: Zahl der Tabellen", len(told), len(shown)
    for one, table in zip(told, shown, strict=False):
        rows = [row for row in table if row != ["Dazu ist nichts gemeldet."]]
        yield f"JSON: {one['title']}", [one["heads"], *one["lines"]], [list(table.heads), *rows]
        yield f"JSON: {one['title']}, Zeitraum", one["period"], table.caption.removeprefix(one["title"]).strip()
    notes = [text for chapter in chapters for text in chapter.sentences if not text.startswith("Diese Seite wird nach")]
    yield "JSON: Anmerkungen", [note for one in told for note in one["notes"]], notes
