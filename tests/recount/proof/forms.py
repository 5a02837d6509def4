"""The filled-in workbooks of proof and calls against the figures that were counted: `recount_form`, `recount_calls`."""

from tests.recount.german import MONTHS
from tests.recount.printed import Figures, numbers_in
from tests.recount.proof.amounts import MODULES, WORDS, list_sharers
from tests.recount.sheets import number_text

PLAN, KNOWN, WHOLE, YEAR, REST = range(1, 6)
SHARES = ("zuwendung.plan", "ausgaben.bisher", "ausgaben.monate", "ausgaben.ist", "drittmittel.ist", "eigenmittel.ist",
          "rest")  # fmt: skip
CALLED = ("bewilligt", "verausgabt", "abgerufen", "offen", "verfuegbar", "bedarf")
SPENT = {PLAN: "ausgaben.plan", KNOWN: "ausgaben.bisher", WHOLE: "ausgaben.monate", YEAR: "ausgaben.ist", REST: "rest"}


def recount_form(book, year, amounts, centre):
    """Every row of the proof's sheets."""
    rows = {sheet: [row for row in book[sheet] if any(row)] for sheet in book}
    yield from _head(rows["Grundförderung"], year, centre)
    for sheet, made in (
        ("Grundförderung", _grant_lines()),
        ("KOMM-AN", _share_lines(year)),
        ("Stellen", _post_lines()),
    ):
        told = [row for row in rows[sheet] if row[0] in {label for label, _ in made}]
        yield f"{sheet}: Zahl der Zeilen", len(told), len(made)
        for row, (label, names) in zip(told, made, strict=False):
            yield f"{sheet}: {label}", row, [label, *(_value(amounts, names.get(at)) for at in range(1, len(row)))]
    yield from _list(rows["Vereine"], year, amounts)
    yield "Stellenliste: nichts hinterlegt", [row for row in rows["Stellenliste"][3:-1] if any(row)], []
    for sheet, own in rows.items():
        for row in (row for row in own if not any(row[1:]) and numbers_in(row[0])):
            yield f"{sheet}: Hinweis", row[0], Figures(["0"])  # empty cells are not 0


def _head(rows, year, centre):
    told = {row[0]: row[1] for row in rows[:4]}
    for label, value in (("Integrationszentrum", centre[1]), ("AGS", centre[0]), ("Haushaltsjahr", str(year.year))):
        yield f"Kopf: {label}", told[label], value


def _value(amounts, name):
    return "" if name is None else number_text(amounts[name].value)


def _of(name, places):
    return {at: f"{name}.{word}" for at, word in places.items()}


def _grant_lines():
    """The rows of the base grant, each with the figures of its columns."""
    made = []
    for name in MODULES.values():
        made += [("Einnahmen: Zuwendung des Landes", _of(name, {PLAN: "zuwendung.plan", YEAR: "zuwendung.eingang"}))]
        made += [
            (f"Einnahmen: {word.title()}", {YEAR: f"{name}.{word}.ist"})
            for word in ("drittmittel", "spenden", "eigenmittel")
        ]
        made += [(f"Ausgaben: {word.title()}", {YEAR: f"{name}.{word}.ist"}) for word in WORDS["budget_line"].values()]
        made += [("Ausgaben zusammen", _of(name, SPENT))]
    return made


def _share_lines(year):
    """The rows of KOMM-AN: part one, which no form asks for, then what went to associations."""
    used = {row["component"] for row in year.rows["offer_funds"]}
    titles = {"A": "Ankommenstreffpunkte", "B": "Zusammenkommen, Orientierung und Begleitung",
              "C": "Information und Wissensvermittlung", "D": "Qualifizierung von Ehrenamtlichen"}  # fmt: skip
    lines = [(word.title(), word) for word in WORDS["budget_line"].values()]
    lines += [
        (f"Baustein {code}: {title}", f"baustein{code.lower()}") for code, title in titles.items() if code in used
    ]
    lines += [("kein Baustein", "keinbaustein")] if "none" in used else []
    flows = {KNOWN: "bisher", WHOLE: "monate", YEAR: "ist"}
    return [
        ("Ausgaben zusammen", {PLAN: "kommanteil1.zuwendung.plan", YEAR: "kommanteil1.ausgaben.ist"}),
        ("Einnahmen: Zuwendung des Landes", _of("vereine", {PLAN: "zuwendung.plan", YEAR: "zuwendung.eingang"})),
        ("Einnahmen: Drittmittel und Spenden", _of("vereine.drittmittel", flows)),
        ("Einnahmen: davon Spenden", {YEAR: "vereine.spenden.ist"}),
        ("Einnahmen: Eigenmittel", _of("vereine.eigenmittel", flows)),
        *((f"Ausgaben aus der Zuwendung: {title}", _of(f"vereine.{word}", SPENT)) for title, word in lines),
        ("Ausgaben aus der Zuwendung zusammen", _of("vereine", SPENT)),
        ("Alle Ausgaben (mit Dritt- und Eigenmitteln)", {KNOWN: "vereine.gesamt.bisher", YEAR: "vereine.gesamt.ist"}),
    ]


def _post_lines():
    made = []
    for name in MODULES.values():
        for number, month in enumerate(MONTHS, 1):
            made.append((month, {2: f"{name}.stellen.m{number:02d}", 3: f"{name}.ausgaben.m{number:02d}"}))
        made.append(("Jahr (Stellen: Mittel)", {1: f"{name}.stellen.plan", 2: f"{name}.stellen.mittel"}))
    return made


def _list(rows, year, amounts):
    """An association a row."""
    sharers, told = list_sharers(year), [row for row in rows if row[0].startswith("V-")]
    yield "Vereine: Zahl der Zeilen", len(told), len(sharers)
    for row, one in zip(told, sharers, strict=False):
        figures = [_value(amounts, f"verein.{one.lower()}.{word}") for word in SHARES]
        yield f"Vereine: {one}", row, [one, " ".join(year.names[one].split()), *figures]


def recount_calls(book, year, amounts, rules, centre):
    """Every row of the calls for funds."""
    ((_, rows),) = book.items()
    rows = [row for row in rows if any(row)]
    yield from _head(rows, year, centre)
    for call in rules["calls"]:
        title = next(row[0] for row in rows if row[0].startswith(call["title"] + ","))
        dates = "nicht hinterlegt" if not call["dates"] else ""
        yield (
            f"Mittelabruf: {call['title']}",
            title,
            f"{call['title']}, Haushaltsjahr {year.year}, nächster Abruftermin: {dates}",
        )
        for item in call["items"]:
            label, name = f"{item['ziffer']} {item['title']}", f"abruf.{item['ziffer'].replace('.', '_')}"
            row = next(row for row in rows if row[0] == label)
            yield f"Mittelabruf: {label}", row, [label, *(_value(amounts, f"{name}.{word}") for word in CALLED)]
    yield "Mittelabruf: Hinweis", rows[-1][0], Figures(["0"])
