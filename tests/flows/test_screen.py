"""What stands on Prefect's screen: words that an official reads, and names that it can draw."""

import pytest
from prefect import Task

from schemas.check.catalogue import CATALOGUE
from tasks.letters import steps as letters
from tasks.report import steps as report
from tasks.store import steps as store
from tasks.watch.screen import _sentence

STEPS = [one for module in (letters, report, store) for one in vars(module).values() if isinstance(one, Task)]


def test_a_finding_is_said_as_its_rule_says_it_without_the_figures():
    said = {name: _sentence(name) for name in CATALOGUE}

    assert said["FILE_BROKEN"] == "Die Datei ist beschädigt und lässt sich nicht öffnen."
    assert said["DAYCARE_CHILDREN_CHILDREN_FEMALE_WITHIN_K01"] == "„darunter weiblich“ ist mehr als „Kinder insgesamt“."
    assert not [name for name, sentence in said.items() if set("{}") & set(sentence)]
    assert _sentence("RULE_OF_AN_EARLIER_VERSION") == "RULE_OF_AN_EARLIER_VERSION"


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_a_step_has_a_name_that_the_drawing_can_show(step):
    """The font in which Prefect draws a run has no umlauts."""
    assert step.name.isascii()
    assert step.task_run_name == step.name


def test_the_steps_were_found():
    assert len(STEPS) == 10
