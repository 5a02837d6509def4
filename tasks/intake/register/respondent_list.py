"""What a list of respondents says, line by line. One way in: `read_respondents(rows, centre_id, year, tell)`.

A wrong line costs the respondent that it names and no other: of a respondent all lines are taken or none, for half of
its spans would make wrong debts.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from config.address import plain_address
from config.codes import centre_of, centres, fold
from schemas.finding import Finding, Severity
from schemas.form.forms import KINDS, Column
from schemas.form.register import BESIDES, MUNICIPALITY, REGISTER, SCHOOL_YEAR
from tasks.intake.register.list_heading import ListHeading, Tell, check_heading, find_heading, refuse

ListRow = dict[str, str | None]
Lines = list[tuple[int, Sequence[str]]]

_MOST_YEARS = 50  # how old a directory may be
_SHOWN = 5  # names in a sentence; of 53 other centres nobody reads each


@dataclass(frozen=True)
class RespondentList:
    """The lines that are taken, which columns the list has, and whom it names; the official one names all schools."""

    entries: list[ListRow]
    columns: frozenset[str]
    named: frozenset[str] = frozenset()
    is_official: bool = False


def read_respondents(rows: Sequence[Sequence[str]], centre_id: str, year: int, tell: Tell) -> RespondentList:
    """The rows of the centre's respondents; `year` is when the school year began, for a list that does not say it."""
    heading = find_heading(rows)
    if not check_heading(heading, tell):
        return RespondentList([], frozenset())
    below = enumerate(rows[heading.number :], heading.number + 1)
    lines = [(number, line) for number, line in below if any(map(str.strip, line))]
    if not lines:
        refuse(tell, "REGISTER_EMPTY", "Die Liste enthält keine Berichtsstelle.", "Bitte die Liste füllen.")
    elif heading.is_official:
        _tell_use(heading, tell)
        lines = _newest_years(heading, _choose_own(heading, lines, centre_id, tell), tell)
        _tell_words(heading, lines, tell)
    lines = _without_repeated(lines, tell)
    read = [(number, line, _read_entry(number, line, heading, (centre_id, year), tell)) for number, line in lines]
    good = [(number, entry) for number, _, entry in read if entry]
    wrong = {heading.pick("respondent", line) for _, line, entry in read if entry is None} | _find_overlaps(good, tell)
    named = frozenset(heading.pick("respondent", line) for _, line in lines)
    return RespondentList(list(_leave_out(good, wrong, tell)), frozenset(heading.places), named, heading.is_official)


def _without_repeated(lines: Lines, tell: Tell) -> Lines:
    """The same line twice says nothing twice."""
    first: dict[tuple[str, ...], int] = {}
    for number, line in lines:
        before = first.setdefault(tuple(map(str.strip, line)), number)
        if before != number:
            _inform(tell, "REGISTER_REPEATED", f"Zeile {number} steht so schon in Zeile {before} und zählt einmal.")
    numbers = set(first.values())
    return [(number, line) for number, line in lines if number in numbers]


def _newest_years(heading: ListHeading, lines: Lines, tell: Tell) -> Lines:
    """Where the directory of several school years stands in one list, each school as it is in its newest one."""
    newest: dict[str, str] = {}
    for _, line in lines:
        name, year = heading.pick("respondent", line), heading.pick(SCHOOL_YEAR, line)
        newest[name] = max(newest.get(name, ""), year)
    kept = [one for one in lines if heading.pick(SCHOOL_YEAR, one[1]) == newest[heading.pick("respondent", one[1])]]
    if older := len(lines) - len(kept):
        _inform(tell, "REGISTER_OTHERS", f"Zeilen früherer Schuljahre, die ausgelassen wurden: {older}.")
    return kept


def _choose_own(heading: ListHeading, lines: Lines, centre_id: str, tell: Tell) -> Lines:
    """The lines of the centre's municipalities; how many others there are is said, and which say nothing."""
    own: Lines = []
    others, notes = Counter[str](), []
    for number, line in lines:
        written = heading.pick(MUNICIPALITY, line)
        centre = centre_of(written.zfill(8))
        if centre == centre_id:
            own.append((number, line))
        elif centre:
            others[centre] += 1
        elif not written and not heading.pick("respondent", line):
            notes.append(number)
        else:
            message = f"Zeile {number}, Gemeindeschlüssel: „{written}“ ist keine Gemeinde in Nordrhein-Westfalen."
            hint = "Bitte die acht Ziffern der Gemeinde eintragen, zum Beispiel 05914000 für Hagen."
            refuse(tell, "REGISTER_VALUE", message, hint, heading.cell(MUNICIPALITY, number), written)
    _tell_left_out(others, notes, tell)
    if not own:
        message = f"Die Liste enthält keine Schule des Integrationszentrums {centre_id}."
        hint = "Bitte die Liste prüfen, oder die Einstellung „centre“ in settings.toml."
        refuse(tell, "REGISTER_FOREIGN", message, hint)
    return own


