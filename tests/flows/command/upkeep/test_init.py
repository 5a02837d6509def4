"""The first command of a newcomer: a home with its settings, by options or answers, and what to do next."""

import sys
from argparse import Namespace

import pytest

from config.settings import load_settings
from flows.command.arguments import existing_home
from flows.command.cli import main
from tasks.run_record import RunRecord, recording, this_process
from tasks.warehouse import open_warehouse
from tests.factories import enter_respondents

MAIL = ("--smtp-url", "smtps://post.example:465", "--mail-from", "ki@kleve.example")


@pytest.fixture(autouse=True)
def no_database(monkeypatch):
    monkeypatch.setattr("flows.server.server.prepare_database", lambda _: None)


def answer(monkeypatch, *answers):
    """Somebody sits at a terminal and types; returns what they are asked."""
    asked, left = [], list(answers)

    def reply(question):
        asked.append(question)
        if not left:
            raise EOFError
        return left.pop(0)

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", reply)
    return asked


def test_init_makes_a_home_and_leaves_alone_what_is_there(tmp_path, capsys):
    home = tmp_path / "hagen"

    assert main(["init", "--home", str(home)]) == 0
    settings = load_settings(home)
    assert all(folder.is_dir() for folder in settings.folders())
    assert '# centre = "05914000"' in settings.settings_file.read_text(encoding="utf-8")
    settings.settings_file.write_text("server_port = 4300\n", encoding="utf-8")
    assert main(["init", "--home", str(home)]) == 0

    assert load_settings(home).server_port == 4300
    assert f"Datenordner: {home}" in capsys.readouterr().out


def test_every_line_of_the_new_settings_file_works_without_its_comment_sign(tmp_path):
    main(["init", "--home", str(tmp_path)])
    path = load_settings(tmp_path).settings_file
    lines = path.read_text(encoding="utf-8").splitlines()
    meant = [line.removeprefix("# ") for line in lines if " = " in line or line.startswith("# [[")]
    path.write_text("\n".join(meant), encoding="utf-8")

    assert load_settings(tmp_path).centre == "05914000"
    assert [source.kind for source in load_settings(tmp_path).sources][:2] == ["mailbox", "remote"]
    assert [target.kind for target in load_settings(tmp_path).targets] == ["remote"]


def test_options_are_settings_and_nobody_is_asked(tmp_path, capsys):
    given = ("--centre", "Kleve", "--staff-email", "team@kleve.example", *MAIL)
    assert main(["init", "--home", str(tmp_path), *given]) == 0
    settings = load_settings(tmp_path)
    said = capsys.readouterr().out

    assert (settings.centre, settings.staff_email) == ("05154000", "team@kleve.example")
    assert settings.can_mail
    assert "Integrationszentrum: Kleve (05154000)" in said
    assert "Mailversand" not in said


def test_it_says_the_next_commands_in_their_order(tmp_path, capsys):
    main(["init", "--home", str(tmp_path)])
    said = capsys.readouterr().out

    assert "Integrationszentrum: Hagen (05914000)" in said
    assert "Der Mailversand ist nicht eingerichtet" in said
    assert [line.split()[2] for line in said.splitlines() if line.startswith("  ")] == [
        "register", "doctor", "forms", "serve",
    ]  # fmt: skip
    assert f"1. monatsbericht register LISTE --home {tmp_path}" in said


def test_where_the_register_is_known_it_is_not_asked_for_again(tmp_path, capsys):
    main(["init", "--home", str(tmp_path)])
    engine = open_warehouse(load_settings(tmp_path).url)
    enter_respondents(engine)
    engine.dispose()
    capsys.readouterr()

    assert main(["init", "--home", str(tmp_path)]) == 0
    assert f"1. monatsbericht doctor --home {tmp_path}" in capsys.readouterr().out


