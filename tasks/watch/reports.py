"""Reports that are wanted and not out: held, begun, overdue. Ways in: `held_reports`, `find_wanted`."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, time

from sqlalchemy import Engine

from config.policy import Calendar, load_policy
from config.settings import Settings
from schemas.german import format_date, format_month
from schemas.report.gate.ruling import no_more_tried
from schemas.time.deadlines import Cycle, report_month
from tasks.existing_warehouse import any_file
from tasks.run_record import read_runs
from tasks.store.holds import Hold, open_holds, published_versions, unfinished_months
from tasks.store.ledger import unreported_months
from tasks.watch.trouble import AFFECTED, Trouble

FLOW = "monatsbericht"
RECENT_RUNS = 5  # among which the one would be that is at work
NOON = time(12)  # of the report day: until then it is tried again by itself
HELD = "held"  # how the key of a report that is held begins: month, version and points follow
BEGUN = "begun"  # one of which a version was planned and never written to its end; the month follows
OVERDUE = "report"  # how that of one begins that did not come; the month follows


def find_wanted(settings: Settings, engine: Engine | None, now: datetime, found: Sequence[Trouble]) -> list[Trouble]:
    """Each month is told once: a report that is held is not overdue as well, nor begun; `found` is what runs say."""
    calendar = load_policy(settings.home).calendar
    if engine is None:
        return held_reports(settings, now, calendar)
    wanted = held_reports(settings, now, calendar, published_versions(engine, settings.centre))
    for trouble in (*_overdue(settings, engine, now, calendar), *_begun(settings, engine, found)):
        if _month_of(trouble) not in set(map(_month_of, wanted)):
            wanted.append(trouble)
    return wanted


def held_reports(
    settings: Settings, now: datetime, calendar: Calendar | None = None, published: Collection[tuple[str, str]] = ()
) -> list[Trouble]:
    """What the gate holds, whatever became of later months, until it is out; as far as that is known."""
    return [_of_hold(hold, now, calendar) for hold in open_holds(settings.log, published)]


def _of_hold(hold: Hold, now: datetime, calendar: Calendar | None) -> Trouble:
    """No failure, but somebody has to look. A first report is tried until the day of the revision, others always."""
    is_tried = hold.is_revision or calendar is None or now.date() <= Cycle.of(hold.month, calendar).revision
    again = f"{'Jeden Morgen' if is_tried else 'Nicht mehr'} wird es von selbst wieder versucht."
    return Trouble(
        key=f"{HELD}/{hold.about}",
        since=hold.since,
        title=f"Der Bericht für {format_month(hold.month)} wird zurückgehalten",
        cause=hold.run.sentence if is_tried else no_more_tried(hold.month, hold.run.sentence),
        affected="Die berichtigte Fassung erscheint nicht." if hold.is_revision else AFFECTED[FLOW],
        remedy=f"siehe oben; monatsbericht status --month {hold.month} sagt, was fehlt. {again}",
    )


def _overdue(settings: Settings, engine: Engine, now: datetime, calendar: Calendar) -> Iterator[Trouble]:
    """On the report day at noon there is no report of a month for which somebody was asked, nor ever since then."""
    for month, has_come in unreported_months(engine, settings.centre, report_month(now.date())).items():
        noon = datetime.combine(Cycle.of(month, calendar).report, NOON)
        if now < noon or not (has_come or any_file(settings.forms / month)):
            continue
        yield Trouble(
            key=f"{OVERDUE}/{month}",
            since=noon.isoformat(),
            title=f"Der Bericht für {format_month(month)} ist nicht erschienen",
            cause=f"Er war am {format_date(noon.date())} fällig.",
            affected=AFFECTED[FLOW],
            remedy=f"monatsbericht report --month {month} macht ihn, oder sagt, was fehlt.",
        )


def _begun(settings: Settings, engine: Engine, found: Sequence[Trouble]) -> Iterator[Trouble]:
    """A version that was planned and is not out, while nobody is at it and no run says that it failed."""
    is_at_work = any(run.state == "running" for run in read_runs(settings.log, FLOW, RECENT_RUNS))
    if is_at_work or any(trouble.key.startswith(f"run/{FLOW}/") for trouble in found):
        return
    for month, (version, vintage) in unfinished_months(engine, settings.centre).items():
        yield Trouble(
            key=f"{BEGUN}/{month}",
            since=vintage.isoformat(),
            title=f"Der Bericht {version} für {format_month(month)} ist begonnen und nicht erschienen",
            cause="Der Lauf, der ihn schrieb, kam nicht bis zu seinem Ende.",
            affected=AFFECTED[FLOW],
            remedy=f"monatsbericht report --month {month}. Jeden Morgen wird es von selbst wieder versucht.",
        )


def _month_of(trouble: Trouble) -> str:
    return trouble.key.split("/")[1]
