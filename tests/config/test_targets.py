"""What settings.toml says of where reports go, and what is said when it is wrong."""

import pytest

from config.errors import SettingsError
from config.settings import load_settings, unknown_variables
from config.targets import SAMPLE, Target


def load(tmp_path, text):
    (tmp_path / "settings.toml").write_text(text, encoding="utf-8")
    return load_settings(tmp_path).targets


def test_without_anything_said_reports_go_nowhere(tmp_path):
    assert load_settings(tmp_path).targets == ()


def test_the_sample_of_a_new_home_can_be_taken_as_it_is(tmp_path):
    lines = [line.removeprefix("# ") for line in SAMPLE if "Wohin" not in line and "statt" not in line]

    assert [target.name for target in load(tmp_path, "\n".join(lines))] == ["land"]


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("/srv/berichte", "folder"),
        ("sftp://h/x", "remote"),
        ("webdavs://cloud.example/remote.php/dav/files/ki", "remote"),
        ("s3://berichte/ki", "remote"),
        ("mailto:amt@land.example", "mail"),
    ],
)
def test_the_address_says_the_kind(url, kind):
    assert Target(name="land", url=url).kind == kind


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ('name = "land"\nurl = "imaps://mail.example"', "als Mail: mailto:"),
        ('name = "land"\nurl = "mailto:"', "genau eine E-Mail-Adresse"),
        ('name = "land"\nurl = "mailto:a@x.example,b@x.example"', "genau eine E-Mail-Adresse"),
        ('name = "land"\nurl = "mailto:a@x.example?subject=x"', "genau eine E-Mail-Adresse"),
        ('name = "land"\nurl = "sftp://ki:geheim@h/x"', "ein Kennwort steht nie in settings.toml"),
        ('name = "a"\nurl = "/srv"\n[[targets]]\nname = "a"\nurl = "/tmp"', "zwei Einträge heißen „a“"),
        ('name = "land"\nurl = "/srv"\ndone_folder = "x"', "Möglich sind: name, url, options."),
        ('url = "/srv"', "Name des Ziels"),
    ],
)
def test_what_is_wrong_is_said_and_no_password_repeated(tmp_path, entry, words):
    with pytest.raises(SettingsError, match=r"targets, \d\. Eintrag|targets") as raised:
        load(tmp_path, f"[[targets]]\n{entry}")

    assert words in str(raised.value)
    assert "geheim" not in str(raised.value)


def test_its_variables_are_known():
    target = Target(name="land", url="sftp://h/x")

    assert unknown_variables({"MONATSBERICHT_TARGET_LAND_PASSWORD": "x"}, [target]) == []
    assert target.credentials({"MONATSBERICHT_TARGET_LAND_USER": "ki"}).user == "ki"