def test_on_a_terminal_it_asks_what_was_not_given_and_once_more_what_cannot_be(tmp_path, capsys, monkeypatch):
    asked = answer(monkeypatch, "Aachen", "5334002", "", "mail.example", "smtp://localhost:25", "ki@aachen.example")
    assert main(["init", "--home", str(tmp_path)]) == 0
    settings = load_settings(tmp_path)

    assert (settings.centre, settings.staff_email, settings.smtp_url) == ("05334002", "", "smtp://localhost:25")
    assert asked[0] == "AGS oder Name des Kommunalen Integrationszentrums [05914000]: "
    assert asked[2].endswith("[keine Angabe]: ")
    said = capsys.readouterr().out
    assert "„Aachen“ geht nicht. Erwartet wird: AGS oder Name" in said
    assert "Gemeint sein kann: Städteregion Aachen (ohne Stadt Aachen) (05334000), Aachen, Stadt (05334002)." in said
    assert "„mail.example“ geht nicht. Erwartet wird: Mailserver: smtp+starttls://host:587" in said


def test_whoever_gives_up_leaves_nothing_behind(tmp_path, monkeypatch):
    answer(monkeypatch, "Hagen")

    assert main(["init", "--home", str(tmp_path / "hagen")]) == 130
    assert not (tmp_path / "hagen").exists()


def test_an_option_that_cannot_be_is_refused_before_anything_is_made(tmp_path, capsys):
    assert main(["init", "--home", str(tmp_path / "hagen"), "--centre", "05914001"]) == 2
    assert "„05914001“ geht nicht. Erwartet wird: AGS oder Name" in capsys.readouterr().err
    assert not (tmp_path / "hagen").exists()


def test_a_home_that_is_there_is_not_changed_by_options(tmp_path, capsys, monkeypatch):
    main(["init", "--home", str(tmp_path), "--centre", "Hamm"])
    asked = answer(monkeypatch)

    assert main(["init", "--home", str(tmp_path)]) == 0
    assert main(["init", "--home", str(tmp_path), "--centre", "Hagen"]) == 2
    assert "settings.toml gibt es schon und bleibt, wie sie ist" in capsys.readouterr().err
    assert (load_settings(tmp_path).centre, asked) == ("05915000", [])


def test_a_lost_settings_file_is_not_replaced_by_a_new_one(tmp_path, capsys):
    """It would be of another centre and without a mail server, and nothing would miss the old one any more."""
    main(["init", "--home", str(tmp_path)])
    settings = load_settings(tmp_path)
    values = ("2026-10", "2026-11-05T07:15:00", "2026-11-05T07:15:00", True, this_process())
    with recording(settings.log, RunRecord("einsammeln", *values, governed_by=["settings.toml"])):
        pass
    settings.settings_file.unlink()

    assert main(["init", "--home", str(tmp_path)]) == 1
    assert "Die Datei settings.toml fehlt, nach der bisher gearbeitet wurde." in capsys.readouterr().err
    assert not settings.settings_file.exists()


@pytest.mark.parametrize("left", ["archive", "reports", "warehouse.db"])
def test_a_home_of_which_little_is_left_is_one_all_the_same(tmp_path, left):
    (tmp_path / left).mkdir()

    assert existing_home(Namespace(home=tmp_path)).home == tmp_path


def test_a_folder_with_other_things_in_it_does_not_become_a_home(tmp_path, capsys):
    (tmp_path / "Steuer 2025.docx").touch()
    (tmp_path / "inbox").mkdir()
    tmp_path.chmod(0o755)

    assert main(["init", "--home", str(tmp_path)]) == 2
    assert "Steuer 2025.docx" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Steuer 2025.docx", "inbox"]
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_what_belongs_into_a_home_may_lie_there_before(tmp_path):
    (tmp_path / "policy.toml").touch()
    (tmp_path / "register.csv").touch()
    (tmp_path / ".DS_Store").touch()

    assert main(["init", "--home", str(tmp_path)]) == 0
