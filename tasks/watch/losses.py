"""Parts of the home that are gone while the work goes on without them. One way in: `find_losses`.

What stops every run is refused by `tasks.existing_warehouse.check_home`.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Engine

from config.settings import Settings
from schemas.german import format_month
from tasks.existing_warehouse import KEPT_FOR
from tasks.letters.reply.folder import find_lost_replies
from tasks.report.publish import find_lost_reports
from tasks.watch.told import since_told
from tasks.watch.trouble import Trouble

MOST_NAMED = 20  # in one sentence


def find_losses(settings: Settings, engine: Engine, now: datetime) -> Iterator[Trouble]:
    """Answers and published reports that somebody has moved or deleted, each kind as one trouble."""
    if replies := find_lost_replies(engine, settings.replies, now - KEPT_FOR):
        yield _of_replies(settings, replies, now)
    if reports := find_lost_reports(engine, settings):
        yield _of_reports(settings, reports, now)


def _of_replies(settings: Settings, lost: Collection[str], now: datetime) -> Trouble:
    """The reminder that should bring one again cannot."""
    return Trouble(
        key="replies",
        since=since_told(settings.log, "replies", now),
        title="Antworten an Berichtsstellen fehlen im Datenordner",
        cause=f"Unter replies/ {'fehlt' if len(lost) == 1 else 'fehlen'}: {_name(lost)}.",
        affected="Eine Erinnerung an diese Berichtsstellen bringt einen leeren Bogen statt des angemerkten.",
        remedy="zurücklegen oder aus der Datensicherung holen (monatsbericht restore SICHERUNG --home "
        "NEUER_ORDNER); soll es ohne gehen, bitte an der Stelle einen leeren Ordner anlegen.",
        about=tuple(lost),
        is_loss=True,
    )


def _of_reports(settings: Settings, lost: Sequence[tuple[str, str]], now: datetime) -> Trouble:
    """The next run of the report makes them again, or says why it cannot."""
    named = [f"Fassung {version} für {format_month(month)}" for month, version in lost]
    return Trouble(
        key="reports",
        since=since_told(settings.log, "reports", now),
        title="Veröffentlichte Berichte fehlen im Datenordner",
        cause=f"Unter reports/ liegt nicht mehr alles, was veröffentlicht wurde: {_name(named)}.",
        affected="Sie lassen sich hier nicht ansehen, weitergeben oder auswerten.",
        remedy="der nächste Lauf des Berichts schreibt sie von selbst wieder, Byte für Byte wie veröffentlicht; sofort "
        f"tut es monatsbericht report --month {lost[0][0]} --version {lost[0][1]}.",
        about=tuple("/".join(one) for one in lost),
        is_loss=True,
    )


def _name(lost: Collection[str]) -> str:
    return ", ".join([*lost][:MOST_NAMED]) + " …" * (len(lost) > MOST_NAMED)
