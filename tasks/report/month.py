"""The travel of one month to its report, without Prefect. One way in: `publish_month`."""

import hashlib
import importlib.metadata
import json
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine

from config.aims.concept import FILE
from config.codes import all_titles, frozen_titles
from config.policy import Policy
from config.settings import TIMEZONE, Settings
from schemas.analysis.revision import ChangedValue
from schemas.check.catalogue import CHECKS
from schemas.german import format_date
from schemas.report.check import check_report
from schemas.report.gate.ruling import Ruling, annotate_report
from schemas.report.model import ProtectedReport, Report
from schemas.report.protection.audit import Audit
from schemas.report.summary import Summary
from schemas.report.text.marks import without_marks
from schemas.report.text.tell import tell_report
from schemas.review.table import tell_standings, without_goals
from schemas.time.deadlines import Cycle
from tasks.analysis.revise import find_changed_values
from tasks.report.chart import PHONE, draw_charts
from tasks.report.compose import compose_report
from tasks.report.data.write_data import write_data
from tasks.report.gate.gate import pass_gate
from tasks.report.protect import protect_report
from tasks.report.publish import Provenance, PublicationError, publish_folder, report_folder, write_manifest
from tasks.report.render_html import render_html
from tasks.report.render_pdf import render_pdf
from tasks.report.render_xlsx import render_xlsx
from tasks.report.seen.profile import keep_profile, tell_change
from tasks.report.seen.series import audit_series, compose_frozen, summarise_plan
from tasks.store.home_files import recall_concept, remember
from tasks.store.publication import (
    FrozenInputs,
    Plan,
    latest_version,
    next_plan,
    published_vintage,
    read_frozen_inputs,
    read_inputs,
    record_plan,
    record_published,
)

UNOPPOSED = Ruling()


@dataclass(frozen=True)
class Publication:
    """What came of it: version, folder if any, a sentence, whether nothing is to come; seconds by part of the work."""

    version: str | None
    folder: Path | None
    message: str
    seconds: dict[str, float] = field(default_factory=dict)
    is_settled: bool = True
    settled: tuple[str, ...] = ()  # of a run: the months of which that is so


def publish_month(  # noqa: PLR0913 - whose report, of when, by whom
    engine: Engine, settings: Settings, policy: Policy, month: str, at: datetime, *, is_asked: bool = True
) -> Publication:
    """Publish the next version of a month's report if it is due and its figures are new.

    Somebody who asks for it gets a revised report on any day after the cut-off. A run that comes every day by itself
    (`is_asked` False) publishes from the report day to the day of the revision until there is one, and once more then.

    Raises:
        GateError: the report is held, and nobody let it go.
        ReportError, PublicationError: our own mistake; nothing was published.
    """
    plan = next_plan(engine, settings.centre, month, at)
    if plan.is_taken_up and (folder := _finish(engine, settings, month, plan)):
        return Publication(plan.version, folder, f"Bericht {plan.version} war geschrieben und ist veröffentlicht.")
    frozen_inputs = read_frozen_inputs(engine, settings.centre, month, plan.version) if plan.is_taken_up else None
    if frozen_inputs:
        return _publish(
            engine, settings, recompose_report(engine, settings, month, plan, frozen_inputs), plan, frozen_inputs
        )
    if isinstance(draft := draft_report(engine, settings, policy, month, at, is_asked=is_asked), str):
        latest = latest_version(engine, settings.centre, month)
        is_due = not _not_yet(Cycle.of(month, policy.calendar), latest, at.date(), is_asked=is_asked)
        return Publication(latest, _folder(settings, month, latest), draft, is_settled=is_due)
    ruling = pass_gate(engine, draft.summary, draft.report, draft.policy, draft.audit)
    _check_place(settings, month, plan)
    remember(settings.home, FILE)
    frozen_inputs = freeze_inputs(draft.summary, draft.policy, ruling, draft.audit, draft.told)
    changes = _changes(engine, settings, draft.summary)
    record_plan(engine, settings.centre, month, plan, digest_figures(draft.report), frozen_inputs, changes)
    return _publish(engine, settings, _annotate(draft.report, frozen_inputs), plan, frozen_inputs)


@dataclass(frozen=True)
class ReportDraft:
    """A report as it would go out now, before the gate; its policy protects as the month's other reports do.

    `told` is what its readers must know of its protection: that it is another one from this version on.
    """

    plan: Plan
    policy: Policy
    summary: Summary
    report: ProtectedReport
    audit: Audit | None = None
    told: tuple[str, ...] = ()


