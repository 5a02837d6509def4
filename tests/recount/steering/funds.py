"""Funds against plan with their forecast, as the note under the table tells it: `recount_funds`.

forecast = spent + for each month to come its share of a year's spending times a mean of pace and plan; n months that
are recorded count n times for the pace, the plan counts three times. A share is the mean of the complete years before.
"""

from tests.recount.german import german, long_month, shift
from tests.recount.printed import Figures
from tests.recount.steering.needs import check_table
from tests.recount.steering.tally import read_vintage

PLAN_COUNTS, LEAST_TRIALS = 3.0, 3
POTS = (
    ("offer_funds", "component", "granted_eur", "Vereine zusammen"),
    ("posts", "module", "grant_eur", "Integrationszentrum zusammen"),
)
LINES = {"offer_funds": "budget_line", "posts": "NULL"}  # what tells the lines of one pot from each other
KINDS = {"offer_funds": "association", "posts": "centre"}
ALL_LINES = {"posts"}  # its form prints every line: one that is empty was not answered
TITLE = "Mittel gegen Plan, mit Hochrechnung zum Jahresende"
HEADS = ["Topf", "bewilligt (€)", "Plan bis jetzt (€)", "ausgegeben (€)", "Hochrechnung Jahresende (€)",
         "gegen bewilligt (€)", "mittlerer Fehler der Hochrechnung"]  # fmt: skip


def recount_funds(chapter, connection, month):
    """Every number of the chapter."""
    lines, unsaid, table = [], [], chapter.table(TITLE)
    titles = list(connection.execute("SELECT list, code, title FROM code ORDER BY list, position"))
    for name, column, granted, total in POTS:
        accounts = _accounts(connection, (name, column, granted), month)
        now = {one["pot"] for one in accounts if one["year"] == month[:4]}
        weights = {year: _season(accounts, year) for year in {one["year"] for one in accounts}}
        for listed, code, title in titles:
            if listed == column and code in now:
                lines.append(_line(title, [one for one in accounts if one["pot"] == code], month, weights))
        if now:
            lines.append(_line(total, accounts, month, weights))
        unsaid.append(_unsaid(connection, KINDS[name], accounts, month))
    yield f"{TITLE}: Zeitraum", table.caption, f"{TITLE} Januar bis {long_month(month)}"
    yield from check_table(table, HEADS, lines)
    before = [one for one in _year(month[:4]) if one <= month and one not in _recorded(connection, month)]
    counts = [len(set().union(*parts)) for parts in zip(*unsaid, strict=True)]
    yield from _notes(chapter, month, sum(line[4] == "." for line in lines), before, counts)


def _notes(chapter, month, thin, before, counts):
    so_far = int(month[5:])
    counted = (
        [Figures([str(so_far)]), Figures([str(12 - so_far)] if so_far < 11 else [])] if so_far < 12 else [Figures()]
    )
    counted += [Figures([str(LEAST_TRIALS)])] if thin else []
    gaps, *others = counts
    counted += [Figures([one[:4] for one in before])] if before else []
    counted += [Figures([*_several(gaps), "0"])] if gaps else []
    counted += [Figures(_several(one)) for one in others if one]
    told = chapter.sentences
    yield "Mittel: Zahl der Anmerkungen", len(told), len(counted)
    for sentence, figures in zip(told, counted, strict=False):
        yield "Mittel: Anmerkung", sentence, figures


def _accounts(connection, asked, month):
    """What each respondent spends in a line of a pot in a year, with the months that are there, and those owed.

    A month is there where the return has the line, came before any return of the year had it, or says: nothing.
    """
    (table, column, granted), vintage, found = asked, read_vintage(connection, month), {}
    query = f"SELECT respondent_id, month, {column}, {LINES[table]}, spent_eur, {granted} FROM history_{table} "
    query += "WHERE month <= ? AND known_from <= ? AND (known_until IS NULL OR known_until > ?) "
    query += "ORDER BY month, respondent_id, source_row"
    for respondent, then, pot, line, spent, grant in connection.execute(query, (month, vintage, vintage)):
        key = (then[:4], respondent, pot, line or "")
        empty = {"spent": {}, "granted": {}, "unsaid": set(), "gone": set()}
        one = found.setdefault(key, {"year": key[0], "who": respondent, "pot": pot} | empty)
        one["unsaid"] |= {then} if spent is None else set()
        for name, amount in (("spent", spent), ("granted", grant)):
            if amount is not None:
                one[name][then] = one[name].get(then, 0.0) + amount
    owed = connection.execute(
        'SELECT respondent_id, month FROM "return" WHERE is_owed AND month <= ?', (month,)
    ).fetchall()
    there, nil, recorded = _sent(connection, month), _sent(connection, month, "is_nil"), _recorded(connection, month)
    ends = _explained(connection, month)
    for (year, respondent, *key), one in sorted(found.items()):
        one["owed"], one["there"] = (
            {then for name, then in pairs if name == respondent and then[:4] == year} for pairs in (owed, there)
        )
        one["owed"] |= {then for then in _year(year) if then <= month and then not in recorded}
        said = one["unsaid"] | set(one["spent"])
        nothing = {then for name, then in nil if name == respondent and then[:4] == year}
        told = [end for end in ends if end[:2] == (table, respondent) and end[2] in {"|".join(filter(None, key)), None}]
        lacking = one["there"] - said - nothing
        lacking = {then for then in lacking if then > min(said) or table in ALL_LINES}
        one["ended"] = {then for then in lacking if any(_is_ended(then, said, *end[3:]) for end in told)}
        one["there"] -= lacking - one["ended"] if table in ALL_LINES else set()
        one["gone"] = lacking - one["ended"] if table not in ALL_LINES else set()
        one["there"] -= one["unsaid"] | one["gone"]
    return [found[key] for key in sorted(found)]


