"""The demo's work: an invented city, its returns, and every month of it run to its report.

Ways in: `run_demo`, `prepare_demo`. Same seed, same files, byte for byte.
Of a long demo only the last months are run; those before are loaded (flows/command/upkeep/demo_years.py).
"""

import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Any

from config.aims.concept import FILE
from config.errors import UsageError
from config.policy import load_policy
from config.settings import TIMEZONE, Settings
from flows.command.upkeep.demo import LONG_MONTHS, MOST_MONTHS
from flows.command.upkeep.demo_years import load_years
from flows.server.execute import load_collect, load_report, without_heartbeat
from flows.server.server import use_server
from schemas.form.forms import FORMS
from schemas.mail.submission_key import submission_key
from schemas.time.deadlines import Cycle
from schemas.time.month import shift_month
from tasks.intake.register.import_register import import_register
from tasks.intake.register.propose_places import propose_places
from tasks.invent.city import City, invent_city, with_carriers
from tasks.invent.mistakes import write_legacy_csv
from tasks.invent.month import InventedFile, invent_month, true_rows
from tasks.invent.season import FIRST
from tasks.invent.story import CONCEPT
from tasks.letters.make_forms import write_form
from tasks.secret import key_secret
from tasks.store.publication import find_plan, list_versions
from tasks.warehouse import open_warehouse

MONTHS = tuple(shift_month(FIRST, number) for number in range(MOST_MONTHS))
LAST_OF_LONG, WITH_FORMS = "2027-06", 3  # a long demo ends with a half year, and so many months of it are filled in
DEMO_HOME = Path("monatsbericht-demo")
MARK = "demo.txt"  # in the home of a demo, so that no invented return ever gets among real ones


@dataclass
class Diary:
    """What the demo did up to its last month: seconds by step, files, versions, and how many months it only loaded."""

    month: str
    before: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    files: int = 0
    versions: list[str] = field(default_factory=list)
    latest: Path | None = None

    @contextmanager
    def timing(self, step: str) -> Iterator[None]:
        """Add the time of a block to a step."""
        start = time.perf_counter()
        yield
        self.seconds[step] = self.seconds.get(step, 0.0) + time.perf_counter() - start


def run_demo(
    settings: Settings,
    seed: int,
    months: int,
    progress: Callable[[str, int, int], None],
    first_report: Callable[[str, Path, int], None],
) -> Diary:
    """Build the city in the home and report on its first `months`; `progress(what, done, of)` is told as it goes.

    `first_report(month, folder, more)` is told once the first report is out and `more` months are to come.

    Raises:
        UsageError: the home holds something else than a demo of the same seed, or there are no such months.
    """
    city, waiting, diary = _build_city(settings, seed, months)
    before, run_through = split_months(months)
    with diary.timing("Jahre davor laden und berichten"):
        diary.files += load_years(settings, city, before, progress)
    runs = _left(settings, list(_runs(settings, run_through)))
    with use_server(settings) as connection:
        with diary.timing("Ablaufsteuerung starten"):
            flows = [load_collect(), load_report()]
            connection.wait()
        for number, (month, moment) in enumerate(runs):
            progress(f"Berichtsmonat {month}", number, len(runs))
            waiting = _deliver(settings, city, waiting, moment, diary)
            with without_heartbeat():
                folder = _run_month(settings, flows, month, moment, diary)
            if number == 0:
                first_report(month, folder, len({name for name, _ in runs}) - 1)
    return diary


def prepare_demo(settings: Settings, seed: int, months: int) -> Diary:
    """Only put the files of all months into the inbox. Raises as `run_demo`."""
    city, waiting, diary = _build_city(settings, seed, months)
    _deliver(settings, city, waiting, waiting[-1].arrived + timedelta(days=60), diary)
    return diary


def _build_city(settings: Settings, seed: int, months: int) -> tuple[City, list[InventedFile], Diary]:
    """The city, registered in the home, and all that its respondents will send."""
    if not 1 <= months <= LONG_MONTHS:
        raise UsageError(f"Die Demo hat 1 bis {LONG_MONTHS} Monate.")
    before, run_through = split_months(months)
    _claim_home(settings, seed)
    diary, city = Diary(run_through[-1], len(before)), with_carriers(invent_city(seed), run_through[-1])
    city = replace(city, has_story=bool(before))
    if city.has_story:
        shutil.copy(CONCEPT, settings.home / FILE)
    with diary.timing("Register"):
        _register(settings, city, (*before, *run_through)[0])
    with diary.timing("Meldebögen ausfüllen"):
        waiting = [sent for month in run_through for sent in invent_month(city, month)]
    return city, waiting, diary


