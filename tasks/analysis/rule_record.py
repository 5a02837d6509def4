"""What became of all that the rules found, from the warehouse. One way in: `read_hits(engine, since)`.

Every submission that was checked keeps its findings. What the last one of a return says of the same place is what
became of it: the finding is gone, settled, or still there.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Connection, Engine, Row, literal, select

from schemas.analysis.rule_record import Hit, Resolution
from schemas.finding import Severity
from schemas.form.forms import TABLES, Table
from schemas.form.submission import IN_FORCE
from schemas.store import warehouse as w

Chain: TypeAlias = Sequence[Row[Any]]  # the checked submissions of a return, the last one last
RulePlace: TypeAlias = tuple[str, str]  # a rule, and what it speaks of
FoundBySubmission: TypeAlias = Mapping[int, Mapping[RulePlace, Row[Any]]]  # by submission
Figures: TypeAlias = Mapping[tuple[int, str], float]  # by submission and what a finding speaks of


AT_ONCE = 500  # submissions in one question


def read_hits(engine: Engine, since: str) -> tuple[list[Hit], dict[str, Counter[str]]]:
    """All hits in returns for the month `since` (YYYY-MM) and later; how many returns came, by month and form.

    A return that holds no figure is not counted: hardly a rule is asked of it.
    """
    with engine.connect() as connection:
        chains, findings = _read_chains(connection, since), _read_findings(connection, since)
        hit = [chain for chain in chains if any(one.submission_id in findings for one in chain)]
        figures = _read_figures(connection, [chain[-1].submission_id for chain in hit if len(chain) > 1])
    hits = [one for chain in hit for one in _judge(chain, findings, figures)]
    returns: dict[str, Counter[str]] = defaultdict(Counter)
    for chain in chains:
        returns[chain[-1].month][chain[-1].form] += any(one.figures for one in chain)
    return hits, returns


def _read_chains(connection: Connection, since: str) -> list[Chain]:
    table = w.submission
    names = ("submission_id", "respondent_id", "month", "form", "state", "figures", "sha256")
    is_read = (table.c.month >= since) & table.c.respondent_id.is_not(None) & table.c.form.is_not(None)
    query = select(*table.c[names]).where(is_read, table.c.checked_at.is_not(None)).order_by(table.c.submission_id)
    chains: dict[tuple[str, str], list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(query):
        chains[row.respondent_id, row.month].append(row)
    return list(chains.values())


def _read_findings(connection: Connection, since: str) -> FoundBySubmission:
    """Also those of the shadow, which have no severity and no answer."""
    found, shadow, sent = w.finding, w.shadow_finding, w.submission
    names = ("submission_id", "number", "rule", "subject", "value")
    told = select(*found.c[(*names, "severity", "answer", "waiver_id")])
    tried = select(*shadow.c[names], literal(None).label("severity"), literal(None).label("answer"))
    by_submission: dict[int, dict[RulePlace, Row[Any]]] = defaultdict(dict)
    for table, query in ((found, told), (shadow, tried)):
        its = query.join(sent, sent.c.submission_id == table.c.submission_id).where(sent.c.month >= since)
        for row in connection.execute(its.order_by(table.c.submission_id, table.c.number)):
            by_submission[row.submission_id].setdefault((row.rule, row.subject or ""), row)
    return by_submission


def _read_figures(connection: Connection, submissions: Sequence[int]) -> Figures:
    """Every figure of these under the words that a finding has for its place."""
    some = [submissions[start : start + AT_ONCE] for start in range(0, len(submissions), AT_ONCE)]
    return dict(pair for table in TABLES.values() for part in some for pair in _figures_of(connection, table, part))


def _figures_of(
    connection: Connection, table: Table, submissions: Sequence[int]
) -> Iterator[tuple[tuple[int, str], float]]:
    fact, names = w.FACTS[table.name], [column.name for column in table.columns]
    query = select(fact.c.submission_id, *fact.c[tuple(names)]).where(fact.c.submission_id.in_(submissions))
    for number, *values in connection.execute(query):
        row = dict(zip(names, values, strict=True))
        key = "|".join(str(row[column.name]) for column in table.keys)
        for column in (one.name for one in table.figures if row[one.name] is not None):
            yield (number, f"{table.name}.{column}[{key}]"), float(row[column])


def _judge(chain: Chain, findings: FoundBySubmission, figures: Figures) -> Iterator[Hit]:
    """What was found in a return, once for each place, with what the last submission says of it."""
    last = chain[-1]
    first: dict[RulePlace, tuple[Row[Any], Row[Any]]] = {}
    for sent in chain:
        for place, found in findings.get(sent.submission_id, {}).items():
            first.setdefault(place, (sent, found))
    for place, (sent, found) in first.items():
        outcome = _outcome(sent, last, findings.get(last.submission_id, {}).get(place))
        outcome = "counted" if found.severity is None and outcome == "open" else outcome
        effect = _effect(found, figures.get((last.submission_id, place[1]))) if outcome == "corrected" else None
        yield Hit(place[0], last.month, last.respondent_id, outcome, effect)


def _outcome(sent: Row[Any], last: Row[Any], found: Row[Any] | None) -> Resolution:
    if found is not None and found.severity is None:
        return "counted"
    if found is not None and found.answer is not None:
        return "explained" if found.waiver_id is None else "waived"
    if found is not None and found.severity == Severity.INFORMATION:
        return "told"
    if found is not None or last.state not in IN_FORCE:
        return "open"
    return "dropped" if sent.sha256 == last.sha256 else "corrected"


def _effect(found: Row[Any], after: float | None) -> float | None:
    try:
        return None if after is None or found.value is None else after - float(found.value)
    except ValueError:
        return None  # what stood there was no number
