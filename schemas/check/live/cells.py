"""How a form's cells are read by formulas, as near to the reader (schemas.files.values) as formulas can come.

A figure becomes its number; "" is a cell left empty, HINT one that still shows last month's value, NON_ANSWER a dash or
"k. A.", REFUSED what cannot be read. A code becomes its three digits in the list, or REFUSED; "" is none.
"""

from collections.abc import Iterable

from config.codes import CodeList, fold
from schemas.check.live.draft import NON_ANSWERS, UNITS, quote
from schemas.files import values
from schemas.form.forms import Column
from schemas.form.hint import CLOSE, OPEN

HINT, NON_ANSWER, REFUSED, ERROR = OPEN + CLOSE, CLOSE + OPEN, "!", "#"
_DIGITS, _MOST_DIGITS, _LONGEST = "0123456789", 12, 30
_THOUSAND = "¤"  # before an amount that was written in thousands
_SEPARATORS = ".'’ "
_DASHES = "–—−"
_LETTERS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "ç": "c", "ã": "a", "ô": "o", "í": "i"}
_LEFT_OUT = " \u00a0.,-–()/'’:;|=&"
_LATEST_DAY = 40_000  # as spreadsheets count: a larger amount may be a date


def raw(area: str, row: str, column: str, *, is_dated: bool) -> str:
    """A cell as it stands there, also an error; a new line in a text is a space.

    It is found by number in an area that has a name: so it stays true when cells are cut out and put elsewhere. With
    `is_dated` a date is told from an amount.
    """
    cell = f"INDEX({area},{row},{column})"
    shown = f'IF(ISBLANK({cell}),"",IF(ISTEXT({cell}),TRIM(SUBSTITUTE({cell},CHAR(10)," ")),{cell}))'
    return f'IF(LEFT(CELL("format",{cell}),1)="D","Datum",{shown})' if is_dated else shown


def may_be_date(column: Column) -> bool:
    """Whether an amount may be as large as a date is for a spreadsheet."""
    return column.is_number and (column.meaning.maximum or 0) > _LATEST_DAY


def written_in(cell: str, column: Column) -> str:
    """A text in a cell that `raw` made, in small letters and without its unit ("12 Kinder" is 12); "" for a number.

    The unit is what follows the last digit, or the first word where there is none ("keine Kinder"). Of an amount in
    thousands a mark tells.
    """
    text, (known, thousands) = f"LOWER({_tidy(cell)})", values.units_of(column)
    if thousands:
        for sign in ("€", "eur"):
            text = f'SUBSTITUTE("{_THOUSAND}"&{text},"{_THOUSAND}{sign}","")'
        text = f"TRIM({_drop(text, _THOUSAND)})"
    at = ",".join(str(place) for place in range(1, _LONGEST + 1))
    digit = f'SUMPRODUCT(MAX(ISNUMBER(FIND(MID({text}&"{"x" * _LONGEST}",{{{at}}},1),"{_DIGITS}"))*{{{at}}}))'
    end = f'IF({digit}=0,FIND(" ",{text}&" ")-1,{digit})'
    unit = _drop(f"MID({text},{end}+1,99)", " .:()")
    if thousands:
        unit = f'SUBSTITUTE(SUBSTITUTE({unit},",--",""),",-","")'
    own = "|".join(sorted(known - thousands - values.UNITS))
    listed = _listed(known - thousands) if thousands else f"{UNITS}&{quote(own and own + '|')}"
    head = f"LEFT({text},{end})"
    if has_no_decimals(column):
        head = f'SUBSTITUTE(SUBSTITUTE({head}&"|",",0|","|"),"|","")'
    bare = f"IF(ISNUMBER(FIND({_between(unit)},{listed})),{head},{text})"
    if thousands:
        bare = f"IF(ISNUMBER(FIND({_between(unit)},{_listed(thousands)})),{quote(_THOUSAND)}&LEFT({text},{end}),{bare})"
    return f'IF(OR(ISNUMBER({cell}),ISERROR({cell})),"",{bare})'


def whole_part(written: str) -> str:
    """What stands before the decimals of a text as `written_in` says it, without its sign.

    A comma is one of decimals. So is a single point, but for one that may group thousands.
    """
    text = _unsigned(written)
    comma, point = f'FIND(",",{text})', f'FIND(".",{text})'
    is_single = f"LEN({text})-LEN({_drop(text, '.')})=1"
    end = f"IF(IFERROR(AND({is_single},NOT({_may_group(text, point)})),FALSE),{point},{_LONGEST})"
    return f"LEFT({text},IFERROR({comma},{end})-1)"


