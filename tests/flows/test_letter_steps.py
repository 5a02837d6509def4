"""The flows that write and send letters, as Prefect runs them, with a real mail server."""

import json
import shutil

import pytest
from sqlalchemy import insert

from config.settings import load_settings
from schemas.store import warehouse as w
from schemas.store.correspondence import outbox
from tasks.run_record import last_results
from tasks.warehouse import open_warehouse
from tests.factories import KINDS, enter_respondents, rows_of
from tests.flows.conftest import clear_out, serving
from tests.flows.forked import run_forked
from tests.servers.oauth import SECRET, SECRET_VARIABLE, trusted_tenant
from tests.servers.smtp import SmtpServer

SENDER = "meldung@ki.example"
RUN = """
import json, sys
from config.settings import load_settings
from flows.server.execute import execute, load_invite, load_remind
def load_send():
    from flows.send_mails import send_mails
    return send_mails
known = {"INVITE": load_invite, "REMIND": load_remind, "SEND": load_send}
settings, chosen = load_settings(sys.argv[1]), [known[name] for name in sys.argv[3].split()]
results = execute(settings, chosen, "2026-10", sys.argv[2], lambda *_: None)
print("RESULTS" + json.dumps(results))
"""


@pytest.fixture(scope="module")
def served(prepared, tmp_path_factory):
    """A home with a Prefect server that all tests share."""
    home = tmp_path_factory.mktemp("letters") / "home"
    shutil.copytree(prepared, home)
    with serving(load_settings(home)):
        yield home


@pytest.fixture
def home(served):
    """Five respondents, four with an address."""
    clear_out(served)
    settings = load_settings(served)
    engine = open_warehouse(settings.url)
    enter_respondents(engine)
    with engine.begin() as connection:
        rows = [
            {"respondent_id": name, "email": f"{number}@stelle.example"}
            for number, name in enumerate(sorted(KINDS)[1:])
        ]
        connection.execute(insert(w.contact), rows)
    yield settings.home
    engine.dispose()


def run_flows(home, server, at, flows, script=RUN, **more):
    variables = {"MONATSBERICHT_SMTP_URL": server.url, "MONATSBERICHT_MAIL_FROM": SENDER,
                 "MONATSBERICHT_STAFF_EMAIL": "team@ki.example"}  # fmt: skip
    return run_forked(script, home, at, flows, **variables, **more)


def results_of(done):
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.split("RESULTS")[1])


@pytest.mark.slow
def test_invitations_reminders_and_the_phone_list_go_out_and_nothing_twice(home):
    with SmtpServer() as server:
        invited, sent = results_of(run_flows(home, server, "2026-10-30T06:00", "INVITE SEND"))
        again, reminded = results_of(run_flows(home, server, "2026-11-05T07:15", "INVITE REMIND"))
        escalated, nothing = results_of(run_flows(home, server, "2026-11-11T07:15", "REMIND REMIND"))
        letters = [one.mail for one in server.messages if not one.mail["Message-ID"].startswith("<notice.")]
        subjects = [mail["Subject"].split(":")[0] for mail in letters]

    assert (invited["forms"], invited["invitations"], invited["sent"], sent["sent"]) == (5, 4, 4, 0)
    assert invited["unreachable"] == sorted(KINDS)[:1]
    marks = last_results(home / "log", "einladen", ("mails", "decisions"))
    assert [marks[name].result[name] for name in ("mails", "decisions")] == [4, 0]
    assert (again["invitations"], reminded["reminders"], reminded["day"]) == (0, 4, "2026-11-05")
    assert (escalated["phone_lists"], escalated["reminders"], nothing["phone_lists"]) == (1, 0, 0)
    assert (reminded["rehearsals"], escalated["rehearsals"], nothing["rehearsals"]) == (0, 1, 0)
    assert [subjects.count(one) for one in dict.fromkeys(subjects)] == [4, 4, 1, 1]
    log = (home / "log" / "monatsbericht.log").read_text(encoding="utf-8")
    assert "Einladungen: 4 geschrieben, 5 Bögen, 1 Berichtsstellen ohne E-Mail-Adresse" in log
    assert "Postausgang: 4 gesendet" in log
    assert "@stelle.example" not in log


@pytest.mark.slow
def test_a_rehearsal_that_fails_keeps_no_reminder_back(home):
    failing = "import tasks.report.steps as steps\nsteps.rehearse = lambda *_, **__: 1 / 0\n"
    with SmtpServer() as server:
        run_flows(home, server, "2026-10-30T06:00", "INVITE")
        done = run_flows(home, server, "2026-11-05T07:15", "REMIND", script=failing + RUN)

    assert done.returncode != 0
    assert "Unerwarteter Fehler (ZeroDivisionError)" in done.stderr
    assert len([one for one in server.messages if one.mail["Subject"].startswith("Erinnerung")]) == 4


@pytest.mark.slow
def test_a_mail_server_without_passwords_takes_our_token(home, tmp_path, monkeypatch):
    with trusted_tenant(tmp_path, monkeypatch) as tenant, SmtpServer(user=SENDER, tenant=tenant) as server:
        tenant.user = SENDER
        settings = tenant.settings("client_credentials") | {"smtp_auth": "oauth"}
        variables = {f"MONATSBERICHT_{name.upper()}": value for name, value in settings.items()}
        (done,) = results_of(
            run_flows(home, server, "2026-10-30T06:00", "INVITE", **variables, **{SECRET_VARIABLE: SECRET})
        )

    assert done["sent"] == 4
    assert {one.user for one in server.messages} == {SENDER}


@pytest.mark.slow
def test_a_mail_server_that_is_away_fails_the_run_at_its_end_and_loses_nothing(home):
    with SmtpServer() as server:
        server.stop()
        failed = run_flows(home, server, "2026-10-30T06:00", "INVITE")
        engine = open_warehouse(load_settings(home).url)
        waiting = rows_of(engine, outbox, "sent_at", "attempts")
        server.start()
        (sent,) = results_of(run_flows(home, server, "2026-10-30T07:00", "SEND"))
        engine.dispose()

    assert failed.returncode == 1
    assert "MailError" in failed.stderr
    assert "nicht erreichbar" in failed.stderr
    assert waiting == [(None, 0)] * 4
    assert sent["sent"] == 4
