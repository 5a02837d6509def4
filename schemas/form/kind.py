"""Everything that is known of a kind of respondent and its form, said once at the end of the form's module: `Kind`."""

import re
from dataclasses import dataclass

import pandera.pandas as pa

from schemas.form.column import ALWAYS, Asked


@dataclass(frozen=True)
class Numbers:
    """How the numbers of a kind look: digits only, or a letter, the AGS and four digits (`K-05914000-0001`).

    `shape` says it in German, `word` what such a number is called before it (`Schulnummer 169468`). `never` is a regular expression of what looks like one and is none. Excel eats the leading zero of an AGS
    (`loses_zero`).
    """

    shape: str
    example: str
    word: str
    digits: int = 0
    letter: str = ""
    never: str = ""
    loses_zero: bool = False

    @property
    def pattern(self) -> str:
        """The regular expression of a whole number."""
        digits = rf"[1-9]\d{{{self.digits - 1}}}" if not self.loses_zero else rf"\d{{{self.digits}}}"
        return (
            rf"{self.letter}-\d{{8}}-\d{{4}}"
            if self.letter
            else rf"{f'(?!{self.never})' if self.never else ''}{digits}"
        )

    @property
    def expected(self) -> str:
        """The number in words."""
        return f"{self.shape}, zum Beispiel {self.example}"

    def is_shaped(self, number: str) -> bool:
        """Whether a number is written as one of the kind, also one that cannot be."""
        return number.startswith(f"{self.letter}-") if self.letter else len(number) == self.digits

    def municipality(self, number: str) -> str:
        """The AGS in a number that fits; empty where the kind's numbers have none."""
        return number.split("-")[1] if self.letter else number if self.loses_zero else ""

    def fits(self, number: str) -> bool:
        """Whether a number is one of the kind."""
        return re.fullmatch(self.pattern, number, re.ASCII) is not None


@dataclass(frozen=True)
class Kind:
    """A kind of respondent: its code (config/codes/kind.csv), what its form is called, and what that asks for.

    `version` of the form grows when the meaning of a column changes. `main` are the indicators that a report on the
    kind stands on; each is in one table only, so that its rows add up. Nobody of a kind owes anything in a month in which
    it is not `asked`, whatever the register says. `is_of_place`: its work is where it sits, not all over the city.
    """

    code: str
    form_title: str
    tables: tuple[type[pa.DataFrameModel], ...]
    numbers: Numbers
    main: tuple[str, ...]
    version: int = 1
    has_school_type: bool = False
    is_of_place: bool = True
    asked: Asked = ALWAYS
