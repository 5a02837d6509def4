"""All that is out of a centre, as an outsider has it, and what a new report adds to it. One way in: `audit_series`.

Ways in besides: `audit_report`, the same without a warehouse, of a `Candidate`; `summarise_plan` and `compose_frozen`,
the true figures.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf
from typing import TypeAlias

from sqlalchemy import Engine

from config.codes import frozen_titles
from config.policy import Disclosure, Policy, restore_policy
from config.settings import Settings
from schemas.report.model import Report
from schemas.report.protection.attack import Findings, attack
from schemas.report.protection.audit import Audit, make_audit
from schemas.report.protection.combine import NOTHING, find_given_away, find_undone, is_mixed, is_secret
from schemas.report.protection.model import Model, build_model, meet_bounds
from schemas.report.protection.quantities import name_counts
from schemas.report.protection.trace import Bound, Edition, Figure, Trace, read_trace, trace_edition, write_trace
from schemas.report.protection.withhold import choose_withheld
from schemas.report.summary import Summary
from schemas.time.month import shift_month
from tasks.report.arrange import gather_report
from tasks.report.compose import compose_report
from tasks.report.protect import protect_report
from tasks.report.summarise import summarise
from tasks.store.publication import FrozenInputs, Plan, find_plan, read_audits, read_frozen_inputs, read_policy


def summarise_plan(engine: Engine, settings: Settings, policy: Policy, month: str, plan: Plan) -> Summary:
    """The true figures of a month as known at the plan's vintage."""
    return summarise(
        engine,
        settings.centre,
        month,
        plan.vintage,
        months=policy.report.trend_months,
        previous=plan.previous_vintage,
        owing_by=policy.calendar if policy.report.estimates else None,
    )


def compose_frozen(
    engine: Engine, settings: Settings, month: str, plan: Plan, frozen_inputs: FrozenInputs
) -> tuple[Report, Policy]:
    """A version that is out, with its true figures, and the policy that it was made with; within its frozen titles.

    Raises:
        SettingsError: the policy means nothing to this program any more.
    """
    policy = restore_policy(frozen_inputs.policy)
    summary = summarise_plan(engine, settings, policy, month, plan)
    summary = replace(summary, counts=frozen_inputs.counts, centre_name=frozen_inputs.centre_name)
    return compose_report(summary, policy, plan.version), policy


Key: TypeAlias = tuple[str, str]  # month and version of a report


@dataclass(frozen=True)
class Candidate:
    """A report that is to go out, with its true figures (`raw`), and what of its centre is out already.

    `versions` is what those of its month tell, `others` what the reports of other months do, `kept_back` the names of
    what was ever kept back.
    """

    raw: Report
    disclosure: Disclosure
    versions: Sequence[Trace] = ()
    kept_back: frozenset[str] = frozenset()
    others: Sequence[Trace] = ()

    @cached_property
    def known(self) -> Model:
        """What an outsider knows before it."""
        return build_model([*self.versions, *self.others])

    @cached_property
    def strange(self) -> Model:
        """What the reports of other months tell by themselves."""
        return build_model(self.others)

    @cached_property
    def listed(self) -> Report:
        """The rows that it would list."""
        return _list_report(self.raw, self.disclosure)

    def trace(self, withheld: Collection[str], silent: Collection[str] = ()) -> Trace:
        """What an outsider has of it if it keeps back the figures of these names."""
        printed = protect_report(self.raw, self.disclosure, withheld)
        return _trace_edition(Edition(self.raw, self.listed, printed), self.disclosure, silent)

    def join(self, trace: Trace) -> Model:
        """What the versions of its month tell together with the reports of other months; not what only those tell."""
        own, strange = build_model([*self.versions, trace]), self.strange
        known = {frozenset(line.items()) for line in strange.lines}
        fresh = {figure for line in own.lines if frozenset(line.items()) not in known for figure in line}
        fresh |= {one for one in own.printed if _says_more(own.bounds[one], strange, one)}
        fresh |= own.bounds.keys() - strange.bounds.keys()
        model = build_model([*self.versions, trace, *self.others]).around(fresh)
        return replace(model, harmless=frozenset(one for one in model.bounds if not is_secret(one, self.disclosure)))

    def is_promised(self, figure: Figure) -> bool:
        """Whether anything is promised of a figure: by the report itself, or by others that round it."""
        others = () if figure[0].startswith(self.raw.month) else self.others
        bounds = (one.printed.get(figure, NOTHING) for one in others)
        return is_secret(figure, self.disclosure) or any(low < high < inf for low, high in bounds)


