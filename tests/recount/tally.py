"""What is in force in some months, by plain SQL: `Tally(connection, months)`."""


class Tally:
    """Sums over the months: of a flow all, of a stock what each respondent said last."""

    def __init__(self, connection, months):
        self.connection, self.months = connection, months
        self.district = dict(
            connection.execute("SELECT respondent_id, district FROM respondent WHERE kind != 'centre'")
        )
        self.kind = dict(connection.execute("SELECT respondent_id, kind FROM respondent"))
        own = {self.district[one] for one, kind in self.kind.items() if kind in {"school", "daycare", "association"}}
        self.places = sorted(own)
        marks = ", ".join("?" * len(months))
        query = f'SELECT respondent_id, month, state FROM "return" WHERE is_owed AND month IN ({marks})'
        self.returns = list(connection.execute(query, months))

    def titles(self, name):
        """The codes of a list in its order, with what they are called."""
        query = "SELECT code, title FROM code WHERE list = ? ORDER BY position"
        return dict(self.connection.execute(query, (name,)))

    def _rows(self, table, column, kind, key="NULL"):
        """(respondent, code, value) that count."""
        query = f"SELECT respondent_id, month, {key}, {column} FROM current_{table} WHERE {column} IS NOT NULL"
        rows = [row for row in self.connection.execute(query) if row[1] in self.months]
        if kind == "stock":
            last = {}
            for one, month, *_ in rows:
                last[one] = max(last.get(one, ""), month)
            rows = [row for row in rows if row[1] == last[row[0]] and not self._said_nothing_since(table, *row[:2])]
        return [(one, code, value) for one, _, code, value in rows]

    def _said_nothing_since(self, table, respondent, month):
        """Whether a list was handed in empty in a later month."""
        if table in {"school_pupils", "daycare_children", "counselling"}:
            return False
        answered = {"accepted", "accepted_with_queries", "nil"}
        return any(one == respondent and then > month and state in answered for one, then, state in self.returns)

    def by_respondent(self, table, column, kind):
        """The sum of each respondent."""
        sums = {}
        for one, _, value in self._rows(table, column, kind):
            sums[one] = sums.get(one, 0) + value
        return sums

    def by_code(self, table, column, kind, key):
        """The sum of each code, and who said it."""
        sums, who = {}, {}
        for one, code, value in self._rows(table, column, kind, key):
            sums[code] = sums.get(code, 0) + value
            who.setdefault(code, set()).add(one)
        return sums, who

    def of_place(self, sums, place):
        """The respondents of a place with their sums."""
        return {one: value for one, value in sums.items() if self.district.get(one) == place}

    def offers(self):
        """Each offer that was held in one of the months, once, as it was said last."""
        columns = "respondent_id, title, month, field_of_action, target_group"
        query = f"SELECT {columns} FROM current_offers WHERE dates_held IS NOT 0 ORDER BY month"
        found = {}
        for one, title, month, field, target in self.connection.execute(query):
            if month in self.months:
                found[one, title] = {
                    "who": one,
                    "district": self.district[one],
                    "field_of_action": field,
                    "target_group": target,
                }
        return list(found.values())

    def offers_by_name(self):
        """The same by who has them."""
        names, found = dict(self.connection.execute("SELECT respondent_id, name FROM respondent")), {}
        for one in self.offers():
            found.setdefault(names[one["who"]], []).append(one)
        return found

    def coverage(self, kind, place):
        """How many of a kind, and of a place, owed a return, and how many gave one."""
        own = [row for row in self.returns if self.kind[row[0]] == kind and place in {None, self.district.get(row[0])}]
        answered = {one for one, _, state in own if state in {"accepted", "accepted_with_queries", "nil"}}
        return len({one for one, *_ in own}), len(answered)
