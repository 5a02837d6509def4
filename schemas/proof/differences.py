"""What does not fit together in a year's figures, as German sentences. One way in: `list_differences`. Pure."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from config.codes import code_list
from config.proof import Annual, ProofRules
from schemas.form.forms import TABLES
from schemas.proof.facts import FUNDS, POSTS, SEATS, FactRow, YearFacts
from schemas.proof.figure import NOT_ASKED, ProofFigure, say_value, word_of
from schemas.proof.gaps import say_months
from schemas.proof.grants import held_fte
from schemas.proof.seats import compare_seats
from schemas.proof.shares import find_unfunded

_STATED = {POSTS: ("granted_fte", "grant_eur"), FUNDS: ("granted_eur",), SEATS: ("granted_fte",)}
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


def _compare_annual(annual: Annual, figures: Mapping[str, ProofFigure]) -> str:
    figure, said = figures.get(annual.figure), say_value(annual.eur, "EUR")
    where = f"{annual.figure}: {annual.source} nennt {said}"
    if figure is None:
        return f"nachweis.toml, annual: die Zahl „{annual.figure}“ gibt es nicht."
    if figure.unit != "EUR":
        return f"{where}; das ist keine Zahl in Euro und bleibt, wie sie ist."
    if figure.source == NOT_ASKED:
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
    for name, spent in figures.items():
        plan = figures.get(name.removesuffix(".ausgaben.bisher") + ".zuwendung.plan")
        if not name.endswith(".ausgaben.bisher") or plan is None or plan.value is None or spent.value is None:
            continue
        if spent.value > plan.value:
            over = say_value(spent.value - plan.value, "EUR")
            yield f"{name}: {say_value(spent.value, 'EUR')} sind mehr als bewilligt ({say_value(plan.value, 'EUR')}), um {over}."


def _against_rates(facts: YearFacts, rules: ProofRules, figures: Mapping[str, ProofFigure]) -> Iterator[str]:
    for rate in rules.rates:
        posts = figures.get(f"{word_of(rate.module)}.stellen.plan")
        grant = figures.get(f"{word_of(rate.module)}.zuwendung.plan")
        is_asked = any(rate.covers(month) for month in facts.months)
        if not is_asked or posts is None or grant is None or posts.value is None or grant.value is None:
            continue
        worth = (posts.value * rate.eur).quantize(Decimal("0.01"))
        if worth != grant.value:
            yield (
                f"{rate.module}: {_say(posts.value, 'VZÄ')} bewilligte Stellen zu {say_value(rate.eur, 'EUR')} sind "
                f"{say_value(worth, 'EUR')}, bewilligt sind {say_value(grant.value, 'EUR')} ({rate.source})."
            )


def _against_posts(facts: YearFacts, rules: ProofRules, figures: Mapping[str, ProofFigure]) -> Iterator[str]:
    if not rules.posts:
        yield "Die Nummern der Stellen und ihrer Inhaberinnen und Inhaber sind nicht hinterlegt: posts in nachweis.toml."
        return
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
