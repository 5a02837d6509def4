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
    posts, grant = (amounts[f"{MODULES[module]}.{word}.plan"].value for word in ("stellen", "zuwendung"))
    if None not in {posts, grant} and posts * rated != grant:
        worth = f"{german(posts, 2)} VZÄ bewilligte Stellen zu {euros(rated)} sind {euros(posts * rated)}"
        yield f"{module}: {worth}, bewilligt sind {euros(grant)} ({rate['source']})."


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
