"""A year's money and posts in the warehouse, by plain SQL, and what is missing: `Year(connection, year, due)`."""

from dataclasses import dataclass
from decimal import Decimal

IN_FORCE = {"accepted", "accepted_with_queries", "nil"}
STATES = {"missing": "fehlt", "received": "eingegangen", "unreadable": "nicht lesbar", "late": "überfällig",
          "returned_for_correction": "zurückgegeben", "set_aside": "zurückgestellt",
          "withdrawn": "zurückgezogen"}  # fmt: skip
NOT_DUE, NOT_RECORDED = "noch nicht fällig", "vor Beginn der Erfassung, steht in keinem Soll"
ENDED_ROW, DROPPED_ROW = "Zeile beendet, zählt als 0", "Zeile fehlt"
TABLES = {
    "posts": (("module",), ("granted_fte", "filled_fte", "grant_eur", "spent_eur"), {"centre"}),
    "offer_funds": (
        ("component", "budget_line"), ("granted_eur", "spent_eur", "third_party_eur", "own_eur"), {"association"},
    ),
    "kim_posts": (("kim_component",), ("granted_fte", "filled_fte"), {"centre", "carrier"}),
}  # fmt: skip
"""Of each table its keys, its figures, and who is asked for it."""
LISTS = {"offer_funds"}  # whoever names nothing in it has answered: nothing


@dataclass(frozen=True)
class Question:
    """A column of a table, in rows with these codes, in these months."""

    table: str
    column: str
    months: tuple
    where: tuple = ()