def draft_report(  # noqa: PLR0913 - as publish_month
    engine: Engine, settings: Settings, policy: Policy, month: str, at: datetime, *, is_asked: bool = True
) -> ReportDraft | str:
    """The next version of a month's report, or why there is none to come on that day."""
    latest = latest_version(engine, settings.centre, month)
    plan = next_plan(engine, settings.centre, month, at)
    if not plan.is_taken_up:
        cycle = Cycle.of(month, policy.calendar)
        if reason := _not_yet(cycle, latest, at.date(), is_asked=is_asked):
            return reason
    draft = make_draft(engine, settings, policy, month, plan)
    is_news = digest_figures(draft.report) != plan.content or _becomes_final(engine, settings.centre, latest, draft)
    if latest and not is_news and not plan.is_taken_up:
        return f"Bericht {latest} bleibt: seitdem hat sich keine Zahl geändert."
    return draft


def _becomes_final(engine: Engine, centre_id: str, latest: str | None, draft: ReportDraft) -> bool:
    """Whether it is the month's first version after the last correction, which is sent though no figure changed."""
    month = draft.report.month
    vintage = published_vintage(engine, centre_id, month, latest) if latest else None
    is_final = vintage is not None and vintage.date() >= Cycle.of(month, draft.policy.calendar).final
    return draft.report.status == "endgültig" and not is_final


def make_draft(engine: Engine, settings: Settings, policy: Policy, month: str, plan: Plan) -> ReportDraft:
    """The report of a month as known at the plan's vintage, whether it is due or not."""
    policy = recall_concept(settings.home, keep_profile(engine, settings.centre, month, policy))
    summary = summarise_plan(engine, settings, policy, month, plan)
    raw = compose_report(summary, policy, plan.version)
    audit = audit_series(engine, settings, raw, policy)
    report = make_public(raw, policy, audit.withheld if audit else ())
    told = tell_change(engine, settings.centre, month, policy.disclosure)
    return ReportDraft(plan, policy, summary, report, audit, told)


def freeze_inputs(
    summary: Summary, policy: Policy, ruling: Ruling = UNOPPOSED, audit: Audit | None = None, told: tuple[str, ...] = ()
) -> FrozenInputs:
    """What a report is made of beside the facts of its vintage."""
    return FrozenInputs(
        centre_name=summary.centre_name,
        policy=policy.model_dump_json(),
        codes=json.dumps(all_titles(), ensure_ascii=False),
        rule_set=digest_rules(),
        code_version=importlib.metadata.version("monatsbericht"),
        counts=summary.counts,
        noted=(*told, *(point.message for point in ruling.noted)),
        released_by=ruling.released_by,
        audit=audit,
    )


def recompose_report(
    engine: Engine, settings: Settings, month: str, plan: Plan, frozen_inputs: FrozenInputs
) -> ProtectedReport:
    """A version from the facts of its vintage and what was fixed with it: the same whenever it is told.

    Raises:
        SettingsError: the policy that it was made with means nothing to this program any more.
    """
    with frozen_titles(json.loads(frozen_inputs.codes)):
        raw, policy = compose_frozen(engine, settings, month, plan, frozen_inputs)
        report = make_public(raw, policy, frozen_inputs.withheld)
    return _annotate(report, frozen_inputs)


def _annotate(report: ProtectedReport, frozen_inputs: FrozenInputs) -> ProtectedReport:
    return annotate_report(report, frozen_inputs.noted, frozen_inputs.released_by)


def make_files(engine: Engine, report: ProtectedReport, plan: Plan, frozen_inputs: FrozenInputs) -> dict[str, bytes]:
    """Every file of the report's folder, the manifest included."""
    check_report(report)
    files = render_files(report)
    provenance = Provenance(
        inputs=read_inputs(engine, report.ags8, report.month, plan.vintage),
        rule_set=frozen_inputs.rule_set,
        code_version=frozen_inputs.code_version,
        policy_sha256=hashlib.sha256(frozen_inputs.policy.encode()).hexdigest(),
        protection=frozen_inputs.audit.numbers if frozen_inputs.audit else {},
    )
    return {**files, "manifest.json": write_manifest(report, files, provenance)}


def make_public(raw: Report, policy: Policy, withheld: Collection[str] = ()) -> ProtectedReport:
    """The true figures as a report that may leave the centre, with its sentences; `withheld` are kept back."""
    protected = protect_report(raw, policy.disclosure, withheld)
    return tell_report(tell_standings(protected, policy.concept), policy)


