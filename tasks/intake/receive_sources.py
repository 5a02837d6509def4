"""Look into all sources. One way in: `receive_sources(engine, settings, at, environment)`."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from sqlalchemy import Engine

from config.settings import Settings
from schemas.files.incoming import SourceLimits
from tasks.intake.look_inside import look_inside
from tasks.intake.receive import Received, receive_all
from tasks.intake.sources.open import SECONDS, TOTAL_SECONDS, open_inbox, open_source
from tasks.intake.worker import JobLimits as WorkerLimits

LARGEST = 10  # times the largest file that is opened: what is larger still is not even fetched


def receive_sources(  # noqa: PLR0913 - what a run knows, and what tests shorten
    engine: Engine,
    settings: Settings,
    at: datetime,
    environment: Mapping[str, str],
    *,
    seconds: float = SECONDS,
    total_seconds: float = TOTAL_SECONDS,
) -> Received:
    """Take everything new from the inbox and the sources of settings.toml into the archive.

    Args:
        engine: the warehouse.
        settings: of this installation.
        at: when the run counts as done.
        environment: where the credentials are.
        seconds: how long to wait for the answer of a server.
        total_seconds: how long one source may take.
    """
    most_bytes = LARGEST * settings.max_bytes
    times = {"seconds": seconds, "total_seconds": total_seconds}
    further = [
        open_source(source, source.credentials(environment), most_bytes=most_bytes, **times)
        for source in settings.sources
    ]
    worker = WorkerLimits(1, float(settings.file_seconds), settings.file_memory_mb)
    sources = [open_inbox(settings.inbox, most_bytes), *further]
    limits = SourceLimits(most_bytes=most_bytes)
    return receive_all(engine, sources, settings.archive, at, unpack=partial(look_inside, worker), limits=limits)
