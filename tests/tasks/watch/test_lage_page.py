"""The page of the situation as a person meets it: axe finds nothing, and on a narrow phone nothing moves sideways."""

from datetime import timedelta

import pytest

from config.policy import load_policy
from config.settings import load_settings
from schemas.mail.mail import Mail
from schemas.store.correspondence import outbox, source
from tasks.letters.outbox import enqueue_mails
from tasks.store.ledger import enter_month
from tasks.warehouse import open_warehouse
from tests.browser import NARROW, in_a_browser
from tests.factories import enter_respondents
from tests.tasks.watch.conftest import BROKEN, NOON, enter_dead, enter_run, page_of


@pytest.fixture
def month(settings):
    """A home in which a month is owed."""
    engine = open_warehouse(settings.url)
    enter_respondents(engine)
    enter_month(engine, "2026-10", load_policy().calendar, NOON)
    return engine


def put_trouble(engine):
    """A mail that nobody takes, with the longest word of a mail server, and a source that is away."""
    said = "550 5.1.1 " + "x" * 120
    mail = Mail("1@ki.example", "reminder", "a@schule.example", "Erinnerung", "Text", "<p>Text</p>", month="2026-10")
    with engine.begin() as connection:
        enqueue_mails(connection, [mail], NOON)
        connection.execute(outbox.update().values(given_up_at=NOON, last_reply=said))
        away = {"failed_at": NOON, "reason": "der Server ist nicht zu erreichen"}
        connection.execute(source.insert(), {"source": "ablage", **away})


@pytest.mark.slow
def test_axe_finds_nothing_and_a_narrow_phone_shows_it_whole(settings, month, tmp_path):
    pages = {"a month that is owed": page_of(settings)}
    enter_run(settings, "einsammeln", NOON - timedelta(minutes=5))
    enter_run(settings, "monatsbericht", NOON - timedelta(minutes=4))
    pages["all is well"] = page_of(settings)
    enter_run(settings, "einsammeln", NOON, BROKEN)
    enter_dead(settings, "monatsbericht", NOON)
    put_trouble(month)
    pages["failed and cancelled"] = page_of(settings)
    settings.home.joinpath("warehouse.db").unlink()
    (settings.archive / "ab").mkdir(parents=True)
    (settings.archive / "ab" / "abcd").write_bytes(b"x")
    pages["lost parts"] = page_of(settings)
    (tmp_path / "empty" / "inbox").mkdir(parents=True)
    pages["empty home"] = page_of(load_settings(tmp_path / "empty"))
    assert "Unzustellbare Mails" in pages["failed and cancelled"]
    assert "Im Datenordner fehlt etwas" in pages["lost parts"]
    assert all("was seither geschah, steht hier nicht" in page for page in pages.values()), "it may be old"
    assert [name for name, page in pages.items() if "lässt sich nicht lesen" in page] == ["lost parts"]
    assert "Noch kein Bericht" not in pages["lost parts"]

    found = in_a_browser(tmp_path, pages)

    assert {name: one["violations"] for name, one in found.items()} == {name: [] for name in pages}
    assert {name: one["width"] for name, one in found.items()} == dict.fromkeys(pages, NARROW)
    assert all(one["passes"] > 10 for one in found.values())


def test_the_judge_sees_what_is_wrong(tmp_path):
    """Without a language, a title and enough contrast, and with a word that is too long."""
    bad = f"<!DOCTYPE html><html><body><p style='color: #bbb'>{'x' * 200}</p></body></html>"

    found = in_a_browser(tmp_path, {"bad": bad})["bad"]

    assert {"html-has-lang", "color-contrast"} <= {name for name, _ in found["violations"]}
    assert found["width"] > NARROW
