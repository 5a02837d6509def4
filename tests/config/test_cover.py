"""The cover: what the policy says of it, and a logo that is a picture."""

import pytest

from config.cover import logo_bytes, read_logo
from config.errors import SettingsError
from config.policy import load_policy
from tests.factories_report import make_png

JPEG = b"\xff\xd8\xff\xe0" + bytes(40) + b"\xff\xd9"


@pytest.mark.parametrize(("name", "content"), [("logo.png", make_png()), ("logo.jpg", JPEG), ("logo.jpeg", JPEG)])
def test_the_homes_logo_is_read_as_it_is(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)

    assert logo_bytes(load_policy(tmp_path).cover.logo) == content


def test_without_a_logo_there_is_none(tmp_path):
    assert load_policy(tmp_path).cover.logo == ""
    assert logo_bytes("") == b""


@pytest.mark.parametrize(
    ("name", "content"),
    [("logo.png", b"<svg/>"), ("logo.png", JPEG), ("logo.png", make_png()[:-1]), ("logo.png", b""),
     ("logo.png", make_png().replace(b"IDAT", b"IDAX")), ("logo.jpg", make_png()), ("logo.jpg", JPEG[:-2])],
    ids=["another format", "a JPEG", "cut off", "empty", "damaged", "a PNG", "a JPEG cut off"],
)  # fmt: skip
def test_what_is_no_picture_is_named_when_a_report_is_made_and_stops_nothing_else(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    logo = load_policy(tmp_path).cover.logo

    with pytest.raises(SettingsError, match="kein Bild im Format"):
        logo_bytes(logo)


def test_a_logo_as_large_as_a_photo_is_refused(tmp_path):
    (tmp_path / "logo.png").write_bytes(bytes(200_001))

    with pytest.raises(SettingsError, match=r"logo\.png ist größer als 200 KB"):
        read_logo(tmp_path)


@pytest.mark.parametrize(
    "line", ['recipient = ""', 'imprint_url = "javascript:alert(1)"', "contact = 7", 'stamp = "x"'],
    ids=["no recipient", "no address", "no text", "unknown"],
)  # fmt: skip
def test_a_policy_with_an_impossible_cover_says_so(tmp_path, line):
    (tmp_path / "policy.toml").write_text(f"[cover]\n{line}\n", encoding="utf-8")

    with pytest.raises(SettingsError, match=rf"policy\.toml: .*{line.split()[0]}"):
        load_policy(tmp_path)
