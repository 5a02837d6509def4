"""One look at everything: staff are told, the page is written. Ways in: `watch(settings, now)`, `watch_home`."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, time, timedelta
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from config.errors import MonatsberichtError, SettingsError
from config.policy import ReportWords, load_policy
from config.settings import Settings, load_settings
from schemas.german import format_date, format_month
from schemas.time.deadlines import due_month
from tasks.centre import read_sender_name
from tasks.existing_warehouse import open_existing_warehouse
from tasks.letters.outbox import read_outbox
from tasks.letters.send.of_home import mail_server
from tasks.report.publish import report_folder
from tasks.store.publication import list_reports
from tasks.watch.home import bare_settings, is_home
from tasks.watch.notify import News, tell_staff
from tasks.watch.situation import needs_somebody, read_status, sum_up, write_page
from tasks.watch.troubles import find_blinded, find_troubles

MORNING = time(7)  # from when on the day's summary is sent
RECENT = timedelta(days=7)  # a report that is older is no news, in a restored home for example
NAMED_MAILS = 8  # of those that nobody got, in one of ours


def watch(settings: Settings, now: datetime) -> int:
    """Tell staff what they do not know yet and write lage.html; returns how many mails went out.

    Raises:
        MonatsberichtError, OSError: settings or policy cannot be read, or the home cannot be written.
    """
    troubles = find_troubles(settings, now)
    engine = _open_readable(settings)
    news, sender = _read_warehouse(settings, engine, now)
    try:
        return tell_staff(settings, mail_server(settings, sender), troubles, news, now)
    finally:
        write_page(settings, now, engine, troubles)


def watch_home(home: Path | str | None, now: datetime) -> None:
    """Look as `watch` does, for who has come to know no settings; where they cannot be read, the page is all there is.

    Raises as `watch` does.
    """
    try:
        settings = load_settings(home)
    except SettingsError as error:
        settings = bare_settings(home)
        if is_home(settings):
            write_page(settings, now, None, find_blinded(settings, error, now))
        return
    watch(settings, now)


def _open_readable(settings: Settings) -> Engine | None:
    """The warehouse; one that cannot be read is a trouble already."""
    with suppress(MonatsberichtError, SQLAlchemyError, OSError):
        return open_existing_warehouse(settings.url)
    return None


def _read_warehouse(settings: Settings, engine: Engine | None, now: datetime) -> tuple[list[News], str]:
    """What is to be told, and who writes."""
    words = _read_words(settings)
    with suppress(MonatsberichtError, SQLAlchemyError, OSError):
        # Where the home is away, so is the list of what was told, and every report would be news once more.
        if engine and is_home(settings):
            return list(_news(engine, settings, now)), read_sender_name(engine, settings.centre, words)
    return [], words.office("")


def _read_words(settings: Settings) -> ReportWords:
    """How the office calls itself; where its own policy cannot be read, which is a trouble, as ours says it."""
    with suppress(MonatsberichtError, OSError):
        return load_policy(settings.home).report
    return load_policy().report


def _news(engine: Engine, settings: Settings, now: datetime) -> list[News]:
    """Each report by itself: after an outage several come out at once."""
    news = []
    published = list_reports(engine, settings.centre)
    for report in (one for one in reversed(published) if datetime.fromisoformat(one["vintage"]) > now - RECENT):
        month, version = report["month"], report["version"]
        folder = report_folder(settings, month, version)
        title = f"Der Bericht für {format_month(month)} ist da (Fassung {version})"
        news.append(
            News(f"report/{month}/{version}", title, (f"{folder}/bericht.html", *_standing(engine, settings, month)))
        )
    news += _undeliverable(engine, now)
    if settings.staff_digest and now.time() >= MORNING:
        month = due_month(now.date())
        title = f"Stand am {format_date(now.date())}: {format_month(month)}"
        news.append(News(f"digest/{now.date()}", title, _standing(engine, settings, month)))
    return news


def _undeliverable(engine: Engine, now: datetime) -> Iterator[News]:
    """Mails that were given up, those of one run together: no trouble, since nothing makes it well again later."""
    lost = read_outbox(engine, since=now - RECENT)["undeliverable"]
    for given_up_at, rows in groupby(lost, key=itemgetter("given_up_at")):
        named = [(one["respondent_id"] or "ohne Berichtsstelle", one["subject"], one["last_reply"]) for one in rows]
        mails = [f"{who}: {subject}. {reply}" for who, subject, reply in named]
        more = [f"und {len(mails) - NAMED_MAILS} weitere"] if len(mails) > NAMED_MAILS else []
        title = "Eine Mail ist unzustellbar" if len(mails) == 1 else f"{len(mails)} Mails sind unzustellbar"
        said = "Sie wird nicht wieder versucht." if len(mails) == 1 else "Sie werden nicht wieder versucht."
        remedy = (
            "Bitte die Adresse im Register berichtigen: Einladung und Antwort gehen dann von selbst dorthin, "
            "alles andere bitte anders zustellen; alle zeigt monatsbericht status."
        )
        yield News(f"undeliverable/{given_up_at}", title, (f"{said} {remedy}", *mails[:NAMED_MAILS], *more))


def _standing(engine: Engine, settings: Settings, month: str) -> tuple[str, ...]:
    """The month's rate and days, and how much waits for somebody: counts, never a figure of a return."""
    found = read_status(engine, settings, month)
    queries = sum(row["warnings"] or 0 for row in found["returns"])
    unsettled = sum(map(needs_somebody, found["returns"]))
    aside, unsent = len(found["set_aside"]), found["mails"]["waiting"]
    waiting = f"{aside} Lieferungen warten auf eine Entscheidung, {unsent} Mails im Postausgang."
    return sum_up(found), f"{unsettled} Meldungen sind noch offen, {queries} Rückfragen stehen im Raum.", waiting
