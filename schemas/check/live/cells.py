"""How a form's cells are read by formulas, as near to the reader (schemas.files.values) as formulas can come.

A figure becomes its number; "" is a cell left empty, HINT one that still shows last month's value, NON_ANSWER a dash or
"k. A.", REFUSED what cannot be read. A code becomes its three digits in the list, or REFUSED; "" is none.
"""

from config.codes import CodeList, fold
from schemas.check.live.draft import NON_ANSWERS, quote
from schemas.files import values
from schemas.form.forms import Column
from schemas.form.hint import CLOSE, OPEN

HINT, NON_ANSWER, REFUSED, ERROR = OPEN, "-", "!", "#"
_DIGITS, _MOST_DIGITS = "0123456789", 9
_SEPARATORS = ".'’ "
_DASHES = "–—−"
_LETTERS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "ç": "c", "ã": "a", "ô": "o", "í": "i"}
_LEFT_OUT = " \u00a0.,-–()/'’:;|=&"
_LATEST_DAY = 40_000  # as spreadsheets count: a larger amount may be a date


def raw(area: str, row: str, column: str, *, is_dated: bool) -> str:
    """A cell as it stands there, also an error.

    It is found by number in an area that has a name: so it stays true when cells are cut out and put elsewhere. With
    `is_dated` a date is told from an amount.
    """
    cell = f"INDEX({area},{row},{column})"
    shown = f'IF(ISBLANK({cell}),"",{cell})'
    return f'IF(LEFT(CELL("format",{cell}),1)="D","Datum",{shown})' if is_dated else shown


def may_be_date(column: Column) -> bool:
    """Whether an amount may be as large as a date is for a spreadsheet."""
    return column.is_number and (column.meaning.maximum or 0) > _LATEST_DAY


def figure_in(cell: str, column: Column) -> str:
    """The figure in a cell that `raw` made."""
    text = _tidy(cell)
    if column.dtype == "Int64":
        number = f"IF(ABS({cell}-ROUND({cell},0))>0.000001,{quote(REFUSED)},ROUND({cell},0))"
    else:
        number = f"ROUND({cell},{column.meaning.decimals})"
    is_hint = f"AND(LEN({text})>1,LEFT({text},1)={quote(OPEN)},RIGHT({text},1)={quote(CLOSE)})"
    plain = f'SUBSTITUTE(LOWER({_drop(text, ". ")}),"|","!")'
    read = f"IF({_is_number(text)},VALUE({_drop(text, _SEPARATORS)}),{quote(REFUSED)})"
    none = quote(f"|{'|'.join(sorted(values.NONE_WORDS))}|")
    read = f"IF(ISNUMBER(FIND({_between(plain)},{none})),0,{read})"
    read = f"IF(ISNUMBER(FIND({_between(plain)},{NON_ANSWERS})),{quote(NON_ANSWER)},{read})"
    read = f'IF({text}="","",IF({is_hint},{quote(HINT)},{read}))'
    return f"IF(ISNUMBER({cell}),{number},IF(ISERROR({cell}),{quote(REFUSED)},{read}))"


def folded(cell: str) -> str:
    """The spelling of a cell for comparison, as `fold_plainly` spells it."""
    spelled = f"LOWER({cell})"
    for letter, others in _LETTERS.items():
        spelled = f'SUBSTITUTE({spelled},"{letter}","{others}")'
    return f"IFERROR({_drop(spelled, _LEFT_OUT)},{quote(ERROR)})"


def code_in(spelled: str, known: str) -> str:
    """The code of a folded spelling, looked up in the cell that holds what `spellings` says."""
    found = f'MID({known},FIND("=",{known},FIND({_between(spelled)},{known}))+1,3)'
    none = f'IF(ISNUMBER(FIND({_between(spelled)},{NON_ANSWERS})),"",{quote(REFUSED)})'
    return f'IF({spelled}="","",IFERROR({found},{none}))'


def text_in(cell: str) -> str:
    """A free text."""
    return f'IFERROR(TRIM(SUBSTITUTE({cell},CHAR(160)," ")),{quote(REFUSED)})'


def has_digit(area: str) -> str:
    """Whether in some cells of a row there is a figure, or a text that may mean one: without any a row is no row."""
    digits = ";".join(f'"{digit}"' for digit in _DIGITS)
    return f"SUMPRODUCT(--ISNUMBER(FIND({{{digits}}},{area})))>0"


def number_code(known: CodeList, code: str) -> str:
    """A code as the formulas know it."""
    return f"{known.codes.index(code) + 1:03d}"


def spellings(known: CodeList) -> str:
    """Every spelling of a list, each code's behind each other and then the code, for `code_in`."""
    by_code: dict[str, dict[str, None]] = {}
    for spelled, code in [*known.spellings.items(), *((title, code) for code, title in known.titles.items())]:
        by_code.setdefault(code, {})[fold_plainly(spelled)] = None
    return "".join(f"|{'|'.join(spelled)}|={number_code(known, code)}" for code, spelled in by_code.items())


def non_answers() -> str:
    """What says that there is no answer, for `figure_in` and `code_in`."""
    plain = [*values.NON_ANSWERS, *map(fold, values.NON_ANSWERS)]
    return "|" + "|".join(dict.fromkeys(sorted(plain))) + "|"


def fold_plainly(written: str) -> str:
    """A spelling as formulas can make it of a text."""
    spelled = written.lower()
    for letter, others in _LETTERS.items():
        spelled = spelled.replace(letter, others)
    return "".join(one for one in spelled if one not in _LEFT_OUT)


def _tidy(cell: str) -> str:
    plain = f'SUBSTITUTE({cell},CHAR(160)," ")'
    for dash in _DASHES:
        plain = f'SUBSTITUTE({plain},"{dash}","-")'
    return f"TRIM({plain})"


def _drop(text: str, characters: str) -> str:
    for one in characters:
        text = f'SUBSTITUTE({text},"{one}","")'
    return text


def _between(text: str) -> str:
    return f'"|"&{text}&"|"'


def _is_number(text: str) -> str:
    """Digits, perhaps with one separator of thousands."""
    plain = _drop(text, _SEPARATORS)
    places = ",".join(str(place) for place in range(1, _MOST_DIGITS + 1))
    digits = f'SUMPRODUCT(--ISERROR(FIND(MID({plain}&"000000000",{{{places}}},1),"{_DIGITS}")))=0'
    separator = f'ISNUMBER(FIND(MID({text},MAX(1,LEN({text})-3),1),"{_SEPARATORS}"))'
    grouped = f'AND(LEN({text})-LEN({plain})=1,LEN({text})>4,LEN({text})<8,LEFT({text},1)<>"0",{separator})'
    whole = f'OR({plain}={text},{plain}&"."={text},{grouped})'
    return f"AND(LEN({plain})>0,LEN({plain})<={_MOST_DIGITS},{digits},{whole})"
