"""Every figure of a proof of use, added up once more to the cent: `count_amounts(year, rules)` gives them by name."""

from dataclasses import dataclass, replace
from decimal import Decimal

from tests.recount.proof.year import DROPPED_ROW, LISTS, NOT_DUE, Question, Year

CENT = Decimal("0.01")
COUNTED = "was sie zuletzt nannte, zählt mit"
FLOWS = {"ausgaben": "spent_eur", "drittmittel": "third_party_eur", "eigenmittel": "own_eur"}
WORDS = {
    "component": {"A": "bausteina", "B": "bausteinb", "C": "bausteinc", "D": "bausteind", "none": "keinbaustein"},
    "budget_line": {"staff": "personal", "fees": "honorar", "rent": "miete", "materials": "sachkosten",
                    "other": "sonstiges"},
}  # fmt: skip
MODULES = {"KI": "ki", "KIM": "kim"}
UNASKED = ("kommanteil1.zuwendung.plan", "kommanteil1.ausgaben.ist", "kommanteil1.stellen.mittel",
           "vereine.zuwendung.eingang", "vereine.spenden.ist")  # fmt: skip


@dataclass(frozen=True)
class Amount:
    """A figure: None where it is not known; what is missing, and in words why; where it comes from, if from others."""

    value: Decimal | None
    gaps: tuple = ()
    lacks: str = ""
    formula: str = ""
    question: Question | None = None
    is_asked: bool = True


def count_amounts(year: Year, rules):
    """All figures by name."""
    found = {}
    for module, word in MODULES.items():
        found |= _of_module(year, rules, module, word)
    found |= {name: Amount(None, is_asked=False) for name in UNASKED}
    found |= _of_funds(year, "vereine", ())
    for column, words in WORDS.items():
        for code, word in words.items():
            found |= _of_funds(year, f"vereine.{word}", ((column, code),))
    for one in list_sharers(year):
        found |= _of_funds(year, f"verein.{one.lower()}", (("respondent_id", one),))
    return found | _of_calls(rules, found, year)


def list_sharers(year):
    """Associations with funds in the year, and those whose newest return is missing and who never named any."""
    silent, asked = {row["respondent_id"] for row in year.rows["offer_funds"]}, set(year.asked("offer_funds"))
    for (one, month), (_, state, is_owed, _) in year.returns.items():
        last = year.last_heard(one)
        if one in asked and is_owed and last < month <= year.due and not (last and state == "expected"):
            silent.add(one)
    return sorted(silent)


def _known(year, question):
    """The sum of what is known; nothing where nothing is missing, unknown where something is."""
    known = [row[question.column] for row in year.chosen(question) if row[question.column] is not None]
    is_unknown = not known and any(is_open for *_, is_open in year.gaps(question))
    return None if is_unknown else sum(known, Decimal(0))


def _plan(year, question):
    """What was granted for the year, as each line was told last."""
    gaps = [gap for gap in year.gaps(question) if gap[3] and gap[0]]
    silent = tuple(gap for gap in gaps if _is_silent(year, question.table, *gap[:3]))
    doubts = tuple(_doubts(year, question, gaps))
    rows = sorted(year.chosen(question), key=lambda row: row["month"])
    last, lines = {}, set()
    for row in rows:
        line = tuple(row.get(name) for name in ("respondent_id", "component", "budget_line", "module"))
        lines.add(line)
        if row[question.column] is not None:
            last[line] = row[question.column]
    value = sum(last.values()) if last and lines == set(last) else None
    nobody = question.table in LISTS and not rows and any(own[3] is not None for own in year.returns.values())
    if value is None and not silent and nobody:
        return Amount(Decimal(0), doubts, question=question)
    if silent or value is None:
        return Amount(
            None,
            silent,
            "noch nicht gemeldet" if silent or not rows else "nicht in jeder Zeile angegeben",
            question=question,
        )
    return Amount(value, doubts, question=question)


def _is_silent(year, table, who, month, why):
    """Whether nobody knows what one was granted: nothing came at all, or no row, and its newest return is missing."""
    last = year.last_heard(who)
    return not last or (month > last and why != NOT_DUE and not year.has_stated(table, who))


def _doubts(year, question, gaps):
    """The newest returns that are missing, and rows that are left out or have ended by the end of the year."""
    for who, month, why, _ in gaps:
        if why == DROPPED_ROW:
            yield who, month, f"{why}, {COUNTED} (heißt sie jetzt anders, dann doppelt)", False
        elif why != NOT_DUE and month > year.last_heard(who):
            yield who, month, f"{why}, was zuletzt genannt war, zählt", False
    where = dict(question.where)
    asked = [where["respondent_id"]] if "respondent_id" in where else year.asked(question.table)
    for who in asked:
        for _, (since, words) in sorted(year.ended(question, who)[year.months[-1]].items()):
            yield who, since, f"Zeile beendet, {COUNTED} ({words})", False


def _flow(year, name, question):
    """Known so far, on how many whole months that rests, and the year's sum where nothing is missing."""
    gaps, known = year.gaps(question), _known(year, question)
    gone = {month for _, month, _, is_open in gaps if is_open}
    whole = 12 - len(gone)
    lacks = f"vollständig sind {whole} von 12 Monaten" if gone else ""
    return {
        f"{name}.bisher": Amount(known, gaps, question=question),
        f"{name}.monate": Amount(Decimal(whole)),
        f"{name}.ist": Amount(None if gone else known, gaps, lacks, question=question),
    }


