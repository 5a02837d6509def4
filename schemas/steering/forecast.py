"""Funds to the end of the year, and how wrong the same forecast was in past months. One way in: `outlook_table(...)`.

The method, for each respondent and line of a pot (schemas.steering.accounts):

    forecast = spent + sum over the months to come of w(month) * (c * pace + (1 - c) * granted)
    pace = spent / sum of w over the months recorded;  c = n / (n + prior_months), n months recorded

`w` is the month's share of a year's spending in the complete past years, a twelfth where there is none. A month that was
owed and is not there counts as one to come. `c` shrinks the pace towards the plan: after a few months it says little.

Its error is measured by doing it again as of each past month, as far ahead as now, of the respondents who reported all
months up to there (the comparable ones): the mean absolute percentage error of the sum, and of how many months.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from schemas.form.forms import TABLES
from schemas.german import format_month, format_number, join_words
from schemas.steering.accounts import POTS, Account, open_accounts
from schemas.steering.facts import SteeringFacts
from schemas.steering.rules import SteeringMeasure
from schemas.steering.table import UNKNOWN, SteeringTable
from schemas.time.month import shift_month

MONTHS = 12
TOTALS = {"offer_funds": "Vereine zusammen", "posts": "Integrationszentrum zusammen"}
Weights = Mapping[str, float]  # by the number of the month, "01" to "12"; together 1


@dataclass(frozen=True)
class Forecast:
    """A pot at a month: EUR granted, spent up to now and to be expected at the end of the year; None: not known.

    `error`: the mean absolute percentage error as a fraction, on `trials` past months.
    """

    pot: str
    granted: float | None
    spent: float | None
    expected: float | None
    error: float | None
    trials: int


def forecast_funds(facts: SteeringFacts, table: str, prior_months: float, least_trials: int) -> list[Forecast]:
    """A forecast of each pot of a table and of all together; the total's pot is called ""."""
    accounts = open_accounts(facts, table)
    weights = {year: season_of(accounts, year) for year in {one.year for one in accounts}}
    now = [one for one in accounts if one.year == facts.month[:4]]
    pots = [code for code in _codes_of(table) if any(one.pot == code for one in now)]

    def of(chosen: list[Account], pot: str) -> Forecast:
        return _forecast(chosen, pot, facts.month, weights, prior_months, least_trials)

    single = [of([one for one in accounts if one.pot == pot], pot) for pot in pots]
    return [*single, of(accounts, "")] if now else []


def season_of(accounts: Iterable[Account], year: str) -> Weights:
    """How a year's spending spreads over its months, by the complete years before; a twelfth each where there is none."""
    numbers = [f"{number:02d}" for number in range(1, MONTHS + 1)]
    sums: dict[str, dict[str, float]] = {}
    for one in accounts:
        if one.year < year:
            for month, amount in one.spent.items():
                own = sums.setdefault(one.year, {})
                own[month[5:]] = own.get(month[5:], 0.0) + amount
    whole = [own for own in sums.values() if len(own) == MONTHS and sum(own.values()) > 0 and min(own.values()) >= 0]
    if not whole:
        return dict.fromkeys(numbers, 1 / MONTHS)
    return {number: sum(own[number] / sum(own.values()) for own in whole) / len(whole) for number in numbers}


def expect(account: Account, month: str, until: str, weights: Weights, prior_months: float) -> float:
    """What an account will have spent by the end of the month `until`, as it could be told at the end of `month`."""
    year = [f"{account.year}-{number:02d}" for number in range(1, MONTHS + 1)]
    recorded = [one for one in year if one <= month and one in account.recorded]
    to_come = [one for one in year if one <= until and one not in recorded and (one > month or one in account.owed)]
    spent, granted = account.spent_in(recorded), account.granted_by(month)
    basis = sum(weights[one[5:]] for one in recorded)
    pace = spent / basis if basis else None
    trust = 0.0 if pace is None else len(recorded) / (len(recorded) + prior_months) if granted is not None else 1.0
    yearly = trust * (pace or 0.0) + (1 - trust) * (granted or 0.0)
    return spent + yearly * sum(weights[one[5:]] for one in to_come)


