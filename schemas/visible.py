"""Texts from strangers that command nothing: `visible(text)` for databases, pages and terminals, `disarm(text)` for CSV. Pure.

Control characters are commands to a terminal and forbidden in XML, half characters in UTF-8, a zero in PostgreSQL; characters
that change the direction of writing make `exe.xlsx` of `xslx.exe`.
"""

import re

_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_FORMULA = re.compile("['=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
ABOUT_CSV = (
    "Kennungen (AGS, Schulnummer, Codes) sind Text; aus CSV behält ein Tabellenprogramm ihre führenden Nullen nur, wenn "
    "die Spalte beim Einlesen als Text gewählt ist (Excel: Daten, Aus Text/CSV). Text, den es als Formel läse (er beginnt "
    "mit = + - @, Tabulator oder Zeilenende) oder der mit einem Apostroph beginnt, hat in CSV einen Apostroph mehr davor: "
    "wer den ursprünglichen braucht, nimmt ihn weg."
)


def visible(text: str) -> str:
    """The text with a replacement character for each character that nobody sees; line ends stay."""
    return _UNSEEN.sub("\ufffd", text)


def escape_unseen(json: str) -> str:
    """JSON that says the same without a character that nobody sees."""
    return _UNSEEN.sub(lambda character: f"\\u{ord(character[0]):04x}", json)


def disarm(text: str) -> str:
    """A text of a CSV file that no spreadsheet runs as a formula; `rearm` gives it back."""
    return f"'{text}" if _FORMULA.match(text) else text


def rearm(text: str) -> str:
    """What a text of a CSV file was before `disarm`."""
    return text.removeprefix("'")
