"""A home backed up and restored: the same content, a run goes on with it, and nobody gets a mail twice."""

import os
import subprocess
import tarfile

import pytest
from sqlalchemy import insert, make_url, select, text

from config.errors import UsageError, WarehouseError
from config.oauth import TOKEN_FILE
from config.settings import load_settings
from flows.command.cli import main
from schemas.store import correspondence as c
from schemas.store import warehouse as w
from schemas.store.metadata import METADATA
from tasks.letters.send.due import send_due
from tasks.letters.send.server import MailServer
from tasks.upkeep.backup import dump
from tasks.upkeep.backup.dump import load
from tasks.upkeep.backup.restore import hold_back, restore
from tasks.upkeep.backup.write import back_up
from tasks.warehouse import connect, open_warehouse
from tasks.watch.told import new_entry, read_told, write_told
from tests.factories import AT, rows_of
from tests.factories_city import CUTOFF_AT, REPORT_AT, everything, prepare, run_month
from tests.servers.smtp import SmtpServer
from tests.tasks.upkeep.migrate.next_program import pretend
from tests.tasks.upkeep.migrate.test_upgrade import make_old

TABLES = {name: table.select() for name, table in METADATA.tables.items()} | {
    name: text(f"SELECT * FROM {name}") for name in w.VIEWS
}