class Year:
    """Rows in force, returns with their states, open queries, names."""

    def __init__(self, connection, year, due):
        self.year, self.due = year, due
        self.months = tuple(f"{year}-{number:02d}" for number in range(1, 13))
        self.names = dict(connection.execute("SELECT respondent_id, name FROM respondent"))
        self.titles = {
            (name, code): title for name, code, title in connection.execute("SELECT list, code, title FROM code")
        }
        self.rows = {table: self._rows(connection, table) for table in TABLES}
        query = 'SELECT respondent_id, month, form, state, is_owed, submission_id FROM "return" WHERE month LIKE ?'
        self.returns = {(one, month): own for one, month, *own in connection.execute(query, (f"{year}-%",))}
        self.recorded = {month for _, month in self.returns}
        self.queries = self._queries(connection)
        query = """SELECT r.respondent_id, f.rule, f."table", f.subject, f.answer, f.waiver_id, r.month, s.checked_at
            FROM finding f JOIN "return" r ON r.submission_id = f.submission_id
            JOIN submission s ON s.submission_id = f.submission_id
            WHERE f.rule IN ('ROW_GONE', 'TABLE_GONE') ORDER BY r.month, f.submission_id, f.number"""
        self.missed = list(connection.execute(query))
        query = "SELECT respondent_id, rule, month_from, month_to, reason, expires_on FROM waiver ORDER BY waiver_id"
        self.waivers = list(connection.execute(query))
        query = """SELECT r.respondent_id, r.month, s.checked_at FROM "return" r
            JOIN submission s ON s.submission_id = r.submission_id"""
        self.checked = {(one, month): at for one, month, at in connection.execute(query)}

    def _rows(self, connection, table):
        keys, figures, _ = TABLES[table]
        heads = ("respondent_id", "month", *keys, *figures)
        query = f"SELECT {', '.join(heads)} FROM current_{table} WHERE month LIKE ? "
        query += "ORDER BY respondent_id, month, source_row"
        rows = [dict(zip(heads, row, strict=True)) for row in connection.execute(query, (f"{self.year}-%",))]
        return [row | {one: _decimal(row[one]) for one in figures} for row in rows]

    def _queries(self, connection):
        """The first sentence that was asked of a return and of which table, where nobody has answered."""
        query = """SELECT r.respondent_id, r.month, coalesce(f."table", ''), f.message FROM finding f
            JOIN "return" r ON r.submission_id = f.submission_id
            WHERE f.severity = 'warning' AND f.answer IS NULL AND r.month LIKE ? ORDER BY f.submission_id, f.number"""
        found = {}
        for one, month, table, message in connection.execute(query, (f"{self.year}-%",)):
            found.setdefault((one, month, table), message)
        return found

    def asked(self, table):
        """Who is asked for a table in the year."""
        return sorted({one for (one, _), (form, *_) in self.returns.items() if form in TABLES[table][2]})

    def chosen(self, question):
        """The rows of a question."""
        where = dict(question.where)
        rows = (row for row in self.rows[question.table] if row["month"] in question.months)
        return [row for row in rows if all(row[name] == code for name, code in where.items())]

    def gaps(self, question):
        """(respondent, month, why, whether the figure is missing for it), in their order; of all: no respondent."""
        common = {month: NOT_DUE if month > self.due else NOT_RECORDED
                  for month in question.months if month > self.due or month not in self.recorded}  # fmt: skip
        found = [("", month, why, True) for month, why in common.items()]
        asked = [code for name, code in question.where if name == "respondent_id"] or self.asked(question.table)
        months = [month for month in question.months if month not in common]
        return tuple(sorted({*found, *(gap for one in asked for gap in self._gaps_of(question, one, months))}))

    def _gaps_of(self, question, respondent, months):
        keys, seen, ended = TABLES[question.table][0], set(), self.ended(question, respondent)
        own = [row for row in self.chosen(question) if row["respondent_id"] == respondent]
        for month in months:
            _, state, is_owed, submission = self.returns.get((respondent, month), (None, None, 0, None))
            if not is_owed and submission is None:
                continue
            gone = ended.get(month, {})
            named = [(tuple(row[key] for key in keys), row) for row in own if row["month"] == month]
            rows = {key: row for key, row in named if key not in gone}
            is_absent = bool(seen - rows.keys() - gone.keys()) or (
                question.table not in LISTS and not rows and not gone
            )
            for why, is_open in self._lacks(question, (respondent, month), (state, submission), rows, is_absent):
                yield respondent, month, why, is_open
            if submission is not None and state != "nil":
                yield from ((respondent, month, f"{ENDED_ROW} ({words})", False) for _, words in gone.values())
            seen |= rows.keys()

    def ended(self, question, respondent):
        """By month the rows that need not be there, each since when and in whose words.

        A waiver is for its own months; in a list of the respondent's own its words are enough, until the row is back.
        """
        keys, figures, _ = TABLES[question.table]
        where, is_list = dict(question.where), question.table in LISTS
        seen = {tuple(where[key] for key in keys)} if set(keys) <= where.keys() else set()
        found, before, explained = {}, {}, {}
        for month in self.months:
            if (self.returns.get((respondent, month)) or [None])[-1] is not None:
                rows = [
                    row
                    for row in self.rows[question.table]
                    if (row["respondent_id"], row["month"]) == (respondent, month)
                ]
                rows = [row for row in rows if all(row[name] == code for name, code in where.items())]
                seen |= {tuple(row[key] for key in keys) for row in rows}
                there = {
                    tuple(row[key] for key in keys)
                    for row in rows
                    if is_list or any(row[figure] is not None for figure in figures)
                }
                waived = {}
                for key in seen - there:
                    place = (respondent, month, question.table, "|".join(key))
                    if is_list and (words := self._explained(*place)):
                        explained.setdefault(key, (month, words))
                    if words := self._waived(*place):
                        waived[key] = before.get(key, (month, words))
                explained = {key: one for key, one in explained.items() if key not in there}
                before = waived | explained
            found[month] = before
        return found

    def _missed(self, respondent, table, key):
        """What was asked about a row, or about the whole of its table."""
        for one, rule, of, subject, *more in self.missed:
            names_it = rule == "TABLE_GONE" or f"[{key}]" in (subject or "")
            if (one, of) == (respondent, table) and names_it:
                yield rule, *more

    def _explained(self, respondent, month, table, key):
        for _, answer, waiver, at, _ in self._missed(respondent, table, key):
            if at == month and answer is not None and waiver is None:
                return answer
        return None

    def _waived(self, respondent, month, table, key):
        checked = self.checked.get((respondent, month)) or "9"
        for one, rule, first, last, reason, until in self.waivers:
            missed = [
                at
                for asked, _, _, at, then in self._missed(respondent, table, key)
                if asked == rule and first <= at <= month <= last and max(then or "9", checked)[:10] <= until
            ]
            if one == respondent and missed:
                day = ".".join(reversed(until.split("-")))
                return f"Ausnahme bis {day}: {reason}"
        return None

    def last_heard(self, respondent):
        """The last month of which something is in force; empty where nothing is."""
        return max(
            (month for (one, month), own in self.returns.items() if one == respondent and own[3] is not None),
            default="",
        )

    def has_stated(self, table, respondent):
        """Whether any row of a table says something."""
        figures, own = TABLES[table][1], [row for row in self.rows[table] if row["respondent_id"] == respondent]
        return any(table in LISTS or any(row[one] is not None for one in figures) for row in own)

    def _lacks(self, question, whose, stands, rows, is_absent):
        state, submission = stands
        if submission is None:
            yield NOT_DUE if state == "expected" else f"Meldung {STATES[state]}", True
            return
        if state not in IN_FORCE:
            yield f"neuere Lieferung {STATES[state]}", False
        if state == "nil":
            return
        if is_absent:
            yield DROPPED_ROW, True
        if any(row[question.column] is None for row in rows.values()):
            yield "Zelle leer gelassen", True
        for table in (question.table, ""):
            if message := self.queries.get((*whose, table)):
                yield f"Rückfrage offen: {message}", False


def _decimal(value):
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))