def _forecast(  # noqa: PLR0913, PLR0917 - what a forecast and its trials rest on
    accounts: list[Account],
    pot: str,
    month: str,
    weights: Mapping[str, Weights],
    prior_months: float,
    least_trials: int,
) -> Forecast:
    year, ahead = month[:4], MONTHS - int(month[5:])
    now = [one for one in accounts if one.year == year]
    so_far = [f"{year}-{number:02d}" for number in range(1, int(month[5:]) + 1)]
    granted = [one.granted_by(month) for one in now]
    errors = _try_again(accounts, month, ahead, weights, prior_months) if ahead else []
    is_tried = len(errors) >= least_trials or not ahead
    return Forecast(
        pot=pot,
        granted=None if None in granted else sum(one or 0.0 for one in granted),
        spent=sum(one.spent_in(so_far) for one in now)
        if any(one.recorded.intersection(so_far) for one in now)
        else None,
        expected=sum(expect(one, month, f"{year}-12", weights[year], prior_months) for one in now)
        if is_tried
        else None,
        error=sum(errors) / len(errors) if errors and is_tried else None,
        trials=len(errors),
    )


def _try_again(
    accounts: list[Account], month: str, ahead: int, weights: Mapping[str, Weights], prior_months: float
) -> list[float]:
    """How wrong, as a fraction of what came, the forecast was as of each past month from which `ahead` months are known."""
    errors = []
    for then in sorted({one for account in accounts for one in account.recorded}):
        until = shift_month(then, ahead)
        if until > month or until[:4] != then[:4]:
            continue
        span = [f"{then[:4]}-{number:02d}" for number in range(1, int(until[5:]) + 1)]
        known = [one for one in accounts if one.year == then[:4] and one.owed.intersection(span) and one.is_known(span)]
        came = sum(one.spent_in(span) for one in known)
        if came > 0:
            told = sum(expect(one, then, until, weights[then[:4]], prior_months) for one in known)
            errors.append(abs(told - came) / came)
    return errors


@dataclass(frozen=True)
class Unsaid:
    """What is missing of a year's spending in a table: pairs of respondent and month, and who has said nothing yet.

    `leaving_out`: who of a list leaves out a line that was there; `ending`: whose line has ended, as somebody explained.
    """

    gaps: frozenset[tuple[str, str]]
    silent: frozenset[str]
    without_grant: frozenset[str]
    leaving_out: frozenset[str]
    ending: frozenset[str]

    @classmethod
    def of(cls, facts: SteeringFacts, table: str) -> "Unsaid":
        """Of all who owe the table this year, whether or not they have a line in it."""
        kinds, year = SteeringMeasure(table, "spent_eur").kinds, facts.month[:4]
        owed = {(name, month) for name, month in facts.owed_by(kinds) if month[:4] == year and month in facts.recorded}
        now = [one for one in open_accounts(facts, table) if one.year == year]
        empty = {(one.respondent, month) for one in now for month in facts.recorded & one.owed - one.recorded}
        return cls(
            frozenset(empty | owed - facts.answered),
            frozenset({name for name, _ in owed} - {name for name, _ in owed & facts.answered}),
            frozenset(one.respondent for one in now if one.granted_by(facts.month) is None),
            frozenset(one.respondent for one in now if one.left_out and not TABLES[table].is_prefilled),
            frozenset(one.respondent for one in now if one.ended),
        )


def outlook_table(facts: SteeringFacts, prior_months: float, least_trials: int) -> SteeringTable:
    """A pot a line: granted, planned and spent so far, expected at the year's end, and the error beside it."""
    ahead = MONTHS - int(facts.month[5:])
    told = [(table, one) for table in TOTALS for one in forecast_funds(facts, table, prior_months, least_trials)]
    names = [TABLES[table].column(POTS[table][0]).say(one.pot) if one.pot else TOTALS[table] for table, one in told]
    notes = [*_say_method(ahead)]
    if any(one.expected is None for _, one in told):
        notes.append(f"Zu wenig Vergangenheit für eine Hochrechnung mit gemessenem Fehler ({UNKNOWN}): es braucht mindestens {least_trials} frühere Monate, "
                     "aus denen sich so weit voraus rechnen ließ.")  # fmt: skip
    return SteeringTable(
        "funds", "Mittel gegen Plan, mit Hochrechnung zum Jahresende", f"Januar bis {format_month(facts.month)}",
        ("Topf", "bewilligt (€)", "Plan bis jetzt (€)", "ausgegeben (€)", "Hochrechnung Jahresende (€)", "gegen bewilligt (€)", "mittlerer Fehler der Hochrechnung"),
        tuple(_line(one, name, ahead) for (_, one), name in zip(told, names, strict=True)),
        (*notes, *_say_unsaid(facts, [Unsaid.of(facts, table) for table in TOTALS])),
    )  # fmt: skip


