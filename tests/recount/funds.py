"""Funds against plan with their forecast, as the note under the table tells it: `count_outlook(connection, month)`.

forecast = spent + for each month to come its share of a year's spending times a mean of pace and plan; n months that
are recorded count n times for the pace, the plan counts three times. A share is the mean of the complete years before.
"""

from tests.recount.page import german, shift

PLAN_COUNTS = 3.0
LEAST_TRIALS = 3
POTS = (
    ("offer_funds", "component", "granted_eur", "association", "Vereine zusammen"),
    ("posts", "module", "grant_eur", "centre", "Integrationszentrum zusammen"),
)
ANSWERED = ("accepted", "accepted_with_queries", "nil")


def count_outlook(connection, month):
    """A line a pot, and one for all of a table."""
    titles = {
        (name, code): title
        for name, code, title in connection.execute("SELECT list, code, title FROM code ORDER BY list, position")
    }
    for table, column, granted, kind, total in POTS:
        accounts = _accounts(connection, table, column, granted, kind)
        weights = {year: _season(accounts, year) for year in {one["year"] for one in accounts}}
        now = {one["pot"] for one in accounts if one["year"] == month[:4]}
        for (name, code), title in titles.items():
            if name == column and code in now:
                yield _line(title, [one for one in accounts if one["pot"] == code], month, weights)
        if now:
            yield _line(total, accounts, month, weights)


def _accounts(connection, table, column, granted, kind):
    """What each respondent spends of a pot in a year, with the months of which a return is there, and those owed."""
    found = {}
    query = f"SELECT respondent_id, month, {column}, spent_eur, {granted} FROM current_{table} ORDER BY month"
    for respondent, month, pot, spent, grant in connection.execute(query):
        key = (month[:4], respondent, pot)
        one = found.setdefault(key, {"year": key[0], "who": respondent, "pot": pot, "spent": {}, "granted": {}})
        for name, amount in (("spent", spent), ("granted", grant)):
            if amount is not None:
                one[name][month] = one[name].get(month, 0.0) + amount
    states = connection.execute('SELECT respondent_id, month, state FROM "return" WHERE is_owed').fetchall()
    for (year, respondent, _), one in found.items():
        own = [(month, state) for name, month, state in states if name == respondent and month[:4] == year]
        one["owed"] = {month for month, _ in own}
        one["there"] = {month for month, state in own if state in ANSWERED}
        if kind == "centre":  # its form shows every line: one that is empty was not answered
            one["there"] &= set(one["spent"])
    return list(found.values())


def _spent(one, months):
    return sum(amount for month, amount in one["spent"].items() if month in months and month in one["there"])


def _grant(one, month):
    said = [then for then in one["granted"] if then <= month]
    return one["granted"][max(said)] if said else None


def _year(year, last=12):
    return [f"{year}-{number:02d}" for number in range(1, last + 1)]


def _season(accounts, year):
    """Each month's share of a year."""
    shares = []
    for then in {one["year"] for one in accounts if one["year"] < year}:
        months = {}
        for one in accounts:
            for month, amount in one["spent"].items() if one["year"] == then else ():
                months[month[5:]] = months.get(month[5:], 0.0) + amount
        if len(months) == 12 and sum(months.values()) > 0 and min(months.values()) >= 0:
            shares.append({number: amount / sum(months.values()) for number, amount in months.items()})
    numbers = [f"{number:02d}" for number in range(1, 13)]
    return {number: sum(one[number] for one in shares) / len(shares) if shares else 1 / 12 for number in numbers}


def _expect(one, month, until, weights):
    there = [then for then in _year(one["year"]) if then <= month and then in one["there"]]
    to_come = [
        then
        for then in _year(one["year"])
        if then <= until and then not in there and (then > month or then in one["owed"])
    ]
    spent, grant, basis = _spent(one, there), _grant(one, month), sum(weights[then[5:]] for then in there)
    pace = spent / basis if basis else 0.0
    trust = (len(there) / (len(there) + PLAN_COUNTS) if grant is not None else 1.0) if basis else 0.0
    return spent + (trust * pace + (1 - trust) * (grant or 0.0)) * sum(weights[then[5:]] for then in to_come)


def _errors(accounts, month, weights):
    """The same for each past month, as far ahead as now, of those who reported every month."""
    ahead = 12 - int(month[5:])
    for then in sorted({one for account in accounts for one in account["there"]}):
        until = shift(then, ahead)
        if until > month or until[:4] != then[:4]:
            continue
        span = set(_year(then[:4], int(until[5:])))
        known = [
            one
            for one in accounts
            if one["year"] == then[:4] and one["owed"] & span and one["owed"] & span <= one["there"]
        ]
        came = sum(_spent(one, span) for one in known)
        if came > 0:
            told = sum(_expect(one, then, until, weights[then[:4]]) for one in known)
            yield abs(told - came) / came


def _line(title, accounts, month, weights):
    ahead, own = 12 - int(month[5:]), [one for one in accounts if one["year"] == month[:4]]
    grants = [grant for one in own if (grant := _grant(one, month)) is not None]
    granted, spent = sum(grants), sum(_spent(one, _year(month[:4], int(month[5:]))) for one in own)
    errors = list(_errors(accounts, month, weights)) if ahead else []
    figures = [german(granted), german(granted * (12 - ahead) / 12), german(spent)]
    if ahead and len(errors) < LEAST_TRIALS:
        return [title, *figures, ".", ".", f"zu wenig Vergangenheit ({len(errors)})"]
    expected = sum(_expect(one, month, f"{month[:4]}-12", weights[month[:4]]) for one in own)
    error = f"{german(100 * sum(errors) / len(errors), 1)} % (aus {len(errors)} Monaten)" if errors else "entfällt"
    return [title, *figures, german(expected), german(expected - granted), error]
