"""Under which name a file is kept: `kept_name` and `was_renamed`. Pure.

A file is called what its sender called it, unless that tells of a single person. Whose it is and of which month, as far
as its name says so, is kept in any case.
"""

import re
from functools import lru_cache
from hashlib import sha256
from pathlib import PurePosixPath
from unicodedata import normalize

from schemas.files.identity import month_in_name, respondent_in_name
from schemas.files.persons import find_person, is_name, may_tell_name

_RENAMED = re.compile(r"(?:^|/)Datei_[a-p]{10}(?:[\W_]|$)")


def kept_name(path: str) -> str:
    """A path in which every name that tells of a person gave place to another one, for the same always the same."""
    return "/".join(map(_rename, path.split("/")))


def was_renamed(name: str) -> bool:
    """Whether a name as it is kept is not that of its sender."""
    return _RENAMED.search(name) is not None


@lru_cache(maxsize=50_000)  # each is asked for some times in a look
def _rename(name: str) -> str:
    composed = normalize("NFC", name)  # macOS takes umlauts apart
    if not may_tell_name(composed):
        return name
    suffix = PurePosixPath(composed).suffix
    if not any(map(_tells_of_person, _readings(re.sub(r"[_+]+", " ", composed.removesuffix(suffix))))):
        return name
    known = (respondent_in_name(name), month_in_name(name))
    return "_".join(("Datei", _mark(name), *filter(None, known))) + suffix


def _mark(name: str) -> str:
    """What tells two names apart, in letters: figures might be read as a number or a month."""
    digest = sha256(name.encode(errors="surrogatepass")).digest()[:5]
    return "".join(chr(ord("a") + half) for byte in digest for half in divmod(byte, 16))


def _readings(plain: str) -> tuple[str, ...]:
    """Hyphens and dots may stand for blanks (Beispiel-Anna), or for themselves (Anna-Lena, geb. 3.5.2015)."""
    return plain, plain.replace("-", " "), re.sub(r"(?<=\w)[.-]+(?=\w)", " ", plain)


def _tells_of_person(text: str) -> bool:
    return find_person(text) is not None or (" " in text.strip() and is_name(text))
