"""One file system that is somewhere else, reduced to what we need: `open_share(...)` lists, reads and writes.

SFTP and WebDAV are spoken more strictly than fsspec does by itself: an unknown host key is refused, and a download that
breaks off is never continued, since the file may have changed meanwhile.
"""

import ssl
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from config.address import Address, Credentials
from config.errors import UnreachableError
from tasks.intake.sources.reasons import LOOPBACK, UnknownHostKeyError

_BLOCK = 1 << 18


class NetworkShare(Protocol):
    """What is read from. Entries are fsspec's: name, type (file, directory or anything else), size, times."""

    root: str

    def list(self, folder: str) -> list[dict[str, Any]]:
        """The entries of one folder."""

    def info(self, path: str) -> dict[str, Any]:
        """One entry, as it is now."""

    def read(self, path: str) -> Iterator[bytes]:
        """A file's bytes."""

    def close(self) -> None:
        """Hang up."""


class WritableShare(NetworkShare, Protocol):
    """What is written to, too. Where it `is_atomic` a file appears whole by itself; elsewhere it is renamed then."""

    is_atomic: bool

    def write(self, path: str, content: bytes) -> None:
        """Make a file hold exactly these bytes."""

    def rename(self, old: str, new: str) -> None:
        """Give a file a name that is free."""


def open_share(source: Address, credentials: Credentials, seconds: float) -> WritableShare:
    """Connect to the server of a source or a target."""
    scheme = urlsplit(source.url).scheme
    if scheme == "sftp":
        return _Sftp(source, credentials, seconds)
    if scheme in {"webdav", "webdavs"}:
        return _WebDav(source, credentials, seconds)
    if scheme == "s3":
        return _S3(source, credentials, seconds)
    return _Any(source, credentials, seconds)


class _Any:
    """What fsspec reaches by itself."""

    is_atomic = False

    def __init__(self, source: Address, credentials: Credentials, seconds: float) -> None:
        from fsspec.core import url_to_fs
        from fsspec.registry import known_implementations

        if urlsplit(source.url).scheme not in known_implementations:
            raise UnreachableError("diese Art von Adresse ist unbekannt")
        options = dict(source.options) | self._options(source, credentials, seconds)
        self._system, self.root = url_to_fs(source.url, skip_instance_cache=True, use_listings_cache=False, **options)

    def _options(self, _source: Address, credentials: Credentials, _seconds: float) -> dict[str, Any]:
        user, password = credentials.user, credentials.password
        return {"username": user, "password": password} if user or password else {}

    def list(self, folder: str) -> list[dict[str, Any]]:
        return list(self._system.ls(folder, detail=True))

    def info(self, path: str) -> dict[str, Any]:
        return dict(self._system.info(path))

    def read(self, path: str) -> Iterator[bytes]:
        with self._system.open(path, "rb") as file:
            while block := file.read(_BLOCK):
                yield block

    def write(self, path: str, content: bytes) -> None:
        with self._system.open(path, "wb") as file:
            file.write(content)

    def rename(self, old: str, new: str) -> None:
        self._system.mv(old, new)

    def close(self) -> None:
        """Nothing stays open."""


class _S3(_Any):
    """S3 by s3fs, with certificates verified as everywhere else: by SSL_CERT_FILE where that is set."""

    is_atomic = True  # an object is there when the server has all of it; to rename would be to copy

    def __init__(self, source: Address, credentials: Credentials, seconds: float) -> None:
        super().__init__(source, credentials, seconds)
        self._system.retries = 1  # else s3fs would do five times what botocore has done three times

    def _options(self, source: Address, credentials: Credentials, seconds: float) -> dict[str, Any]:
        user, password, names = credentials.user, credentials.password, source.variables
        if not (user and password) and not source.options.get("anon"):  # botocore would look for some elsewhere
            raise UnreachableError(f"{names['USER']} und {names['PASSWORD']} fehlen in der Umgebung")
        return {
            "key": user,
            "secret": password,
            "client_kwargs": {"verify": ssl.get_default_verify_paths().cafile or True},
            "config_kwargs": {"connect_timeout": seconds, "read_timeout": seconds, "retries": {"max_attempts": 2}},
        }