@pytest.fixture(params=["sqlite", "postgresql"])
def urls(request, tmp_path, monkeypatch):
    """Where the warehouse is, and where the restored one shall be."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'home' / 'warehouse.db'}", f"sqlite:///{tmp_path / 'new' / 'warehouse.db'}"
        return
    server = request.getfixturevalue("postgresql_server")
    monkeypatch.setenv("PATH", f"{server.programs}:{os.environ['PATH']}")
    with server.fresh() as old, server.fresh() as new:
        yield old, new


def content_of(url):
    return {name: sorted(rows) for name, rows in everything(url, TABLES).items()}


def files_of(home):
    return {
        str(path.relative_to(home)): (path.read_bytes(), path.stat().st_mtime)
        for path in home.rglob("*")
        if path.is_file() and not path.name.startswith("warehouse.db")
    }


def address(urls, folder):
    """SQLite lies in the folder that is still being unpacked."""
    return f"sqlite:///{folder / 'warehouse.db'}" if urls[1].startswith("sqlite") else urls[1]


@pytest.mark.slow
def test_a_restored_home_goes_on_as_if_nothing_had_been_and_sends_nothing_twice(urls, tmp_path):
    home, new, tar = tmp_path / "home", tmp_path / "new", tmp_path / "backup.tar"
    settings = prepare(home)
    engine = run_month(settings, urls[0], REPORT_AT)
    with SmtpServer() as server:
        mails = MailServer(server.url, "meldung@ki.example")
        sent = send_due(engine, home, mails, REPORT_AT).sent
        first = [one.mail["Message-ID"] for one in server.messages]
        before = files_of(home)
        done = back_up(home, engine, tar, REPORT_AT)
        restored = restore(tar, new, lambda folder: address(urls, folder))

        assert sent > 40  # of several versions of a return one mail
        assert (restored.files, restored.written_at) == (done.files, REPORT_AT)
        assert content_of(urls[1]) == content_of(urls[0])
        assert files_of(new) == before
        assert files_of(home).keys() - before.keys() == {"log/sicherung.json"}  # how old it is, for doctor

        again = run_month(load_settings(new), urls[1], CUTOFF_AT)  # late returns, the report's next version
        hold_back(again, REPORT_AT)
        send_due(again, new, mails, CUTOFF_AT)
        everybody = [one.mail["Message-ID"] for one in server.messages]
    versions = [row["version"] for row in rows_of(again, w.publication)]

    assert len(everybody) == len(set(everybody))
    assert everybody[: len(first)] == first
    assert "1.0" in versions
    assert oct(tar.stat().st_mode)[-3:] == "600"


def small_home(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "settings.toml").write_text("", encoding="utf-8")
    (home / "register.csv").write_text("x", encoding="utf-8")
    (home / "inbox").mkdir()
    (home / "log").mkdir()
    (home / "log" / "lauf.log").write_text("zu groß", encoding="utf-8")
    (home / TOKEN_FILE).write_text("so gut wie ein Kennwort", encoding="utf-8")
    return home, open_warehouse(f"sqlite:///{home / 'warehouse.db'}")


def at_home(folder):
    return f"sqlite:///{folder / 'warehouse.db'}"


def test_what_can_be_made_again_is_left_out_and_an_empty_inbox_is_kept(tmp_path):
    home, engine = small_home(tmp_path)
    back_up(home, engine, tmp_path / "b.tar", AT)
    restore(tmp_path / "b.tar", tmp_path / "new", at_home)

    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        "inbox", "register.csv", "settings.toml", "warehouse.db",
    ]  # fmt: skip


def test_a_restored_home_knows_what_staff_have_been_told(tmp_path):
    home, engine = small_home(tmp_path)
    told = {"report/2026-10/1.0": new_entry("Der Bericht ist da", ["x"], AT.isoformat(), is_trouble=False)}
    write_told(home / "log", told)
    back_up(home, engine, tmp_path / "b.tar", AT)
    restore(tmp_path / "b.tar", tmp_path / "new", at_home)

    assert read_told(tmp_path / "new" / "log") == told
    assert [path.name for path in (tmp_path / "new" / "log").iterdir()] == ["gemeldet.json"]


def test_mails_that_waited_are_held_back_with_the_reason(tmp_path):
    home, engine = small_home(tmp_path)
    mail = {"message_id": "<a@b>", "kind": "receipt", "recipient": "a@b.de", "subject": "s", "text": "t", "html": "h",
            "attachments": "[]", "created_at": AT, "next_attempt_at": AT}  # fmt: skip
    with engine.begin() as connection:
        connection.execute(insert(c.outbox), mail)
    back_up(home, engine, tmp_path / "b.tar", AT)

    assert main(["restore", str(tmp_path / "b.tar"), "--home", str(tmp_path / "new")]) == 0
    restored = connect(at_home(tmp_path / "new"))
    with restored.connect() as connection:
        ((given_up, said),) = connection.execute(select(c.outbox.c.given_up_at, c.outbox.c.last_reply))
    assert given_up == AT
    assert said.startswith("zurückgehalten: wartete bei der Datensicherung vom 05.11.2026 09:00")


def test_mails_that_came_since_are_to_be_moved_back_where_runs_look_for_them(tmp_path, capsys):
    home, engine = small_home(tmp_path)
    back_up(home, engine, tmp_path / "without.tar", AT)
    (home / "settings.toml").write_text(
        '[[sources]]\nname = "postfach"\nurl = "imaps://mail.example/Eingang%20KI"\ndone_folder = "Fertig"\n'
        '[[sources]]\nname = "cloud"\nurl = "webdavs://cloud.example/x"\n',
        encoding="utf-8",
    )
    back_up(home, engine, tmp_path / "b.tar", AT)

    assert main(["restore", str(tmp_path / "without.tar"), "--home", str(tmp_path / "plain")]) == 0
    assert "Postfach" not in capsys.readouterr().out
    assert main(["restore", str(tmp_path / "b.tar"), "--home", str(tmp_path / "new")]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert (
        "Was seit dem 05.11.2026, 09:00 Uhr im Postfach „postfach“ ankam, kennt dieser Datenordner nicht: bitte diese "
        "Mails aus den Ordnern „Fertig“ und „Zu lesen“ nach „Eingang KI“ zurücklegen"
    ) in said
    assert said.count("zurücklegen") == 1
    assert said.index("zurücklegen") < said.index("Als Nächstes")


def test_nothing_is_overwritten(tmp_path):
    home, engine = small_home(tmp_path)
    back_up(home, engine, tmp_path / "b.tar", AT)

    with pytest.raises(UsageError, match="nie überschrieben"):
        back_up(home, engine, tmp_path / "b.tar", AT)
    with pytest.raises(UsageError, match="nicht in dem Datenordner"):
        back_up(home, engine, home / "b.tar", AT)
    with pytest.raises(UsageError, match="gibt es nicht: bitte zuerst anlegen"):
        back_up(home, engine, tmp_path / "nowhere" / "b.tar", AT)
    with pytest.raises(UsageError, match="ist nicht leer"):
        restore(tmp_path / "b.tar", home, at_home)
    (tmp_path / "other.db").touch()
    with pytest.raises(WarehouseError, match="gibt es schon"):
        restore(tmp_path / "b.tar", tmp_path / "new", lambda _: f"sqlite:///{tmp_path / 'other.db'}")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.tar", "home", "other.db"]


def test_a_database_that_is_not_empty_is_left_alone(tmp_path, postgresql_engine):
    (tmp_path / "warehouse.dump").touch()
    with pytest.raises(WarehouseError, match="sind schon Tabellen"):
        load(postgresql_engine.url.render_as_string(hide_password=False), tmp_path / "warehouse.dump")


def test_a_backup_of_the_other_engine_is_refused(tmp_path, postgresql_engine):
    home, engine = small_home(tmp_path)
    back_up(home, engine, tmp_path / "b.tar", AT)
    url = postgresql_engine.url.render_as_string(hide_password=False)

    with pytest.raises(WarehouseError, match="enthält einen Datenbestand von SQLite"):
        restore(tmp_path / "b.tar", tmp_path / "new", lambda _: url)
    assert not (tmp_path / "new").exists()


def test_a_damaged_or_foreign_file_is_refused_and_leaves_nothing(tmp_path):
    home, engine = small_home(tmp_path)
    whole = tmp_path / "b.tar"
    back_up(home, engine, whole, AT)
    content = whole.read_bytes()
    place = content.index(b"SQLite format 3")
    files = {
        "one bit": content[: place + 5000] + bytes([content[place + 5000] ^ 1]) + content[place + 5001 :],
        "half": content[: len(content) // 2],
        "no tar": b"Guten Tag",
        "empty": b"",
    }
    for name, damaged in files.items():
        path = tmp_path / f"{name}.tar"
        path.write_bytes(damaged)
        with pytest.raises(UsageError, match=r"ist beschädigt|keine vollständige Sicherung"):
            restore(path, tmp_path / "new", at_home)
        path.unlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.tar", "home"]


def test_a_file_that_leads_out_of_the_folder_is_refused(tmp_path):
    with tarfile.open(tmp_path / "b.tar", "w") as tar:
        tar.add(__file__, "../../evil.py")

    with pytest.raises(UsageError, match="keine vollständige Sicherung"):
        restore(tmp_path / "b.tar", tmp_path / "folder" / "new", at_home)
    assert not (tmp_path / "evil.py").exists()


def test_without_a_warehouse_there_is_nothing_to_back_up(tmp_path, capsys):
    home, engine = small_home(tmp_path)
    engine.dispose()
    for path in home.glob("warehouse.db*"):
        path.unlink()

    assert main(["backup", str(tmp_path / "b.tar"), "--home", str(home)]) == 2
    assert "noch keinen Datenbestand" in capsys.readouterr().err


def test_a_backup_of_what_is_left_of_a_home_says_so(tmp_path, capsys):
    home, engine = small_home(tmp_path)
    engine.dispose()
    assert main(["backup", str(tmp_path / "whole.tar"), "--home", str(home)]) == 0
    reports = home / "reports" / "05914000" / "2026-10" / "v1.0"
    reports.mkdir(parents=True)
    (reports / "manifest.json").write_text("{}", encoding="utf-8")
    capsys.readouterr()

    assert main(["backup", str(tmp_path / "part.tar"), "--home", str(home)]) == 1
    said = capsys.readouterr().out
    assert "Gesichert ist nur, was noch da ist; ältere Sicherungen bitte behalten." in said
    assert (tmp_path / "part.tar").exists()


def test_odd_names_and_two_links_to_one_file_come_back_as_they_were(tmp_path):
    home, engine = small_home(tmp_path)
    inbox = home / "inbox"
    inbox.mkdir(exist_ok=True)
    odd = os.fsdecode("Meldung März.xlsx".encode("cp1252"))  # as an old program unpacks it
    (inbox / odd).write_bytes(b"eins")
    (inbox / "zwei.xlsx").hardlink_to(inbox / odd)
    back_up(home, engine, tmp_path / "b.tar", AT)
    restore(tmp_path / "b.tar", tmp_path / "new", at_home)

    assert {path.name: path.read_bytes() for path in (tmp_path / "new" / "inbox").iterdir()} == {
        odd: b"eins",
        "zwei.xlsx": b"eins",
    }


def test_a_password_in_the_address_of_postgresql_goes_to_no_process_list(monkeypatch, tmp_path):
    monkeypatch.setattr(dump.shutil, "which", lambda name: f"/usr/bin/{name}")
    called = []
    monkeypatch.setattr(
        dump.subprocess,
        "run",
        lambda call, env, **_: called.append((call, env["PGPASSWORD"])) or subprocess.CompletedProcess(call, 0),
    )
    for url in ("postgresql://a:geheim@db/w", "postgresql://a@db/w?password=geheim"):
        dump._run("pg_dump", make_url(url), "--format=custom")

    assert [password for _, password in called] == ["geheim", "geheim"]
    assert not any("geheim" in word for call, _ in called for word in call)


def test_where_pg_dump_is_missing_that_is_said(tmp_path, postgresql_engine, monkeypatch):
    home, _ = small_home(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(WarehouseError, match=r"Programm pg_dump gebraucht.*postgresql-client"):
        back_up(home, postgresql_engine, tmp_path / "b.tar", AT)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home"]


def test_the_commands_say_what_they_did(tmp_path, capsys, monkeypatch):
    pretend(monkeypatch)
    home, engine = small_home(tmp_path)
    engine.dispose()
    for path in home.glob("warehouse.db*"):
        path.unlink()
    make_old(f"sqlite:///{home / 'warehouse.db'}")

    assert main(["status", "--home", str(home)]) == 1
    assert "monatsbericht migrate" in capsys.readouterr().err
    assert main(["backup", str(tmp_path / "old.tar"), "--home", str(home)]) == 0
    assert main(["restore", str(tmp_path / "old.tar"), "--home", str(tmp_path / "old")]) == 0
    assert "Als Nächstes: monatsbericht migrate" in capsys.readouterr().out
    assert main(["migrate", "--home", str(home)]) == 0
    told = capsys.readouterr().out
    assert f"von Fassung {w.WAREHOUSE_VERSION - 1} auf {w.WAREHOUSE_VERSION} umgestellt" in told
    assert f"warehouse-fassung-{w.WAREHOUSE_VERSION - 1}.db" in told
    assert main(["migrate", "--home", str(home)]) == 0
    assert "nichts umzustellen" in capsys.readouterr().out
    assert main(["backup", str(tmp_path / "b.tar"), "--home", str(home)]) == 1  # its archive never was
    assert "gesichert" in capsys.readouterr().out
    assert main(["restore", str(tmp_path / "b.tar")]) == 2
    assert main(["restore", str(tmp_path / "b.tar"), "--home", str(tmp_path / "new")]) == 0
    assert "liegen in" in capsys.readouterr().out
    assert main(["roles", "--home", str(home)]) == 1
    assert "Rollen gibt es nur auf PostgreSQL" in capsys.readouterr().err
    assert main(["roles", "--show", "--home", str(home)]) == 0
    assert "GRANT SELECT" in capsys.readouterr().out
