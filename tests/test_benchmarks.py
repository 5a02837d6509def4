"""The README's benchmarks still run and count what they say; how fast, only a quiet machine can tell."""

from functools import cache

import pytest

from tests import bench_answers, bench_intake, bench_load, bench_migrate, bench_protection, bench_unusual

pytestmark = pytest.mark.slow


def test_the_answers_of_a_month_are_written(capsys):
    assert bench_answers.main("--returns", "300", "--months", "1") == 0

    said = capsys.readouterr().out
    assert said.startswith("300 answers")
    assert "failed" not in said


def test_the_answers_of_a_month_in_which_all_is_wrong_are_written(capsys):
    assert bench_answers.main("--returns", "300", "--months", "1", "--only-wrong") == 0

    assert capsys.readouterr().out.startswith("300 answers")


def test_the_loader_is_compared_on_both_engines(capsys):
    bench_load.main("--rows", "500")

    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("sqlite: insert")
    assert second.startswith("postgresql: insert")


def test_a_migration_is_timed_on_both_engines(capfd):
    bench_migrate.main("--rows", "500", "--copy")

    first, second = capfd.readouterr().out.splitlines()
    assert first.startswith("sqlite: 500 rows migrated in")
    assert second.startswith("postgresql: 500 rows migrated in")


def test_the_benchmark_of_reading_runs(capsys):
    bench_intake.main("--files", "40", "--register", "80")

    assert "inbox to stored" in capsys.readouterr().out


def test_what_protection_costs_is_told(capsys):
    assert bench_protection.main("--cities", "1") == 0

    said = capsys.readouterr().out
    assert "kept 1.000" in said
    assert "rounding, linked" in said


@pytest.mark.parametrize("error", bench_unusual.ERRORS)
def test_unusual_values_are_found_better_than_by_textbook_scores(error):
    trials = [one for one in small_trials() if one["error"] == error]
    ours = bench_unusual.rate(trials, bench_unusual.OURS)

    assert sum(len(one["planted"]) for one in trials) > 10
    assert ours["alarms"] < 10
    for rival, cut in bench_unusual.USUAL.items():
        assert ours["f1"] > bench_unusual.rate(trials, rival, cut)["f1"]


@cache
def small_trials():
    return list(bench_unusual.run(bench_unusual.JUDGED[:1], bench_unusual.MONTHS[-1:]))


def test_what_was_found_is_one_table(capsys):
    bench_unusual.show(small_trials(), bench_unusual.BEST)

    lines = capsys.readouterr().out.splitlines()
    assert "modified z > 3.5" in lines[0]
    assert all(any(line.startswith(error) for line in lines[1:]) for error in bench_unusual.ERRORS)
