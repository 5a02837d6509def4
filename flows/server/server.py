"""The embedded Prefect server, seen from our side. One way in: ``use_server(settings)``.

`monatsbericht serve` keeps a server and leaves a note about it in the home; every other command uses that one if it
is alive, else starts its own on a free port and stops it afterwards. All of it lives on the loopback interface and
under ``prefect/`` in the home. No Prefect is imported here: the server's process starts first and loads while the
caller does.
"""

import base64
import contextlib
import errno
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from config.errors import OS_REASONS, ServerError
from config.settings import Settings
from flows.server.environment import common_environment, foreign_environment, server_environment
from tasks.atomic_files import write_file
from tasks.secret import known_login, server_login

LOOPBACK = "127.0.0.1"
LEAST_FREE_BYTES = 1_000_000  # with less nothing can be written
LOG_LIMIT_BYTES = 5_000_000
PAUSES_WHILE_BUSY = (0.5, 1.0, 2.0)  # seconds


@dataclass(frozen=True)
class Server:
    """A server that this process has started and has to stop."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def url(self) -> str:
        """Where its API answers."""
        return f"http://{LOOPBACK}:{self.port}/api"

    def wait_until_ready(self, seconds: float) -> None:
        """Return as soon as it answers.

        Raises:
            ServerError: it has not answered within that time, or has ended.
        """
        try:
            # Its socket is open already: the question waits in the queue until the server has loaded.
            _ask(self.url + "/health", seconds)
        except OSError as error:
            if self._has_ended():
                if shutil.disk_usage(self.log.parent).free < LEAST_FREE_BYTES:
                    raise ServerError(
                        f"Der Prefect-Server endete beim Start: {OS_REASONS[errno.ENOSPC]}. Bitte Platz schaffen; "
                        "es geht nichts verloren."
                    ) from error
                raise ServerError(
                    f"Der Prefect-Server endete beim Start; Einzelheiten stehen in {self.log}. Ist seine Datenbank "
                    "beschädigt, bitte prefect.db* im Ordner prefect/ beiseitelegen: nur die alten Läufe fehlen dann."
                ) from error
            raise ServerError(
                f"Der Prefect-Server hat nicht geantwortet ({error}). Einzelheiten stehen in {self.log}; "
                "auf einem langsamen Rechner hilft ein größerer Wert für server_start_seconds."
            ) from error

    def _has_ended(self) -> bool:
        """Whether it is gone; it closes its socket a moment before."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=5)
        return self.process.returncode is not None

    def stop(self) -> None:
        """Let it write down what it knows, then end it."""
        self.process.terminate()
        try:
            self.process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass(frozen=True)
class PrefectConnection:
    """A server in use: the lasting one of `serve`, or one of our own that may still be loading."""

    url: str
    server: Server | None
    patience_seconds: float

    def wait(self) -> None:
        """Return when the server answers; load what is heavy before calling this. Raises ServerError."""
        if self.server:
            self.server.wait_until_ready(self.patience_seconds)


@contextlib.contextmanager
def use_server(settings: Settings) -> Iterator[PrefectConnection]:
    """Give a server for one command; every flow run in this process then reports to it."""
    lasting = find_server(settings)
    server = None if lasting else start_server(settings, port=0)
    connection = PrefectConnection(server.url if server else str(lasting), server, settings.server_start_seconds)
    try:
        connect_client(settings, connection.url)
        yield connection
    finally:
        if server:
            server.stop()


def find_server(settings: Settings) -> str | None:
    """The address of the server that `serve` keeps for this home, None where there is none alive.

    A note that a crash has left behind is taken for nothing: the process must exist, answer, and have this home.
    """
    try:
        note = json.loads(note_file(settings).read_text(encoding="utf-8"))
        os.kill(note["pid"], 0)
        answer = json.loads(_ask(note["url"] + "/admin/settings", 3, known_login(login_file(settings))))
    except (OSError, ValueError, KeyError):
        return None
    return str(note["url"]) if answer.get("home") == str(settings.prefect) else None


