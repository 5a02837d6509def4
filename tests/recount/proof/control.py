"""The control sheet of a proof: each figure with its source, what it lacks, what differs: `recount_control`."""

from tests.recount.german import long_month, moment, say_months
from tests.recount.printed import Figures, numbers_in
from tests.recount.sheets import number_text

MOST_SAID = 3


def recount_control(book, year, amounts, about):
    """All four sheets; `about`: the centre, when something changed last, the sentences on what differs."""
    centre, changed, said = about
    yield from _figures(book["Zahlen"], year, amounts, (centre, changed))
    gaps = sorted({gap for one in amounts.values() for gap in one.gaps})
    rows = [_gap(year, *one) for one in gaps]
    told = [row for row in book["Fehlendes"][3:] if any(row)]
    yield "Fehlendes", told, rows or [["nichts", "", "", "", ""]]
    yield "Abweichungen", [row[0] for row in book["Abweichungen"][3:] if row[0]], list(said) or ["nichts"]
    yield "Vorlage", [row[0] for row in book["Vorlage"][3:] if row[0]], ["nichts"]


def _gap(year, who, month, why, is_open):
    name, reason = (" ".join(text.split()) for text in (year.names.get(who, ""), why))
    return [name, who or "alle", long_month(month), "fehlt" if is_open else "Zweifel", reason]


def _figures(rows, year, amounts, about):
    (number, name), changed = about
    yield "Zahlen: Titel", rows[0][0], f"Kontrollblatt zu den Zahlen des Jahres {year.year}"
    stated = f"{name} ({number}). Fällig sind Monate bis {long_month(year.due)}; Datenstand {moment(changed)}."
    yield "Zahlen: Grundlage", rows[1][0], stated
    yield (
        "Zahlen: Erläuterung",
        rows[2][0],
        f'Woraus eine Zahl besteht, Zelle für Zelle: monatsbericht explain "Nachweis {year.year} NAME"',
    )
    told = {row[0]: row for row in rows[5:] if row[0]}
    yield "Zahlen: welche es gibt", sorted(told), sorted(amounts)
    for name, row in told.items():
        one = amounts.get(name)
        if one:
            yield f"Zahlen: {name}", row[:5:2], [name, number_text(one.value), _reliance(one)]
            yield f"Zahlen: {name}, Titel", row[1], Figures(numbers_in(_about(name, year)))
            yield f"Zahlen: {name}, Herkunft", row[5], Figures(numbers_in(_source(row[5], year, one)))
            yield f"Zahlen: {name}, was fehlt", row[6], _lacks(row[6], year, one)


def _about(name, year):
    """What of a figure's title may have numbers: the Ziffer of a call, an association's name."""
    kind, which, *_ = name.split(".")
    if kind == "abruf":
        return which.replace("_", ".")
    return year.names[which.upper()] if kind == "verein" else ""


def _source(told, year, one):
    """The figures it is worked out of, or the months in which something was said."""
    if one.formula and one.formula != "nachweis.toml, payments":
        return one.formula
    if one.question and ("Monate: " in told):
        column = one.question.column
        months = {row["month"] for row in year.chosen(one.question) if row[column] is not None}
        said = f"Monate: {say_months(months) or 'keine'}"
        return said if told.endswith(said) else f"99 {said}"  # another number than any: the claim fails
    return ""


def _lacks(told, year, one):
    if not one.is_asked:
        return Figures()
    lines, gone = [], {}
    for who, month, why, _ in one.gaps:
        gone.setdefault((who, why), []).append(month)
    for (who, why), months in gone.items():
        lines.append(f"{f'{year.names[who]} ({who}): ' if who else ''}{why}: {say_months(months)}")
    more = [f"und {len(lines) - MOST_SAID} weitere (Blatt „Fehlendes“)"] if len(lines) > MOST_SAID else []
    said = "; ".join(filter(None, [one.lacks, *lines[:MOST_SAID], *more]))
    return " ".join(said.split()) if told else said


def _reliance(one):
    if one.value is None:
        return "unbekannt" if one.is_asked else "nicht erhoben"
    if any(is_open for *_, is_open in one.gaps):
        return "unvollständig"
    return "zweifelhaft" if one.gaps else "vollständig"
