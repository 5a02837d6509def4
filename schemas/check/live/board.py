"""What the sheet "Prüfung" shows: the list of problems put into words, and the traffic light. Pure.

The words are put together on the hidden sheet (`lay_out_board`); the shown sheet only repeats them (`shown_lines`).
"""

from schemas.check.live.cells import HINT, NON_ANSWER
from schemas.check.live.draft import BROKEN, COUNT, ERRORS, MONTH, QUESTION, STEP, Draft, quote
from schemas.finding import Severity
from schemas.form.layout import LIVE_CELLS_SHEET

MOST_SHOWN = 18  # problems; nobody mends more at a time, and the next ones follow
LIGHT_CELL, COUNT_CELL, FIRST_SHOWN = "A4", "A5", 8  # on the shown sheet
RED, YELLOW, GREEN = "ROT", "GELB", "GRÜN"
_RED = f"{RED}: Mit Fehlern kommt der Bogen zurück. Bitte berichtigen Sie, was unten steht."
_YELLOW = f"{YELLOW}: Sie können den Bogen senden. Bitte prüfen Sie vorher, was unten steht; stimmt es, fragen wir nach dem Grund."
_GREEN = f"{GREEN}: Alles passt zusammen. Sie können den Bogen senden."
_BROKEN = f"{RED}: Die Prüfung rechnet nicht mehr, weil am Bogen etwas gelöscht oder verschoben wurde. Der Bogen selbst kann trotzdem gelesen werden."
# The columns of a line of the list.
NUMBER, _AT, _LINE, _ABOUT, KIND, WHERE, LINK, SENTENCE, TODO = "ABCDEFGHI"
_VALUES = ("J", "K", "L")
_FAULTS = ",".join(
    map(quote, ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"))
)  # as ERROR.TYPE counts


def lay_out_board(draft: Draft, lines: str, answers: str) -> int:
    """Write the table of what can be wrong, and the list of what is; returns the list's first row.

    Args:
        draft: with all its lines.
        lines: the area of all lines.
        answers: that of the answers.
    """
    first = draft.last_line + 2
    hints = list(dict.fromkeys(problem.hint for problem in draft.problems))
    sheets = list(dict.fromkeys(problem.sheet for problem in draft.problems))
    for row, problem in enumerate(draft.problems, start=first):
        columns = [draft.column_of(one) for one in (problem.row, *problem.values, "A", "A", "A")][:4]
        numbers = [*columns, hints.index(problem.hint) + 1, sheets.index(problem.sheet) + 1]
        draft.put(row, 1, "".join(f"{number:03d}" for number in numbers) + problem.column)
        draft.put(row, 2, problem.sentence)
    for at, texts in ((3, hints), (4, sheets)):
        for row, text in enumerate(texts, start=first):
            draft.put(row, at, text)
    last = first + len(draft.problems) - 1
    shown = last + 2
    for number in range(MOST_SHOWN):
        draft.put(shown + number, _AT, number + 1)
    for column, formula in _formulas(shown, (first, last), lines, answers).items():
        draft.put_down(shown, shown + MOST_SHOWN - 1, column, formula)
    return shown


def _formulas(row: int, problems: tuple[int, int], lines: str, answers: str) -> dict[str, str]:
    number, line, about = (f"${column}{row}" for column in (NUMBER, _LINE, _ABOUT))
    told, sentences, hints, sheets = (f"${column}${problems[0]}:${column}${problems[1]}" for column in "ABCD")
    nth = f"MOD({number},{STEP})+1"

    def part(at: int) -> str:
        return f"VALUE(MID({about},{3 * at + 1},3))"

    place = f"MID({about},19,9)&INDEX({lines},{line},{part(0)})"
    sentence = f'SUBSTITUTE(INDEX({sentences},{nth}),"{{m}}",{MONTH})'
    for at, value in enumerate(_VALUES, start=1):
        sentence = f'SUBSTITUTE({sentence},"{{{at}}}",${value}{row})'
    said = {
        _LINE: f"INT(MOD({number},{QUESTION})/{STEP})",
        _ABOUT: f"INDEX({told},{nth})",
        KIND: f"IF({number}<{QUESTION},{quote(Severity.ERROR.german)},{quote(Severity.WARNING.german)})",
        WHERE: f'INDEX({sheets},{part(5)})&" "&{place}',
        LINK: f'"#\'"&INDEX({sheets},{part(5)})&"\'!"&{place}',
        SENTENCE: sentence,
        TODO: f"INDEX({hints},{part(4)})",
    }
    for at, column in enumerate(_VALUES, start=1):
        value = f"INDEX({lines},{line},{part(at)})"
        figure = f'SUBSTITUTE(FIXED({value},IF({value}=INT({value}),0,2)),"-","−")'
        text = f'IF(OR({value}="",{value}="{HINT}",{value}="{NON_ANSWER}"),"leer",{value})'
        said[column] = f"IFERROR(CHOOSE(ERROR.TYPE({value}),{_FAULTS}),IF(ISNUMBER({value}),{figure},{text}))"
    shown = {column: f'IF({number}="","",{formula})' for column, formula in said.items()}
    return {NUMBER: f'IF(${_AT}{row}>{COUNT},"",SMALL({answers},${_AT}{row}))'} | shown


def shown_line(number: int, row: int) -> tuple[str, str, str, str]:
    """The formulas of one line of the shown sheet; `row` is the list's first row on the hidden one."""
    where, link = (f"{LIVE_CELLS_SHEET}!${column}${row + number}" for column in (WHERE, LINK))
    kind, sentence, todo = (f"{LIVE_CELLS_SHEET}!${column}${row + number}" for column in (KIND, SENTENCE, TODO))
    return kind, f'IF({where}="","",HYPERLINK({link},{where}))', sentence, todo


def light_formula() -> str:
    """The traffic light in words."""
    count, errors, broken = (f"{LIVE_CELLS_SHEET}!{cell}" for cell in (COUNT, ERRORS, BROKEN))
    inner = f"IF({errors}>0,{quote(_RED)},IF({count}>0,{quote(_YELLOW)},{quote(_GREEN)}))"
    return f"IF({broken},{quote(_BROKEN)},{inner})"


def count_formula() -> str:
    """How many errors and questions there are."""
    count, errors = (f"{LIVE_CELLS_SHEET}!{cell}" for cell in (COUNT, ERRORS))
    return f'"Fehler: "&{errors}&" · Rückfragen: "&({count}-{errors})&IF({count}>{MOST_SHOWN}," · gezeigt werden die ersten {MOST_SHOWN}","")'


def say_state(errors: int, questions: int) -> tuple[str, str]:
    """What both say."""
    light = _RED if errors else _YELLOW if questions else _GREEN
    return light, f"Fehler: {errors} · Rückfragen: {questions}"
