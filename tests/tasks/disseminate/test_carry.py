"""One file goes to a folder and to real servers: whole or not at all, once, and never over what is there."""

import os
from contextlib import contextmanager
from hashlib import sha256

import pytest

from config.address import Credentials
from config.errors import UnreachableError
from config.targets import Target
from tasks.disseminate import carry as module
from tasks.disseminate.carry import OccupiedError, carry
from tests.servers.s3 import S3Server
from tests.servers.sftp import SftpServer
from tests.servers.webdav import WebDavServer

NAME, CONTENT = "bericht.zip", os.urandom(300_000)
KNOWN = Credentials("ki", "geheim")
RECEIPT = f"zurückgelesen: {len(CONTENT)} Bytes, SHA-256 {sha256(CONTENT).hexdigest()}"


class Place:
    """Where it goes: the target, what lies there by name, and the way to lay something there."""

    def __init__(self, target, files, put):
        self.target, self.files, self.put = target, files, put

    def carry(self, content=CONTENT, seconds=5.0):
        return carry(self.target, KNOWN, NAME, content, seconds=seconds)


def in_folder(folder, url, **options):
    return Place(
        Target(name="land", url=url, options=options),
        lambda: {path.name: path.read_bytes() for path in folder.iterdir()},
        lambda name, content: (folder / name).write_bytes(content),
    )


@contextmanager
def opened(kind, tmp_path):
    folder = tmp_path / "dort"
    folder.mkdir()
    if kind == "folder":
        yield in_folder(folder, str(folder))
    elif kind == "sftp":
        with SftpServer(folder) as server:
            (tmp_path / "known_hosts").write_text(server.known_hosts() + "\n", encoding="utf-8")
            yield in_folder(folder, server.url, known_hosts=str(tmp_path / "known_hosts"))
    elif kind == "webdav":
        with WebDavServer(folder) as server:
            yield in_folder(folder, server.url)
    else:
        with S3Server() as server:
            target = Target(name="land", url=server.url, options={"endpoint_url": server.endpoint()})
            yield Place(target, server.files, lambda name, content: server._files.put_object("eingang", name, content))


@pytest.fixture(params=["folder", "sftp", "webdav", "s3"])
def place(request, tmp_path):
    with opened(request.param, tmp_path) as place:
        yield place


def test_it_arrives_once_with_a_receipt_and_nothing_beside_it(place):
    assert place.carry() == RECEIPT
    assert place.carry() == RECEIPT
    assert place.files() == {NAME: CONTENT}


def test_whoever_the_folder_is_for_may_read_it(tmp_path):
    before = os.umask(0o077)
    try:
        in_folder(tmp_path, str(tmp_path)).carry()
    finally:
        os.umask(before)
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o644


def test_what_a_killed_run_had_begun_is_begun_anew(place):
    place.put(f".{NAME}.part", CONTENT[:100])

    assert place.carry() == RECEIPT
    assert place.files()[NAME] == CONTENT


def test_what_is_there_under_the_name_is_never_written_over(place):
    place.put(NAME, b"etwas anderes")

    with pytest.raises(OccupiedError, match=r"liegt unter bericht\.zip schon etwas anderes"):
        place.carry()
    assert place.files() == {NAME: b"etwas anderes"}


@pytest.mark.parametrize("kind", ["folder", "sftp", "webdav"])
def test_what_is_cut_off_or_changed_on_the_way_never_gets_its_name(kind, tmp_path, monkeypatch):
    with opened(kind, tmp_path) as place:
        made = module._Folder if kind == "folder" else None
        whole, opening = module._Folder.write, module.open_share

        def cut(share, path, content):
            whole(share, path, content[:-1]) if made else type(share).write(share, path, content[:-1])

        def open_cut(*given):
            share = opening(*given)
            share.write = lambda path, content: cut(share, path, content)
            return share

        if made:
            monkeypatch.setattr(module._Folder, "write", cut)
        else:
            monkeypatch.setattr(module, "open_share", open_cut)
        with pytest.raises(UnreachableError, match="was dort ankam, ist nicht, was gesendet wurde"):
            place.carry()
        assert NAME not in place.files()
        monkeypatch.undo()
        assert place.carry() == RECEIPT


def test_a_connection_lost_after_the_last_byte_is_found_out_by_the_bytes(tmp_path, monkeypatch):
    """The file has got its name, but nobody heard so."""
    with opened("sftp", tmp_path) as place:
        opening = module.open_share

        def open_losing(*given):
            share = opening(*given)
            renaming = share.rename

            def rename(old, new):
                renaming(old, new)
                raise EOFError

            share.rename = rename
            return share

        monkeypatch.setattr(module, "open_share", open_losing)
        with pytest.raises(UnreachableError, match="die Verbindung ist abgebrochen"):
            place.carry()
        monkeypatch.undo()
        assert place.carry() == RECEIPT
        assert place.files() == {NAME: CONTENT}


def test_a_server_that_is_full_or_refuses_is_said(tmp_path):
    folder = tmp_path / "dort"
    folder.mkdir()
    with WebDavServer(folder) as server:
        place = in_folder(folder, server.url)
        server.answer = "507 Insufficient Storage"
        with pytest.raises(UnreachableError, match="dort ist kein Platz mehr"):
            place.carry()
        server.answer = None
        with pytest.raises(UnreachableError, match="MONATSBERICHT_TARGET_LAND_PASSWORD in der Umgebung prüfen"):
            carry(place.target, Credentials("ki", "falsch"), NAME, CONTENT, seconds=5.0)


def test_a_server_that_is_down_or_a_folder_that_is_not_there_is_said(tmp_path):
    with SftpServer(tmp_path) as server:
        url = server.url
    for target, words in (
        (Target(name="land", url=url), "nimmt keine Verbindung an"),
        (Target(name="land", url=str(tmp_path / "fehlt")), "den Ordner gibt es dort nicht"),
    ):
        with pytest.raises(UnreachableError, match=words):
            carry(target, KNOWN, NAME, CONTENT, seconds=5.0)


def test_a_full_disk_is_said_and_leaves_no_file(tmp_path):
    folder = in_folder(tmp_path, str(tmp_path))
    (tmp_path / f".{NAME}.part").symlink_to("/dev/full")

    with pytest.raises(UnreachableError, match="voll"):
        folder.carry()
    assert not (tmp_path / NAME).exists()
