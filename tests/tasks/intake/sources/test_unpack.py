"""What lies inside archives and mails, and what no archive and no mail can do to us."""

import errno
import hashlib
import os
import struct
import subprocess
import sys
import zipfile
from io import BytesIO

import pytest

from schemas.files.incoming import SourceLimits
from tasks.intake.sources import unpack as unpack_module
from tasks.intake.sources.unpack import is_container, unpack
from tests.factories_mail import FROM, make_mail, make_raw, make_zip
from tests.factories_workbook import make_form

LIMITS = SourceLimits(most_parts=20, most_unpacked=1_000_000)
PHOTO = b"\xff\xd8\xff" + bytes(80_000)


def open_it(tmp_path, content, kind="file", limits=LIMITS):
    path, folder = tmp_path / "item", tmp_path / "parts"
    path.write_bytes(content)
    folder.mkdir()
    return unpack(str(path), kind, str(folder), limits)


def parts(found):
    """By name; each lies where it is said, with the digest that is said."""
    for part in found.parts:
        content = part.local.read_bytes()
        assert (part.sha256, part.byte_count) == (hashlib.sha256(content).hexdigest(), len(content))
    return {part.name: part.local.read_bytes() for part in found.parts}


def test_the_files_of_an_archive(tmp_path):
    found = open_it(
        tmp_path, make_zip(("Kita/März.xlsx", b"1"), ("b.csv", b"2"), ("leer/", b""), ("Kita/leer.xlsx", b""))
    )

    assert parts(found) == {"März.xlsx": b"1", "b.csv": b"2", "leer.xlsx": b""}
    assert (found.refusal, found.sender, found.is_automatic) == ("", None, False)


def test_the_files_of_a_mail(tmp_path):
    found = open_it(tmp_path, make_mail(("a.xlsx", b"1"), ("b.csv", b"2")), "mail")

    assert parts(found) == {"a.xlsx": b"1", "b.csv": b"2"}
    assert found.sender == FROM


def test_archives_in_mails_in_archives(tmp_path):
    inner = make_mail(("tief.zip", make_zip(("tief.xlsx", b"1"))), ("a.xlsx", b"2"))
    found = open_it(tmp_path, make_zip(("Mail.eml", inner), ("b.xlsx", b"3")))

    assert parts(found) == {"tief.xlsx": b"1", "a.xlsx": b"2", "b.xlsx": b"3"}


def test_mails_that_hang_on_mails(tmp_path):
    inner = make_mail(("a.xlsx", b"1"), subject="innen", sender="innen@schule.example")
    found = open_it(tmp_path, make_mail(("b.xlsx", b"2"), inside=[inner]), "mail")

    assert parts(found) == {"b.xlsx": b"2", "a.xlsx": b"1"}
    assert found.sender == FROM


def test_the_same_name_twice(tmp_path):
    found = open_it(tmp_path, make_mail(("a.xlsx", b"1"), ("A.xlsx", b"2"), ("a.xlsx", b"1")), "mail")

    assert parts(found) == {"a.xlsx": b"1", "A (2).xlsx": b"2", "a (3).xlsx": b"1"}


def test_workbooks_are_no_archives(tmp_path):
    for name, content in {
        "a.xlsx": make_form(),
        "a.ods": make_zip(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"<x/>")),
        "a.docx": make_zip(("[Content_Types].xml", b""), ("word/document.xml", b"")),
        "a.csv": b"Name;Zahl\r\n",
        "a.msg": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "leer": b"",
    }.items():
        (tmp_path / name).write_bytes(content)
        assert not is_container(tmp_path / name), name


def test_archives_and_mails_are_known_by_their_content(tmp_path):
    for name, content in {
        "a.xlsx": make_zip(("a.xlsx", make_form())),
        "leer.zip": make_zip(),
        "mail": make_mail(),
        "groß.zip": make_zip(*((f"{number}.xlsx", b"") for number in range(3000))),
    }.items():
        (tmp_path / name).write_bytes(content)
        assert is_container(tmp_path / name), name


def test_an_automatic_mail_holds_nothing_whatever_hangs_on_it(tmp_path):
    found = open_it(tmp_path, make_mail(("Meldung.xlsx", b"1"), Auto_Submitted="auto-replied"), "mail")

    assert (found.parts, found.is_automatic, found.sender) == ((), True, FROM)


@pytest.mark.parametrize("how", ["message/rfc822", "eml", "zip"])
def test_an_automatic_mail_that_somebody_forwards_holds_nothing_either(tmp_path, how):
    bounce = make_mail(("Meldung.xlsx", b"1"), Return_Path="<>")
    outer = {
        "message/rfc822": lambda: make_mail(inside=[bounce]),
        "eml": lambda: make_mail(("Bounce.eml", bounce)),
        "zip": lambda: make_mail(("Bounce.zip", make_zip(("Bounce.eml", bounce)))),
    }[how]()
    found = open_it(tmp_path, outer, "mail")

    assert "Meldung.xlsx" not in parts(found)


def test_a_photo_counts_only_where_there_is_nothing_else(tmp_path):
    alone = open_it(tmp_path, _with_photo(), "mail")
    (tmp_path / "zwei").mkdir()
    beside = open_it(tmp_path / "zwei", _with_photo(("a.xlsx", b"1")), "mail")

    assert list(parts(alone)) == ["Foto.jpg"]
    assert list(parts(beside)) == ["a.xlsx"]