def _tell_use(heading: ListHeading, tell: Tell) -> None:
    """Which columns of the official directory became what, and which were not needed."""
    named = {column.name: column.title for column in REGISTER} | {name: name for name in BESIDES}
    sources = {name: " + ".join(heading.titles[place] for place in places) for name, places in heading.places.items()}
    used = ", ".join(f"{named[name]} ({source})" for name, source in sources.items())
    message = f"Amtliches Schulverzeichnis, Überschriften in Zeile {heading.number}. Verwendet: {used}."
    _inform(tell, "REGISTER_COLUMNS", message, "Was bekannt ist und hier keine Spalte hat, bleibt, wie es ist.")
    if unused := [title for _, title in heading.unused()]:
        _inform(tell, "REGISTER_COLUMNS", f"Nicht verwendet: {', '.join(unused)}.")


def _tell_left_out(others: Counter[str], notes: list[int], tell: Tell) -> None:
    if others:
        names = {row["centre_id"]: row["name"] for row in centres()}
        shown = ", ".join(f"{names[centre]} {count}" for centre, count in others.most_common(_SHOWN))
        more = f" und {len(others) - _SHOWN} weitere" if len(others) > _SHOWN else ""
        message = f"Zeilen anderer Integrationszentren, die ausgelassen wurden: {others.total()} ({shown}{more})."
        _inform(tell, "REGISTER_OTHERS", message)
    if notes:
        said = ", ".join(map(str, notes))
        _inform(tell, "REGISTER_OTHERS", f"Ohne Schulnummer und Gemeindeschlüssel, also keine Schule: Zeile {said}.")


def _tell_words(heading: ListHeading, lines: Lines, tell: Tell) -> None:
    """What the official directory says otherwise: words, and numbers without the zero that Excel ate."""
    if short := [number for number, line in lines if len(heading.pick(MUNICIPALITY, line)) < 8]:
        message = f"Gemeindeschlüssel: die führende Null wurde ergänzt ({len(short)}-mal)."
        _inform(tell, "REGISTER_ZERO_RESTORED", message)
    for column in REGISTER:
        for written, count in Counter(heading.pick(column.name, line) for _, line in lines).items():
            code = column.code_list.find(written) if column.code_list else None
            if code and fold(written) != fold(column.say(code)):
                message = f"{column.title}: „{written}“ wurde zu „{column.say(code)}“ ({count}-mal)."
                _inform(tell, "REGISTER_WORD", message)


def _read_entry(
    number: int, line: Sequence[str], heading: ListHeading, of: tuple[str, int], tell: Tell
) -> ListRow | None:
    """One line; None where anything in it is wrong, all of which is said. `of` are the centre and the school year."""
    entry: ListRow = {}
    is_right, (centre_id, year) = True, of
    for column in REGISTER:
        written = heading.pick(column.name, line)
        if heading.is_official and column.name not in heading.places:
            written = _imply(column.name, heading.pick(SCHOOL_YEAR, line), year)
        problem, entry[column.name] = _read_value(column, written)
        if problem:
            is_right = False
            message = f"Zeile {number}, {column.title}: {f'„{written}“ ' if written else ''}{problem}."
            refuse(tell, "REGISTER_VALUE", message, column.description, heading.cell(column.name, number), written)
    fits = entry["kind"] in KINDS and bool(entry["respondent"]) and _fits(number, entry, heading, centre_id, tell)
    _tell_addresses(number, entry["email"], heading, tell)
    return entry if is_right and fits else None


def _tell_addresses(number: int, written: str | None, heading: ListHeading, tell: Tell) -> None:
    """Which addresses of a line nobody can write to; the line is taken all the same."""
    for one in filter(str.strip, re.split("[;,]", written or "")):
        if plain_address(one) is None:
            message = f"Zeile {number}, E-Mail: „{one.strip()}“ ist keine Adresse; dorthin geht keine Mail."
            hint = "Bitte die Adresse berichtigen und den Befehl wiederholen."
            cell = heading.cell("email", number)
            tell(Finding(rule="REGISTER_ADDRESS", severity=Severity.WARNING, message=message, hint=hint, cell=cell))


