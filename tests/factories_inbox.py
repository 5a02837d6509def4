"""One folder taken as if it were the inbox, without a home and without child processes."""

from schemas.files.incoming import SourceLimits
from tasks.intake.receive import receive_all
from tasks.intake.sources.open import open_inbox
from tasks.intake.sources.unpack import is_container, unpack


def receive_folder(engine, folder, archive, at, limits=SourceLimits()):  # noqa: B008 - frozen
    """Take everything new from one folder, as if it were the inbox; archives are unpacked right here."""

    def look_inside(path, kind, parts, limits):
        return unpack(str(path), kind, str(parts), limits) if kind == "mail" or is_container(path) else None

    sources = [open_inbox(folder, limits.most_bytes)]
    return receive_all(engine, sources, archive, at, unpack=look_inside, limits=limits)
