"""Put an answer's files into its folder. Ways in: `folder_of`, `name_workbook`, `write_files`, `find_lost_replies`.

A folder is whole, or not there (tasks.atomic_files).
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath

from sqlalchemy import Engine, select

from schemas.answer.case import Case
from schemas.answer.words import WORKBOOK
from schemas.store import correspondence as c
from schemas.store import warehouse as w
from tasks.atomic_files import fill_folder, new_folder

NOBODY = "_ohne-zuordnung"
_MOST_SIGNS = 80  # of a file's name, before the ending
_BAD = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]')


def folder_of(case: Case) -> str:
    """Where an answer lies below `replies/`; a later check of the same file has a number and a folder of its own."""
    if case.kind == "set_aside" or not (case.respondent and case.month):
        return f"{NOBODY}/{case.submission_id}"
    return f"{re.sub(r'[^0-9A-Za-z-]', '_', case.respondent)}/{case.month}_{case.submission_id}"


def name_workbook(file: str) -> str:
    """What the annotated workbook is called: their file's name with its ending, safe for every system."""
    stem = unicodedata.normalize("NFC", PurePosixPath(file).stem)
    plain = _BAD.sub("_", "".join(character if character.isprintable() else "_" for character in stem)).strip(". ")
    ending = WORKBOOK.removesuffix(".xlsx")
    return f"{plain.removesuffix(ending)[:_MOST_SIGNS] or 'Meldung'}{WORKBOOK}"


def write_files(root: Path, folder: str, files: Mapping[str, bytes]) -> dict[str, str]:
    """Make the folder hold exactly these files, in place of what a run that was killed left there; returns digests.

    Nothing is forced to the disk here: the caller does so once for many folders, before it enters them as written.
    """
    with new_folder(root / folder, is_forced=False) as draft:
        fill_folder(draft, files)
    return {name: sha256(content).hexdigest() for name, content in files.items()}


def find_lost_replies(engine: Engine, replies: Path, since: datetime) -> list[str]:
    """The folders of the answers to what came since then that are not there any more, the newest first.

    An empty one is none of them: by that a person says that it is given up.
    """
    sent = w.submission.c
    query = select(c.answer.c.folder).join(w.submission, sent.submission_id == c.answer.c.submission_id)
    with engine.connect() as connection:
        folders = connection.scalars(query.where(sent.received_at > since).order_by(sent.submission_id.desc())).all()
    return [folder for folder in folders if not (replies / folder).is_dir()]
