"""The rules about unusual counts, all in the shadow until a back-test speaks for more: `UNUSUAL`. `Past` is what they need."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from schemas.check.rule import EXPLAIN, Rule
from schemas.finding import Severity

_ORDER = "Bitte tragen Sie die Zahlen an ihrer Stelle ein. Stimmt alles so, erläutern Sie es bitte im Prüfprotokoll."


@dataclass(frozen=True)
class Past:
    """By table, the counts in force of the two years before a month: `own` of those who are checked, `peers` of some others.

    The frames hold `respondent`, `month`, the keys and the counts of the table.
    """

    own: Mapping[str, pd.DataFrame]
    peers: Mapping[str, pd.DataFrame]


def _rule(rule_id: str, sentence: str, hint: str = EXPLAIN) -> Rule:
    return Rule(rule_id, 2, Severity.WARNING, sentence, hint, stage="shadow")


UNUSUAL = {
    rule.id: rule
    for rule in (
        _rule("UNUSUAL_COUNT", "„{column}“ ist {value}; nach den bisherigen Meldungen wären etwa {expected} zu erwarten."),
        _rule("COLUMNS_SWAPPED", "Die Spalten „{column}“ und „{other}“ passen vertauscht viel besser zu den bisherigen Meldungen.", _ORDER),
        _rule("ROWS_SHIFTED", "Ab der Zeile „{row}“ passen die Zahlen viel besser zu anderen Zeilen: sind sie verrutscht?", _ORDER),
        _rule("ROW_REPEATED", "In der Zeile „{row}“ stehen dieselben Zahlen wie in der Zeile „{other}“, die sonst andere hat.", _ORDER),
        _rule("COPY_OF_LAST_MONTH", "Fast alle Zahlen sind die des Vormonats, sonst ändern sich viele: wurde der alte Bogen noch einmal verwendet?"),
        _rule("SLOW_DRIFT", "„{column}“ entfernt sich seit Monaten langsam von dem, was üblich war; jetzt ist es {value}.", "Bitte prüfen Sie, ob noch gezählt wird wie früher, und berichtigen Sie die Zahl, oder erläutern Sie es im Prüfprotokoll."),
    )
}  # fmt: skip