def audit_series(engine: Engine, settings: Settings, raw: Report, policy: Policy) -> Audit | None:
    """What the report keeps back, and what an outsider learns from it with everything before it.

    What an earlier report kept back stays so in all months that print it. None where nothing is protected, nor in
    the month's earlier versions.
    """
    audits = read_audits(engine, settings.centre)
    own = [key for key in audits if key[0] == raw.month]
    ways = {_read_way(engine, settings, *key) for key in own} - {None, _name_way(policy.disclosure)}
    if policy.disclosure.profile == "none" and not ways:
        return None
    reach = policy.report.trend_months
    first, last = shift_month(raw.month, -reach), shift_month(raw.month, reach)
    found = {key: _trace_version(engine, settings, *key, audits[key]) for key in own}
    found |= {key: read_trace(one.trace) for key, one in audits.items()
              if key not in found and first <= key[0] <= last and one and one.trace}  # fmt: skip
    traces = {key: trace for key, trace in found.items() if trace}
    versions = [trace for (month, _), trace in traces.items() if month == raw.month]
    others = [trace for (month, _), trace in traces.items() if month != raw.month]
    return audit_report(Candidate(raw, policy.disclosure, versions, find_kept_back(audits, traces), others))


def find_kept_back(audits: Mapping[Key, Audit | None], traces: Mapping[Key, Trace]) -> frozenset[str]:
    """What was ever kept back: of its own month, or of another one whose reports do not print it either.

    What a month's own reports print is no secret: a later one may still have to keep it back, which protects otherwise.
    """
    withheld = {(month, name) for (month, _), audit in audits.items() if audit for name in audit.withheld}
    own = {name for month, name in withheld if name.startswith(month)}
    told = {name for (month, _), trace in traces.items()
            for (name, _), (_, high) in trace.printed.items() if high < inf and name.startswith(month)}  # fmt: skip
    return frozenset(name for _, name in withheld if name in own or name not in told)


def audit_report(candidate: Candidate) -> Audit:
    """The same, of a report without a warehouse: what other months protect otherwise is kept back, too."""
    disclosure, earlier = candidate.disclosure, candidate.known
    if disclosure.profile == "none":
        bare = candidate.trace(())
        return _make_mixed_audit(candidate, Findings(len(bare.printed), {}), bare, frozenset())
    choice = frame_choice(candidate)
    least, seconds = disclosure.least_values, disclosure.attack_seconds
    chosen = choose_withheld(choice.model, choice.new, least, seconds, disclosure.loss or "persons")
    withheld = choice.kept | chosen.names
    printed = candidate.trace(withheld, choice.undone)
    public = candidate.join(printed)
    found = chosen.found if public == chosen.model else attack(public, least, seconds)
    if not is_mixed(earlier, printed):
        return make_audit(found, chosen.known, withheld, write_trace(printed))
    return _make_mixed_audit(candidate, found, printed, withheld)


def _make_mixed_audit(candidate: Candidate, found: Findings, trace: Trace, withheld: frozenset[str]) -> Audit:
    """The audit where the same figures are out in two ways: known before is only what the earlier reports tell."""
    earlier, disclosure = candidate.known, candidate.disclosure
    given = find_given_away(earlier, trace, disclosure)
    narrow = {figure: left for figure, left in found.narrow.items() if candidate.is_promised(figure)}
    unanswered = frozenset(filter(candidate.is_promised, found.open))
    before = attack(earlier, disclosure.least_values, disclosure.attack_seconds, narrow.keys() - given.keys())
    all_found = Findings(found.attacked, {**narrow, **given}, unanswered - given.keys())
    return make_audit(all_found, frozenset(before.narrow), withheld, write_trace(trace))


@dataclass(frozen=True)
class Choice:
    """What is chosen from: the names `kept` back anyhow, the model with all others, what only this report prints.

    Of those that are kept are `undone` what would undo how other months are protected.
    """

    kept: frozenset[str]
    undone: frozenset[str]
    model: Model
    new: frozenset[Figure]


