"""A month that is held, as staff live through it: one mail, the screen, a name, and the report with it."""

from datetime import datetime

import pytest

from config import clock
from config.errors import UsageError
from config.settings import load_settings
from flows.command.cli import main
from flows.server.server import use_server
from schemas.files.incoming import archive_path
from schemas.store import warehouse as w
from tasks.store.ledger import enter_month
from tasks.warehouse import open_warehouse
from tests.factories import POLICY, enter_respondents, keep, make_reading, rows_of
from tests.flows.conftest import call, serving
from tests.servers.smtp import SmtpServer

pytestmark = pytest.mark.slow

MONTH, REPORT_DAY = ("--month", "2026-10"), ("--at", "2026-11-12")
DECISION = ("--release", "--by", "A. Beispiel", "--reason", "mit dem Land abgestimmt")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Of five respondents three have reported; the centre itself has not."""
    assert main(["init", "--home", str(tmp_path / "hagen")]) == 0
    with SmtpServer() as server:
        for name, value in {"SMTP_URL": server.url, "MAIL_FROM": "a@ki.example", "STAFF_EMAIL": "b@ki.example"}.items():
            monkeypatch.setenv(f"MONATSBERICHT_{name}", value)
        engine = open_warehouse(load_settings(tmp_path / "hagen").url)
        enter_respondents(engine)
        enter_month(engine, "2026-10", POLICY.calendar, datetime(2026, 11, 5, 9))
        for form in ("school", "daycare", "association"):
            keep(engine, make_reading(form), at=datetime(2026, 11, 5, 9))
        for row in rows_of(engine, w.submission):
            path = archive_path(load_settings(tmp_path / "hagen").archive, row["sha256"])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"the file that came")
        yield tmp_path / "hagen", engine, server
        engine.dispose()


def test_a_held_month_is_told_once_let_go_by_name_and_published_once(home, capsys, monkeypatch):
    home, engine, server = home
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 12, 13))
    with serving(load_settings(home)):
        for _ in range(2):
            code, said = call(home, capsys, "report", *MONTH, *REPORT_DAY)
            assert code == 1
            assert "Der Bericht für Oktober 2026 (Fassung 1.0) wird zurückgehalten" in said
        subjects = [str(one.mail["Subject"]) for one in server.messages]
        assert subjects == ["Achtung: Der Bericht für Oktober 2026 wird zurückgehalten"]
        _, status = call(home, capsys, "status", *MONTH)
        assert call(home, capsys, "self-check")[0] == 1
        page = (home / "lage.html").read_text(encoding="utf-8")
        for told in (status, " ".join(page.split())):
            assert "Integrationszentrum: Es liegen 0 von 1 Meldungen vor" in told.replace("\xa0", " ")
            assert "report --month 2026-10 --release --by NAME --reason GRUND" in told

        monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 12, 14))
        assert call(home, capsys, "report", *MONTH, *REPORT_DAY, "--release", "--reason", "x")[0] == 2
        steering = home / "steuerung.html"
        steering.mkdir()  # which nobody can write a page over
        code, said = call(home, capsys, "report", *MONTH, *REPORT_DAY, *DECISION)
        assert (code, "Bericht 1.0 ist veröffentlicht" in said) == (0, True)
        assert "Die Steuerungssicht (steuerung.html) ließ sich nicht schreiben" in said
        steering.rmdir()
        report = home / "reports/05914000/2026-10/v1.0/bericht.html"
        assert "A. Beispiel" in report.read_text(encoding="utf-8")
        subjects = [str(one.mail["Subject"]) for one in server.messages][1:]
        behind = "Die Steuerungssicht ist nicht auf dem Stand des Berichts"
        assert sorted(subjects) == [
            f"Achtung: {behind}",
            "Der Bericht für Oktober 2026 ist da (Fassung 1.0)",
            "Wieder gut: Der Bericht für Oktober 2026 wird zurückgehalten",
        ]
        before = report.read_bytes()
        monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 12, 15))
        assert call(home, capsys, "report", *MONTH, *REPORT_DAY)[0] == 0
        assert call(home, capsys, "report", *MONTH, *REPORT_DAY, *DECISION)[0] == 2
        assert report.read_bytes() == before
        assert len(rows_of(engine, w.publication)) == 1
        assert "Steuerung: Oktober 2026" in steering.read_text(encoding="utf-8")
        assert 'href="steuerung.html"' in (home / "lage.html").read_text(encoding="utf-8")
        assert str(server.messages[-1].mail["Subject"]) == f"Wieder gut: {behind}"


def test_prefects_screen_lets_it_go_by_name_too(home, monkeypatch):
    """The deployment "freigeben" has no schedule and asks for a name and a reason."""
    home, engine, _ = home
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 12, 13))
    with use_server(load_settings(home)) as connection:
        from flows.release import release

        connection.wait()
        assert set(release.parameters.required) == {"by", "reason"}
        with pytest.raises(UsageError, match="hat einen Namen"):
            release(by=" ", reason="x", home=str(home), month="2026-10")
        done = release(by="C. Muster", reason="x", home=str(home), month="2026-10")

    assert done["version"] == "1.0"
    assert [row["released_by"] for row in rows_of(engine, w.publication)] == ["C. Muster"]
