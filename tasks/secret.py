"""Secrets in files that nobody else may read: `key_secret` behind the submission keys, `server_login` of the server."""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from config.errors import SettingsError

VARIABLE = "MONATSBERICHT_KEY_SECRET"
SERVER_USER = "monatsbericht"
_LEAST = 16  # bytes; the program itself makes 32


def key_secret(path: Path, environment: Mapping[str, str]) -> bytes:
    """The secret from the environment, else from its file, which is made where it is missing.

    It belongs to the backup of the home: with another secret every form that is out there is set aside.

    Raises:
        SettingsError: the secret is too short to protect anything.
    """
    given = environment.get(VARIABLE, "").strip()
    secret = given or _read_or_make(path)
    if len(secret) < _LEAST:
        where = VARIABLE if given else path
        raise SettingsError(f"Das Geheimnis der Meldeschlüssel in {where} ist zu kurz: mindestens {_LEAST} Zeichen.")
    return secret.encode()


def known_secret(path: Path, environment: Mapping[str, str]) -> bytes | None:
    """As `key_secret`, for who only reads: None where there is none, and none is made."""
    return key_secret(path, environment) if environment.get(VARIABLE, "").strip() or path.exists() else None


def fingerprint(path: Path, environment: Mapping[str, str]) -> str:
    """What tells the secret of the keys from another one, and nothing of it; empty where there is none to be read."""
    secret = environment.get(VARIABLE, "").strip()
    with contextlib.suppress(OSError, ValueError):
        secret = secret or path.read_text(encoding="ascii").strip()
    return hashlib.sha256(secret.encode()).hexdigest()[:12] if secret else ""


def server_login(path: Path) -> str:
    """User and password of the Prefect server as `user:password`, made where missing: nothing depends on old ones.

    The file holds both, since Prefect's screen asks for both in one field. What protects nothing, as what a full disk
    left empty, is replaced.
    """
    login = _read_or_make(path, f"{SERVER_USER}:")
    if len(login.rpartition(":")[2]) < _LEAST:
        path.unlink(missing_ok=True)
        _read_or_make(path, f"{SERVER_USER}:")
    return known_login(path)


def known_login(path: Path) -> str:
    """As `server_login`, for who only asks a server that runs. Raises OSError where there is none: it is not made."""
    login = path.read_text(encoding="ascii").strip()
    return login if ":" in login else f"{SERVER_USER}:{login}"


def _read_or_make(path: Path, prefix: str = "") -> str:
    """Whoever comes second finds the file whole: it is written beside and linked, which fails where one is there."""
    if not path.exists():
        beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        beside.touch(mode=0o600)
        try:
            with beside.open("w", encoding="ascii") as file:
                file.write(prefix + secrets.token_hex(32) + "\n")
                file.flush()
                os.fsync(file.fileno())  # a power cut leaves it whole or none
            os.link(beside, path)
        except FileExistsError:
            pass
        finally:
            beside.unlink()
    return path.read_text(encoding="ascii").strip()
