"""One folder taken as if it were the inbox, without a home and without child processes."""

from sqlalchemy import delete, insert

from schemas.files.incoming import SourceLimits
from schemas.store.correspondence import source
from tasks.intake.receive import receive_all
from tasks.intake.sources.open import open_inbox
from tasks.intake.sources.unpack import is_container, unpack


def receive_folder(engine, folder, archive, at, limits=SourceLimits()):  # noqa: B008 - frozen
    """Take everything new from one folder, as if it were the inbox; archives are unpacked right here."""

    def look_inside(path, kind, parts, limits):
        return unpack(str(path), kind, str(parts), limits) if kind == "mail" or is_container(path) else None

    sources = [open_inbox(folder, limits.most_bytes)]
    return receive_all(engine, sources, archive, at, unpack=look_inside, limits=limits)


def lose_source(engine, name, since):
    """A source that could not be read at the last look; without a moment it was."""
    with engine.begin() as connection:
        connection.execute(delete(source).where(source.c.source == name))
        connection.execute(insert(source), {"source": name, "failed_at": since, "reason": "weg" if since else None})
