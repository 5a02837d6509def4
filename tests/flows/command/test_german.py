"""argparse's sentences: all that a user can see are translated, and compiled as they are written."""

import argparse
import ast
import gettext
import inspect
import os
import re

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from flows.command.german import LOCALE, speaking_german

CATALOGUE = LOCALE / "de" / "LC_MESSAGES" / "argparse"
# Sentences that only a programmer who builds a parser wrongly gets to see.
FOR_PROGRAMMERS = (
    "conflicting", "cannot", "dest=", "'required' is", "invalid option string", "mutually exclusive", "argument group",
    'argument "-"', "%r is not callable", ".__call__()", "invalid conflict_resolution",
)  # fmt: skip


def read(suffix, reader):
    """The translations: {sentence, or (one, many): what is said instead}."""
    with CATALOGUE.with_suffix(suffix).open("rb") as file:
        return {name(message.id): name(message.string) for message in reader(file) if message.id}


def name(said):
    return said if isinstance(said, str) else tuple(said)


def test_every_sentence_of_argparse_that_a_user_can_see_is_translated():
    said, known = set(), set()
    for sentence in read(".po", read_po):
        known |= {sentence} if isinstance(sentence, str) else set(sentence)
    for call in ast.walk(ast.parse(inspect.getsource(argparse))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in {"_", "ngettext"}:
            said |= {part.value for part in call.args if isinstance(part, ast.Constant) and isinstance(part.value, str)}

    missing = {sentence for sentence in said - known if not sentence.startswith(FOR_PROGRAMMERS)}
    assert said
    assert missing == set()


def test_the_compiled_catalogue_says_what_the_source_says():
    assert read(".mo", read_mo) == read(".po", read_po)


def test_a_translation_takes_the_values_that_the_sentence_has():
    for sentence, german in read(".po", read_po).items():
        for one, other in [(sentence, german)] if isinstance(sentence, str) else zip(sentence, german, strict=True):
            assert values_of(one) == values_of(other)


def values_of(sentence):
    return sorted(re.findall(r"%(?:\(\w+\))?[sr]", sentence))


@pytest.mark.parametrize("language", [None, "en_GB"])
def test_german_is_spoken_meanwhile_and_not_afterwards(monkeypatch, language):
    if language:
        monkeypatch.setenv("LANGUAGE", language)
    else:
        monkeypatch.delenv("LANGUAGE", raising=False)
    with speaking_german():
        meanwhile = gettext.gettext("usage: "), gettext.ngettext("expected %s argument", "expected %s arguments", 2)

    assert meanwhile == ("Aufruf: ", "hier werden %s Werte erwartet")
    assert gettext.gettext("usage: ") == "usage: "
    assert os.environ.get("LANGUAGE") == language
