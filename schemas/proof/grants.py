"""The centre's own grant, module by module: plan, spending, posts and their holders. Ways in: `grant_figures`, `post_rows`."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from config.codes import code_list
from config.proof import Post, ProofRules
from schemas.analysis.question import Question
from schemas.german import MONTHS, format_date
from schemas.proof.facts import POSTS, YearFacts
from schemas.proof.figure import (
    ProofFigure,
    ask_year,
    difference_figure,
    plan_figure,
    say_place,
    spent_figures,
    unasked,
    word_of,
)
from schemas.proof.gaps import find_gaps, sum_known
from schemas.time.month import last_day

NO_LINES = "Der Meldebogen fragt Ausgaben je Modul, nicht je Kostenart."
NO_OTHERS = "Der Meldebogen fragt nach Eigenmitteln, Drittmitteln und Spenden des Zentrums nicht."
NO_PART_ONE = "KOMM-AN Teil I (Stellen und Maßnahmen des Zentrums) steht in keinem Meldebogen."
NO_PAYMENT = "Was ausgezahlt wurde, weiß nur die Kasse: payments in nachweis.toml."
PART_ONE = "kommanteil1"


def grant_figures(facts: YearFacts, rules: ProofRules) -> Iterator[ProofFigure]:
    """All figures of the modules in their order, then KOMM-AN part one, which no form asks for."""
    for module in code_list("module").codes:
        yield from _module_figures(facts, rules, module)
    for word, title in (("zuwendung.plan", "bewilligt"), ("ausgaben.ist", "verausgabt"), ("stellen.mittel", "Stellen")):
        unit = "VZÄ" if word.startswith("stellen") else "EUR"
        yield unasked(f"{PART_ONE}.{word}", f"KOMM-AN Teil I, {title}", NO_PART_ONE, unit)  # type: ignore[arg-type]


def payment_figure(rules: ProofRules, year: int, ziffer: str, name: str, title: str) -> ProofFigure:
    """What was paid out for a Ziffer in the year; unknown where nachweis.toml says nothing of it."""
    paid = [one for one in rules.payments if one.ziffer == ziffer and one.day.year == year]
    if not paid:
        return ProofFigure(name, title, "EUR", None, "nachweis.toml, payments", lacks=f"{NO_PAYMENT} Ziffer {ziffer}.")
    said = "; ".join(f"{format_date(one.day)}: {one.source}" for one in paid)
    return ProofFigure(
        name, title, "EUR", sum((one.eur for one in paid), Decimal("0.00")), f"nachweis.toml, payments ({said})"
    )


def post_rows(facts: YearFacts, rules: ProofRules) -> list[tuple[str, str, str, Decimal, Decimal]]:
    """Post, holder, module, its part of a full post, and in how many of the months that are due it was held on the last day."""
    held = [(post, len(_months_held(facts, post))) for post in rules.posts]
    return [(post.number, post.holder, post.module, post.fte, Decimal(months)) for post, months in held if months]


def held_fte(rules: ProofRules, module: str, month: str) -> Decimal:
    """The posts of a module that are held on the last day of a month, by the list of nachweis.toml."""
    held = (post.fte for post in rules.posts if post.module == module and post.covers(last_day(month)))
    return sum(held, Decimal("0.00"))


def _module_figures(facts: YearFacts, rules: ProofRules, module: str) -> Iterator[ProofFigure]:
    name, label = word_of(module), module
    asked = ask_year(facts, POSTS, "grant_eur", module=module)
    grant = plan_figure(facts, f"{name}.zuwendung.plan", f"{label}, bewilligte Zuwendung", asked)
    yield from (grant, replace(grant, name=f"{name}.ausgaben.plan", title=f"{label}, geplante Ausgaben"))
    yield _received(facts, rules, module, f"{name}.zuwendung.eingang", f"{label}, ausgezahlte Zuwendung")
    for word, title in (("drittmittel", "Drittmittel"), ("spenden", "Spenden"), ("eigenmittel", "Eigenmittel")):
        yield unasked(f"{name}.{word}.ist", f"{label}, {title}", NO_OTHERS)
    asked = ask_year(facts, POSTS, "spent_eur", module=module)
    spent = list(spent_figures(facts, f"{name}.ausgaben", f"{label}, Ausgaben", asked))
    yield from spent
    yield difference_figure(f"{name}.rest", f"{label}, Rest der Zuwendung", grant, spent[-1])
    for title in code_list("budget_line").titles.values():
        yield unasked(f"{name}.{word_of(title)}.ist", f"{label}, Ausgaben {title}", NO_LINES)
    yield from _monthly(facts, name, label, module)
    yield from _posts(facts, name, label, module)


def _received(facts: YearFacts, rules: ProofRules, module: str, name: str, title: str) -> ProofFigure:
    """What was paid for a module: that of its Ziffer, where no other module has a part in it."""
    own = [item.ziffer for item in rules.items if item.modules == (module,)]
    return payment_figure(rules, facts.year, own[0], name, title) if own else unasked(name, title, NO_PAYMENT)


def _monthly(facts: YearFacts, name: str, label: str, module: str) -> Iterator[ProofFigure]:
    for month in facts.months:
        asked = Question(POSTS, "spent_eur", month, {"module": module})
        title = f"{label}, Ausgaben im {MONTHS[int(month[5:]) - 1]}"
        yield _of_month(facts, f"{name}.ausgaben.m{month[5:]}", title, asked, "EUR")


def _posts(facts: YearFacts, name: str, label: str, module: str) -> Iterator[ProofFigure]:
    """Stocks are those of the reference dates and never added up over months; their mean needs all twelve."""
    asked = ask_year(facts, POSTS, "granted_fte", module=module)
    yield plan_figure(facts, f"{name}.stellen.plan", f"{label}, bewilligte Stellen", asked, "VZÄ")
    filled = []
    for month in facts.months:
        asked = Question(POSTS, "filled_fte", month, {"module": module})
        title = f"{label}, besetzte Stellen Ende {MONTHS[int(month[5:]) - 1]}"
        filled.append(_of_month(facts, f"{name}.stellen.m{month[5:]}", title, asked, "VZÄ"))
    yield from filled
    known = [one.value for one in filled if one.value is not None]
    mean = (sum(known, Decimal(0)) / len(filled)).quantize(Decimal("0.01")) if len(known) == len(filled) else None
    lacks = "" if mean is not None else f"besetzte Stellen sind für {len(known)} von {len(filled)} Monaten bekannt"
    source = f"{say_place(ask_year(facts, POSTS, 'filled_fte', module=module))}, Mittel der zwölf Stichtage"
    doubts = tuple(sorted({gap for one in filled for gap in one.gaps if not gap.is_open}))
    title = f"{label}, besetzte Stellen im Jahresmittel"
    yield ProofFigure(f"{name}.stellen.mittel", title, "VZÄ", mean, source, gaps=doubts, lacks=lacks)


def _of_month(facts: YearFacts, name: str, title: str, asked: Question, unit: str) -> ProofFigure:
    gaps = find_gaps(facts, asked)
    value = None if any(gap.is_open for gap in gaps) else sum_known(facts, asked)
    return ProofFigure(name, title, unit, value, say_place(asked), asked, gaps)  # type: ignore[arg-type]


def _months_held(facts: YearFacts, post: Post) -> list[str]:
    return [month for month in facts.months if month <= facts.due and post.covers(last_day(month))]
