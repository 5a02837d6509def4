"""An IMAP mailbox: every whole message of one folder is an item. Nothing is deleted: what is done is moved aside.

A message is known by its Message-ID and by its number in this folder, so that a run that was killed before it could
move a message does so the next time and fetches nothing again. A message counts as read only when a person opens it.
"""

import calendar
import re
import socket
import ssl
from collections.abc import Container, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from config.address import Credentials
from config.errors import UnreachableError
from config.oauth import OAuthClient
from config.settings import TIMEZONE
from config.sources import Source
from schemas.files.arrival import ItemMark, recalling
from schemas.files.incoming import Item, ItemOutcome
from schemas.mail.received_mail import message_id_of, parse_mail, sender_of
from tasks.intake.sources.deadline import Deadline
from tasks.intake.sources.folders import MailFolders
from tasks.intake.sources.reasons import LOOPBACK, explaining
from tasks.oauth import present_token

MOST_MAIL_BYTES = 100_000_000  # no mail server of an administration takes half of it
_NAME = "E-Mail.eml"
_BLOCK = 1 << 20
_AT_ONCE = 100
_HEAD = 64_000
_DESCRIBE = "(UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]<0.2000>)"
_MONTHS = {name: number for number, name in enumerate(calendar.month_abbr)}  # English: we never set a locale
_DATE = re.compile(rb'INTERNALDATE "\s?(\d+)-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"')


class _Message(NamedTuple):
    uid: str
    size: int
    received_at: datetime
    path: str


