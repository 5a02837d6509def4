"""The demo, from the invented files to the published reports, checked by a second, naive computation.

The naive sums below go straight over the generator's data; they share no code with the pipeline.
"""

import csv
import hashlib
import json
import sqlite3
import subprocess
import sys
from collections import defaultdict
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from config.errors import UsageError
from config.policy import load_policy
from config.settings import TIMEZONE, load_settings
from flows.command.upkeep import demo_city
from flows.command.upkeep.demo import MOST_MONTHS
from flows.command.upkeep.demo_city import MONTHS, fill_in, prepare_demo, run_demo
from tasks.invent.city import invent_city
from tasks.invent.month import invent_month
from tasks.report.data.write_data import write_data
from tasks.report.protect import protect_report
from tasks.store.publication import next_plan, record_plan, record_published
from tasks.warehouse import open_warehouse
from tests.attack.outsider import read_folder
from tests.attack.series import attack, read_series
from tests.bench_protection import read_reports
from tests.factories_city import small_city
from tests.factories_summary import make_pins
from tests.flows.conftest import call, run_python
from tests.proven import Prover, page_sentences, read_city

pytestmark = pytest.mark.slow

SEED = 3
PERSON_TOTALS = {  # a table of the report and the columns of its total row, with the fact table behind it
    "pupils_by_type": ("school_pupils", ("pupils", "pupils_female", "migration_background")),
    "support_by_type": ("school_pupils", ("first_support", "german_class", "german_group")),
    "arrivals_by_country": ("school_arrivals", ("arrivals",)),
    "children_by_age": ("daycare_children", ("children", "certified_support_need")),
    "family_languages": ("daycare_languages", ("children",)),
    "programmes": ("parent_programmes", ("families", "children", "parent_guides")),
    "offers_by_field": ("offers", ("participants", "volunteers")),
    "youth_by_field": ("offers", ("participants", "participants_under_27")),
    "seniors_by_field": ("offers", ("participants", "participants_60_and_over")),
    "counselling_by_stage": ("counselling", ("first_interviews", "waiting")),
    "cases_by_area": ("case_management", ("consultations",)),
}
LAST_ASKED = {"cases_by_area": "2026-12"}  # from then on carriers report themselves (schemas/form/kim.py)
SUMMER = ("2026-07", "2026-08")  # schools owe nothing on the last day of these months
EXACT_TOTALS = {
    "network_by_partner": ("network", ("meetings", "agreements")),
    "interpreting_by_language": ("interpreting", ("assignments", "interpreting_hours")),
    "lessons_by_language": ("heritage_language_lessons", ("groups", "weekly_hours")),
}


def naive_totals(city, month, moment):
    """What the month's files say in all, as far as they had arrived: {(table, column): sum}."""
    valid = {}
    for sent in invent_month(city, month):
        if sent.is_usable and sent.arrived <= moment:
            valid[sent.place.respondent] = sent
    sums = defaultdict(float)
    for sent in valid.values():
        for table, rows in sent.true.items():
            for row in rows:
                for column, value in row.items():
                    if isinstance(value, int | float):
                        sums[table, column] += value
    return sums


