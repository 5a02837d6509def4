"""What does not fit together in a year's figures, as German sentences. One way in: `list_differences`. Pure."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

from config.codes import code_list
from config.proof import Annual, ProofRules, Rate
from schemas.analysis.question import Question
from schemas.form.forms import TABLES
from schemas.german import format_date, format_month, join_words
from schemas.proof.facts import FUNDS, POSTS, SEATS, FactRow, YearFacts
from schemas.proof.figure import ProofFigure, say_value, word_of
from schemas.proof.gaps import find_gaps, say_months, sum_known
from schemas.proof.grants import held_fte
from schemas.proof.seats import compare_seats
from schemas.proof.shares import find_unfunded

_STATED = {POSTS: ("granted_fte", "grant_eur"), FUNDS: ("granted_eur",), SEATS: ("granted_fte",)}
_BEYOND = ((".ausgaben.bisher", ".zuwendung.plan"), (".abgerufen", ".bewilligt"))  # and the grant that it is of
NO_DECEMBER = "Kein Meldebogen fragt im Dezember nach Jahressummen; verglichen wird mit annual in nachweis.toml."


def list_differences(facts: YearFacts, rules: ProofRules, figures: Mapping[str, ProofFigure]) -> tuple[str, ...]:
    """Between months and year, plan and spending, list of posts and returns, rate and grant, grant and seats."""
    return (
        *(_compare_annual(one, figures) for one in rules.annual if one.year == facts.year),
        *([] if any(one.year == facts.year for one in rules.annual) else [NO_DECEMBER]),
        *_changed_grants(facts),
        *_overspent(figures),
        *_against_rates(facts, rules, figures),
        *_against_posts(facts, rules, figures),
        *compare_seats(facts, figures),
        *_of_unfunded(facts, rules),
    )


def say_annual(annual: Annual) -> str:
    """The source of a figure that was filled in from nachweis.toml."""
    return f"nachweis.toml, annual ({annual.source})"


def say_later_payments(rules: ProofRules, day: date) -> Iterator[str]:
    """Payments that the list has and that were none yet on that day."""
    for one in rules.payments:
        if one.day > day:
            said = (
                f"nachweis.toml, payments: Ziffer {one.ziffer}, {say_value(one.eur, 'EUR')} am {format_date(one.day)}"
            )
            yield f"{said}: das ist nach dem {format_date(day)} und zählt noch nicht."


def _compare_annual(annual: Annual, figures: Mapping[str, ProofFigure]) -> str:
    figure, said = figures.get(annual.figure), say_value(annual.eur, "EUR")
    where = f"{annual.figure}: {annual.source} nennt {said}"
    if figure is None:
        return f"nachweis.toml, annual: die Zahl „{annual.figure}“ gibt es nicht."
    if figure.unit != "EUR":
        return f"{where}; das ist keine Zahl in Euro und bleibt, wie sie ist."
    if figure.source == say_annual(annual):
        return f"{where}; aus den Meldungen ist die Zahl nicht bekannt, eingetragen ist der Jahreswert."
    if figure.value is None:
        known = figures.get(f"{annual.figure.removesuffix('.ist')}.bisher")
        so_far = f"; belegt sind bisher {say_value(known.value, 'EUR')}" if known and known.value is not None else ""
        return f"{where}; aus den Monaten noch nicht vergleichbar ({figure.lacks}{so_far})."
    if figure.value == annual.eur:
        return f"{where}; die Meldungen ergeben dasselbe."
    less = say_value(figure.value - annual.eur, "EUR")
    return f"{where}, die Meldungen ergeben {say_value(figure.value, 'EUR')}: Unterschied {less}."


def _changed_grants(facts: YearFacts) -> Iterator[str]:
    """A grant of the year that some months state otherwise; what was said last counts."""
    said: dict[tuple[str, str, str, str], dict[Decimal, list[str]]] = {}
    for row in facts.rows:
        for column in _STATED[row.table]:
            amount = row.amount(column)
            if amount is not None:
                stated = (row.respondent, row.table, column, _say_key(row))
                said.setdefault(stated, {}).setdefault(amount, []).append(row.month)
    for (who, table, column, key), amounts in said.items():
        if len(amounts) > 1:
            unit = TABLES[table].column(column).meaning.unit
            told = "; ".join(f"{_say(amount, unit)} im {say_months(months)}" for amount, months in amounts.items())
            name = facts.names.get(who, who)
            yield f"{name} ({who}), {key}: „{TABLES[table].column(column).title}“ lautet {told}. Es gilt das zuletzt Gesagte."


def _overspent(figures: Mapping[str, ProofFigure]) -> Iterator[str]:
    """Of a grant: what was spent or called beyond it."""
    pairs = [
        (one, figures.get(one.removesuffix(end) + of)) for end, of in _BEYOND for one in figures if one.endswith(end)
    ]
    for name, plan in pairs:
        spent = figures[name].value
        if plan is not None and plan.value is not None and spent is not None and spent > plan.value:
            over = say_value(spent - plan.value, "EUR")
            yield f"{name}: {say_value(spent, 'EUR')} sind mehr als bewilligt ({say_value(plan.value, 'EUR')}), um {over}."


def _against_rates(facts: YearFacts, rules: ProofRules, figures: Mapping[str, ProofFigure]) -> Iterator[str]:
    """Posts times the rates of the year, each for its months; a month without one of them leaves it unknown, and is named."""
    for module in dict.fromkeys(rate.module for rate in rules.rates):
        grant, posts = figures[f"{word_of(module)}.zuwendung.plan"].value, _granted_posts(facts, module)
        rated = {
            month: one for one in rules.rates if one.module == module for month in facts.months if one.covers(month)
        }
        if not rated or not posts or grant is None:
            continue
        if without := [month for month in facts.months if month not in rated]:
            yield f"{module}: rates in nachweis.toml nennt für {say_months(without)} keinen Satz; verglichen ist nichts."
        elif without := [month for month in facts.months if month not in posts]:
            yield f"{module}: bewilligte Stellen sind für {say_months(without)} nicht bekannt; verglichen ist nichts."
        else:
            yield from _compare_worth(module, posts, rated, grant)


def _compare_worth(
    module: str, posts: Mapping[str, Decimal], rated: Mapping[str, Rate], grant: Decimal
) -> Iterator[str]:
    parts = [count * rated[month].eur for month, count in posts.items()]
    worth = (sum(parts, Decimal(0)) / len(parts)).quantize(Decimal("0.01"))
    if worth != grant:
        told = _say_spans(posts, lambda count: _say(count, "VZÄ"))
        rates = _say_spans(rated, lambda rate: say_value(rate.eur, "EUR"))
        yield (
            f"{module}: {told} bewilligte Stellen zu {rates} sind {say_value(worth, 'EUR')}, bewilligt sind "
            f"{say_value(grant, 'EUR')} ({_say_sources(rated)})."
        )


def _granted_posts(facts: YearFacts, module: str) -> dict[str, Decimal]:
    """The granted posts by month; where no other number was said all year, also of months in which none was.

    Else a month that is still to come has what was said last, and one of which nothing is known is left out.
    """
    asked = {month: Question(POSTS, "granted_fte", month, {"module": module}) for month in facts.months}
    whole = {
        month: sum_known(facts, one)
        for month, one in asked.items()
        if not any(gap.is_open for gap in find_gaps(facts, one))
    }
    told = {month: count for month, count in whole.items() if count is not None}
    last = told[max(told)] if told else None
    coming = facts.months if len(set(told.values())) == 1 else [month for month in facts.months if month > facts.due]
    return told if last is None else {**dict.fromkeys(coming, last), **told}


_Told = TypeVar("_Told", Rate, Decimal)


def _say_spans(by_month: Mapping[str, _Told], say: Callable[[_Told], str]) -> str:
    """What holds all year alone; of more than one the months, too."""
    months: dict[_Told, list[str]] = {}
    for month in sorted(by_month):
        months.setdefault(by_month[month], []).append(month)
    if len(months) == 1:
        return say(next(iter(months)))
    return join_words([f"{say(one)} ({say_months(found)})" for one, found in months.items()])


def _say_sources(rated: Mapping[str, Rate]) -> str:
    return "; ".join(dict.fromkeys(rate.source for rate in rated.values()))


def _against_posts(facts: YearFacts, rules: ProofRules, figures: Mapping[str, ProofFigure]) -> Iterator[str]:
    if not rules.posts:
        yield "Die Nummern der Stellen und ihrer Inhaberinnen und Inhaber sind nicht hinterlegt: posts in nachweis.toml."
        return
    if any(month > facts.due for month in facts.months):
        yield (
            f"Stellenliste: gezählt sind besetzte Monate bis {format_month(facts.due)}; spätere sind noch nicht fällig und "
            "nicht dabei."
        )
    for module in code_list("module").codes:
        unequal: dict[tuple[Decimal, Decimal], list[str]] = {}
        for month in facts.months:
            told, listed = figures[f"{word_of(module)}.stellen.m{month[5:]}"].value, held_fte(rules, module, month)
            if told is not None and told != listed:
                unequal.setdefault((told, listed), []).append(month)
        for (told, listed), months in unequal.items():
            yield (
                f"{module}: gemeldet sind {_say(told, 'VZÄ')} besetzte Stellen, nach der Stellenliste "
                f"{_say(listed, 'VZÄ')} ({say_months(months)})."
            )


def _of_unfunded(facts: YearFacts, rules: ProofRules) -> Iterator[str]:
    with_rows = {row.respondent for row in facts.rows if row.table == FUNDS}
    for who in sorted(find_unfunded(facts, rules)):
        name = f"{facts.names.get(who, 'unbekannt')} ({who})"
        if who not in facts.names:
            yield f"nachweis.toml, unfunded: {who} steht nicht im Register."
        elif who in with_rows:
            yield f"{name} hat Mittel gemeldet und steht in nachweis.toml (unfunded) ohne; gerechnet ist mit der Meldung."
        else:
            yield f"{name} bekommt nach nachweis.toml (unfunded) keine Mittel; Meldungen dazu werden nicht erwartet."


def _say_key(row: FactRow) -> str:
    table = TABLES[row.table]
    return ", ".join(key.say(str(row.values[key.name])) for key in table.keys)


def _say(amount: Decimal, unit: str) -> str:
    return say_value(amount, "EUR" if unit == "EUR" else "VZÄ") + ("" if unit == "EUR" else " VZÄ")