def _say_method(ahead: int) -> Sequence[str]:
    if not ahead:
        return ("Das Jahr ist zu Ende: es steht, was gemeldet ist; hochgerechnet sind nur Monate, deren Angabe fehlt.",)
    return (
        (f"Plan bis jetzt: {MONTHS - ahead} Zwölftel der bewilligten Mittel. Hochgerechnet wird je Stelle: bisher ausgegeben, dazu für die "
        "übrigen Monate ein Mittel aus dem bisherigen Tempo und dem Plan; je mehr Monate erfasst sind, desto mehr zählt das Tempo."),
        (f"Der mittlere Fehler (MAPE) ist gemessen: dieselbe Rechnung für frühere Monate, ebenfalls {'einen Monat' if ahead == 1 else f'{ahead} Monate'} voraus, verglichen mit dem, "
        "was kam, bei Stellen mit allen Meldungen. Er ist kein Höchstwert; eine Bewilligung, die sich ändert, kennt die Rechnung nicht."),
    )  # fmt: skip


def _say_unsaid(facts: SteeringFacts, unsaid: Sequence[Unsaid]) -> Iterator[str]:
    """What is in no figure, and what the forecast does about it."""
    gaps, silent, without, leaving, ending = (
        frozenset().union(*(getattr(one, name) for one in unsaid))
        for name in ("gaps", "silent", "without_grant", "leaving_out", "ending")
    )
    if before := facts.unrecorded(facts.month[:4]):
        months = join_words([format_month(one) for one in before])
        yield f"Nicht erfasst: {months}. Was damals ausgegeben wurde, fehlt; die Hochrechnung zählt auch diese Monate wie solche, die noch kommen."
    if gaps:
        yield (
            f"Zu den Ausgaben {'fehlt eine Monatsangabe' if len(gaps) == 1 else f'fehlen {len(gaps)} Monatsangaben'}. Das zählt nicht als 0, "
            "sondern, wo die Stelle in diesem Jahr schon Mittel gemeldet hat, wie ein Monat, der noch kommt."
        )
    if leaving:
        who = "Eine Stelle lässt" if len(leaving) == 1 else f"{len(leaving)} Stellen lassen"
        yield (
            f"{who} eine Zeile der Mittel weg, die in diesem Jahr schon da war: dort gilt als bewilligt, was zuletzt gesagt ist, "
            "und die Ausgaben fehlen."
        )
    if ending:
        who = "Bei einer Stelle" if len(ending) == 1 else f"Bei {len(ending)} Stellen"
        yield (
            f"{who} ist erläutert, warum eine Zeile der Mittel nicht mehr da ist: dort gilt als bewilligt, was zuletzt gesagt ist, "
            "und als Ausgabe seither nichts."
        )
    if silent:
        who = "Eine Stelle hat" if len(silent) == 1 else f"{len(silent)} Stellen haben"
        yield f"{who} in diesem Jahr noch nichts gemeldet: was dort bewilligt und ausgegeben ist, steht in keiner Spalte."
    if without:
        who = "Eine Stelle sagt" if len(without) == 1 else f"{len(without)} Stellen sagen"
        yield f"{who} nicht, was bewilligt ist: dann ist es auch in der Summe nicht bekannt ({UNKNOWN})."


def _line(one: Forecast, name: str, ahead: int) -> tuple[str, ...]:
    plan = None if one.granted is None else one.granted * (MONTHS - ahead) / MONTHS
    against = None if one.granted is None or one.expected is None else one.expected - one.granted
    error = f"zu wenig Vergangenheit ({one.trials})" if one.expected is None else "entfällt"
    if one.error is not None:
        error = f"{format_number(100 * one.error, 1)} % (aus {one.trials} Monaten)"
    return (name, _euros(one.granted), _euros(plan), _euros(one.spent), _euros(one.expected), _euros(against), error)


def _euros(value: float | None) -> str:
    return UNKNOWN if value is None else format_number(value)


def _codes_of(table: str) -> Sequence[str]:
    known = TABLES[table].column(POTS[table][0]).code_list
    return known.codes if known else ()
