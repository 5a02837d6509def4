"""What protection costs: `python -m tests.bench_protection --home HOME`, a home with published months.

Loss: how many persons each version keeps back, beside the best choice for each table by itself and for all that is
linked (without a limit of time), and beside the search where the best choice takes too long. Usefulness: how much is
printed, and how far from the truth. Time: of protecting and attacking a version with its series, and of up to 54
invented cities with the sums of a state in one system. Exit code 1 where a version keeps back more than is fair
(tests.attack.loss).
"""

import argparse
import json
import sys
import time
from dataclasses import fields
from pathlib import Path

from sqlalchemy import select

from config.codes import frozen_titles
from config.policy import load_policy
from config.settings import load_settings
from schemas.report.model import cell_kind
from schemas.report.protection.model import Model, build_model, is_sum
from schemas.report.protection.withhold import choose_withheld
from schemas.store import warehouse as w
from schemas.store.published import is_published
from tasks.existing_warehouse import open_home_warehouse
from tasks.report.seen.series import Candidate, audit_report, compose_frozen, make_edition, make_trace
from tasks.store.publication import find_plan, read_frozen_inputs
from tests.attack.loss import Loss, measure_loss
from tests.attack.test_outsider import city, corrected
from tests.factories_protection import printed_bounds

KINDS = ("persons", "share")
CITIES = (1, 6, 18, 54)


def main(*arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path, help="is only read; without one: two versions of an invented city")
    parser.add_argument("--most", type=int, default=100, help="reports, the first ones")
    parser.add_argument("--cities", type=int, default=CITIES[-1], help="of the state, at most")
    asked = parser.parse_args(arguments or None)
    reports = read_reports(asked.home, asked.most) if asked.home else [city(0), corrected(0)]
    is_dear = show_loss(reports)
    show_usefulness(reports)
    show_state([one for one in CITIES if one <= asked.cities])
    return 1 if is_dear else 0


def read_reports(home, most):
    """The true figures of what is published."""
    settings = load_settings(home)
    engine, table = open_home_warehouse(settings), w.publication
    query = select(table.c.month, table.c.version).where(is_published(settings.centre))
    with engine.connect() as connection:
        versions = connection.execute(query.order_by(table.c.month, table.c.version)).all()[:most]
    reports = []
    for month, version in versions:
        plan = find_plan(engine, settings.centre, month, version)[0]
        frozen = read_frozen_inputs(engine, settings.centre, month, version)
        with frozen_titles(json.loads(frozen.codes)):
            reports.append(compose_frozen(engine, settings, month, plan, frozen)[0])
    engine.dispose()
    return reports


def show_loss(reports):
    """Version by version, each with all that are before it; True where one keeps back too much."""
    disclosure, traces, kept_back, losses = load_policy().disclosure, {}, frozenset(), []
    say("Persons kept back: best for each table, for all linked, as delivered, as searched; seconds of the audit")
    for raw in reports:
        before = [trace for (month, _), trace in traces.items() if month == raw.month]
        others = [trace for (month, _), trace in traces.items() if month != raw.month]
        candidate = Candidate(raw, disclosure, before, kept_back, others)
        begun = time.perf_counter()
        audit = audit_report(candidate)
        make_edition(raw, disclosure, audit.withheld)
        seconds = time.perf_counter() - begun
        losses.append(measure_loss(candidate))
        say(f"{raw.month} {raw.version} {row_of(losses[-1])} {seconds:5.1f} s, {audit.numbers}")
        kept_back |= frozenset(audit.withheld)
        traces[raw.month, raw.version] = make_trace(raw, disclosure, audit.withheld)
    total = Loss(*(sum(getattr(one, part.name) for one in losses) for part in fields(Loss)))
    ratios = [number / max(1, total.linked) for number in (total.kept, total.searched)]
    unfair = sum(not one.is_fair(one.kept) for one in losses)
    say("together    {}; of linked: kept {:.3f}, searched {:.3f}; not fair: {}".format(row_of(total), *ratios, unfair))
    return unfair > 0