def _imply(name: str, school_year: str, year: int) -> str:
    """What the official directory says without a column."""
    said = re.match(r"\d{4}\b", school_year)
    if said and not year - _MOST_YEARS <= int(said[0]) <= year + 1:
        return {"kind": "school", "valid_from": school_year}.get(name, "")  # which is no day, and is said
    return {"kind": "school", "valid_from": f"{said[0] if said else year}-08-01"}.get(name, "")


def _read_value(column: Column, written: str) -> tuple[str, str | None]:
    """What is wrong ("" for nothing) and the value."""
    if not written:
        return ("fehlt" if column.is_key else ""), None
    if column.code_list:
        code = column.code_list.find(written)
        known = ", ".join(column.code_list.titles.values())
        return ("", code) if code else (f"ist nicht bekannt, möglich sind: {known}", written)
    if column.name in {"valid_from", "valid_to"}:
        day = _read_day(written)
        return ("" if day else "ist kein Datum (erwartet wird JJJJ-MM-TT oder TT.MM.JJJJ)"), day
    return "", written


def _read_day(written: str) -> str | None:
    for pattern in ("%Y-%m-%d", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(written, pattern).date().isoformat()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _fits(number: int, entry: ListRow, heading: ListHeading, centre_id: str, tell: Tell) -> bool:
    """The number fits its kind and centre, a school has a school type, a span ends after it begins."""
    kind, name = str(entry["kind"]), str(entry["respondent"])
    numbers = KINDS[kind].numbers
    if numbers.loses_zero and re.fullmatch(rf"\d{{{numbers.digits - 1}}}", name):
        name = entry["respondent"] = name.zfill(8)  # Excel eats the leading zero
        _inform(tell, "REGISTER_ZERO_RESTORED", f"Zeile {number}: die führende Null der Nummer {name} wurde ergänzt.")
    problems = []
    if not numbers.fits(name):
        problems.append(f"die Nummer „{name}“ passt nicht, erwartet wird {numbers.expected}")
    elif (place := numbers.municipality(name)) and centre_of(place) != centre_id:
        problems.append(f"die Nummer „{name}“ gehört zur Gemeinde {place}, nicht zum Integrationszentrum {centre_id}")
    if entry["successor"] == name:
        problems.append("die Nachfolge ist die Berichtsstelle selbst")
    if KINDS[kind].has_school_type and not entry["school_type"]:
        problems.append("bei einer Schule fehlt die Schulform")
    if entry["valid_from"] and entry["valid_to"] and entry["valid_to"] < entry["valid_from"]:
        problems.append("„gültig bis“ liegt vor „gültig ab“")
    if problems:
        message, cell = f"Zeile {number}: {'; '.join(problems)}.", heading.cell("respondent", number)
        refuse(tell, "REGISTER_VALUE", message, "Bitte die Zeile berichtigen.", cell, name)
    return not problems


def _find_overlaps(read: Iterable[tuple[int, ListRow]], tell: Tell) -> set[str]:
    """Two spans of one respondent must not share a day; the respondents of which two do."""
    spans = defaultdict(list)
    for number, entry in read:
        spans[str(entry["respondent"])].append((str(entry["valid_from"]), entry["valid_to"] or "9999-12-31", number))
    wrong = set()
    for name, mine in spans.items():
        for (_, end, first), (start, _, second) in pairwise(sorted(mine)):
            if start <= end:
                wrong.add(name)
                message = f"Die Zeiträume von {name} überschneiden sich (Zeile {first} und Zeile {second})."
                hint = "Bitte die Zeiträume berichtigen; steht dasselbe zweimal da, bitte eine Zeile löschen."
                refuse(tell, "REGISTER_SPANS_OVERLAP", message, hint, value=name)
    return wrong


def _leave_out(read: Iterable[tuple[int, ListRow]], wrong: set[str], tell: Tell) -> Iterator[ListRow]:
    """The lines of respondents of which every line is right; the others are named, with or without a leading zero."""
    names = {name.lstrip("0") for name in wrong}
    for number, entry in read:
        if str(entry["respondent"]).lstrip("0") in names:
            message = f"Zeile {number} wurde ausgelassen, weil von {entry['respondent']} eine Zeile nicht stimmt."
            _inform(tell, "REGISTER_LEFT_OUT", message)
        else:
            yield entry


def _inform(tell: Tell, rule: str, message: str, hint: str = "") -> None:
    tell(Finding(rule=rule, severity=Severity.INFORMATION, message=message, hint=hint))
