"""What does not fit together in a year's figures, found once more: `list_differences(year, rules, amounts)`."""

from decimal import Decimal

from tests.recount.german import euros, german, say_months
from tests.recount.proof.amounts import MODULES
from tests.recount.proof.year import Question

NO_POSTS = "Die Nummern der Stellen und ihrer Inhaberinnen und Inhaber sind nicht hinterlegt: posts in nachweis.toml."
COLUMNS = {"grant_eur": "Zuwendung im Jahr (EUR)", "granted_eur": "bewilligt im Jahr (EUR)",
           "granted_fte": "bewilligte Stellen (VZÄ)"}  # fmt: skip
SEATS_ASKED = "2027-01"  # from when on it is asked where the posts of KIM sit


def list_differences(year, rules, amounts):
    """The sentences of the control sheet, in its order."""
    if not [one for one in rules["annual"] if one["year"] == int(year.year)]:
        yield "Kein Meldebogen fragt im Dezember nach Jahressummen; verglichen wird mit annual in nachweis.toml."
    yield from _changed(year)
    yield from _overspent(amounts)
    yield from _against_rates(year, rules, amounts)
    if not rules["posts"]:
        yield NO_POSTS
    yield from _against_seats(year, amounts)


def _changed(year):
    """A grant of the year that some months state otherwise."""
    for table, keys, columns in (
        ("posts", ("module",), ("granted_fte", "grant_eur")),
        ("offer_funds", ("component", "budget_line"), ("granted_eur",)),
        ("kim_posts", ("kim_component",), ("granted_fte",)),
    ):
        said = {}
        for row in year.rows[table]:
            for column in columns:
                if row[column] is not None:
                    line = (row["respondent_id"], column, *(year.titles[key, row[key]] for key in keys))
                    said.setdefault(line, {}).setdefault(row[column], []).append(row["month"])
        for (who, column, *codes), amounts in said.items():
            if len(amounts) > 1:
                told = "; ".join(
                    f"{_say(amount, column)} im {say_months(months)}" for amount, months in amounts.items()
                )
                about = f"{' '.join(year.names[who].split())} ({who}), {', '.join(codes)}"
                yield f"{about}: „{COLUMNS[column]}“ lautet {told}. Es gilt das zuletzt Gesagte."


def _say(amount, column):
    return euros(amount) if column.endswith("_eur") else f"{german(amount, 2)} VZÄ"


def _overspent(amounts):
    for end, of in ((".ausgaben.bisher", ".zuwendung.plan"), (".abgerufen", ".bewilligt")):
        yield from _beyond(amounts, end, of)


def _beyond(amounts, end, of):
    for name, spent in amounts.items():
        plan = amounts.get(name.removesuffix(end) + of) if name.endswith(end) else None
        if plan and None not in {plan.value, spent.value} and spent.value > plan.value:
            yield (f"{name}: {euros(spent.value)} sind mehr als bewilligt ({euros(plan.value)}), um "
                   f"{euros(spent.value - plan.value)}.")  # fmt: skip


def _against_rates(year, rules, amounts):
    """The invented city has one rate, for the whole year."""
    (rate,) = rules["rates"]
    assert not {"valid_from", "valid_to"} & set(rate)
    module, rated = rate["module"], Decimal(str(rate["eur"]))
    grant, posts = amounts[f"{MODULES[module]}.zuwendung.plan"].value, _posts_by_month(year, module)
    if grant is None or not posts:
        return
    if unknown := [month for month in year.months if month not in posts]:
        yield f"{module}: bewilligte Stellen sind für {say_months(unknown)} nicht bekannt; verglichen ist nichts."
        return
    worth = (sum(posts.values()) * rated / 12).quantize(Decimal("0.01"))
    if worth != grant:
        spans = {}
        for month in year.months:
            spans.setdefault(posts[month], []).append(month)
        told = [
            f"{german(one, 2)} VZÄ" + (f" ({say_months(of)})" if spans.keys() - {one} else "")
            for one, of in spans.items()
        ]
        said = " und ".join(filter(None, [", ".join(told[:-1]), told[-1]]))
        said = f"{said} bewilligte Stellen zu {euros(rated)} sind {euros(worth)}"
        yield f"{module}: {said}, bewilligt sind {euros(grant)} ({rate['source']})."


def _posts_by_month(year, module):
    """Granted posts; a month that nobody told has what was told last, if it is to come or no other number was told."""
    told = {}
    for month in year.months:
        question = Question("posts", "granted_fte", (month,), (("module", module),))
        if not any(is_open for *_, is_open in year.gaps(question)):
            told[month] = sum((row["granted_fte"] or 0 for row in year.chosen(question)), Decimal(0))
    last = told[max(told)] if told else None
    later = [month for month in year.months if month not in told and (month > year.due or len(set(told.values())) == 1)]
    return told | dict.fromkeys(later, last) if told else {}


def _against_seats(year, amounts):
    """Posts of KIM as the grant counts them, against where they sit."""
    unequal, unknown = {}, []
    for month in year.months:
        if not SEATS_ASKED <= month <= year.due or month not in year.recorded:
            continue
        told, question = amounts[f"kim.stellen.m{month[5:]}"].value, Question("kim_posts", "filled_fte", (month,))
        seated = sum((row["filled_fte"] for row in year.chosen(question)), Decimal(0))
        if told is None or any(is_open for *_, is_open in year.gaps(question)):
            unknown.append(month)
        elif told != seated:
            unequal.setdefault((told, seated), []).append(month)
    for (told, seated), months in unequal.items():
        yield (f"KIM: nach der Zuwendung sind {german(told, 2)} VZÄ besetzt, nach den Meldungen der Stellen, bei denen "
               f"sie angesiedelt sind, {german(seated, 2)} VZÄ ({say_months(months)}).")  # fmt: skip
    if unknown:
        yield ("KIM: ob die besetzten Stellen der Zuwendung mit denen übereinstimmen, die Integrationszentrum und "
               f"Träger melden, lässt sich nicht sagen ({say_months(unknown)}): es fehlen Angaben.")  # fmt: skip