def _with_photo(*files):
    photo = ('Content-Type: image/jpeg; name="Foto.jpg"', PHOTO)
    return make_raw(photo, *((f'Content-Type: x/y; name="{name}"', content) for name, content in files))


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (make_zip(*((f"{number}.xlsx", b"") for number in range(21))), "parts"),
        (make_zip(("bombe.xlsx", bytes(1_000_001))), "size"),
        (make_zip(("a.xlsx", bytes(600_000)), ("b.xlsx", bytes(600_000))), "size"),
        (make_zip(("a.zip", make_zip(("b.xlsx", bytes(1_000_001))))), "size"),
        (make_zip(("a.xlsx", b"1"))[:-30], "broken"),
        (b"PK\x03\x04 nichts", "broken"),
        (make_zip(("a.xlsx", b"1"), compression=zipfile.ZIP_LZMA), "broken"),
    ],
    ids=["parts", "bomb", "together", "nested bomb", "cut", "no archive", "LZMA"],
)
def test_what_is_too_much_or_broken_is_refused(tmp_path, content, refusal):
    found = open_it(tmp_path, content)

    assert (found.parts, found.refusal) == ((), refusal)


def test_stored_bytes_that_do_not_fit_their_checksum(tmp_path):
    content = make_zip(("a.xlsx", b"figures"), compression=zipfile.ZIP_STORED).replace(b"figures", b"FIGURES")

    assert open_it(tmp_path, content).refusal == "broken"


def test_a_password(tmp_path):
    content = bytearray(make_zip(("a.xlsx", b"1")))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1

    assert open_it(tmp_path, bytes(content)).refusal == "password"


def test_a_broken_archive_inside_stays_a_file(tmp_path):
    broken = make_zip(("b.xlsx", b"1" * 99))[:-30]

    assert parts(open_it(tmp_path, make_zip(("innen.zip", broken), ("a.xlsx", b"1")))) == {
        "innen.zip": broken,
        "a.xlsx": b"1",
    }


def test_archives_nested_deeper_than_three_stay_files(tmp_path):
    content = make_zip(("4.zip", make_zip(("a.xlsx", b"1"))))
    content = make_zip(("2.zip", make_zip(("3.zip", content))))

    assert list(parts(open_it(tmp_path, content))) == ["4.zip"]


def test_mails_nested_deeper_than_three_are_refused(tmp_path):
    mail = make_mail(("a.xlsx", b"1"))
    for number in range(4):
        mail = make_mail(subject=str(number), inside=[mail])

    assert open_it(tmp_path, mail, "mail").refusal == "depth"


def test_links_and_paths_in_an_archive_lead_nowhere(tmp_path):
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("link.xlsx")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("../../oben.xlsx", b"1")
        archive.writestr("/wurzel.xlsx", b"2")
        archive.writestr("C:\\x\\fenster.xlsx", b"3")
    found = open_it(tmp_path, buffer.getvalue())

    assert parts(found) == {"oben.xlsx": b"1", "wurzel.xlsx": b"2", "fenster.xlsx": b"3"}
    assert {part.local.parent for part in found.parts} == {tmp_path / "parts"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["item", "parts"]


def test_a_directory_that_claims_to_be_huge_is_not_read(tmp_path):
    content = bytearray(make_zip(("a.xlsx", b"1")))
    struct.pack_into("<L", content, content.rindex(b"PK\x05\x06") + 12, 100_000_000)

    assert open_it(tmp_path, bytes(content)).refusal == "parts"


def test_nested_multiparts_without_end(tmp_path):
    lines = ["From: a@b.example"]
    for number in range(3000):
        lines += [f'Content-Type: multipart/mixed; boundary="{number}"', "", f"--{number}"]

    assert open_it(tmp_path, "\r\n".join(lines).encode(), "mail").refusal in {"depth", ""}


HOSTILE = """
import re, sys, time
from pathlib import Path
from schemas.files.incoming import SourceLimits
from tasks.intake.sources.unpack import unpack
def most():  # not ru_maxrss, which a process inherits of whoever started it
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
before = most()
start = time.monotonic()
found = unpack(sys.argv[1], sys.argv[2], sys.argv[3], SourceLimits())
after = most()
print(found.refusal, len(found.parts), (after - before) // 1024, time.monotonic() - start)
"""


@pytest.mark.parametrize("kind", ["mail", "file"])
@pytest.mark.slow
def test_ten_thousand_attachments_are_bounded_in_memory_and_time(tmp_path, kind):
    files = [(f"{number}.xlsx", b"figures" * 50) for number in range(10_000)]
    content = (
        make_raw(*((f'Content-Type: x/y; name="{name}"', body) for name, body in files))
        if kind == "mail"
        else make_zip(*files)
    )
    refusal, count, megabytes, seconds = _measure(tmp_path, content, kind)

    assert (refusal, count) == ("parts", 0)
    assert megabytes < 200
    assert seconds < 10


@pytest.mark.slow
def test_a_bomb_of_320_megabytes_is_bounded_in_memory_and_time(tmp_path):
    with zipfile.ZipFile(tmp_path / "bombe", "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.xlsx", "w") as file:
        for _ in range(320):
            file.write(bytes(1_000_000))
    refusal, count, megabytes, seconds = _measure(tmp_path, (tmp_path / "bombe").read_bytes(), "file")

    assert (refusal, count) == ("size", 0)
    assert megabytes < 60
    assert seconds < 20


def _measure(tmp_path, content, kind):
    path, folder = tmp_path / "item", tmp_path / "parts"
    path.write_bytes(content)
    folder.mkdir()
    command = [sys.executable, "-c", HOSTILE, str(path), kind, str(folder)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout.split()
    return said[0], int(said[1]), int(said[2]), float(said[3])


def test_a_full_disk_is_not_the_archives_fault(tmp_path, monkeypatch):
    def fill(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(unpack_module._Work, "_write", fill)

    with pytest.raises(OSError, match="No space left"):
        open_it(tmp_path, make_zip(("a.xlsx", b"1")))