def start_server(settings: Settings, port: int, *, lasting: bool = False) -> Server:
    """Start a server and return at once; it answers some seconds later.

    Args:
        settings: whose home it serves.
        port: 0 takes any free one.
        lasting: True for the server of `serve`, with screen and scheduler.

    Raises:
        ServerError: the port is taken.
    """
    prepare_folders(settings)
    log = settings.log / "prefect-server.log"
    secret = {"PREFECT_SERVER_API_AUTH_STRING": server_login(login_file(settings))}
    with _listen(port) as listener, _open_log(log) as output:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter with our own module
            [
                sys.executable,
                "-m",
                "flows.server.process",
                "--fd",
                str(listener.fileno()),
                "--parent",
                str(os.getpid()),
            ],
            env=foreign_environment() | server_environment(settings, lasting=lasting) | secret,
            pass_fds=[listener.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            # Ctrl-C is for us: the server has to outlive what reports to it.
            start_new_session=True,
        )
        return Server(process, listener.getsockname()[1], log)


def connect_client(settings: Settings, url: str) -> None:
    """Point the Prefect of this process, and of every process it starts, to that server."""
    prepare_folders(settings)
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        del os.environ[name]
    login = server_login(login_file(settings))
    os.environ.update(common_environment(settings) | {"PREFECT_API_URL": url, "PREFECT_API_AUTH_STRING": login})
    if "prefect" in sys.modules:
        from prefect.context import refresh_global_settings_context

        refresh_global_settings_context()


def prepare_folders(settings: Settings) -> None:
    """Create what a server needs; results may name respondents, so nobody else on the machine may read them."""
    settings.log.mkdir(parents=True, exist_ok=True)
    for folder in (settings.home, settings.prefect, settings.prefect / "results"):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)


def prepare_database(settings: Settings) -> None:
    """Let Prefect create its database, which takes 10 s once; an existing one is brought up to date."""
    with use_server(settings) as connection:
        connection.wait()


def login_file(settings: Settings) -> Path:
    """Where the password of the server is; whoever may read the home may use its screen."""
    return settings.prefect / "kennwort.secret"


def note_file(settings: Settings) -> Path:
    """Where `serve` writes down which server it keeps."""
    return settings.prefect / "server.json"


def write_server_note(settings: Settings, server: Server) -> None:
    """Tell other commands about a lasting server; complete or not at all."""
    write_file(note_file(settings), json.dumps({"pid": server.process.pid, "url": server.url}).encode())


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
    except OSError as error:
        listener.close()
        raise ServerError(
            f"Port {port} ist belegt. Läuft dort schon ein Prefect-Server? Sonst bitte in settings.toml einen anderen "
            "server_port wählen."
        ) from error
    listener.listen(128)
    return listener


def _open_log(path: Path) -> Any:
    """Append, but start afresh before the file fills the disk."""
    too_long = path.exists() and path.stat().st_size > LOG_LIMIT_BYTES
    return path.open("wb" if too_long else "ab")


def ask_api(settings: Settings, url: str, body: bytes | None = None) -> bytes:
    """What the API of a home's server answers. Raises OSError where it does not."""
    return _ask(url, 10, known_login(login_file(settings)), body)


def _ask(url: str, seconds: float, login: str = "", body: bytes | None = None) -> bytes:
    headers = {"Authorization": f"Basic {base64.b64encode(login.encode()).decode()}"} if login else {}
    headers["Content-Type"] = "application/json"
    request = urllib.request.Request(url, body, headers)  # noqa: S310 - loopback only, see LOOPBACK
    for pause in PAUSES_WHILE_BUSY:
        try:
            return _ask_once(request, seconds)
        except urllib.error.HTTPError as error:
            # With 503 the server says that its database was busy and nothing was done: its own client asks again, too.
            if error.code != HTTPStatus.SERVICE_UNAVAILABLE:
                raise
        time.sleep(pause)
    return _ask_once(request, seconds)


def _ask_once(request: urllib.request.Request, seconds: float) -> bytes:
    with urllib.request.urlopen(request, timeout=seconds) as answer:  # noqa: S310 - as above
        return bytes(answer.read())
