"""What somebody edited by hand is never overwritten, and nothing is written twice."""

import pytest

from config.errors import MonatsberichtError
from tasks.proof.keep import keep_files
from tasks.store.home_files import RECORD


def test_what_we_wrote_is_replaced_by_what_is_new(tmp_path):
    keep_files(tmp_path / "2026", {"a.xlsx": b"one"})
    paths, said = keep_files(tmp_path / "2026", {"a.xlsx": b"two"})

    assert (paths, said) == ([tmp_path / "2026" / "a.xlsx"], [])
    assert paths[0].read_bytes() == b"two"


def test_what_was_edited_stays_and_the_new_file_lies_beside_it(tmp_path):
    keep_files(tmp_path, {"a.xlsx": b"one"})
    (tmp_path / "a.xlsx").write_bytes(b"by hand")
    for content in (b"two", b"three"):
        paths, (said,) = keep_files(tmp_path, {"a.xlsx": content})

    assert (tmp_path / "a.xlsx").read_bytes() == b"by hand"
    assert paths == [tmp_path / "a_neu.xlsx"]
    assert paths[0].read_bytes() == b"three"
    assert "wurde von Hand geändert und bleibt" in said


def test_both_may_have_been_edited(tmp_path):
    keep_files(tmp_path, {"a.xlsx": b"one"})
    (tmp_path / "a.xlsx").write_bytes(b"by hand")
    keep_files(tmp_path, {"a.xlsx": b"two"})
    (tmp_path / "a_neu.xlsx").write_bytes(b"by hand, too")
    paths, _ = keep_files(tmp_path, {"a.xlsx": b"three"})

    assert [path.name for path in paths] == ["a_neu2.xlsx"]
    assert (tmp_path / "a_neu.xlsx").read_bytes() == b"by hand, too"


@pytest.mark.parametrize("record", [None, b"broken", b"[]"])
def test_without_the_list_every_file_counts_as_somebodys_own(tmp_path, record):
    keep_files(tmp_path, {"a.xlsx": b"one"})
    (tmp_path / RECORD).unlink() if record is None else (tmp_path / RECORD).write_bytes(record)
    paths, _ = keep_files(tmp_path, {"a.xlsx": b"two"})

    assert [path.name for path in paths] == ["a_neu.xlsx"]


def test_twice_the_same_touches_nothing(tmp_path):
    keep_files(tmp_path, {"a.xlsx": b"one"})
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    keep_files(tmp_path, {"a.xlsx": b"one"})

    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before


def test_a_run_that_was_killed_between_list_and_file_leaves_ours_ours(tmp_path):
    keep_files(tmp_path, {"a.xlsx": b"one"})
    keep_files(tmp_path, {"a.xlsx": b"two"})
    (tmp_path / "a.xlsx").write_bytes(b"one")  # as if the second had not come to it
    paths, said = keep_files(tmp_path, {"a.xlsx": b"three"})

    assert (paths[0].name, said) == ("a.xlsx", [])


def test_a_folder_full_of_edited_files_is_said(tmp_path):
    for number in range(100):
        (tmp_path / f"a{'' if not number else '_neu' if number == 1 else f'_neu{number}'}.xlsx").write_bytes(b"by hand")

    with pytest.raises(MonatsberichtError, match="geänderte Fassungen"):
        keep_files(tmp_path, {"a.xlsx": b"one"})
