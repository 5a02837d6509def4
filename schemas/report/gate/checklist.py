"""What is looked at before a report goes out: `CHECKLIST`, each check once. One way in: `judge(evidence)`.

No sentence holds a figure about persons: it stands in mails, on pages and, where the policy lets the report go with a note, in
the report itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from schemas.finding import Severity
from schemas.report.gate.audit import find_deducible, find_unprotected
from schemas.report.gate.evidence import Evidence, Observation
from schemas.report.gate.jumps import find_jumps
from schemas.report.gate.returns import find_away, find_few_of_kind, find_few_returns, find_open_queries
from schemas.report.gate.totals import find_different_totals


@dataclass(frozen=True)
class GateCheck:
    """One check: how much it weighs, its sentence and what to do, and how it is found.

    What `needs_name` no policy lets out, what is not `is_releasable` nobody's name either.
    """

    id: str
    severity: Severity
    sentence: str
    remedy: str
    find: Callable[[Evidence], Iterator[Observation]]
    is_releasable: bool = True
    needs_name: bool = False


@dataclass(frozen=True)
class Point:
    """What a check says of this report; `extent` is how bad it is, `respondents` are those whose answer mends it.

    `detail` is for the house alone.
    """

    check: str
    subject: str
    extent: float
    message: str
    respondents: tuple[str, ...] = ()
    detail: str = ""

    @property
    def definition(self) -> GateCheck:
        """The check that it comes from."""
        return CHECKLIST[self.check]


_CHECKS = (
    GateCheck(
        "RETURNS_FEW",
        Severity.ERROR,
        "Es liegen {n} von {expected} Meldungen vor ({rate}), nötig sind {least}.",
        "Bitte fehlende Meldungen einholen (monatsbericht remind --list).",
        find_few_returns,
    ),
    GateCheck(
        "RETURNS_OF_KIND_FEW",
        Severity.ERROR,
        "{kind}: Es liegen {n} von {expected} Meldungen vor ({rate}), nötig sind {least}.",
        "Bitte die fehlenden Meldungen dieser Art einholen (monatsbericht remind --list).",
        find_few_of_kind,
    ),
    GateCheck(
        "SOURCE_AWAY",
        Severity.ERROR,
        "Die Quelle „{source}“ ist seit {since} nicht zu erreichen; was dort eingegangen ist, zählt noch nicht mit.",
        "Bitte die Quelle in Ordnung bringen (monatsbericht doctor) oder aus settings.toml nehmen.",
        find_away,
    ),
    GateCheck(
        "MAIN_FIGURE_JUMPS",
        Severity.ERROR,
        "Die Hauptkennzahl „{title}“ ({indicator}) hat sich bei denselben Berichtsstellen so stark verändert wie in den "
        "Monaten davor nie; das ist nicht erläutert.",
        "Bitte bei den Berichtsstellen nachfragen, die am meisten beitragen.",
        partial(find_jumps, is_main=True),
    ),
    GateCheck(
        "FIGURE_JUMPS",
        Severity.WARNING,
        "„{title}“ ({indicator}) hat sich bei denselben Berichtsstellen ungewöhnlich stark verändert; das ist nicht "
        "erläutert.",
        "Bitte bei den Berichtsstellen nachfragen, die am meisten beitragen.",
        partial(find_jumps, is_main=False),
    ),
    GateCheck(
        "QUERIES_OPEN",
        Severity.WARNING,
        "Zur Hauptkennzahl „{title}“ ({indicator}) sind bei {n} von {answered} Meldungen Rückfragen offen.",
        "Bitte um Erläuterung im Prüfprotokoll bitten oder telefonisch klären.",
        find_open_queries,
    ),
    GateCheck(
        "TOTALS_DIFFER",
        Severity.ERROR,
        "Für „{title}“ nennen die Tabellen verschiedene Summen: {tables}.",
        "Das ist ein Fehler des Programms: bitte an die Entwicklung geben.",
        find_different_totals,
    ),
    GateCheck(
        "FIGURES_DEDUCIBLE",
        Severity.ERROR,
        "Aus den Tabellen und früheren Berichten zusammen ließen sich {n} Personenzahlen genauer errechnen als beschlossen, "
        "oder die Zeit reichte nicht, das auszuschließen.",
        "Bitte noch einmal versuchen (monatsbericht rerun) oder mehr Zeit geben ([disclosure] attack_seconds in policy.toml); "
        "wurde der Schutz des Monats geändert (monatsbericht report --reprotect), policy.toml zurücknehmen und ihn wieder ändern; "
        "bleibt es sonst dabei, ist es ein Fehler des Programms.",
        find_deducible,
        needs_name=True,
    ),
    GateCheck(
        "FIGURES_UNPROTECTED",
        Severity.ERROR,
        "In der Tabelle „{table}“, Spalte „{column}“, stehen Personenzahlen, die nicht so geschützt sind wie beschlossen.",
        "Das ist ein Fehler des Programms, und niemand kann ihn freigeben: bitte an die Entwicklung geben.",
        find_unprotected,
        is_releasable=False,
    ),
)

CHECKLIST: dict[str, GateCheck] = {check.id: check for check in _CHECKS}


def judge(evidence: Evidence) -> tuple[Point, ...]:
    """Everything that is found, errors first, in the order of the checklist."""
    checks = sorted(_CHECKS, key=lambda check: check.severity is not Severity.ERROR)
    return tuple(
        Point(
            check.id,
            found.subject,
            found.extent,
            check.sentence.format_map(found.words),
            found.respondents,
            found.detail,
        )
        for check in checks
        for found in check.find(evidence)
    )