def row_of(loss):
    return " ".join(f"{number:7,}" for number in (loss.single, loss.linked, loss.kept, loss.searched))


def show_usefulness(reports):
    """What each profile prints, and how far that is from the truth."""
    rounding = load_policy().disclosure
    ways = {
        "none": rounding.model_copy(update={"profile": "none"}),
        "rounding alone": rounding,
        "rounding, linked": rounding,
        "suppression": rounding.model_copy(update={"profile": "suppression"}),
    }
    say("profile: counts and shares printed of all; mean absolute error of counts (persons), of shares (points)")
    for name, disclosure in ways.items():
        told = [cell for raw in reports for cell in cells_of(raw, disclosure, is_linked=name.endswith("linked"))]
        say(f"{name:18}" + "; ".join(describe([(t, p) for kind, t, p in told if kind == one], one) for one in KINDS))


def cells_of(raw, disclosure, *, is_linked):
    """Kind, true and printed value of each count and share of a report by itself, in rows as they are printed."""
    withheld = audit_report(Candidate(raw, disclosure)).withheld if is_linked else ()
    edition = make_edition(raw, disclosure, withheld)
    listed = {one.id: one for one in (edition.listed if disclosure.profile == "rounding" else raw).tables()}
    for table in edition.printed.tables():
        rows = {line.key: line for line in listed[table.id].rows} if table.id in listed else {}
        for line in (line for line in table.rows if line.key in rows):
            for c, (cell, true) in enumerate(zip(line.cells, rows[line.key].cells, strict=True)):
                kind = cell_kind(table, line, c)
                if kind in KINDS and table.columns[c].kind != "change" and isinstance(true.value, int | float):
                    yield kind, true.value, cell.value


def describe(told, kind):
    errors = [abs(true - printed) for true, printed in told if isinstance(printed, int | float)]
    unit = 100 if kind == "share" else 1
    return f"{len(errors):6,} of {len(told):6,}, {unit * sum(errors) / max(1, len(errors)):.3f}"


def show_state(numbers):
    """There is no report of a state: its cities are protected one by one, and as one system with sums over all."""
    disclosure = load_policy().disclosure
    say("cities: seconds one by one; all with the state's sums: figures, lines, seconds of choice and attack, found")
    for number in numbers:
        reports = [city(seed) for seed in range(number)]
        begun = time.perf_counter()
        audits = [audit_report(Candidate(raw, disclosure)) for raw in reports]
        alone = time.perf_counter() - begun
        system = build_state([make_trace(raw, disclosure) for raw in reports])
        begun = time.perf_counter()
        found = choose_withheld(system, system.printed, disclosure.least_values, disclosure.attack_seconds)
        linked = time.perf_counter() - begun
        say(
            f"{number:3} {alone:6.1f} s, {sum(len(one.withheld) for one in audits)} names; {len(system.bounds):,} "
            f"figures, {len(system.lines):,} lines {linked:6.1f} s, {len(found.names)} names, "
            f"narrow {len(found.found.narrow)}, open {len(found.found.open)}"
        )


def build_state(traces):
    """The cities' systems side by side, and a printed sum over all of them of each sum of a city."""
    bounds, printed, lines, sums = {}, set(), [], {}
    for number, trace in enumerate(traces):
        model = build_model([trace])
        own = {one: (f"{number}:{one[0]}", one[1]) for one in model.bounds}
        bounds |= {own[one]: bound for one, bound in model.bounds.items()}
        printed |= {own[one] for one in model.printed}
        lines += [{own[one]: factor for one, factor in line.items()} for line in model.lines]
        for one in filter(is_sum, sorted(model.printed)):
            sums.setdefault(one[0], []).append(own[one])
    for name, parts in sums.items():
        total = name, sum(value for _, value in parts)
        bounds[total] = printed_bounds(total[1])
        printed.add(total)
        lines.append({**dict.fromkeys(parts, 1), total: -1})
    return Model(bounds, frozenset(printed), tuple(lines))


def say(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
