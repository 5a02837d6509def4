"""A file of somebody's own that was there and is gone is missed, and never taken for one that nobody wanted.

What lies in a folder is known from a list beside it, with the digests of what we wrote ourselves. Ways in: `remember`
and `is_lost`, `recall_concept`, `lacking_concept` and `recall_rules` for what a home says in its own files.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from config import proof
from config.aims import concept
from config.errors import SettingsError
from config.policy import Policy
from config.proof import ProofRules, load_proof_rules
from tasks.atomic_files import write_file

RECORD = "pruefsummen.json"
NOTHING = {concept.FILE: "goals = []", proof.FILE: "payments = []"}
"""What the home's own files hold where nothing is wanted of them any more."""


def remember(folder: Path, name: str) -> None:
    """Note that a file of somebody's own is there, so that it can be missed; nothing where there is none.

    Raises:
        OSError: the folder cannot be written.
    """
    known = read_digests(folder)
    if name not in known and (folder / name).exists():
        write_digests(folder, known | {name: []})


def is_lost(folder: Path, name: str) -> bool:
    """Whether a file was in the folder, ours or somebody's own, and is gone."""
    return name in read_digests(folder) and not (folder / name).exists()


def say_lost(home: Path, name: str) -> str:
    """That the home's concept or nachweis.toml is gone, in German; empty where it is there or never was."""
    if not is_lost(home, name):
        return ""
    return (
        f"{name} war da und fehlt: bitte aus der Sicherung zurückholen; soll es keine mehr geben, eine anlegen, in der "
        f"{NOTHING[name]} steht."
    )


def recall_concept(home: Path, policy: Policy) -> Policy:
    """The policy; where a concept was followed that is gone, with one that says so."""
    lost = say_lost(home, concept.FILE)
    return policy.model_copy(update={"concept": concept.Concept(left_out=(lost,))}) if lost else policy


def lacking_concept(home: Path, policy: Policy) -> tuple[str, ...]:
    """Why a home has no goals though it wants some, in German: the file is gone, broken, or says nothing."""
    found = recall_concept(home, policy).concept
    return found.left_out if found == concept.Concept(left_out=found.left_out if found else ()) else ()


def recall_rules(home: Path) -> tuple[ProofRules, list[str]]:
    """What the home says of its grants; ours, with a German sentence, where that is lost or cannot be used."""
    problem = say_lost(home, proof.FILE)
    try:
        rules = load_proof_rules(home)
    except SettingsError as error:
        rules, problem = load_proof_rules(), str(error)
    return rules, [f"{problem} Gerechnet ist ohne diese Datei."] if problem else []


def read_digests(folder: Path) -> dict[str, list[str]]:
    """The list of a folder: by name the digests of what we wrote, none for what is somebody's own."""
    try:
        said = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return (
        {name: digests for name, digests in said.items() if isinstance(digests, list)} if isinstance(said, dict) else {}
    )


def write_digests(folder: Path, written: Mapping[str, list[str]]) -> None:
    """Keep the list of a folder. Raises OSError where it cannot be written."""
    write_if_new(folder / RECORD, (json.dumps(dict(sorted(written.items())), indent=1) + "\n").encode())


def write_if_new(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; one that holds the same already is not touched."""
    if not path.exists() or path.read_bytes() != content:
        write_file(path, content)
