"""Where a file lies that tells of persons, and who still finds it."""

from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import insert

from schemas.files.incoming import archive_path
from schemas.store import warehouse as w
from tasks.archived import LOCKED, erase_locked, find_archived, find_gone, is_erased, is_kept, lock, lock_alike
from tasks.digest import is_sound
from tasks.store.decisions import discard_submission
from tests.factories import AT

DIGESTS = {name: sha256(name.encode()).hexdigest() for name in ("mail", "part", "other")}


@pytest.fixture
def archive(tmp_path):
    for name, digest in DIGESTS.items():
        path = archive_path(tmp_path, digest)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(name.encode())
        path.chmod(0o440)
    return tmp_path


def test_what_is_locked_is_for_the_programs_account_alone_and_still_found(archive):
    lock(archive, DIGESTS["part"])
    lock(archive, DIGESTS["part"])
    found = find_archived(archive, DIGESTS["part"])

    assert found == archive / LOCKED / DIGESTS["part"]
    assert (found.stat().st_mode & 0o777, found.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert is_sound(found)
    assert not archive_path(archive, DIGESTS["part"]).exists()
    assert find_archived(archive, DIGESTS["other"]) == archive_path(archive, DIGESTS["other"])


def test_what_is_erased_is_gone_and_not_lost(archive):
    lock(archive, DIGESTS["part"])
    erase_locked(archive, [DIGESTS["part"], DIGESTS["other"]])

    assert is_erased(find_archived(archive, DIGESTS["part"]))
    assert is_kept(archive, DIGESTS["part"], 4)
    assert not is_kept(archive, DIGESTS["part"][::-1], 4)
    assert is_sound(find_archived(archive, DIGESTS["other"])), "what is not locked is not erased"


@pytest.mark.parametrize("is_gone", [False, True])
def test_a_mail_that_brings_it_again_goes_the_same_way(archive, is_gone):
    lock(archive, DIGESTS["part"])
    if is_gone:
        erase_locked(archive, [DIGESTS["part"]])
    lock_alike(archive, DIGESTS["mail"], [DIGESTS["part"], DIGESTS["other"]])

    assert find_archived(archive, DIGESTS["mail"]).parent.name == LOCKED
    assert is_erased(find_archived(archive, DIGESTS["mail"])) == is_gone


def test_a_mail_without_any_of_it_stays_where_it_is(archive):
    lock_alike(archive, DIGESTS["mail"], [DIGESTS["part"], DIGESTS["other"]])

    assert not (archive / LOCKED).exists()


def test_each_file_that_is_lost_is_named_once_until_it_is_back_or_given_up_by_name(engine, archive):
    enter(engine, {1: "mail", 2: "part", 3: "other"})
    enter(engine, {4: "part"}, recheck_of=2)  # checked again: the same bytes
    assert find_gone(engine, archive, AT - timedelta(days=1)) == ({}, 3)
    for name in ("mail", "part"):
        archive_path(archive, DIGESTS[name]).unlink()

    assert find_gone(engine, archive, AT - timedelta(days=1)) == ({1: "mail.xlsx", 4: "part.xlsx"}, 3)
    assert find_gone(engine, archive, AT) == ({}, 0)  # too long ago to be missed
    discard_submission(engine, 4, "A. Muster", "in keiner Sicherung", AT, archive)
    assert find_gone(engine, archive, AT - timedelta(days=1)) == ({1: "mail.xlsx"}, 2)
    archive_path(archive, DIGESTS["mail"]).write_bytes(b"mail")
    assert find_gone(engine, archive, AT - timedelta(days=1)) == ({}, 2)


def enter(engine, names, recheck_of=None):
    """Submissions that were accepted, by number, with the names of their files."""
    rows = [
        {"submission_id": number, "sha256": DIGESTS[name], "named_month": "", "byte_count": 4, "file": f"{name}.xlsx",
         "received_at": AT, "state": "accepted", "recheck_of": recheck_of} for number, name in names.items()
    ]  # fmt: skip
    with engine.begin() as connection:
        connection.execute(insert(w.submission), rows)