def has_no_decimals(column: Column) -> bool:
    """Whether its figures have no decimals; of the others stands in a cell of its own what is before them."""
    return column.dtype == "Int64"


def figure_in(cell: str, written: str, whole: str, column: Column) -> str:
    """The figure in a cell that `raw` made, where `written` and `whole` are cells with what the two above say of it."""
    if has_no_decimals(column):
        number = f"IF(ABS({cell}-ROUND({cell},0))>0.000001,{quote(REFUSED)},ROUND({cell},0))"
    else:
        number = f"ROUND({cell},{column.meaning.decimals})"
    is_hint = f"AND(LEN({written})>1,LEFT({written},1)={quote(OPEN)},RIGHT({written},1)={quote(CLOSE)})"
    plain = f'SUBSTITUTE({_drop(written, ". ")},"|","!")'
    read = f"IF(ISNUMBER(FIND({_between(plain)},{_listed(values.NONE_WORDS)})),0,{_number_in(written, whole, column)})"
    read = f"IF(ISNUMBER(FIND({_between(plain)},{NON_ANSWERS})),{quote(NON_ANSWER)},{read})"
    read = f'IF({written}="","",IF({is_hint},{quote(HINT)},{read}))'
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


def is_unlisted(spelled: str, known: str) -> str:
    """Whether a folded spelling is not in the cell that holds what `spellings` says."""
    return f"ISERROR(FIND({_between(spelled)},{known}))"


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


def units() -> str:
    """What may follow a number that counts, for `written_in`."""
    return f"|{'|'.join(sorted(values.UNITS))}|"


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


def _listed(words: Iterable[str]) -> str:
    return quote(f"|{'|'.join(sorted(words))}|")


def _unsigned(written: str) -> str:
    return f'MID({written},1+ISNUMBER(FIND(LEFT({written},1),"-{_THOUSAND}")),99)'


def _may_group(text: str, at: str) -> str:
    """Whether a comma or point may be one of thousands: three digits behind it, and one to three before."""
    return f'AND(LEN({text})-{at}=3,{at}<5,LEFT({text},1)<>"0")'


def _number_in(written: str, whole: str, column: Column) -> str:
    """Worked out digit by digit: what a text is as a number depends on the language of the spreadsheet."""
    text = _unsigned(written)
    sign = f'IF(LEFT({written},1)="-",-1,IF(LEFT({written},1)="{_THOUSAND}",1000,1))'
    if has_no_decimals(column):
        digits = _drop(text, _SEPARATORS)
        is_read, value = f"{_are_digits(digits)},{_is_grouped(text, digits)}", f"VALUE({digits})*{sign}"
    else:
        digits, decimals = _drop(whole, _SEPARATORS), f"MID({text},LEN({whole})+2,{_LONGEST})"
        is_group = f'IFERROR({_may_group(text, f"""FIND(",",{text})""")},FALSE)'
        is_read = f"{_are_digits(f'{digits}&{decimals}')},{_is_grouped(whole, digits)},NOT({is_group}),RIGHT({text})<>{quote(',')}"
        value = f"(VALUE({digits})+VALUE({decimals}&0)/10^(LEN({decimals})+1))*{sign}"
    return (
        f"IF(IFERROR(AND(LEN({digits})>0,{is_read}),FALSE),ROUND({value},{column.meaning.decimals}),{quote(REFUSED)})"
    )


def _are_digits(text: str) -> str:
    places = ",".join(str(place) for place in range(1, _MOST_DIGITS + 1))
    others = f'SUMPRODUCT(--ISERROR(FIND(MID({text}&"{"0" * _MOST_DIGITS}",{{{places}}},1),"{_DIGITS}")))'
    return f"LEN({text})<={_MOST_DIGITS},{others}=0"


def _is_grouped(whole: str, digits: str) -> str:
    """Whether the digits stand there as they are, or in threes with always the same between them."""
    between = f"MID({whole},LEN({whole})-3,1)"
    last, middle = f"{between}&RIGHT({digits},3)", f"MID({digits},LEN({digits})-5,3)"
    short = f"LEFT({digits},LEN({digits})-3)&{last}"
    long = f"LEFT({digits},LEN({digits})-6)&{between}&{middle}&{last}"
    grouped = f'AND(LEFT({digits},1)<>"0",IF(LEN({digits})>6,{long},{short})={whole})'
    return f"OR({digits}={whole},IFERROR({grouped},FALSE))"
