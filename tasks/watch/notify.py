"""Staff are told by mail of what is wrong, once, and once that it is well again. One way in: `tell_staff`.

A mail is entered among what was told (tasks/watch/told.py) before it is handed over and has the same Message-ID at each
attempt. Without a mail server nothing is sent; then `monatsbericht self-check`, the page of the situation and the log
say the same.
"""

import contextlib
import fcntl
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from typing import Any

from config.address import plain_address
from config.errors import ENDED_OUTSIDE, MailError, digest_gist
from config.settings import TIMEZONE, Settings
from schemas.german import format_moment
from schemas.mail.mail import Letter, Points, message_id
from schemas.mail.message import build_message
from tasks.letters.send.server import Loss, MailServer, Refusal, connecting
from tasks.letters.write_letter import write_letter
from tasks.watch.home import is_home
from tasks.watch.reports import HELD, OVERDUE
from tasks.watch.told import Notices, lines_of, new_entry, read_told, recall_told, write_told
from tasks.watch.trouble import Trouble
from tasks.watch.troubles import BY_RECORDS, KILLED

PAUSE = timedelta(minutes=5)  # after an attempt that failed
KEPT_DAYS = 90
OVER = "Wieder gut"


@dataclass(frozen=True)
class News:
    """What is told once though nothing is wrong: a report is out, the day's summary."""

    key: str
    title: str
    lines: tuple[str, ...]


def tell_staff(
    settings: Settings, server: MailServer | None, troubles: Sequence[Trouble], news: Sequence[News], now: datetime
) -> int:
    """Send what staff do not know yet; returns how many mails went out. What cannot be sent is tried again later.

    Args:
        settings: whose staff.
        server: the mail server; None where there is none.
        troubles: all that is wrong now; what was told and is no longer among them is well again.
        news: what is told once.
        now: German wall clock.
    """
    recipient = plain_address(settings.staff_email)
    with _alone(settings) as is_alone:
        if not is_alone:
            return 0
        told = recall_told(settings.log, _update(read_told(settings.log), troubles, news, now))
        is_remembered = write_told(settings.log, told)
        if server is None or recipient is None or not is_remembered:
            return 0
        return _send(settings, server, recipient, told, now)


def _update(told: Notices, troubles: Sequence[Trouble], news: Sequence[News], now: datetime) -> Notices:
    """Enter what is new, end what is over, forget what is long over."""
    present = {trouble.key: trouble for trouble in troubles}
    oldest = (now - timedelta(days=KEPT_DAYS)).isoformat()
    entries = {key: entry for key, entry in told.items() if not entry["over"] or entry["over"] > oldest}
    _end(entries, troubles, now.isoformat())
    _leave_said(entries, present, now.isoformat())
    _enter_troubles(entries, present)
    for one in news:
        if one.key not in entries:
            entries[one.key] = new_entry(one.title, list(one.lines), now.isoformat(), is_trouble=False)
    return entries


def _end(entries: Notices, troubles: Sequence[Trouble], now: str) -> None:
    """One cause is told once, however many flows fail on it, and is over when none does any more.

    Nothing is over only because nobody can see it.
    """
    subjects = {_subject(trouble.key) for trouble in troubles}
    is_blind = any(trouble.is_blinding for trouble in troubles)
    for key, entry in entries.items():
        is_known = key.startswith(BY_RECORDS) or not is_blind
        is_gone = is_known and _subject(key) not in subjects and not _is_felt(entry, troubles)
        if entry["is_trouble"] and not entry["over"] and is_gone:
            entry["over"] = now


def _leave_said(entries: Notices, present: Collection[str], now: str) -> None:
    """Leave out a mail that something is over where another says it: of what holds it now, or in the same words.

    Two runs of a flow that were killed are over together, and the mail of the first says since when nothing was done.
    """
    said = set()
    for key, entry in sorted(entries.items(), key=lambda one: str(one[1]["since"])):
        if entry["over"] == now and (_is_followed(key, present) or entry["title"] in said):
            entry["over_told"] = now
        elif entry["over"] == now and entry["told"]:
            said.add(entry["title"])


def _enter_troubles(entries: Notices, present: Mapping[str, Trouble]) -> None:
    for key, trouble in present.items():
        lasting = [entry for entry in entries.values() if not entry["over"]]
        if key in entries and entries[key]["over"] and not entries[key]["told"]:
            entries[key]["over"] = None  # it was gone and is back before anybody could be told
        elif not _is_told(lasting, trouble) and (key not in entries or entries[key]["over"]):
            entries[key] = new_entry(trouble.title, [], trouble.since, is_trouble=True)
        if key in entries and not entries[key]["over"]:
            _enter_cause(entries[key], trouble)


def _enter_cause(entry: dict[str, Any], trouble: Trouble) -> None:
    """What is said of it now; what is new in it is told again, once, and mere other numbers are nothing new."""
    gists = trouble.about or (digest_gist(trouble.cause),)
    entry["lines"] = lines_of(trouble)
    if new := [gist for gist in gists if gist not in entry["gists"]]:
        is_again = entry["told"] is not None
        entry["gists"] = [*entry["gists"], *new] if is_again else list(gists)
        entry |= {"told": None, "tried": None} if is_again else {}