class _Sftp:
    """SFTP by paramiko through fsspec, with host keys that must be known."""

    is_atomic = False

    def __init__(self, source: Address, credentials: Credentials, seconds: float) -> None:
        parts = urlsplit(source.url)
        self.root = unquote(parts.path) or "."
        self._system = _sftp_class()(
            parts.hostname,
            port=parts.port or 22,
            username=credentials.user or unquote(parts.username or "") or None,
            password=credentials.password,
            key_filename=credentials.key_file,
            known_hosts=source.options.get("known_hosts"),
            seconds=seconds,
            skip_instance_cache=True,
        )

    def list(self, folder: str) -> list[dict[str, Any]]:
        return list(self._system.ls(folder, detail=True))

    def info(self, path: str) -> dict[str, Any]:
        return dict(self._system.info(path))

    def read(self, path: str) -> Iterator[bytes]:
        with self._system.ftp.open(path, "rb") as file:
            while block := file.read(_BLOCK):
                yield block

    def write(self, path: str, content: bytes) -> None:
        with self._system.ftp.open(path, "wb") as file:
            file.set_pipelined(True)
            file.write(content)

    def rename(self, old: str, new: str) -> None:
        self._system.ftp.rename(old, new)  # SFTP's own refuses a name that is taken

    def close(self) -> None:
        self._system.client.close()


def _sftp_class() -> Any:
    """The SFTP of fsspec, but strict; made here, so that paramiko is loaded only where it is used."""
    import paramiko
    from fsspec.implementations.sftp import SFTPFileSystem

    class Refuse(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]
        def missing_host_key(self, _client: Any, hostname: str, _key: Any) -> None:
            raise UnknownHostKeyError(hostname)

    class Sftp(SFTPFileSystem):  # type: ignore[misc]
        def _connect(self) -> None:
            options = dict(self.ssh_kwargs)
            known, seconds = options.pop("known_hosts"), options.pop("seconds")
            own = bool(options["password"] or options["key_filename"])
            self.client = paramiko.SSHClient()
            self.client.set_missing_host_key_policy(Refuse())
            if known:
                self.client.load_host_keys(str(Path(known).expanduser()))
            else:
                with suppress(FileNotFoundError):
                    self.client.load_system_host_keys()
            try:
                self.client.connect(
                    self.host,
                    **options,
                    timeout=seconds,
                    banner_timeout=seconds,
                    auth_timeout=seconds,
                    channel_timeout=seconds,
                    look_for_keys=not own,
                    allow_agent=not own,
                )
                self.ftp = self.client.open_sftp()
                self.ftp.get_channel().settimeout(seconds)
            except BaseException:
                self.client.close()
                raise

    return Sftp


class _WebDav:
    """WebDAV by webdav4; what is read comes straight from its connection, in one piece or not at all."""

    is_atomic = False

    def __init__(self, source: Address, credentials: Credentials, seconds: float) -> None:
        from webdav4.client import Client

        parts = urlsplit(source.url)
        scheme = "https" if parts.scheme == "webdavs" else "http"
        address = parts.netloc.rpartition("@")[2]
        user = credentials.user or unquote(parts.username or "")
        if user and scheme == "http" and parts.hostname not in LOOPBACK:
            raise UnreachableError("ein Kennwort wird nur verschlüsselt gesendet: bitte webdavs:// statt webdav://")
        self.root = ""
        self._client = Client(
            f"{scheme}://{address}{parts.path}",
            auth=(user, credentials.password or "") if user else None,
            retry=False,
            timeout=seconds,
            verify=ssl.create_default_context(),
            trust_env=False,
        )

    def list(self, folder: str) -> list[dict[str, Any]]:
        return [_entry(item) for item in self._client.ls(folder, detail=True)]

    def info(self, path: str) -> dict[str, Any]:
        from webdav4.client import ResourceNotFound

        try:
            return _entry(self._client.info(path))
        except ResourceNotFound as error:
            raise FileNotFoundError(path) from error

    def read(self, path: str) -> Iterator[bytes]:
        address = self._client.join_url(path)
        with self._client.http.stream("GET", address, headers={"Accept-Encoding": "identity"}) as response:
            if response.status_code == 404:
                raise FileNotFoundError(path)
            response.raise_for_status()
            yield from response.iter_bytes(_BLOCK)

    def write(self, path: str, content: bytes) -> None:
        self._client.upload_fileobj(BytesIO(content), path, overwrite=True, size=len(content))

    def rename(self, old: str, new: str) -> None:
        self._client.move(old, new, overwrite=False)

    def close(self) -> None:
        self._client.http.close()


def _entry(item: Any) -> dict[str, Any]:
    names = {"content_length": "size", "path": "name"}
    return {names.get(key, key): value for key, value in item.items()}
