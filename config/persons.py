"""The words by which names of persons are recognised: `person_words()` reads config/persons.toml once."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config.codes import centres


@dataclass(frozen=True)
class PersonWords:
    """Sets of words, all without regard to case; `namesakes` are pairs of given name and surname with a blank."""

    given_names: frozenset[str]
    namesakes: frozenset[str]
    houses: frozenset[str]
    streets: frozenset[str]
    events: frozenset[str]
    no_surnames: frozenset[str]
    roles: frozenset[str]


@cache
def person_words() -> PersonWords:
    """The words, with the names of our cities among those that are no surname."""
    said = tomllib.loads(Path(__file__).with_name("persons.toml").read_text(encoding="utf-8"))
    words = {name: frozenset(text.casefold().split()) for name, text in said.items()}
    words["namesakes"] = frozenset(" ".join(pair.split()) for pair in said["namesakes"].casefold().split(","))
    cities = frozenset(word for row in centres() for word in row["name"].casefold().split())
    return PersonWords(**words | {"no_surnames": words["no_surnames"] | cities})
