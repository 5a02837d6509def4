"""The page of the situation as a person meets it: axe finds nothing, and on a narrow phone nothing moves sideways."""

import html
import json
import re
import shutil
import subprocess
from datetime import timedelta
from importlib.resources import files

import pytest

from config.policy import load_policy
from config.settings import load_settings
from schemas.mail.mail import Mail
from schemas.store.correspondence import outbox, source
from tasks.letters.outbox import enqueue_mails
from tasks.store.ledger import enter_month
from tasks.warehouse import open_warehouse
from tests.factories import enter_respondents
from tests.tasks.watch.conftest import BROKEN, NOON, enter_dead, enter_run, page_of

NARROW = 320  # pixels, what WCAG 1.4.10 asks for
# Each page lives in a frame of that width with axe in it; what was found is written where --dump-dom shows it.
HARNESS = """<!DOCTYPE html><title>axe</title><pre id="found"></pre><script type="module">
const found = {};
for (const [name, page] of Object.entries(PAGES)) {
  const frame = document.createElement("iframe");
  Object.assign(frame, {width: WIDTH, height: 800, srcdoc: page});
  await new Promise(done => { frame.onload = done; document.body.append(frame); });
  const {violations, passes} = await frame.contentWindow.axe.run();
  found[name] = {
    passes: passes.length, violations: violations.map(one => [one.id, one.nodes.map(node => node.html)]),
    width: frame.contentDocument.documentElement.scrollWidth,
  };
}
document.getElementById("found").textContent = JSON.stringify(found);
</script>"""


@pytest.fixture
def month(settings):
    """A home in which a month is owed."""
    settings.inbox.mkdir()
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


def in_a_browser(tmp_path, pages):
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("chromium is not installed")
    axe = (files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
    # The page allows no script; what judges it has to be let in.
    open_pages = {
        name: re.sub(r"<meta http-equiv[^>]*>", "", page).replace("</body>", f"<script>{axe}</script></body>")
        for name, page in pages.items()
    }
    written = json.dumps(open_pages).replace("</", "<\\/")
    harness = tmp_path / "axe.html"
    harness.write_text(HARNESS.replace("PAGES", written).replace("WIDTH", str(NARROW)), encoding="utf-8")
    calm = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
            "--disable-component-update", "--disable-sync", "--hide-scrollbars",
            "--virtual-time-budget=60000")  # fmt: skip
    here = (f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", harness.as_uri())
    done = subprocess.run([chromium, *calm, *here], capture_output=True, text=True, timeout=120, check=True).stdout
    return json.loads(html.unescape(re.findall(r'<pre id="found">(.*?)</pre>', done, re.DOTALL)[0]))


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
    (tmp_path / "empty").mkdir()
    pages["empty home"] = page_of(load_settings(tmp_path / "empty"))
    assert "Unzustellbare Mails" in pages["failed and cancelled"]
    assert "Im Datenordner fehlt etwas" in pages["lost parts"]

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
