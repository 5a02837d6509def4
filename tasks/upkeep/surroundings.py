"""What a run needs outside its own machine, and what it has left behind: `SURROUNDINGS`, looked at by `diagnose`.

Nothing is sent, fetched for good or moved: a connection is opened and closed.
"""

import os
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from config import clock
from config.errors import MailError, UnreachableError
from config.schedule import read_deployments
from config.settings import Settings
from schemas.german import format_moment
from tasks.existing_warehouse import check_home, open_existing_warehouse
from tasks.intake.sources.open import open_source
from tasks.letters.send.of_home import mail_server
from tasks.letters.send.server import connecting
from tasks.run_record import last_good, read_runs
from tasks.secret import VARIABLE, key_secret
from tasks.upkeep.backup.write import last_backup
from tasks.upkeep.diagnosis import Diagnosis, Look
from tasks.watch.losses import find_losses

BACKUP_DAYS = 35  # a month's work, and some days
_SECONDS = 10.0
_MOST_BYTES = 20_000_000


def _whole(settings: Settings) -> Diagnosis:
    """That nothing of the home was lost; the sentence of the error says the way back."""
    check_home(settings, may_lack=0)
    engine = open_existing_warehouse(settings.url)
    if lost := [*find_losses(settings, engine, clock.now())] if engine else []:
        causes, remedies = (" ".join(texts) for texts in zip(*((one.cause, one.remedy) for one in lost), strict=True))
        return Diagnosis("Bestandteile", is_good=False, message=causes, remedy=remedies)
    return Diagnosis(
        "Bestandteile", is_good=True, message="Datenbestand, Archiv, Antworten und Berichte passen zusammen"
    )


def _secrets(settings: Settings) -> Diagnosis:
    """That the secret of the keys is there, and nobody else may read the home."""
    name = "Geheimnisse"
    if settings.home.is_dir() and settings.home.stat().st_mode & 0o077:
        mend = f"chmod 700 {settings.home}"
        return Diagnosis(name, is_good=False, message="andere Benutzer dürfen in den Datenordner sehen", remedy=mend)
    without = [
        source.name
        for source in settings.sources
        if source.kind != "folder" and not any(source.credentials(os.environ))
    ]
    if without:
        message = f"keine Zugangsdaten in der Umgebung für: {', '.join(without)}"
        return Diagnosis(name, is_good=False, message=message, remedy=f"{_variables(settings, without[0])} angeben.")
    if settings.key_file.exists() or os.environ.get(VARIABLE):
        key_secret(settings.key_file, os.environ)  # says what is wrong with it
        return Diagnosis(
            name, is_good=True, message="das Geheimnis der Meldeschlüssel ist da, der Datenordner verschlossen"
        )
    return Diagnosis(name, is_good=True, message="das Geheimnis der Meldeschlüssel entsteht mit den ersten Bögen")


def _variables(settings: Settings, name: str) -> str:
    source = next(one for one in settings.sources if one.name == name)
    return " und ".join(list(source.variables.values())[:2])


def _mail_out(settings: Settings) -> Diagnosis:
    """Connect and sign in, as for sending."""
    name, server = "Mailversand", mail_server(settings, "")
    if server is None:
        mend = "smtp_url und mail_from in settings.toml setzen, wenn Mails hinausgehen sollen."
        return Diagnosis(name, is_good=False, message="nicht eingerichtet", remedy=mend, is_essential=False)
    try:
        with connecting(server) as connection:
            connection.open()
    except MailError as error:
        return Diagnosis(name, is_good=False, message=str(error), remedy="Die Meldung links nennt die Ursache.")
    told, mend = settings.staff_email, "staff_email in settings.toml setzen."
    message = f"{server.host} nimmt uns an; Störungen erfährt {told or 'niemand (staff_email fehlt)'}"
    return Diagnosis(name, bool(told), message, "" if told else mend, is_essential=False)


def _sources(settings: Settings) -> Diagnosis:
    """Look into each source, as a run would, and take nothing."""
    away = []
    for source in settings.sources:
        looked = open_source(
            source, source.credentials(os.environ), most_bytes=_MOST_BYTES, seconds=_SECONDS, total_seconds=_SECONDS
        )
        try:
            with TemporaryDirectory() as drafts:
                list(islice(looked.fetch({}, Path(drafts), clock.now()), 1))
        except UnreachableError as error:
            away.append(f"{source.name}: {error}")
        finally:
            looked.close()
    if away:
        mend = "Adresse in settings.toml, Zugangsdaten in der Umgebung und Netzverbindung prüfen."
        return Diagnosis("Quellen", is_good=False, message="; ".join(away), remedy=mend)
    return Diagnosis("Quellen", is_good=True, message=f"{len(settings.sources)} und der Eingang sind erreichbar")


def _runs(settings: Settings) -> Diagnosis:
    """When each flow last did its work, and that none failed since."""
    name, names = "Läufe", [entry["name"] for entry in read_deployments()]
    latest = {flow: next(iter(read_runs(settings.log, flow, 1)), None) for flow in names}
    bad = [flow for flow, run in latest.items() if run and run.is_bad]
    if bad:
        mend = "monatsbericht status nennt Ursache und Abhilfe."
        return Diagnosis(
            name, is_good=False, message=f"zuletzt nicht gut zu Ende: {', '.join(bad)}", remedy=mend, is_essential=False
        )
    good = {flow: last_good(settings.log, flow) for flow in names}
    shown = [f"{flow} {format_moment(datetime.fromisoformat(run.started))}" for flow, run in good.items() if run]
    return Diagnosis(name, is_good=True, message="; ".join(shown) or "keiner verzeichnet")


def _backup(settings: Settings) -> Diagnosis:
    """How old the latest backup is that was made here."""
    name, written = "Sicherung", last_backup(settings.log)
    mend = f"monatsbericht backup DATEI --home {settings.home}, am besten regelmäßig und an einen anderen Ort."
    if written is None:
        return Diagnosis(name, is_good=False, message="noch keine gemacht", remedy=mend, is_essential=False)
    good = clock.now() - written < timedelta(days=BACKUP_DAYS)
    return Diagnosis(name, good, f"zuletzt {format_moment(written)}", "" if good else mend, is_essential=False)


SURROUNDINGS: dict[str, Look] = {
    "Bestandteile": _whole,
    "Geheimnisse": _secrets,
    "Mailversand": _mail_out,
    "Quellen": _sources,
    "Läufe": _runs,
    "Sicherung": _backup,
}
