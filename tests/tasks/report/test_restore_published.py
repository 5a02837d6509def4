"""A published folder that somebody deleted comes back byte for byte; one that somebody changed is left and named."""

import shutil
from datetime import datetime

import pytest

from config.settings import load_settings
from tasks.report.month import publish_month
from tasks.report.publish import PublicationError
from tasks.report.restore_published import restore_published
from tasks.store.ledger import enter_month
from tests.factories import CENTRE, OPEN_GATE, enter_respondents, keep, make_reading

pytestmark = pytest.mark.slow

MONTH, POLICY = "2026-10", OPEN_GATE
EARLY, REPORT_DAY = datetime(2026, 11, 5, 9), datetime(2026, 11, 12, 6, 30)
BACK = "Bericht 1.0 für Oktober 2026 fehlte unter reports/ und liegt wieder dort, Byte für Byte wie veröffentlicht."


@pytest.fixture
def settings(tmp_path):
    return load_settings(tmp_path)


@pytest.fixture
def folder(engine, settings):
    """That of version 1.0, of which three of five respondents are."""
    enter_respondents(engine)
    enter_month(engine, MONTH, POLICY.calendar, EARLY)
    for form in ("school", "daycare", "association"):
        keep(engine, make_reading(form), at=EARLY)
    return publish_month(engine, settings, POLICY, MONTH, REPORT_DAY).folder


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_is_there_is_left_alone(engine, settings, folder):
    before = files(folder)

    assert restore_published(engine, settings) == []
    assert files(folder) == before


@pytest.mark.parametrize("part", ["reports", CENTRE, "v1.0", "manifest.json", "daten"])
def test_what_is_gone_comes_back_and_that_is_said(engine, settings, folder, part):
    before = files(folder)
    path = next(one for one in (settings.reports, *sorted(settings.reports.rglob("*"))) if one.name == part)
    shutil.rmtree(path) if path.is_dir() else path.unlink()

    assert restore_published(engine, settings) == [BACK]
    assert files(folder) == before


def test_what_somebody_changed_is_not_written_over(engine, settings, folder):
    (folder / "bericht.html").write_text("geändert", encoding="utf-8")
    (folder / "bericht.pdf").unlink()

    with pytest.raises(PublicationError, match=r"verändert \(bericht\.html\)"):
        restore_published(engine, settings)
    assert (folder / "bericht.html").read_text(encoding="utf-8") == "geändert"


@pytest.mark.parametrize("name", ["bericht.html", "daten/datapackage.json", "manifest.json"])
def test_a_folder_in_which_nothing_but_a_byte_changed_is_named_too(engine, settings, folder, name):
    changed = folder / name
    changed.write_bytes(changed.read_bytes() + b" ")

    with pytest.raises(PublicationError, match=f"verändert \\({name}\\)"):
        restore_published(engine, settings)
    assert changed.read_bytes().endswith(b" ")


def test_one_that_cannot_come_back_keeps_no_other_from_it(engine, settings, folder):
    """What was published before and after it is there again, and that is said with what is wrong."""
    keep(engine, make_reading("centre"), at=EARLY)
    later = publish_month(engine, settings, POLICY, MONTH, datetime(2026, 11, 27, 6, 30)).folder
    before = files(later)
    (folder / "bericht.html").write_text("geändert", encoding="utf-8")
    (later / "bericht.html").unlink()

    with pytest.raises(PublicationError, match=r"Bericht 1\.0 .* verändert") as caught:
        restore_published(engine, settings)
    assert caught.value.partial == [BACK.replace("1.0", "1.1")]
    assert files(later) == before


def test_a_note_that_somebody_put_beside_a_report_bothers_nobody(engine, settings, folder):
    (folder / "Notiz.txt").write_text("an das Land gesendet", encoding="utf-8")

    assert restore_published(engine, settings) == []


def test_what_would_be_made_otherwise_today_is_named_and_not_put_there(engine, settings, folder):
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE publication SET manifest = 'x' || substr(manifest, 2)")
    shutil.rmtree(folder)

    with pytest.raises(PublicationError, match="nachgebaut wäre er ein anderer"):
        restore_published(engine, settings)
    assert not folder.exists()
