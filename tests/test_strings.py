"""Where a string names a module or a function of ours, which no editor follows, it names one that there is."""

import ast
import importlib
import re
import tomllib
from pathlib import Path

import pytest
import yaml

import config

ROOT = Path(__file__).parent.parent
ROOMS = ("config", "schemas", "tasks", "flows")
NAME = re.compile(rf"(?:{'|'.join(ROOMS)})(?:\.[a-z_]\w*)+(?::\w+)?")


def names_in_code():
    """Every string of the four rooms that is a dotted name, or a piece of code that imports one."""
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                imported = re.match(r"from ([\w.]+) import (\w+);", node.value)
                written = ".".join(imported.groups()) if imported else node.value
                if NAME.fullmatch(written):
                    yield written


def names_in_settings():
    """The command, and the flows of the schedules."""
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    plan = Path(config.__file__).parent / "prefect.yaml"
    deployments = yaml.safe_load(plan.read_text(encoding="utf-8"))["deployments"]
    return [*scripts.values(), *(entry["entrypoint"] for entry in deployments)]


def find(name):
    """The module or the function of that name; raises where there is none."""
    dotted = name.replace(":", ".")
    try:
        return importlib.import_module(dotted)
    except ModuleNotFoundError:
        module, _, last = dotted.rpartition(".")
        return getattr(importlib.import_module(module), last)


@pytest.mark.parametrize("name", sorted({*names_in_code(), *names_in_settings()}))
def test_what_a_string_names_is_there(name):
    assert find(name)


def test_the_strings_that_must_stay_are_among_them():
    """A process that is started anew knows its code by name only; Prefect knows a deployment's flow by name only."""
    assert "tasks.intake.worker.work_for_parent" in set(names_in_code())
    assert [name for name in names_in_code() if name.endswith("flows.server.process")]
    assert len(names_in_settings()) >= 5


@pytest.mark.parametrize("name", ["flows.no_such_module", "flows.collect.no_such_flow", "tasks.intake.worker:nothing"])
def test_what_is_not_there_is_found_out(name):
    with pytest.raises((ModuleNotFoundError, AttributeError)):
        find(name)
