"""Hostile files on their whole way, together with good ones: bounded, named in German, and nobody else is harmed.

The bounds, watched here (of the program: `WORKBOOKS`, `BOMBS` and `CONTAINERS` of tests.factories_hostile):

- a child process: at most `file_memory_mb` of memory (address space, by RLIMIT_AS) and `file_seconds` for each file and
  step (received, read, answered); what dies at once is tried twice. The whole batch below takes seconds.
- the program itself opens no file that somebody sent. What a child tells it has 10 MB at most; a reading has at most
  1,000 rows of data in all, 200 explanations, and 200 findings of one rule in a column, their texts cut at 300
  characters. Of what files say one megabyte is checked together (500 usual returns), of findings and figures 50,000 are
  answered together: 600 MB, and where everything that is legal is wrong a second or two for each file.
- opened are files up to `max_file_mb` (20 MB), 300 MB unpacked (each part counted), 100 sheets, 5,000 rows, 256
  columns, 1,000 cells outside of these, 32,767 characters a cell; parts stored or deflated only, none with a DOCTYPE.
- an archive or mail: 200 MB, 500 files, three levels, 300 MB unpacked, 5 MB of directory.
"""

import json
import os
import random
import re
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from config.settings import load_settings
from schemas.files.incoming import archive_path
from schemas.form.submission import State
from schemas.store import warehouse as w
from schemas.store.correspondence import answer
from tasks.warehouse import open_warehouse
from tests.factories import AT, DAYCARE, OTHER_SCHOOL, POLICY, ROWS, enter_respondents
from tests.factories_hostile import BOMBS, CONTAINERS, WORKBOOKS, absurd, form, fuzzed_xls, zip_of_names
from tests.factories_workbook import change_part, make_form
from tests.flows.harmless import check_files

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
TAKEN = {State.ACCEPTED.value, State.ACCEPTED_WITH_QUERIES.value, State.SUPERSEDED.value, State.RETURNED.value}
SECONDS, MEMORY_MB = 30, 1_000  # what a file may cost in operation: two busy cores need most of it
ENDLESS = "too much time"  # of BOMBS: by itself, since it takes all the time that there is
GOOD = {
    "zzz gute Schule.xlsx": lambda: form(respondent=OTHER_SCHOOL),
    "000 gute Kita.xlsx": lambda: make_form("daycare", rows=ROWS["daycare"], respondent=DAYCARE),
}
NAMES = (
    b"=cmd|' C calc'!A0.xlsx", b"-rf.xlsx", b"@SUM(1+1).xlsx", b"+1.xlsx", b"rot\x1b[31m.xlsx",
    b"zeile\nBcc: a@b.de.xlsx", b"a" * 250 + b".xlsx", b"tab\t.xlsx",
    "um\u202exslx.exe".encode(), b"<img src=x onerror=alert(1)>.xlsx", b"\xff\xfe.xlsx", b"%s{0}${x}.xlsx",
    b"[link=https:x]y[.xlsx", b"'\"; DROP TABLE submission.xlsx", b"x\x7f\xc2\x85.xlsx",
)  # fmt: skip


