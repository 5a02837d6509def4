"""The gate: a report goes through, with a note or without, or is held. Ways in: `judge_report`, `pass_gate`."""

from sqlalchemy import Engine

from config.errors import GateError
from config.policy import Policy
from schemas.german import format_month
from schemas.report.gate.checklist import Point, judge
from schemas.report.gate.evidence import Evidence
from schemas.report.gate.ruling import Ruling, describe_hold, digest_hold, rule_on
from schemas.report.model import Report
from schemas.report.protection.audit import Audit
from schemas.report.summary import Summary
from schemas.time.deadlines import Cycle
from tasks.report.gate.queries import read_asked, read_explained
from tasks.store.holds import FIRST
from tasks.store.releases import read_release
from tasks.store.source_status import sources_away


def judge_report(
    engine: Engine, summary: Summary, report: Report, policy: Policy, audit: Audit | None = None
) -> tuple[Point, ...]:
    """Everything that the checklist finds in a report, which is composed and protected, and attacked.

    Raises:
        GateError: nobody owes a return, so that there is nothing to judge.
    """
    if not summary.counts_of(summary.month)[1]:
        raise GateError(
            f"Für {format_month(summary.month)} wird von keiner Berichtsstelle eine Meldung erwartet. Stimmt der "
            "Monat, fehlt das Register: monatsbericht register LISTE, danach monatsbericht rerun."
        )
    about = (summary.centre_id, summary.month, summary.vintage)
    with engine.connect() as connection:
        asked, explained = read_asked(connection, *about), read_explained(connection, *about)
    return judge(Evidence(summary, report, policy, asked, explained, sources_away(engine), audit))


def pass_gate(engine: Engine, summary: Summary, report: Report, policy: Policy, audit: Audit | None = None) -> Ruling:
    """The ruling on a report that goes out.

    Raises:
        GateError: it is held; the sentence says why, and what lets it go.
    """
    release = read_release(engine, summary.centre_id, summary.month, report.version)
    ruling = rule_on(judge_report(engine, summary, report, policy, audit), policy.gate, release)
    if ruling.held:
        last = Cycle.of(summary.month, policy.calendar).revision
        is_tried = report.version != FIRST or summary.vintage.date() <= last
        error = GateError(describe_hold(summary.month, report.version, ruling.held, is_tried=is_tried))
        error.about = digest_hold(summary.month, report.version, ruling.held)
        raise error
    return ruling
