"""A year's money and posts in the warehouse, by plain SQL, and what is missing: `Year(connection, year, due)`."""

from dataclasses import dataclass
from decimal import Decimal

IN_FORCE = {"accepted", "accepted_with_queries", "nil"}
STATES = {"missing": "fehlt", "received": "eingegangen", "unreadable": "nicht lesbar", "late": "überfällig",
          "returned_for_correction": "zurückgegeben", "set_aside": "zurückgestellt",
          "withdrawn": "zurückgezogen"}  # fmt: skip
NOT_DUE, NOT_RECORDED = "noch nicht fällig", "vor Beginn der Erfassung, steht in keinem Soll"
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

    def has_answered(self, respondent):
        """Whether any return of the year is in force."""
        return any(one == respondent and own[3] is not None for (one, _), own in self.returns.items())

    def gaps(self, question):
        """(respondent, month, why, whether the figure is missing for it), in their order; of all: no respondent."""
        common = {month: NOT_DUE if month > self.due else NOT_RECORDED
                  for month in question.months if month > self.due or month not in self.recorded}  # fmt: skip
        found = [("", month, why, True) for month, why in common.items()]
        asked = [code for name, code in question.where if name == "respondent_id"] or self.asked(question.table)
        months = [month for month in question.months if month not in common]
        return tuple(sorted({*found, *(gap for one in asked for gap in self._gaps_of(question, one, months))}))

    def _gaps_of(self, question, respondent, months):
        keys, seen = TABLES[question.table][0], set()
        own = [row for row in self.chosen(question) if row["respondent_id"] == respondent]
        for month in months:
            _, state, is_owed, submission = self.returns.get((respondent, month), (None, None, 0, None))
            if not is_owed and submission is None:
                continue
            rows = [row for row in own if row["month"] == month]
            said = {tuple(row[key] for key in keys) for row in rows}
            for why, is_open in self._lacks(question, (respondent, month), (state, submission), rows, seen - said):
                yield respondent, month, why, is_open
            seen |= said

    def _lacks(self, question, whose, stands, rows, absent):
        state, submission = stands
        if submission is None:
            yield NOT_DUE if state == "expected" else f"Meldung {STATES[state]}", True
            return
        if state not in IN_FORCE:
            yield f"neuere Lieferung {STATES[state]}", False
        if state == "nil":
            return
        if absent or (question.table not in LISTS and not rows):
            yield "Zeile fehlt", True
        if any(row[question.column] is None for row in rows):
            yield "Zelle leer gelassen", True
        for table in (question.table, ""):
            if message := self.queries.get((*whose, table)):
                yield f"Rückfrage offen: {message}", False


def _decimal(value):
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))
