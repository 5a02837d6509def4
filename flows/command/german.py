"""argparse in German. One way in: `with speaking_german():` around making a parser and using it.

argparse asks gettext for each of its sentences and ships no German. The sentences that a user can see are in
locale/de/LC_MESSAGES/argparse.po; gettext reads the argparse.mo beside it, which is made by
`pybabel compile -d flows/command/locale -D argparse` (a test compares them, and the .po with the argparse in use).
"""

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"


@contextmanager
def speaking_german() -> Iterator[None]:
    """Let gettext answer from our catalogue meanwhile; a sentence that is missing stays English.

    Afterwards everything is as before: other libraries, and the processes that we start, speak as they did.
    """
    domain, language = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain("argparse", str(LOCALE))
    gettext.textdomain("argparse")
    os.environ["LANGUAGE"] = "de"
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if language is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = language
