"""Where a file lies that tells of persons, and who still finds it."""

from hashlib import sha256

import pytest

from schemas.files.incoming import archive_path
from tasks.archived import LOCKED, erase_locked, find_archived, is_erased, is_kept, lock, lock_alike
from tasks.digest import is_sound

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