class Mailbox:
    """One folder of one mailbox."""

    def __init__(
        self, source: Source, credentials: Credentials, *, most_bytes: int, seconds: float, total_seconds: float
    ) -> None:
        self.name, self._source, self._credentials = source.name, source, credentials
        self._most_bytes, self._seconds, self._total = min(most_bytes, MOST_MAIL_BYTES), seconds, total_seconds
        self.refused: list[str] = []
        self._deadline = Deadline(total_seconds)
        self._box: Any = None
        self._folders: MailFolders | None = None
        self._validity = ""

    def fetch(self, known: Container[ItemMark], drafts: Path, at: datetime) -> Iterator[Item]:
        """Every message of the folder, oldest first; what is known without its bytes.

        Raises:
            UnreachableError: the server is down, refuses us, or fails in between; what came before is whole.
        """
        self._deadline = Deadline(self._total)
        with explaining(self._source, self._seconds):
            messages = self._deadline.run(self._look, at)
        known = recalling(known, (message.path for message in messages))
        for message in messages:
            mark = f"{self._validity}/{message.uid}"
            if (message.path, mark) in known:
                yield Item(message.path, mark, _NAME, message.received_at, None, "mail")
                continue
            local = drafts / f"{message.uid}.eml"
            is_large = message.size > self._most_bytes
            with explaining(self._source, self._seconds):
                most = _HEAD if is_large else self._most_bytes
                is_there = self._deadline.run(self._fetch, message.uid, local, most)
                sender = sender_of(parse_mail(local.read_bytes())) if is_large and is_there else None
            if is_there:
                refused = message.size if is_large else None
                yield Item(message.path, mark, _NAME, message.received_at, local, "mail", True, sender, refused)

    def acknowledge(self, item: Item, outcome: ItemOutcome) -> None:
        """Move a message aside, into the folder that its outcome asks for.

        Raises:
            UnreachableError: the server does not do it; the next run tries again.
        """
        name = self._source.attention_folder if outcome.needs_a_person else self._source.done_folder
        self._deadline = Deadline(self._total)
        with explaining(self._source, self._seconds):
            self._deadline.run(self._move, item.mark, name)

    def close(self) -> None:
        """Log out, where there is time for it, and hang up."""
        box, self._box, self._folders = self._box, None, None
        if box is not None:
            with suppress(Exception):
                self._deadline.run(box.logout)
            with suppress(Exception):
                box.client.socket().shutdown(socket.SHUT_RDWR)
            with suppress(Exception):
                box.client.shutdown()

    def _look(self, at: datetime) -> list[_Message]:
        """Connect, and list what is there, oldest first."""
        self._connect()
        return sorted(self._list(at), key=lambda message: (message.received_at, int(message.uid)))

    def _move(self, mark: str, folder: str) -> None:
        validity, _, uid = mark.partition("/")
        if not self._is_alive():
            self._connect()
        if self._folders is not None and validity == self._validity:
            self._folders.move(uid, folder)

    def _connect(self) -> None:
        from imap_tools.mailbox import MailBox, MailBoxStartTls, MailBoxUnencrypted

        self.close()
        parts = urlsplit(self._source.url)
        user, host, port = self._user(unquote(parts.username or "")), parts.hostname, parts.port
        if parts.scheme == "imaps":
            self._box = MailBox(host, port or 993, self._seconds, ssl_context=ssl.create_default_context())
        elif host in LOOPBACK:
            self._box = MailBoxUnencrypted(host, port or 143, self._seconds)
        else:
            self._box = MailBoxStartTls(host, port or 143, self._seconds, ssl_context=ssl.create_default_context())
        self._log_in(user)
        self._box.folder.set(self._source.mailbox_folder)
        self._validity = self._box.client.untagged_responses["UIDVALIDITY"][-1].decode()
        self._folders = MailFolders(self._box)

    def _user(self, name: str) -> str:
        """Who we are as the environment says, or as the address does; with what proves it."""
        user, names = self._credentials.user or name, self._source.variables
        if self._credentials.oauth and not user:
            raise UnreachableError(f"{names['USER']} fehlt in der Umgebung")
        if not user or not (self._credentials.password or self._credentials.oauth):
            raise UnreachableError(f"{names['USER']} und {names['PASSWORD']} fehlen in der Umgebung")
        return user

    def _log_in(self, user: str) -> None:
        if self._credentials.oauth:
            self._show_token(self._credentials.oauth, user)
            return
        password = self._credentials.password or ""
        login = self._box.login if (user + password).isascii() else self._box.login_utf8
        login(user, password, initial_folder=None)

    def _show_token(self, oauth: OAuthClient, user: str) -> None:
        box = self._box.client
        try:
            present_token(oauth, user, partial(_authenticate, box), box.error)
        except box.abort:
            raise
        except box.error as error:
            name = self._source.variables["USER"]
            raise UnreachableError(
                f"das Postfach nimmt die Anmeldung mit OAuth2 nicht an; bitte prüfen, ob {name} das Postfach nennt und "
                "ob es der Anwendung freigegeben ist"
            ) from error

    def _is_alive(self) -> bool:
        """Whether the connection still answers: others were fetched from meanwhile."""
        try:
            return self._box is not None and self._box.client.noop()[0] == "OK"
        except Exception:  # noqa: BLE001 - whatever is wrong with it, we connect anew
            return False

    def _list(self, at: datetime) -> Iterator[_Message]:
        uids = self._box.uids("UNDELETED", None)
        for start in range(0, len(uids), _AT_ONCE):
            for head, message_id in _answers(self._ask(",".join(uids[start : start + _AT_ONCE]), _DESCRIBE)):
                uid, size = re.search(rb"UID (\d+)", head), re.search(rb"RFC822\.SIZE (\d+)", head)
                if uid and size:
                    number = uid[1].decode()
                    path = message_id_of(parse_mail(message_id)) or f"ohne Message-ID, Nummer {number}"
                    yield _Message(number, int(size[1]), _internal_date(head, at), path)

    def _fetch(self, uid: str, local: Path, most: int) -> bool:
        """Write a message to disk, block by block; False if somebody moved it away meanwhile."""
        size = 0
        with local.open("wb") as draft:
            while size < most:
                wanted = min(_BLOCK, most - size)
                blocks = [block for _, block in _answers(self._ask(uid, f"(UID BODY.PEEK[]<{size}.{wanted}>)"))]
                if not blocks and not size:
                    return False
                draft.write(blocks[0] if blocks else b"")
                size += len(blocks[0]) if blocks else 0
                if not blocks or len(blocks[0]) < wanted:
                    break
        return True

    def _ask(self, uids: str, what: str) -> list[Any]:
        from imap_tools.errors import MailboxFetchError
        from imap_tools.utils import check_command_status

        answer = self._box.client.uid("FETCH", uids, what)
        check_command_status(answer, MailboxFetchError)
        return list(answer[1])


def _authenticate(box: Any, words: str) -> None:
    """A refusal comes as a challenge, which wants nothing but an end."""
    box.authenticate("XOAUTH2", lambda challenge: b"" if challenge else words.encode())


def _answers(data: list[Any]) -> Iterator[tuple[bytes, bytes]]:
    """What a FETCH gave: all that was said of a message, and the bytes that came with it."""
    for place, part in enumerate(data):
        if isinstance(part, tuple):
            after = data[place + 1] if place + 1 < len(data) else b""
            yield part[0] + (after if isinstance(after, bytes) else b""), part[1]


def _internal_date(head: bytes, at: datetime) -> datetime:
    """When the server took the message, German wall-clock time, not after this run."""
    found = _DATE.search(head)
    if not found:
        return at
    day, month, year, hour, minute, second = (found[number].decode() for number in range(1, 7))
    offset = timedelta(hours=int(found[8]), minutes=int(found[9])) * (-1 if found[7] == b"-" else 1)
    try:
        moment = datetime(int(year), _MONTHS[month], int(day), int(hour), int(minute), int(second), tzinfo=UTC) - offset
    except (ValueError, KeyError, OverflowError):
        return at
    return min(moment.astimezone(TIMEZONE).replace(tzinfo=None), at)
