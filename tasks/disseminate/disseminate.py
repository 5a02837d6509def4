"""Bring what was published to every target, each version once. One way in: `disseminate_due(engine, settings, at)`.

What is owed stands in the table `dissemination` before anything is sent; an attempt that failed is made again after
growing pauses, then daily, until it has arrived. A new target gets the newest version, and all that come after it.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, and_, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from config.errors import MonatsberichtError, TargetError, UnreachableError
from config.settings import Settings
from config.targets import Target
from schemas.german import format_month
from schemas.mail.mail import PAUSES
from schemas.store.published import dissemination, is_published, publication
from tasks.disseminate.carry import carry
from tasks.disseminate.mail_report import mail_report
from tasks.disseminate.package import pack_report, signing_secret
from tasks.intake.sources.reasons import tell_apart
from tasks.report.publish import PublicationError
from tasks.warehouse import writing

_DAILY = timedelta(days=1)
_KEY = ("centre_id", "month", "version", "target")
_ENDED = "der letzte Versuch wurde mittendrin beendet."


@dataclass
class Disseminated:
    """What came of it: sentences about what has arrived, and about what has not, with the reason."""

    arrived: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    about: list[str] = field(default_factory=list)  # what tells the trouble of each that waits from another one

    def problems(self) -> list[MonatsberichtError]:
        """For a flow's end: what has not arrived is somebody's business until it has."""
        return [TargetError(self.waiting, sorted({*self.about}))] if self.waiting else []

    def wait(self, target: Target, sentence: str, reason: str) -> None:
        """Something has not arrived. Of a target that is away that is one trouble, however many versions wait."""
        self.waiting.append(sentence)
        self.about.append(tell_apart(target.name, reason.rstrip(".")))


def disseminate_due(engine: Engine, settings: Settings, at: datetime, *, is_asked: bool = False) -> Disseminated:
    """Enter what is owed, try what is due at `at`, and say of everything that has not arrived why.

    Somebody who asks for it (`is_asked`) waits for no pause.
    """
    done = Disseminated()
    for target in settings.targets:
        try:
            _enter(engine, settings, target, at)
        except PublicationError as error:
            done.wait(target, f"{_name(target)}: {error}", str(error))
            continue
        for row in _open(engine, settings, target):
            _try(_Work(engine, settings, target, at, is_asked, done), row)
    return done


def _enter(engine: Engine, settings: Settings, target: Target, at: datetime) -> None:
    """A row for each version that the target is owed and has none for."""
    for month, version, manifest in list(_owed(engine, settings.centre, target.name)):
        package, digest = pack_report(settings, month, version, manifest, signing_secret(engine, settings))
        row = {"centre_id": settings.centre, "month": month, "version": version, "target": target.name,
               "file": package.name, "sha256": digest, "bytes": package.stat().st_size, "created_at": at,
               "attempts": 0, "next_attempt_at": at}  # fmt: skip
        with suppress(IntegrityError), writing(engine) as connection:  # another run may have entered it meanwhile
            connection.execute(insert(dissemination), row)


def _owed(engine: Engine, centre_id: str, target: str) -> Iterator[tuple[str, str, str]]:
    """Month, version and manifest, oldest first."""
    known = and_(dissemination.c.centre_id == centre_id, dissemination.c.target == target)
    order = (publication.c.vintage, publication.c.month, func.length(publication.c.version), publication.c.version)
    query = select(publication.c.month, publication.c.version, publication.c.manifest).where(is_published(centre_id))
    with engine.connect() as connection:
        entered = {(row.month, row.version) for row in connection.execute(select(dissemination).where(known))}
        published = [tuple(row) for row in connection.execute(query.order_by(*order))]
    first = next((at for at, row in enumerate(published) if row[:2] in entered), len(published) - 1)
    yield from (row for row in published[max(first, 0) :] if row[:2] not in entered)


def _open(engine: Engine, settings: Settings, target: Target) -> list[Row[Any]]:
    """What has not arrived yet, oldest first."""
    mine = and_(dissemination.c.centre_id == settings.centre, dissemination.c.target == target.name)
    query = select(dissemination).where(mine, dissemination.c.arrived_at.is_(None))
    with engine.connect() as connection:
        return list(
            connection.execute(
                query.order_by(dissemination.c.created_at, dissemination.c.month, dissemination.c.version)
            )
        )


@dataclass(frozen=True)
class _Work:
    """What one attempt needs to know."""

    engine: Engine
    settings: Settings
    target: Target
    at: datetime
    is_asked: bool
    done: Disseminated

    def write(self, row: Row[Any], **values: Any) -> None:
        with writing(self.engine) as connection:
            connection.execute(update(dissemination).where(_same(row, *_KEY)).values(**values))

    def claim(self, row: Row[Any]) -> bool:
        """Commit the attempt before it is made; False where another run has begun one since the row was read."""
        pause = PAUSES[row.attempts] if row.attempts < len(PAUSES) else _DAILY
        begun = {"attempts": row.attempts + 1, "next_attempt_at": self.at + min(pause, _DAILY)}
        with writing(self.engine) as connection:
            unchanged = _same(row, *_KEY, "attempts")
            return connection.execute(update(dissemination).where(unchanged).values(**begun)).rowcount == 1


def _same(row: Row[Any], *names: str) -> ColumnElement[bool]:
    return and_(*(dissemination.c[name] == getattr(row, name) for name in names))


def _try(work: _Work, row: Row[Any]) -> None:
    what = f"Bericht {row.version} für {format_month(row.month)} an {_name(work.target)}"
    if row.next_attempt_at > work.at and not work.is_asked:
        later = f"Nächster Versuch: {row.next_attempt_at:%d.%m., %H:%M} Uhr."
        work.done.wait(work.target, f"{what}: {row.last_reply or _ENDED} {later}", row.last_reply or "")
        return
    if not work.claim(row):  # that run says what becomes of it
        return
    try:
        receipt = _send(work, row)
    except (UnreachableError, PublicationError) as error:
        reason = f"{str(error).rstrip('.')}."
        work.write(row, last_reply=reason)
        work.done.wait(work.target, f"{what}: {reason}", reason)
        return
    if receipt is None:  # the outbox tries it again
        work.write(row, next_attempt_at=work.at, last_reply="liegt im Postausgang")
        return
    work.write(row, arrived_at=work.at, last_reply=receipt)
    work.done.arrived.append(f"{what}: {receipt}.")


def _send(work: _Work, row: Row[Any]) -> str | None:
    """The receipt; None where a mail waits for the mail server, which has its own pauses."""
    content = _package(work, row)
    if work.target.kind == "mail":
        return mail_report(work.engine, work.settings, work.target, row, work.at)
    return carry(work.target, work.target.credentials(os.environ), row.file, content)


def _package(work: _Work, row: Row[Any]) -> bytes:
    """The package as it was entered; one that somebody deleted is made again."""
    path = work.settings.packages / str(row.file)
    if not path.is_file():
        its = and_(publication.c.month == row.month, publication.c.version == row.version)
        with work.engine.connect() as connection:
            manifest = connection.scalar(select(publication.c.manifest).where(is_published(row.centre_id), its))
        secret = signing_secret(work.engine, work.settings)
        pack_report(work.settings, row.month, row.version, str(manifest), secret)
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise PublicationError(
            f"{path} ist nicht mehr, was zugestellt werden soll. Bitte löschen; der nächste Lauf packt neu"
        )
    return content


def _name(target: Target) -> str:
    return f"Ziel „{target.name}“"