def split_months(count: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The months that are only loaded and reported, and those that are filled in and run."""
    if count <= MOST_MONTHS:
        return (), MONTHS[:count]
    months = tuple(shift_month(LAST_OF_LONG, number - count + 1) for number in range(count))
    return months[:-WITH_FORMS], months[-WITH_FORMS:]


def fill_in(city: City, sent: InventedFile, secret: bytes) -> bytes:
    """The bytes of one file, mistake included; `secret` is behind the submission key of its form."""
    mistake = sent.mistake
    if mistake and mistake.name == "last month's file":
        last = shift_month(sent.month, -1)
        rows = true_rows(city, sent.place, last)
        return fill_in(city, replace(sent, month=last, written=rows, true=rows, mistake=None), secret)
    form = FORMS[sent.place.kind]
    head = sent.head | {"submission_key": submission_key(secret, sent.place.respondent, sent.month)}
    if mistake and mistake.ending == ".csv":
        return write_legacy_csv(form.name, head, sent.written)
    book = write_form(form, head, rows=sent.written, key_rows=sent.key_rows)
    return mistake.file(book) if mistake and mistake.file else book


def _claim_home(settings: Settings, seed: int) -> None:
    """Only an empty home, or that of the same demo, which is then carried on."""
    mark = settings.home / MARK
    text = f"Erfundene Daten, Zufallszahl {seed}.\n"
    if (
        settings.home.exists()
        and any(settings.home.iterdir())
        and (not mark.exists() or mark.read_text("utf-8") != text)
    ):
        raise UsageError(
            f"Der Datenordner {settings.home} enthält schon etwas anderes. "
            "Bitte einen leeren Ordner wählen: monatsbericht demo --home ORDNER"
        )
    for folder in settings.folders():
        folder.mkdir(parents=True, exist_ok=True)
    mark.write_text(text, encoding="utf-8")
    # Of no use to anybody: same seed, same files, their keys included.
    settings.key_file.write_text(hashlib.sha256(text.encode()).hexdigest() + "\n", encoding="ascii")


def _register(settings: Settings, city: City, first: str) -> None:
    rows = city.register_rows()
    settings.register.write_text("".join(";".join(row) + "\n" for row in rows), encoding="utf-8")
    opens = datetime.combine(Cycle.of(first, load_policy(settings.home).calendar).opens, clock())
    result = import_register(open_warehouse(settings.url), rows, settings.register.name, settings.centre, opens)
    if result.has_errors:
        raise RuntimeError(f"the invented register is wrong: {result.findings[:3]}")
    propose_places(open_warehouse(settings.url), settings.home)


def _runs(settings: Settings, months: Sequence[str]) -> Iterator[tuple[str, datetime]]:
    """Each month is run twice: on the report day, and on the morning after the cut-off."""
    calendar = load_policy(settings.home).calendar
    for month in months:
        cycle = Cycle.of(month, calendar)
        for day in (cycle.report, cycle.cutoff + timedelta(days=1)):
            yield month, datetime.combine(day, clock(6, 30))


def _left(settings: Settings, runs: list[tuple[str, datetime]]) -> list[tuple[str, datetime]]:
    """The runs that an earlier demo in this home has not published; where none is left, the last one once more."""
    engine = open_warehouse(settings.url)
    published = set()
    for month in {month for month, _ in runs}:
        for version in list_versions(engine, settings.centre, month):
            found = find_plan(engine, settings.centre, month, version)
            published |= {(month, found[0].vintage)} if found else set()
    done = max((number for number, run in enumerate(runs, 1) if run in published), default=0)
    return runs[done:] or runs[-1:]


def _deliver(
    settings: Settings, city: City, waiting: list[InventedFile], moment: datetime, diary: Diary
) -> list[InventedFile]:
    """Put what has arrived by then into the inbox, with its time; returns what is still to come."""
    secret = key_secret(settings.key_file, os.environ)
    with diary.timing("Meldebögen ausfüllen"):
        for sent in waiting:
            if sent.arrived <= moment:
                path = settings.inbox / sent.month / sent.file
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(fill_in(city, sent, secret))
                seconds = sent.arrived.replace(tzinfo=TIMEZONE).timestamp()
                os.utime(path, (seconds, seconds))
                diary.files += 1
    return [sent for sent in waiting if sent.arrived > moment]


def _run_month(
    settings: Settings, flows: Sequence[Callable[..., Any]], month: str, moment: datetime, diary: Diary
) -> Path:
    """Collect and report; the folder of the month's latest report."""
    collect, report = flows
    with diary.timing("Einsammeln, prüfen, speichern"):
        collect(home=str(settings.home), month=month, at=moment.isoformat())
    with diary.timing("Bericht bauen und veröffentlichen"):
        published = report(home=str(settings.home), month=month, at=moment.isoformat())
    name = f"{month} v{published['version']}"
    if name not in diary.versions:
        diary.versions.append(name)
    diary.latest = folder = Path(str(published["folder"]))
    return folder