def round_to_5(number):
    return int((number + 2.5) // 5 * 5)


def report_moment(month, number):
    """When version 1.<number> was built: on the 12th, and on the morning after the 25th, of the following month."""
    year, following = divmod(int(month[:4]) * 12 + int(month[5:]), 12)
    return datetime(year, following + 1, (12, 26)[number], 6, 30)


def total_row(folder, table):
    """The total; empty without a row, and without a table: nobody is asked any more, or it says why, as in summer."""
    if folder.parent.name > LAST_ASKED.get(table, folder.parent.name):
        assert not (folder / "daten" / f"{table}.csv").exists()
        return {}
    if not (folder / "daten" / f"{table}.csv").exists():
        assert "Schulferien: keine Erhebung" in (folder / "bericht.html").read_text(encoding="utf-8")
        return {}
    with (folder / "daten" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return next(reversed(list(csv.DictReader(file))), {})


def check_warehouse(home, city, month, moment):
    """Every figure in force by then is what was sent; returns how many there are."""
    expected = naive_totals(city, month, moment)
    with closing(sqlite3.connect(home / "warehouse.db")) as connection:
        for (table, column), value in expected.items():
            query = f"SELECT sum({column}) FROM current_{table} WHERE month = ?"
            (stored,) = connection.execute(query, (month,)).fetchone()
            assert stored == pytest.approx(value, abs=0.005), (table, column)
    return len(expected)


def check_report(home, city, month, number):
    """The totals of a version of the report are what was sent until it was built."""
    folder = home / "reports" / "05914000" / month / f"v1.{number}"
    if not folder.exists():
        assert number == 1  # nothing came after the report day: nothing to revise
        return
    check_printed(folder, naive_totals(city, month, report_moment(month, number)))


def check_printed(folder, expected):
    """The totals that a report prints are these."""
    kept_back = 0
    for report_table, (table, columns) in PERSON_TOTALS.items():
        total = total_row(folder, report_table) or dict.fromkeys(columns, 0)
        printed = {name: int(total[name]) for name in columns if total[name] != ""}
        kept_back += len(columns) - len(printed)
        assert printed == {name: round_to_5(expected[table, name]) for name in printed}, report_table
    for report_table, (table, columns) in EXACT_TOTALS.items():
        total = total_row(folder, report_table) or dict.fromkeys(columns, 0)
        for name in columns:
            assert float(total[name]) == pytest.approx(expected[table, name]), (report_table, name)
    # Sums are kept back last: of a report's two dozen at most a few, and the manifest says how many figures in all.
    withheld = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["protection"]["withheld"]
    assert kept_back <= min(withheld, 4)


SMALL_DEMO = """
import sys
from flows.command.cli import main
from flows.command.upkeep import demo_city
from tests.factories_city import small_city
demo_city.invent_city = small_city
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory):
    """All months of the demo, by its command, of a small city."""
    home = tmp_path_factory.mktemp("demo") / "home"
    done = run_python(SMALL_DEMO, "demo", "--home", home, "--seed", SEED, "--months", MOST_MONTHS, seconds=1_500)
    assert done.returncode == 0, done.stdout + done.stderr
    return home


@pytest.fixture(scope="module")
def reports(demo_home):
    """The true figures of all that is published."""
    return read_reports(demo_home, None)


@pytest.fixture(scope="module")
def series(demo_home, reports):
    return read_series(reports, demo_home / "reports" / "05914000")


@pytest.mark.slow
@pytest.mark.timeout(1_800)
class TestThirteenMonths:
    def test_every_sentence_of_every_version_is_proven_by_plain_queries(self, demo_home):
        with closing(sqlite3.connect(demo_home / "warehouse.db")) as connection:
            versions = connection.execute("SELECT centre_id, month, version, vintage FROM publication").fetchall()
            for centre, month, version, vintage in versions:
                folder = demo_home / "reports" / centre / month / f"v{version}"
                prover = Prover(read_city(connection, month, vintage))
                for paragraph in page_sentences((folder / "bericht.html").read_text(encoding="utf-8")):
                    prover.prove(paragraph)
                assert len(prover.proven) >= 15

    def test_every_month_has_its_report(self, demo_home):
        folders = sorted(path.name for path in (demo_home / "reports" / "05914000").iterdir())

        assert folders == list(MONTHS)
        assert len(folders) == 13
        for month in folders:
            version = demo_home / "reports" / "05914000" / month / "v1.0"
            assert {"bericht.html", "bericht.pdf", "tabellen.xlsx", "daten", "manifest.json"} == {
                path.name for path in version.iterdir()
            }

    def test_nobody_works_out_a_count_from_all_its_reports(self, series):
        found = [one for month in attack(series).values() for one in month.items()]

        assert {month for month, _ in series} == set(MONTHS)
        assert len(found) > 100 * len(MONTHS)
        assert [count for count, (_, (least, most)) in found if not least <= count[-1] <= most] == []
        assert [(count, left) for count, (promised, left) in found if left != promised] == []

    def test_with_rounding_alone_some_are_worked_out(self, reports, series):
        rounding, alone = load_policy().disclosure, {}
        for raw in reports:
            _, true = series[raw.month, raw.version]
            alone[raw.month, raw.version] = read_folder(write_data(protect_report(raw, rounding))), true
        found = [one for month in attack(alone).values() for one in month.values()]

        assert sum(left != promised for promised, left in found) > 20

    @pytest.mark.parametrize("month", MONTHS)
    def test_the_warehouse_holds_what_was_sent(self, demo_home, month):
        figures = check_warehouse(demo_home, small_city(SEED), month, report_moment(MONTHS[-1], 1))

        assert figures > (40 if month in SUMMER else 60)

    @pytest.mark.parametrize("number", [0, 1])
    @pytest.mark.parametrize("month", MONTHS)
    def test_the_report_says_what_was_sent(self, demo_home, month, number):
        check_report(demo_home, small_city(SEED), month, number)

    def test_the_manifest_names_every_file_with_its_digest(self, demo_home):
        folder = demo_home / "reports" / "05914000" / MONTHS[5] / "v1.0"
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))

        assert len(manifest["files"]) > 30
        for name, entry in manifest["files"].items():
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == entry["sha256"]

    def test_about_four_in_a_hundred_returns_have_a_mistake(self):
        city = invent_city(SEED)
        sent = [one for month in MONTHS for one in invent_month(city, month)]
        mistaken = [one for one in sent if one.mistake]

        assert 0.03 < len(mistaken) / (250 * len(MONTHS)) < 0.05
        assert len({one.mistake.name for one in mistaken}) > 12

    def test_the_data_package_is_valid(self, demo_home):
        package = demo_home / "reports" / "05914000" / MONTHS[-1] / "v1.0" / "daten" / "datapackage.json"
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "frictionless", "validate", str(package)],
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

        assert done.returncode == 0, done.stdout[-2_000:]


@pytest.mark.slow
def test_a_month_of_the_whole_city_is_in_warehouse_and_reports_as_it_was_sent(tmp_path):
    """As a newcomer starts it."""
    command = [sys.executable, "-m", "flows.command.cli", "demo", "--home", str(tmp_path), "--seed", str(SEED)]
    done = subprocess.run([*command, "--months", "1"], capture_output=True, text=True, timeout=280, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    city = invent_city(SEED)
    assert check_warehouse(tmp_path, city, MONTHS[0], report_moment(MONTHS[0], 1)) > 60
    for number in (0, 1):
        check_report(tmp_path, city, MONTHS[0], number)


def test_the_same_seed_makes_the_same_bytes():
    digests = []
    for _ in range(2):
        city = invent_city(SEED)
        files = [(sent.file, fill_in(city, sent, b"secret")) for sent in invent_month(city, "2026-03")[:60]]
        digests.append(hashlib.sha256(repr(files).encode()).hexdigest())

    assert digests[0] == digests[1]


def test_the_same_seed_makes_the_same_bytes_in_another_process():
    code = (
        "import hashlib; from flows.command.upkeep.demo_city import fill_in; "
        "from tasks.invent.city import invent_city; from tasks.invent.month import invent_month; "
        "city = invent_city(3); "
        "files = [fill_in(city, sent, b'secret') for sent in invent_month(city, '2026-03')[:20]]; "
        "print(hashlib.sha256(b''.join(files)).hexdigest())"
    )
    first, second = (run_python(code, PYTHONHASHSEED=seed) for seed in ("1", "2"))

    assert first.returncode == 0, first.stderr
    assert first.stdout == second.stdout


def test_another_seed_makes_another_city():
    assert invent_city(1).places != invent_city(2).places


def test_the_demo_does_not_touch_a_home_with_real_data(tmp_path):
    (tmp_path / "register.csv").write_text("Nummer\n", encoding="utf-8")

    with pytest.raises(UsageError, match="etwas anderes"):
        run_demo(load_settings(tmp_path), SEED, 1, lambda *_: None, lambda *_: None)
    assert [path.name for path in tmp_path.iterdir()] == ["register.csv"]


def test_prepared_only_the_files_lie_in_the_inbox_with_their_times(tmp_path):
    settings = load_settings(tmp_path / "home")
    diary = prepare_demo(settings, SEED, 1)
    files = sorted(path for path in settings.inbox.rglob("*") if path.is_file())

    assert len(files) == diary.files > 240
    times = {datetime.fromtimestamp(path.stat().st_mtime, TIMEZONE).replace(tzinfo=None) for path in files}
    assert max(times) < datetime(2025, 9, 30) + timedelta(days=90)
    assert min(times) > datetime(2025, 9, 29)


@pytest.mark.parametrize(
    ("given", "more", "said"),
    [
        ([], 2, "Es folgen 2 weitere Monate"),
        (["--months", "2"], 1, "Es folgt ein weiterer Monat"),
        (["--months", "13"], 12, "Es folgen 12 weitere Monate"),
    ],
)
def test_the_first_report_is_named_at_once_and_what_follows(tmp_path, capsys, monkeypatch, given, more, said):
    def report_once(settings, seed, months, progress, first_report):
        first_report("2025-09", tmp_path / "v1.0", months - 1)
        return demo_city.Diary(MONTHS[months - 1], versions=["2025-09 v1.0"], latest=tmp_path / "v1.0")

    monkeypatch.setattr(demo_city, "run_demo", report_once)
    code, shown = call(tmp_path / "home", capsys, "demo", *given)

    assert code == 0
    assert f"Der erste Bericht (September 2025) ist da: {tmp_path / 'v1.0'}/bericht.html {said}" in shown
    assert f"--month {MONTHS[more]}" in shown
    assert ("Weitere Monate, bis 13: monatsbericht demo --months 13 --seed 1" in shown) == (more < 12)


def test_the_command_only_prepares_where_it_is_told_to(tmp_path, capsys):
    code, shown = call(tmp_path / "home", capsys, "demo", "--months", "1", "--prepare")

    assert code == 0
    assert "Lieferungen, 0 Berichte: –" in shown


def test_a_demo_that_was_ended_goes_on_behind_what_it_has_published(tmp_path):
    settings = load_settings(tmp_path)
    runs = list(demo_city._runs(settings, MONTHS[:2]))
    engine = open_warehouse(settings.url)
    assert demo_city._left(settings, runs) == runs

    left = []
    for month, moment in runs:
        plan = next_plan(engine, settings.centre, month, moment)
        record_plan(engine, settings.centre, month, plan, "c" * 64, make_pins())
        record_published(engine, settings.centre, month, plan.version, "m" * 64)
        left.append(demo_city._left(settings, runs))
    engine.dispose()

    # Where nothing is left the last run is done again: it changes nothing, and there is a report to be named.
    assert left == [runs[1:], runs[2:], runs[3:], runs[3:]]
