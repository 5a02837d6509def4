"""What settings.toml says of the sources, and what is said when it is wrong."""

import pytest

from config.address import Credentials
from config.errors import SettingsError
from config.settings import load_settings, unknown_variables
from config.sources import SAMPLE, Source


def load(tmp_path, text):
    (tmp_path / "settings.toml").write_text(text, encoding="utf-8")
    return load_settings(tmp_path).sources


def test_without_anything_said_there_is_only_the_inbox(tmp_path):
    assert load_settings(tmp_path).sources == ()


def test_several_sources(tmp_path):
    found = load(
        tmp_path,
        """
        [[sources]]
        name = "postfach"
        url = "imaps://mail.hagen.example"
        done_folder = "Fertig"

        [[sources]]
        name = "schulamt"
        url = "sftp://ki@sftp.hagen.example:2222/eingang"
        options = { known_hosts = "/etc/monatsbericht/known_hosts" }
        """,
    )

    assert [(source.name, source.kind) for source in found] == [("postfach", "mailbox"), ("schulamt", "remote")]
    assert (found[0].done_folder, found[0].attention_folder) == ("Fertig", "Zu lesen")
    assert found[1].options == {"known_hosts": "/etc/monatsbericht/known_hosts"}


def test_the_sample_of_a_new_home_can_be_taken_as_it_is(tmp_path):
    lines = [line.removeprefix("# ") for line in SAMPLE if not line.startswith(("# Weitere", "# in der"))]

    assert [source.name for source in load(tmp_path, "\n".join(lines))] == ["postfach", "cloud"]


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("/srv/eingang", "folder"),
        ("~/eingang", "folder"),
        ("file:///srv/eingang", "folder"),
        ("imap://mail.example", "mailbox"),
        ("imaps://mail.example:9993/INBOX", "mailbox"),
        ("sftp://h/x", "remote"),
        ("webdavs://cloud.example/remote.php/dav/files/ki/Eingang", "remote"),
        ("s3://bucket/eingang", "remote"),
        ("memory://eingang", "remote"),
    ],
)
def test_the_address_says_the_kind(url, kind):
    assert Source(name="a", url=url).kind == kind


def test_a_file_address_is_a_path():
    assert Source(name="a", url="file:///srv/Ein%20gang").folder == "/srv/Ein gang"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('name = "a"', "„sources, 1. Eintrag, url“"),
        ('url = "/srv"', "„sources, 1. Eintrag, name“"),
        ('name = "Post fach"\nurl = "/srv"', "erlaubt sind Kleinbuchstaben"),
        ('name = "inbox"\nurl = "/srv"', "immer eine Quelle"),
        ('name = "a"\nurl = "/srv"\npasswort = "x"', "Möglich sind: name, url, options, done_folder"),
        ('name = "a"\nurl = "sftp://ki:geheim@h/x"', "sondern in der Umgebung"),
        ('name = "a"\nurl = "sftp://h/x?password=geheim"', "sondern in der Umgebung"),
        ('name = "a"\nurl = "sftp://h/x"\noptions = { password = "geheim" }', "sondern in der Umgebung"),
        ('name = "a"\nurl = "s3://h/x"\noptions = { aws_secret = "geheim" }', "sondern in der Umgebung"),
        ('name = "a"\nurl = "eingang"', "mit seinem ganzen Pfad"),
        ('name = "a"\nurl = ""', "keine Adresse"),
        ('name = "a"\nurl = "sftp://h:port/x"', "keine Adresse"),
        ('name = "a"\nurl = "zip::sftp://h/x"', "keine Adresse"),
        ('name = "a"\nurl = "sftp:///x"', "fehlt der Name des Servers"),
        ('name = "a"\nurl = "https://cloud.example/x"', "webdavs://"),
        ('name = "a"\nurl = 7', "ein Text steht in Anführungszeichen"),
        ('name = "a"\nurl = "imaps://h"\ndone_folder = "Inbox"', "ein anderer Ordner"),
        ('name = "a"\nurl = "/srv"\n[[sources]]\nname = "a"\nurl = "/tmp"', "zwei Einträge heißen „a“"),
    ],
)
def test_a_wrong_source_is_explained_in_german(tmp_path, written, expected):
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, f"[[sources]]\n{written}\n")

    assert expected in str(caught.value)
    assert "geheim" not in str(caught.value)
    assert "pydantic" not in str(caught.value)


def test_sources_that_are_no_list_are_explained(tmp_path):
    with pytest.raises(SettingsError, match=r"beginnt mit der Zeile \[\[sources\]\]"):
        load(tmp_path, 'sources = "imaps://mail.example"\n')


def test_sources_in_the_environment_are_json(tmp_path, monkeypatch):
    monkeypatch.setenv("MONATSBERICHT_SOURCES", '[{"name": "a", "url": "/srv"}]')
    assert [source.name for source in load_settings(tmp_path).sources] == ["a"]

    monkeypatch.setenv("MONATSBERICHT_SOURCES", "a=/srv")
    with pytest.raises(SettingsError, match="kein gültiges JSON"):
        load_settings(tmp_path)


def test_credentials_come_from_the_environment():
    source = Source(name="schul_amt", url="sftp://h/x")
    environment = {"MONATSBERICHT_SOURCE_SCHUL_AMT_USER": "ki", "MONATSBERICHT_SOURCE_SCHUL_AMT_KEY_FILE": ""}

    assert source.credentials(environment) == Credentials("ki", None, None)


def test_a_misspelt_variable_of_a_source_is_noticed():
    environment = dict.fromkeys(
        ["MONATSBERICHT_SOURCE_A_USER", "MONATSBERICHT_SOURCE_A_PASSWORT", "MONATSBERICHT_SOURCE_B_USER"], "x"
    )

    assert unknown_variables(environment, [Source(name="a", url="sftp://h/x")]) == [
        "MONATSBERICHT_SOURCE_A_PASSWORT",
        "MONATSBERICHT_SOURCE_B_USER",
    ]