def _explained(connection, month):
    """Since when a row need not be there, as its respondent wrote of a list, or (to which month) as a waiver says."""
    vintage, found = read_vintage(connection, month), []
    query = 'SELECT f."table", s.respondent_id, f.rule, f.subject, s.month, v.month_to FROM finding f '
    query += "JOIN submission s USING (submission_id) LEFT JOIN waiver v ON v.waiver_id = f.waiver_id "
    query += "WHERE f.answer IS NOT NULL AND f.rule IN ('ROW_GONE', 'TABLE_GONE') AND s.month <= ? "
    query += "AND s.accepted_at <= ? AND (s.superseded_at IS NULL OR s.superseded_at > ?)"
    for table, respondent, rule, subject, since, until in connection.execute(query, (month, vintage, vintage)):
        if until or table not in ALL_LINES:
            key = subject.split("[")[-1].rstrip("]") if rule == "ROW_GONE" else None
            found.append((table, respondent, key, since, until or "9999-12"))
    return found


def _is_ended(month, said, since, until):
    """Whether the row has not come back since."""
    return since <= month <= until and not any(since < then < month for then in said)


def _spent(one, months):
    return sum(amount for month, amount in one["spent"].items() if month in months and month in one["there"])


def _grant(one, month):
    said = [then for then in one["granted"] if then <= month]
    return one["granted"][max(said)] if said else None


def _year(year, last=12):
    return [f"{year}-{number:02d}" for number in range(1, last + 1)]


def _recorded(connection, month):
    """The months of which anybody has said anything."""
    return {then for _, then in _sent(connection, month)}


def _sent(connection, month, which="1"):
    vintage = read_vintage(connection, month)
    query = "SELECT respondent_id, month FROM submission WHERE month <= ? AND accepted_at <= ? "
    query += f"AND (superseded_at IS NULL OR superseded_at > ?) AND {which}"
    return connection.execute(query, (month, vintage, vintage)).fetchall()


def _unsaid(connection, kind, accounts, month):
    """What is not known of this year: months without an amount, who leaves out a line that was there, whose
    line has ended, who said nothing yet, and who said no grant."""
    recorded, sent, year = _recorded(connection, month), set(_sent(connection, month)), month[:4]
    query = 'SELECT respondent_id, month FROM "return" JOIN respondent USING (respondent_id) '
    query += "WHERE is_owed AND kind = ? AND month <= ? AND substr(month, 1, 4) = ?"
    owed = {one for one in connection.execute(query, (kind, month, year)) if one[1] in recorded}
    own = [one for one in accounts if one["year"] == year]
    empty = {(one["who"], then) for one in own for then in one["owed"] - one["there"] if then in recorded}
    silent = {who for who, _ in owed} - {who for who, _ in owed & sent}
    gone = {one["who"] for one in own if one["gone"]}
    ended = {one["who"] for one in own if one["ended"]}
    return empty | (owed - sent), gone, ended, silent, {one["who"] for one in own if _grant(one, month) is None}


def _several(count):
    """One is written in words."""
    return [str(count)] if count > 1 else []


def _season(accounts, year):
    """Each month's share of a year, by the complete years before."""
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
    year = [then for then in _year(one["year"]) if then <= until]
    there = [then for then in _year(one["year"]) if then <= month and then in one["there"]]
    to_come = [then for then in year if then not in there and (then > month or then in one["owed"])]
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
        own = [one for one in accounts if one["year"] == then[:4] and one["owed"] & span]
        known = [one for one in own if one["owed"] & span <= one["there"]]
        came = sum(_spent(one, span) for one in known)
        if came > 0:
            told = sum(_expect(one, then, until, weights[then[:4]]) for one in known)
            yield abs(told - came) / came


def _line(title, accounts, month, weights):
    ahead, own = 12 - int(month[5:]), [one for one in accounts if one["year"] == month[:4]]
    grants = [_grant(one, month) for one in own]
    so_far = _year(month[:4], int(month[5:]))
    spent = sum(_spent(one, so_far) for one in own) if any(one["there"] & set(so_far) for one in own) else None
    errors = list(_errors(accounts, month, weights)) if ahead else []
    granted = None if None in grants else sum(grants)
    figures = [_say(granted), _say(granted and granted * (12 - ahead) / 12), _say(spent)]
    if ahead and len(errors) < LEAST_TRIALS:
        return [title, *figures, ".", ".", f"zu wenig Vergangenheit ({len(errors)})"]
    expected = sum(_expect(one, month, f"{month[:4]}-12", weights[month[:4]]) for one in own)
    error = f"{german(100 * sum(errors) / len(errors), 1)} % (aus {len(errors)} Monaten)" if errors else "entfällt"
    return [title, *figures, german(expected), _say(None if granted is None else expected - granted), error]


def _say(value):
    return "." if value is None else german(value)