def frame_choice(candidate: Candidate) -> Choice:
    """What `audit_report` chooses from."""
    raw, disclosure, before = candidate.raw, candidate.disclosure, candidate.known
    kept = candidate.kept_back & set(name_counts(raw, candidate.listed).values())
    trace = candidate.trace(kept)
    undone = find_undone(raw.month, candidate.others, trace, disclosure)
    if undone:
        kept |= undone
        trace = candidate.trace(kept, undone)
    new = frozenset(one for one, bound in trace.printed.items() if bound[1] < inf and _says_more(bound, before, one))
    model = candidate.join(trace)
    before = replace(before, bounds={**before.bounds, **_cap_unlisted(trace, before)})
    if disclosure.profile == "suppression":  # a true zero is never hidden, and so a gap is somebody
        new = frozenset(one for one in new if one[1])
        gaps = {one: meet_bounds(before.bounds.get(one, NOTHING), (1, inf)) for one in new}
        before = replace(before, bounds={**before.bounds, **gaps})
    return Choice(kept, undone, replace(model, silent=before), new)


def _cap_unlisted(trace: Trace, before: Model) -> dict[Figure, Bound]:
    """What is known of codes that stand in no row of their own though everybody knows that they are there.

    Also where another table that lists them keeps their figures back.
    """
    whole = (row for row in trace.gathered if row.each and row.most == row.each * len(row.members))
    return {one: meet_bounds(before.bounds.get(one, NOTHING), (0, row.each)) for row in whole for one in row.members}


def _says_more(bound: Bound, before: Model, figure: Figure) -> bool:
    """Whether a figure is printed for the first time, or rounded in another way that leaves less."""
    return figure not in before.printed or meet_bounds(before.bounds[figure], bound) != before.bounds[figure]


def make_edition(raw: Report, disclosure: Disclosure, withheld: Collection[str] = ()) -> Edition:
    """A report with its true figures, as it lists and as it prints them."""
    return Edition(raw, _list_report(raw, disclosure), protect_report(raw, disclosure, withheld))


def _list_report(raw: Report, disclosure: Disclosure) -> Report:
    """The rows that are printed: where counts are rounded, what would all be 0 is gathered."""
    return gather_report(raw, disclosure.rounding_base) if disclosure.profile == "rounding" else raw


def make_trace(
    raw: Report, disclosure: Disclosure, withheld: Collection[str] = (), silent: Collection[str] = ()
) -> Trace:
    """What an outsider has of a report that keeps back the figures of these names.

    Where nothing is rounded, it is what is printed, and of a gap that somebody is there: but for `silent` names, which
    are kept back whatever they are.
    """
    return _trace_edition(make_edition(raw, disclosure, withheld), disclosure, silent)


def _trace_edition(edition: Edition, disclosure: Disclosure, silent: Collection[str]) -> Trace:
    if disclosure.profile == "rounding":
        return trace_edition(edition, disclosure.rounding_base)
    trace = trace_edition(edition, 1)
    gaps = trace_edition(replace(edition, printed=edition.listed), 1).printed.keys() - trace.printed.keys()
    told = {figure: (0 if figure[0] in silent else min(1, figure[1]), inf) for figure in gaps}
    return replace(trace, printed={**trace.printed, **told})


def _name_way(disclosure: Disclosure) -> tuple[str, int]:
    """What makes two ways of protecting the same."""
    of = {"rounding": disclosure.rounding_base, "suppression": disclosure.suppression_threshold}
    return disclosure.profile, of.get(disclosure.profile, 0)


def _read_way(engine: Engine, settings: Settings, month: str, version: str) -> tuple[str, int] | None:
    policy = read_policy(engine, settings.centre, month, version)
    return _name_way(restore_policy(policy).disclosure) if policy else None


def _trace_version(engine: Engine, settings: Settings, month: str, version: str, audit: Audit | None) -> Trace | None:
    """What an outsider has of a version that is out: made again where it is older than this bookkeeping."""
    if audit and audit.trace:
        return read_trace(audit.trace)
    found = find_plan(engine, settings.centre, month, version)
    frozen_inputs = read_frozen_inputs(engine, settings.centre, month, version)
    if not found or not frozen_inputs:
        return None
    with frozen_titles(json.loads(frozen_inputs.codes)):
        raw, policy = compose_frozen(engine, settings, month, found[0], frozen_inputs)
    return make_trace(raw, policy.disclosure, frozen_inputs.withheld)
