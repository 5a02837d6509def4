"""`monatsbericht verify`: what a receiver is told of a report, whatever it is handed."""

from hashlib import sha256
from zipfile import ZipFile

import pytest

from config.settings import load_settings
from flows.command.cli import main
from tasks.disseminate.package import pack_report
from tasks.disseminate.signature import public_key
from tasks.report.publish import publish_folder
from tests.factories import CENTRE

SECRET = "0123456789abcdef0123456789abcdef"
KEY, OTHER = public_key(SECRET.encode()), public_key(b"another secret, as long as that")
MANIFEST = (
    b'{"centre": "05914000", "month": "2026-10", "version": "1.0", "files": {"bericht.html": '
    b'{"sha256": "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", "bytes": 5}}}'
)


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A small report, packed; its sender's key is known nowhere else."""
    settings = load_settings(tmp_path / "home")
    (tmp_path / "home").mkdir()
    folder = settings.reports / CENTRE / "2026-10" / "v1.0"
    publish_folder(folder, {"bericht.html": b"hello", "manifest.json": MANIFEST})
    path, _ = pack_report(settings, "2026-10", "1.0", sha256(MANIFEST).hexdigest(), SECRET.encode())
    monkeypatch.chdir(tmp_path)
    return path


def said(capsys, *arguments):
    code = main(["verify", *map(str, arguments)])
    shown = capsys.readouterr()
    return code, " ".join((shown.out + shown.err).split())


def test_a_package_or_its_unpacked_folder_is_whole_and_signed(package, tmp_path, capsys):
    with ZipFile(package) as packed:
        packed.extractall(tmp_path / "out")

    for report in (package, *(tmp_path / "out").iterdir()):
        code, words = said(capsys, report, "--key", KEY)
        assert code == 0
        assert "Bericht 1.0 für Oktober 2026 (05914000): alle 1 Dateien sind, wie manifest.json sagt." in words
        assert "Die Unterschrift ist die des Schlüssels" in words


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--key", OTHER), "gehört nicht zu diesem Schlüssel"),
        (("--key", "Unsinn"), "gehört nicht zu diesem Schlüssel"),
        ((), "Die Unterschrift wurde nicht geprüft"),
    ],
)
def test_a_signature_that_is_not_known_to_be_right_is_not_taken_for_it(package, capsys, options, words):
    code, shown = said(capsys, package, *options)

    assert code == 1
    assert words in shown


def change(folder):
    (folder / "bericht.html").write_text("hallo", encoding="utf-8")


def add(folder):
    (folder / "mehr.html").write_text("", encoding="utf-8")


def remove(folder):
    (folder / "bericht.html").unlink()


@pytest.mark.parametrize(("spoil", "name"), [(change, "bericht.html"), (add, "mehr.html"), (remove, "bericht.html")])
def test_what_is_changed_missing_or_added_is_named(package, tmp_path, capsys, spoil, name):
    with ZipFile(package) as packed:
        packed.extractall(tmp_path / "out")
    (folder,) = (tmp_path / "out").iterdir()
    spoil(folder)

    code, words = said(capsys, folder, "--key", KEY)

    assert code == 1
    assert f"1 Datei ist nicht, wie manifest.json sagt: {name}." in words


def test_a_report_without_a_signature_is_anybodys(package, tmp_path, capsys):
    folder = tmp_path / "bericht"
    publish_folder(folder, {"bericht.html": b"hello", "manifest.json": MANIFEST})

    code, words = said(capsys, folder, "--key", KEY)

    assert code == 1
    assert "von wem der Bericht ist, ist offen" in words


def test_what_is_no_report_is_said(package, tmp_path, capsys):
    odd = tmp_path / "odd.zip"
    odd.write_bytes(package.read_bytes()[:100])
    with ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("../../../out.txt", "x")

    for path in (odd, tmp_path / "nowhere", tmp_path / "other.zip", tmp_path):
        code, words = said(capsys, path)
        assert code == 2
        assert "Bericht" in words
    assert not (tmp_path.parent / "out.txt").exists()
