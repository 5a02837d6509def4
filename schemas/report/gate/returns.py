"""Checks of who answered: `find_few_returns`, `find_few_of_kind`, `find_away`, and `find_open_queries` on main figures."""

from collections.abc import Iterator

from config.codes import code_list
from schemas.form.forms import KINDS, TABLES
from schemas.german import format_moment, format_number, format_share
from schemas.report.gate.evidence import Evidence, Observation
from schemas.report.plan import COMPARED

ALL_KINDS = "all"  # as a subject


def find_few_returns(evidence: Evidence) -> Iterator[Observation]:
    """Fewer returns than the policy asks for, over all kinds."""
    counts = evidence.summary.counts_of(evidence.summary.month)
    yield from _few(ALL_KINDS, counts, evidence.policy.report.least_rate_pct)


def find_few_of_kind(evidence: Evidence) -> Iterator[Observation]:
    """Fewer returns of a kind of respondent than the policy asks for; a kind of which nobody owes anything is none."""
    titles, least = code_list("kind").titles, evidence.policy.gate.least_kind_rate_pct
    for kind in KINDS:
        yield from _few(kind, evidence.summary.counts_of(evidence.summary.month, (kind,)), least, titles[kind])


def find_away(evidence: Evidence) -> Iterator[Observation]:
    """Sources that cannot be read: what lies there came in time and counts nowhere."""
    for name, since in sorted(evidence.away.items()):
        yield Observation(name, 1, {"source": name, "since": format_moment(since)})


def find_open_queries(evidence: Evidence) -> Iterator[Observation]:
    """Main figures of which too large a part rests on returns with an open query about them."""
    for column in main_columns():
        answers = evidence.summary.answers.get((evidence.summary.month, column), {})
        asked = sorted(evidence.asked.get(column, frozenset()) & answers.keys())
        total = sum(abs(one.value) for one in answers.values())
        share = sum(abs(answers[name].value) for name in asked) / total if total else 0.0
        if asked and share * 100 > evidence.policy.gate.open_queries_pct:
            said = name_column(column) | {"n": format_number(len(asked)), "answered": format_number(len(answers))}
            yield Observation(column, share * 100, said, tuple(asked))


def main_columns() -> list[str]:
    """The columns of main figures of which the report tells a change."""
    main = {indicator for kind in KINDS.values() for indicator in kind.main}
    return [column for column in COMPARED if name_column(column)["indicator"] in main]


def name_column(column: str) -> dict[str, str]:
    """Title and indicator of a column of the forms, "<table>.<column>"."""
    table, _, name = column.partition(".")
    found = TABLES[table].column(name)
    return {"title": found.title, "indicator": found.meaning.indicator or name}


def _few(subject: str, counts: tuple[int, int], least_pct: float, kind: str = "") -> Iterator[Observation]:
    n, expected = counts
    if not expected or n * 100 >= expected * least_pct:
        return
    words = {
        "kind": kind,
        "n": format_number(n),
        "expected": format_number(expected),
        "rate": format_share(n / expected),
        "least": format_share(least_pct / 100),
    }
    yield Observation(subject, least_pct - n / expected * 100, words)
