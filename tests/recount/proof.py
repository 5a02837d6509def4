"""The control sheet of a year's proof of use, added up once more to the cent: `recount_proof(home, folder, year)`.

Every figure of the sheet by its name; what it cannot know (payments, donations) has to be empty. Yields (name, what the
sheet says, what is counted).
"""

import sqlite3
from contextlib import closing
from decimal import Decimal

import openpyxl

ANSWERED = ("accepted", "accepted_with_queries", "nil")
FLOWS = {"ausgaben": "spent_eur", "drittmittel": "third_party_eur", "eigenmittel": "own_eur"}
LINES = {"personal": "staff", "honorar": "fees", "miete": "rent", "sachkosten": "materials", "sonstiges": "other"}
CALLS = {"2_1": "ki", "2_3": "kim"}


def recount_proof(home, folder, year):
    """Every line of the control sheet."""
    with closing(sqlite3.connect(home / "warehouse.db")) as connection:
        counted = dict(_count(connection, year))
    book = openpyxl.load_workbook(folder / "verwendungsnachweis-kontrollblatt.xlsx", data_only=True)
    told = {row[0]: row[2] for row in book["Zahlen"].iter_rows(min_row=6, values_only=True) if row[0] and "." in row[0]}
    for name, value in told.items():
        shown = None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))
        expected = counted.get(name)
        yield name, shown, None if expected is None else Decimal(expected).quantize(Decimal("0.01"))
    yield "Zeilen, die dort fehlen", sorted(counted.keys() - told.keys()), []


def _count(connection, year):
    """Of each module, of all associations, of their components and budget lines, and of each: its figures by name."""
    for word, module in (("ki", "KI"), ("kim", "KIM")):
        yield from _count_posts(connection, word, module, year)
    heads = ("respondent_id", "month", "component", "budget_line", "granted_eur", *FLOWS.values())
    query = f"SELECT {', '.join(heads)} FROM current_offer_funds WHERE month LIKE ? AND component != 'none'"
    rows = [dict(zip(heads, row, strict=True)) for row in connection.execute(query, (f"{year}-%",))]
    owed = _owed(connection, "association", year)
    yield from _count_funds("vereine", rows, owed)
    yield from _count_funds("vereine.keinbaustein", [], owed)
    for code in "ABCD":
        yield from _count_funds(
            f"vereine.baustein{code.lower()}", [row for row in rows if row["component"] == code], owed
        )
    for word, line in LINES.items():
        yield from _count_funds(f"vereine.{word}", [row for row in rows if row["budget_line"] == line], owed)
    for who in sorted({name for name, _ in owed}):
        own = {pair: state for pair, state in owed.items() if pair[0] == who}
        yield from _count_funds(f"verein.{who.lower()}", [row for row in rows if row["respondent_id"] == who], own)


def _owed(connection, kind, year):
    """Which return was owed, and what became of it."""
    query = 'SELECT respondent_id, month, state FROM "return" WHERE is_owed AND form = ? AND month LIKE ?'
    return {(who, month): state for who, month, state in connection.execute(query, (kind, f"{year}-%"))}


def _whole_months(owed):
    """In how many months everybody who owed a return gave one."""
    months = {month for _, month in owed}
    return sum(all(state in ANSWERED for (_, then), state in owed.items() if then == month) for month in months)


def _sum(rows, name):
    return sum((Decimal(str(row[name])) for row in rows if row[name] is not None), Decimal(0))


def _newest(rows, name):
    """What was granted for the year, as each line of each association was told last."""
    last = {}
    for row in sorted(rows, key=lambda row: row["month"]):
        if row[name] is not None:
            last[row["respondent_id"], row["component"], row["budget_line"]] = Decimal(str(row[name]))
    return sum(last.values(), Decimal(0))


def _count_funds(name, rows, owed):
    plan, whole = _newest(rows, "granted_eur"), _whole_months(owed)
    is_whole = whole == 12
    yield from ((f"{name}.{word}.plan", plan) for word in ("zuwendung", "ausgaben"))
    yield from ((f"{name}.{word}.monate", whole) for word in FLOWS)
    if not rows:  # nobody says anything of it: what was spent is not known
        return
    sums = {word: _sum(rows, column) for word, column in FLOWS.items()}
    for word, amount in sums.items():
        yield f"{name}.{word}.bisher", amount
        yield f"{name}.{word}.ist", amount if is_whole else None
    yield f"{name}.gesamt.bisher", sum(sums.values(), Decimal(0))
    yield f"{name}.gesamt.ist", sum(sums.values(), Decimal(0)) if is_whole else None
    yield f"{name}.rest", plan - sums["ausgaben"] if is_whole else None


def _count_posts(connection, word, module, year):
    columns = "month, granted_fte, filled_fte, grant_eur, spent_eur"
    query = f"SELECT {columns} FROM current_posts WHERE module = ? AND month LIKE ? ORDER BY month"
    rows = [
        [row[0], *(Decimal(str(value)) for value in row[1:])]
        for row in connection.execute(query, (module, f"{year}-%"))
    ]
    spent, grant = sum(row[4] for row in rows), rows[-1][3]
    for month, _, filled, _, amount in rows:
        yield from ((f"{word}.ausgaben.m{month[5:]}", amount), (f"{word}.stellen.m{month[5:]}", filled))
    yield from ((f"{word}.{name}.plan", grant) for name in ("zuwendung", "ausgaben"))
    yield from ((f"{word}.ausgaben.bisher", spent), (f"{word}.ausgaben.monate", len(rows)))
    yield from ((f"{word}.ausgaben.ist", spent if len(rows) == 12 else None), (f"{word}.rest", grant - spent))
    yield from (
        (f"{word}.stellen.plan", rows[-1][1]),
        (f"{word}.stellen.mittel", sum(row[2] for row in rows) / len(rows)),
    )
    for call in (one for one, of in CALLS.items() if of == word):
        yield from ((f"abruf.{call}.bewilligt", grant), (f"abruf.{call}.verausgabt", spent))