def _subject(key: str) -> tuple[str, ...]:
    """What a trouble is about: a flow that fails for another reason by now, for the same month, is not well again."""
    what, *rest = key.split("/")
    return (what, rest[0], *rest[2:]) if what == "run" else (key,)


def _is_followed(key: str, present: Collection[str]) -> bool:
    """Whether a report that was overdue or held is held still, only for another reason."""
    what, _, month = key.partition("/")
    held = f"{HELD}/{month}/" if what == OVERDUE else key.rpartition("/")[0] + "/"
    return what in {HELD, OVERDUE} and any(other.startswith(held) for other in present)


def _is_told(lasting: Sequence[Mapping[str, Any]], trouble: Trouble) -> bool:
    """Whether what is told already says all of it: the same cause, or all that it is about, however it puts that.

    That each of two runs was killed is two things all the same.
    """
    telling = [entry for entry in lasting if not _is_of_its_own(entry)]
    gists = {gist for entry in telling for gist in entry["gists"]}
    return bool(trouble.about and gists.issuperset(trouble.about)) or any(
        entry["lines"][0] == trouble.cause for entry in telling
    )


def _is_felt(entry: Mapping[str, Any], troubles: Sequence[Trouble]) -> bool:
    """Whether a part of what it tells is wrong still, though the run that told it first has gone well since."""
    return not _is_of_its_own(entry) and any(
        entry["lines"][0] == one.cause or not {*entry["gists"]}.isdisjoint(one.about) for one in troubles
    )


def _is_of_its_own(entry: Mapping[str, Any]) -> bool:
    return not entry["is_trouble"] or entry["lines"][0] in {KILLED, ENDED_OUTSIDE}


def _send(settings: Settings, server: MailServer, recipient: str, told: Notices, now: datetime) -> int:
    sent = 0
    with connecting(server) as connection:
        for key, entry, name in _waiting(told, now):
            letter = _letter(entry, name, server.sender_name)
            again = str(len(entry["gists"])) if name == "told" and len(entry["gists"]) > 1 else ""
            number = message_id(settings.mail_from.rpartition("@")[2], "notice", key, entry["since"], name + again)
            entry["tried"] = now.isoformat()
            write_told(settings.log, told)
            text = write_letter(letter)
            message = build_message(
                number,
                sender=Address(server.sender_name, addr_spec=server.mail_from),
                recipient=recipient,
                subject=letter.subject,
                bodies=text,
                attachments=(),
                written=now.replace(tzinfo=TIMEZONE),
                is_again=False,
            )
            try:
                connection.hand_over(recipient, message)
            except Refusal as error:
                entry["refused"] = str(error)  # a trouble of its own; what else there is to say is said
                write_told(settings.log, told)
                continue
            except (MailError, Loss):
                break  # the page and the log say it; the next look tries again
            entry |= {name: now.isoformat(), "refused": ""}
            write_told(settings.log, told)
            sent += 1
    return sent


def _waiting(told: Notices, now: datetime) -> Iterator[tuple[str, dict[str, Any], str]]:
    """What has to be sent, with the field that then says when; what was over before it was told needs one mail."""
    for key, entry in told.items():
        if entry["tried"] and datetime.fromisoformat(entry["tried"]) + PAUSE > now and not entry["told"]:
            continue
        if entry["told"] is None:
            yield key, entry, "told"
        elif entry["is_trouble"] and entry["over"] and entry["over_told"] is None and not _was_over(entry):
            yield key, entry, "over_told"


def _was_over(entry: Mapping[str, Any]) -> bool:
    """Whether the first mail already said that it was over."""
    return bool(entry["over"] <= entry["told"])


def _letter(entry: Mapping[str, Any], name: str, office: str) -> Letter:
    title, since = entry["title"], datetime.fromisoformat(entry["since"])
    if not entry["is_trouble"]:
        return Letter(title, (f"{title}.", Points(tuple(entry["lines"]))), office, _FOOTER)
    if name == "over_told":
        about = f"Wieder gut ist, was seit dem {format_moment(since)} nicht ging: {title}."
        return Letter(f"{OVER}: {title}", (about,), office, _FOOTER)
    lines: list[str | Points] = [f"{title} (seit dem {format_moment(since)}).", Points(tuple(entry["lines"]))]
    if entry["over"]:
        lines.append(f"Es ist inzwischen wieder gut, seit dem {format_moment(datetime.fromisoformat(entry['over']))}.")
    return Letter(f"Achtung: {title}", tuple(lines), office, _FOOTER)


_FOOTER = "Diese Mail geht an das Team. Wie es gerade steht, sagt die Seite lage.html im Datenordner."


@contextlib.contextmanager
def _alone(settings: Settings) -> Iterator[bool]:
    """Whether nobody else is telling staff just now; a home that cannot be written tells nobody.

    Nor is anything written where no home is: there only the process that looks again knows what it has told.
    """
    if not is_home(settings):
        yield True
        return
    try:
        settings.log.mkdir(parents=True, exist_ok=True)
        lock = (settings.log / ".gemeldet.lock").open("w")
    except OSError:
        yield False
        return
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