class Run:
    """What became of one run: measured, and the warehouse that it left."""

    def __init__(self, home, files):
        self.home, self.files = home, files
        done = subprocess.run(
            [sys.executable, "-c", "from tests.flows.test_hostile import work; work()", str(home)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3_000:]
        self.said = json.loads(done.stdout)
        self.settings = load_settings(home)
        engine = open_warehouse(self.settings.url)
        with engine.connect() as connection:
            self.submissions = {row.file: row for row in connection.execute(select(w.submission))}
            self.findings = [dict(row) for row in connection.execute(select(w.finding)).mappings()]
            self.answers = {row.submission_id: row for row in connection.execute(select(answer))}
        engine.dispose()

    def of(self, file):
        """The submissions that a file became, itself or what was in it."""
        return [row for name, row in self.submissions.items() if name == file or name.startswith(f"{file}/")]

    def rules(self, submission):
        return {one["rule"] for one in self.findings if one["submission_id"] == submission.submission_id}


def work():
    """In a process of its own, so that what it and its children needed can be measured."""
    import resource

    from tasks.intake.process import IntakeContext, WaitingFile, limits_of, process_batch
    from tasks.intake.receive import pending
    from tasks.intake.receive_sources import receive_sources
    from tasks.intake.worker import end_children
    from tasks.letters.answer import answer_waiting

    settings = load_settings(sys.argv[1])
    engine = open_warehouse(settings.url)
    received = receive_sources(engine, settings, AT, {})
    files = [
        WaitingFile(number, archive_path(settings.archive, digest), name) for number, digest, name in pending(engine)
    ]
    taken = process_batch(engine, IntakeContext(POLICY, AT, settings.max_bytes, limits_of(settings)), files)
    answered = answer_waiting(engine, settings, POLICY, AT)
    end_children()
    # What two cores need for it: on a machine that others use too the clock would measure them.
    seconds = sum(os.times()[:4]) / 2
    # Not ru_maxrss: a process inherits that of whoever started it, here a pytest that has run for a while.
    own = int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1_024
    peaks = own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1_024
    faults = {**taken.faults, **answered.faults}
    json.dump(
        {"unreadable": received.unreadable, "seconds": seconds, "own_mb": peaks[0], "child_mb": peaks[1],
         "faults": {name: repr(fault) for name, fault in faults.items()}}, sys.stdout,
    )  # fmt: skip


def run(place, files, **limits):
    """Put files into the inbox of a fresh home and have them taken in and answered."""
    home = place / "hagen"
    limits = {"file_seconds": SECONDS, "file_memory_mb": MEMORY_MB} | limits
    settings = load_settings(home)
    for folder in settings.folders():
        folder.mkdir(parents=True)
    settings.settings_file.write_text("".join(f"{name} = {value}\n" for name, value in limits.items()))
    engine = open_warehouse(settings.url)
    enter_respondents(engine)
    engine.dispose()
    for name, content in files.items():
        (settings.inbox / name).write_bytes(content)
        os.utime(settings.inbox / name, (AT.timestamp(), AT.timestamp()))  # nobody is writing it any more
    return Run(home, files)


def file_of(kind, hostile):
    return f"{kind.replace(',', '')}{hostile.suffix}"


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    """All that takes no long time at once, with good files among them."""
    files = {file_of(kind, one): one.make() for kind, one in (WORKBOOKS | CONTAINERS).items()}
    files |= {name: make() for name, make in GOOD.items()} | {"namen.zip": zip_of_names()}
    return run(tmp_path_factory.mktemp("feindlich"), files)


@pytest.fixture(scope="module")
def bombs(tmp_path_factory):
    files = {file_of(kind, one): one.make() for kind, one in BOMBS.items() if kind != ENDLESS}
    files |= {name: make() for name, make in GOOD.items()}
    return run(tmp_path_factory.mktemp("bomben"), files, file_seconds=30)


def check_named(run, kind, hostile):
    """Its finding in a German sentence, its bytes as they came, its answer."""
    content = run.files[file_of(kind, hostile)]
    assert archive_path(run.settings.archive, sha256(content).hexdigest()).read_bytes() == content
    (submission,) = run.of(file_of(kind, hostile))
    if hostile.rule:
        assert hostile.rule in run.rules(submission)
    else:
        assert not {rule for rule in run.rules(submission) if rule.startswith("FILE_")}
    is_taken = submission.state in TAKEN
    assert is_taken == (hostile.is_read or not (hostile.rule or "").startswith("FILE_"))
    for one in run.findings:
        if one["submission_id"] == submission.submission_id:
            assert one["message"].endswith((".", "?"))
            assert one["hint"].endswith(".")
    folder = run.settings.replies / run.answers[submission.submission_id].folder
    names = {path.name for path in folder.iterdir()}
    assert {"befunde.json", "mail.txt", "mail.html"} <= names
    assert names & {"quittung.html", "pruefbericht.html"}


@pytest.mark.parametrize("kind", WORKBOOKS | CONTAINERS)
def test_a_hostile_file_is_named_archived_and_answered(everything, kind):
    check_named(everything, kind, (WORKBOOKS | CONTAINERS)[kind])


@pytest.mark.slow
@pytest.mark.parametrize("kind", [kind for kind in BOMBS if kind != ENDLESS])
def test_a_bomb_is_named_archived_and_answered(bombs, kind):
    check_named(bombs, kind, BOMBS[kind])


@pytest.fixture(scope="module")
def absurd_ones(tmp_path_factory):
    """Files of a thousand rows in which everything is wrong, and some of twenty thousand, with good ones among them."""
    files = {f"{number}.xlsx": absurd(number, wide=1 if number % 2 else 3_000) for number in range(24)}
    too_long = [absurd(number, rows=4_900) for number in range(3)]
    files |= {f"zu lang {at}.xlsx": change_part(too_long[at % 3], f"{at}.xml", b"<x/>") for at in range(12)}
    files |= {name: make() for name, make in GOOD.items()}
    return run(tmp_path_factory.mktemp("absurd"), files)


@pytest.mark.slow
def test_what_is_legal_but_absurd_harms_nobody_and_stays_within_bounds(absurd_ones):
    check_unharmed(absurd_ones)
    check_bounded(absurd_ones, 120)
    for name, row in absurd_ones.submissions.items():
        if name.startswith("zu lang"):
            assert absurd_ones.rules(row) == {"FILE_TOO_MANY_ROWS"}
        elif name not in GOOD:
            assert row.state == State.RETURNED.value


@pytest.mark.slow
def test_no_finding_is_as_long_as_a_book(absurd_ones):
    assert max(len(one["message"]) for one in absurd_ones.findings) < 2_000
    assert max(len(one["value"] or "") for one in absurd_ones.findings) <= 301
    assert max(len(one["subject"] or "") for one in absurd_ones.findings) < 1_000


def check_unharmed(run):
    for name in GOOD:
        (submission,) = run.of(name)
        assert submission.state in {State.ACCEPTED.value, State.ACCEPTED_WITH_QUERIES.value}
    assert run.said["faults"] == {}
    assert run.said["unreadable"] == []
    assert len(run.answers) == len(run.submissions)
    assert State.RECEIVED.value not in {row.state for row in run.submissions.values()}


def check_bounded(run, seconds):
    assert run.said["child_mb"] <= MEMORY_MB
    assert run.said["own_mb"] <= 600
    assert run.said["seconds"] <= seconds


def test_the_others_are_unharmed(everything):
    check_unharmed(everything)


def test_memory_and_time_stay_within_bounds(everything):
    check_bounded(everything, 120)


@pytest.mark.slow
def test_bombs_harm_nobody_and_stay_within_bounds(bombs):
    check_unharmed(bombs)
    check_bounded(bombs, 250)


def test_nothing_lies_where_a_name_wanted_it(everything):
    home = everything.home
    assert [path.name for path in home.parent.iterdir()] == [home.name]
    allowed = {folder.name for folder in everything.settings.folders()[1:]}
    assert {path.name for path in home.iterdir()} <= {
        *allowed,
        "settings.toml",
        "warehouse.db",
        "meldeschluessel.secret",
    }
    assert not [path for path in home.rglob("*") if path.is_symlink()]


def test_names_are_those_that_a_screen_can_show(everything):
    inside = everything.of("namen.zip")

    assert len(inside) == 13
    for row in inside:
        assert row.file.isprintable()
        assert len(row.file) <= 255
        assert ".." not in row.file


def test_nothing_that_was_written_runs(everything):
    assert check_files(everything.settings.replies) > 100


def test_names_of_files_are_only_names(tmp_path):
    done = run(tmp_path, {})
    inbox = done.settings.inbox
    for number, name in enumerate(NAMES):
        with open(bytes(inbox) + b"/" + name, "wb") as file:  # noqa: PTH123 - a name that is no text
            file.write(form(remarks=f"Fassung {number}"))
    done = Run(done.home, {})

    assert len(done.submissions) == len(NAMES)
    assert {row.state for row in done.submissions.values()} == {State.ACCEPTED.value, State.SUPERSEDED.value}
    assert all(name.isprintable() for name in done.submissions)
    check_files(done.settings.replies)


def test_a_file_that_takes_too_long_costs_only_its_time(tmp_path):
    endless, started = BOMBS[ENDLESS], time.monotonic()
    files = {file_of(ENDLESS, endless): endless.make(), "zzz.xlsx": form()}
    done = run(tmp_path, files, file_seconds=2, workers=1)

    assert time.monotonic() - started < 40
    assert done.submissions["zzz.xlsx"].state == State.ACCEPTED.value
    (found,) = [one for one in done.findings if one["rule"] == "FILE_TOO_COSTLY"]
    assert "in 2 Sekunden mit 1000 MB Arbeitsspeicher" in found["message"]
    check_named(done, ENDLESS, endless)


def test_changed_bytes_are_refused_or_read_and_stop_nobody(tmp_path):
    """The same hundred damaged files every time; some thousand more were tried once."""
    files = {f"{seed}.xls": fuzzed_xls(seed) for seed in range(30)}
    whole = WORKBOOKS["sheet names"].make()
    for seed in range(70):
        chance, content = random.Random(seed), bytearray(whole)  # noqa: S311 - the same every time
        for _ in range(8):
            content[chance.randrange(len(content))] = chance.randrange(256)
        files[f"{seed}.xlsx"] = bytes(content)
    done = run(tmp_path, files | {name: make() for name, make in GOOD.items()})

    check_unharmed(done)
    check_bounded(done, 120)


def test_a_zip_of_ours_is_a_zip(tmp_path):
    """The raw archives of these tests are what other programs take for one."""
    path = tmp_path / "a.zip"
    path.write_bytes(zip_of_names())
    with ZipFile(path) as archive:
        assert len(archive.infolist()) == 14