def _work_out(found, parts, sign):
    """Figures added, or one less the other; unknown as soon as one of them is."""
    values = [found[name].value for name in parts]
    unknown = [name for name in parts if found[name].value is None]
    total = None if unknown else values[0] - values[1] if sign == "−" else sum(values)
    gaps = tuple(sorted({gap for name in parts for gap in found[name].gaps}))
    lacks = f"unbekannt: {', '.join(unknown)}" if unknown else ""
    return Amount(total, gaps, lacks, f" {sign} ".join(parts))


def _of_funds(year, name, where):
    def ask(column):
        return Question("offer_funds", column, year.months, where)

    plan = _plan(year, ask("granted_eur"))
    found = {f"{name}.zuwendung.plan": plan, f"{name}.ausgaben.plan": plan}
    for word, column in FLOWS.items():
        found |= _flow(year, f"{name}.{word}", ask(column))
    for word in ("bisher", "ist"):
        found[f"{name}.gesamt.{word}"] = _work_out(found, [f"{name}.{flow}.{word}" for flow in FLOWS], "+")
    return found | {f"{name}.rest": _work_out(found, [f"{name}.zuwendung.plan", f"{name}.ausgaben.ist"], "−")}


def _of_module(year, rules, module, name):
    def ask(column, months=year.months):
        return Question("posts", column, months, (("module", module),))

    plan = _plan(year, ask("grant_eur"))
    found = {f"{name}.zuwendung.plan": plan, f"{name}.ausgaben.plan": plan}
    ziffer = [item["ziffer"] for call in rules["calls"] for item in call["items"] if item["modules"] == [module]]
    found[f"{name}.zuwendung.eingang"] = _paid(rules, ziffer[0], year)
    unasked = [*("drittmittel", "spenden", "eigenmittel"), *WORDS["budget_line"].values()]
    found |= {f"{name}.{word}.ist": Amount(None, is_asked=False) for word in unasked}
    found |= _flow(year, f"{name}.ausgaben", ask("spent_eur"))
    found[f"{name}.rest"] = _work_out(found, [f"{name}.zuwendung.plan", f"{name}.ausgaben.ist"], "−")
    found[f"{name}.stellen.plan"] = _plan(year, ask("granted_fte"))
    for month in year.months:
        found[f"{name}.ausgaben.m{month[5:]}"] = _of_month(year, ask("spent_eur", (month,)))
        found[f"{name}.stellen.m{month[5:]}"] = _of_month(year, ask("filled_fte", (month,)))
    return found | {f"{name}.stellen.mittel": _mean([found[f"{name}.stellen.m{month[5:]}"] for month in year.months])}


def _of_month(year, question):
    gaps = year.gaps(question)
    is_whole = not any(is_open for *_, is_open in gaps)
    return Amount(_known(year, question) if is_whole else None, gaps, question=question)


def _mean(filled):
    """Of the twelve reference dates; each has to be known."""
    known = [one.value for one in filled if one.value is not None]
    doubts = tuple(sorted({gap for one in filled for gap in one.gaps if not gap[3]}))
    if len(known) < len(filled):
        return Amount(None, doubts, f"besetzte Stellen sind für {len(known)} von {len(filled)} Monaten bekannt")
    return Amount((sum(known) / len(filled)).quantize(CENT), doubts)


def _paid(rules, ziffer, year):
    paid = [one for one in rules["payments"] if one["ziffer"] == ziffer and str(one["day"].year) == str(year.year)]
    lacks = "" if paid else f"Was ausgezahlt wurde, weiß nur die Kasse: payments in nachweis.toml. Ziffer {ziffer}."
    return Amount(
        sum(Decimal(str(one["eur"])) for one in paid) if paid else None, lacks=lacks, formula="nachweis.toml, payments"
    )


def _of_calls(rules, found, year):
    made = {}
    for item in (item for call in rules["calls"] for item in call["items"]):
        name, parts = f"abruf.{item['ziffer'].replace('.', '_')}", [MODULES[one] for one in item["modules"]]
        own = dict(found)
        for word, source in (("bewilligt", "zuwendung.plan"), ("verausgabt", "ausgaben.bisher")):
            own[f"{name}.{word}"] = (
                _work_out(found, [f"{one}.{source}" for one in parts], "+") if parts else Amount(None, is_asked=False)
            )
        own[f"{name}.verausgabt"] = _without_holes(own[f"{name}.verausgabt"])
        own[f"{name}.abgerufen"] = _paid(rules, item["ziffer"], year)
        own[f"{name}.offen"] = _work_out(own, [f"{name}.verausgabt", f"{name}.abgerufen"], "−")
        own[f"{name}.verfuegbar"] = _work_out(own, [f"{name}.bewilligt", f"{name}.abgerufen"], "−")
        own[f"{name}.bedarf"] = Amount(None, is_asked=False)
        made |= {key: one for key, one in own.items() if key.startswith(f"{name}.")}
    return made


def _without_holes(spent):
    """A month that is due and missing leaves what was spent so far unknown; one to come is no gap of it."""
    gaps = tuple(gap for gap in spent.gaps if not gap[3] or gap[2] != "noch nicht fällig")
    if any(is_open for *_, is_open in gaps):
        return replace(spent, value=None, gaps=gaps, lacks="es fehlen Monate, die fällig sind")
    return replace(spent, gaps=gaps)
