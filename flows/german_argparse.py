"""argparse in German. One way in: ``speak_german()``, called once before a parser is made.

argparse asks gettext for each of its sentences and ships no German; the sentences that a user can see are here, in
the words of Python 3.11 to 3.13 (tests/flows/test_cli.py compares them with the argparse in use).
"""

import argparse
from typing import Any

SENTENCES = {
    "usage: ": "Aufruf: ",
    "%(heading)s:": "%(heading)s:",
    "positional arguments": "Angaben",
    "options": "Optionen",
    "subcommands": "Befehle",
    "show this help message and exit": "diese Hilfe zeigen",
    "show program's version number and exit": "die Version zeigen",
    " (default: %(default)s)": " (Vorgabe: %(default)s)",
    "%(prog)s: error: %(message)s\n": "%(prog)s: %(message)s\n",
    "%(prog)s: warning: %(message)s\n": "%(prog)s: Hinweis: %(message)s\n",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "the following arguments are required: %s": "es fehlt: %s",
    "one of the arguments %s is required": "eine dieser Angaben fehlt: %s",
    "unrecognized arguments: %s": "unbekannte Angabe: %s",
    "unknown parser %(parser_name)r (choices: %(choices)s)": (
        "den Befehl %(parser_name)r gibt es nicht (möglich: %(choices)s)"
    ),
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r gibt es nicht (möglich: %(choices)s)",
    "invalid choice: %(value)r, maybe you meant %(closest)r? (choose from %(choices)s)": (
        "%(value)r gibt es nicht, vielleicht %(closest)r? (möglich: %(choices)s)"
    ),
    "invalid %(type)s value: %(value)r": "%(value)r passt nicht (erwartet: %(type)s)",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s ist nicht eindeutig: %(matches)s",
    "not allowed with argument %s": "geht nicht zusammen mit %s",
    "ignored explicit argument %r": "hier ist kein Wert möglich: %r",
    "unexpected option string: %s": "unerwartete Option: %s",
    "expected one argument": "hier fehlt ein Wert",
    "expected at most one argument": "hier ist höchstens ein Wert möglich",
    "expected at least one argument": "hier fehlt mindestens ein Wert",
    "expected %s argument": "hier wird %s Wert erwartet",
    "expected %s arguments": "hier werden %s Werte erwartet",
    "can't open '%(filename)s': %(error)s": "„%(filename)s“ lässt sich nicht öffnen: %(error)s",
    "option '%(option)s' is deprecated": "die Option „%(option)s“ ist veraltet",
    "argument '%(argument_name)s' is deprecated": "die Angabe „%(argument_name)s“ ist veraltet",
    "command '%(parser_name)s' is deprecated": "der Befehl „%(parser_name)s“ ist veraltet",
}


def speak_german() -> None:
    """Let argparse take its sentences from here; a sentence that is missing stays English."""
    module: Any = argparse
    module._ = _translate
    module.ngettext = _translate_count


def _translate(sentence: str) -> str:
    return SENTENCES.get(sentence, sentence)


def _translate_count(one: str, many: str, count: int) -> str:
    return _translate(one if count == 1 else many)
