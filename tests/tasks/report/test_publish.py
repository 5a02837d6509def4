import json

import pytest

from tasks import atomic_files
from tasks.report.publish import Provenance, PublicationError, publish_folder, write_manifest
from tests.factories_report import make_report

FILES = {"bericht.html": b"<html>", "daten/a.csv": b"a\n1\n"}
PROVENANCE = Provenance({"S2": "b" * 64, "S1": "a" * 64}, "2026.1", "0.1.0", "c" * 64)


def names(folder):
    return [path.name for path in folder.iterdir()]


def found(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_report_appears_whole(tmp_path):
    target = tmp_path / "05914000" / "2026-10" / "v1.0"
    assert publish_folder(target, FILES) is True
    assert found(target) == FILES
    assert names(target.parent) == ["v1.0"]


def test_the_very_same_again_changes_nothing(tmp_path):
    publish_folder(tmp_path / "v1.0", FILES)
    before = (tmp_path / "v1.0").stat().st_mtime_ns
    assert publish_folder(tmp_path / "v1.0", FILES) is False
    assert (tmp_path / "v1.0").stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "other",
    [{**FILES, "bericht.html": b"anders"}, {**FILES, "neu.txt": b""}, {"bericht.html": b"<html>"}],
    ids=["changed", "one more", "one less"],
)
def test_a_version_is_sent_once(tmp_path, other):
    publish_folder(tmp_path / "v1.0", FILES)
    with pytest.raises(PublicationError, match="nächste Versionsnummer"):
        publish_folder(tmp_path / "v1.0", other)
    assert found(tmp_path / "v1.0") == FILES


@pytest.mark.parametrize("moment", ["write", "rename"])
def test_a_killed_run_leaves_nothing_visible_and_the_next_one_cleans_up(tmp_path, monkeypatch, moment):
    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        if moment == "write":
            patch.setattr(atomic_files, "_force", killed)
        else:
            patch.setattr(type(tmp_path), "rename", killed)
        with pytest.raises(KeyboardInterrupt):
            publish_folder(tmp_path / "v1.0", FILES)
    assert not (tmp_path / "v1.0").exists()
    assert publish_folder(tmp_path / "v1.0", FILES) is True
    assert names(tmp_path) == ["v1.0"]
    assert found(tmp_path / "v1.0") == FILES


def test_leftovers_go_even_if_the_report_is_there_already(tmp_path):
    publish_folder(tmp_path / "v1.0", FILES)
    (tmp_path / ".v1.0.part").mkdir()
    publish_folder(tmp_path / "v1.0", FILES)
    assert names(tmp_path) == ["v1.0"]


@pytest.mark.parametrize("name", ["../raus.txt", "/etc/passwd", "a/../../b", "", "a\\b"])
def test_no_file_lands_outside(tmp_path, name):
    with pytest.raises(PublicationError, match="innerhalb"):
        publish_folder(tmp_path / "v1.0", {name: b""})
    assert names(tmp_path) == []


def test_the_manifest_says_what_went_in_and_what_came_out():
    manifest = json.loads(write_manifest(make_report(), FILES, PROVENANCE))
    assert list(manifest["inputs"]) == ["S1", "S2"]
    assert manifest["files"]["daten/a.csv"]["bytes"] == 4
    assert (manifest["centre"], manifest["month"], manifest["version"]) == ("05914000", "2026-10", "1.1")
    assert manifest["vintage"] == "2026-11-25T06:00:00+01:00"


def test_the_manifest_does_not_depend_on_order():
    reverse = dict(reversed(FILES.items()))
    assert write_manifest(make_report(), FILES, PROVENANCE) == write_manifest(make_report(), reverse, PROVENANCE)
