"""The rules about what is missing: `MISSING`."""

from schemas.check.rule import Rule
from schemas.finding import Severity
from schemas.form.forms import name_columns

_REASON = " und nennen den Grund im Prüfprotokoll."
_ZERO = f"Gibt es keine mehr, tragen Sie 0 ein (auch bei allen Teilen davon){_REASON}"
_FIGURE = f"Bitte tragen Sie die Zahl dieses Monats ein. {_ZERO}"
_FIGURES = f"Bitte tragen Sie die Zahlen dieses Monats ein. {_ZERO}"
_WHOLE = "Bitte tragen Sie die Zahl ein. Gibt es keine, tragen Sie 0 ein (auch bei allen Teilen davon)."
_YEAR = "Bitte tragen Sie die Zahl für das ganze Jahr ein (0, wenn es keine gab)."
_OR_EXPLAIN = " Ist sie nicht bekannt, erläutern Sie es bitte im Prüfprotokoll."
_ASKED_OF_YEAR = name_columns(lambda column: bool(column.meaning.year_of))
MISSING = {
    rule.id: rule
    for rule in (
        Rule("MAIN_TABLE_EMPTY", 1, Severity.ERROR, "In der Tabelle „{table}“ steht unter „{column}“ keine einzige Zahl.", "Bitte füllen Sie die Tabelle aus, und auch die anderen, zu denen Sie etwas melden können. Gab es in diesem Monat gar nichts zu melden, wählen Sie „Fehlanzeige: Ja“; gab es im Vormonat etwas, fragen wir dann nach dem Grund."),
        Rule("WHOLE_MISSING", 1, Severity.WARNING, "„{column}“ ist leer, obwohl etwas davon angegeben ist ({parts}).", _WHOLE + _OR_EXPLAIN),
        Rule("YEAR_MISSING", 1, Severity.WARNING, "„{column}“ ist leer, obwohl für den Monat etwas angegeben ist ({parts}).", _YEAR + _OR_EXPLAIN, raised_by=_ASKED_OF_YEAR, holds_a_year=True),
        Rule("YEAR_ROW_MISSING", 2, Severity.WARNING, "In der Zeile „{row}“ fehlt „{column}“, oder die Zeile selbst fehlt; im {then} stand dort {value} („{part}“), und nur dieser Bogen fragt nach dem ganzen Jahr.", "Bitte ergänzen Sie die Zeile mit der Zahl für das ganze Jahr (Termine und Teilnehmende im Monat: 0, wenn nichts war). Heißt die Zeile jetzt anders, oder ist die Zahl nicht bekannt, erläutern Sie es bitte im Prüfprotokoll.", raised_by=_ASKED_OF_YEAR, holds_a_year=True),
        Rule("TABLE_GONE", 2, Severity.WARNING, "In der Tabelle „{table}“ steht keine Zahl; in der Meldung vom {month} waren es {value} („{column}“).", _FIGURES + _OR_EXPLAIN),
        Rule("COLUMN_GONE", 2, Severity.WARNING, "Die Spalte „{column}“ ist leer; in der Meldung vom {month} stand dort zusammen {value}.", _FIGURES + _OR_EXPLAIN),
        Rule("ROW_GONE", 2, Severity.WARNING, "Die Zeile „{row}“ fehlt oder ist leer; in der Meldung vom {month} stand dort {value} („{column}“).", _FIGURES + _OR_EXPLAIN),
        Rule("STOCK_GONE", 2, Severity.WARNING, "„{column}“ ist leer; in der Meldung vom {month} stand hier {value}.", _FIGURE + _OR_EXPLAIN),
        Rule("NIL_AFTER_STOCK", 2, Severity.WARNING, "Gemeldet ist eine Fehlanzeige; in der Meldung vom {month} waren es {value} („{column}“).", "Bitte senden Sie den ausgefüllten Bogen, oder erläutern Sie im Prüfprotokoll, warum es nichts mehr gibt."),
    )
}  # fmt: skip