def render_files(report: ProtectedReport) -> dict[str, bytes]:
    """Every file of the report's folder but the manifest."""
    charts = draw_charts(report)
    data = write_data(report)
    with ThreadPoolExecutor(1) as beside:  # Typst leaves Python, and the other core, to the page
        pdf = beside.submit(copy_context().run, render_pdf, report, charts, data)
        page = render_html(report, charts, draw_charts(report, PHONE)).encode()
        book = render_xlsx(report)
    files = {f"daten/{name}": content for name, content in data.items()}
    return {"bericht.html": page, "bericht.pdf": pdf.result(), "tabellen.xlsx": book, **files}


def digest_figures(report: ProtectedReport) -> str:
    """What a new version must differ in: chapters 1 and 3 to 8 without marks; version and vintage stand elsewhere.

    Another concept is no news: the figures of its table stand in table 1.1, too.
    """
    chapters = [without_marks(without_goals(one)) for one in report.sections if one.number not in {"2", "9"}]
    return hashlib.sha256(repr(chapters).encode()).hexdigest()


def digest_rules() -> str:
    """The rule set: which rules there are, in which version, how much each weighs."""
    known = [(rule.id, rule.version, rule.severity.value, rule.sentence) for rule in CHECKS.values()]
    return hashlib.sha256(repr(sorted(known)).encode()).hexdigest()


def _changes(engine: Engine, settings: Settings, summary: Summary) -> tuple[ChangedValue, ...]:
    """Every value in the span of the report that the report before told otherwise, with its cause."""
    if summary.previous_vintage is None:
        return ()
    months = list(summary.totals.index)
    return find_changed_values(engine, settings.centre, summary.previous_vintage, summary.vintage, months)


def _finish(engine: Engine, settings: Settings, month: str, plan: Plan) -> Path | None:
    """An earlier run wrote the whole folder and was killed before it could say so: what is there has been sent."""
    folder = _folder(settings, month, plan.version)
    manifest = folder / "manifest.json" if folder else None
    if not manifest or not manifest.exists():
        return None
    vintage = plan.vintage.replace(tzinfo=TIMEZONE).isoformat(timespec="seconds")
    if json.loads(manifest.read_bytes()).get("vintage") != vintage:
        raise _foreign(manifest.parent)
    digest = hashlib.sha256(manifest.read_bytes()).hexdigest()
    record_published(engine, settings.centre, month, plan.version, digest)
    return folder


def _check_place(settings: Settings, month: str, plan: Plan) -> None:
    """A new version must not meet a folder: it would be one that the warehouse does not know of."""
    folder = _folder(settings, month, plan.version)
    if not plan.is_taken_up and folder and folder.exists():
        raise _foreign(folder)


def _foreign(folder: Path) -> PublicationError:
    return PublicationError(
        f"{folder} ist schon veröffentlicht, aber aus einem anderen Datenbestand als diesem. Bitte den Datenbestand "
        "aus der Datensicherung zurückholen; gibt es keine, den Ordner aufheben, aber an einen anderen Ort legen. "
        "Danach: monatsbericht rerun"
    )


def _not_yet(cycle: Cycle, latest: str | None, day: date, *, is_asked: bool) -> str:
    """Why nothing is to be published on that day; empty where something may be."""
    if latest is None and day < cycle.report:
        return f"Der Bericht ist erst am {format_date(cycle.report)} fällig."
    if latest is None and day > cycle.revision and not is_asked:
        by_hand = f"wer ihn jetzt noch will: monatsbericht report --month {cycle.month}"
        return f"Bis zur Ausschlussfrist ({format_date(cycle.cutoff)}) kam kein Bericht zustande; {by_hand}"
    if latest is not None and day <= cycle.cutoff:
        return f"Bericht {latest} liegt vor; eine berichtigte Fassung folgt nach dem {format_date(cycle.cutoff)}."
    if latest is not None and day != cycle.revision and not is_asked:
        return f"Bericht {latest} liegt vor; was später kommt, berichtet: monatsbericht report --month {cycle.month}"
    return ""


def _folder(settings: Settings, month: str, version: str | None) -> Path | None:
    return report_folder(settings, month, version) if version else None


def _publish(
    engine: Engine, settings: Settings, report: ProtectedReport, plan: Plan, frozen_inputs: FrozenInputs
) -> Publication:
    files = make_files(engine, report, plan, frozen_inputs)
    folder = report_folder(settings, report.month, plan.version)
    publish_folder(folder, files)
    digest = hashlib.sha256(files["manifest.json"]).hexdigest()
    record_published(engine, settings.centre, report.month, plan.version, digest)
    return Publication(plan.version, folder, f"Bericht {plan.version} ist veröffentlicht.")
