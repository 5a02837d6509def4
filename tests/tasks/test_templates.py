"""What templates print is escaped where it is markup, and never guessed; each lies where its module finds it."""

from pathlib import Path

import pytest
from jinja2 import UndefinedError

from tasks.templates import UNESCAPED, template_beside

TASKS = Path(__file__).parents[2] / "tasks"
EVIL = "<b onmouseover='x' title=\"y\">&amp; {{ 7 * 7 }} {% raw %}"
ALL = sorted(TASKS.rglob("*.j2"))


@pytest.fixture
def folder(tmp_path):
    for ending in ("html", "svg", "txt", "md"):
        (tmp_path / f"eins.{ending}.j2").write_text("{{ said }}\n{% if more %}{{ unknown }}{% endif %}")
    return str(tmp_path / "module.py")


@pytest.mark.parametrize("ending", ["html", "svg"])
def test_markup_is_escaped_whatever_is_said(folder, ending):
    printed = template_beside(folder, f"eins.{ending}.j2").render(said=EVIL, more=False)

    assert printed == "&lt;b onmouseover=&#39;x&#39; title=&#34;y&#34;&gt;&amp;amp; {{ 7 * 7 }} {% raw %}\n"


@pytest.mark.parametrize("ending", ["txt", "md"])
def test_plain_text_stays_as_it_is(folder, ending):
    assert template_beside(folder, f"eins.{ending}.j2").render(said=EVIL, more=False) == f"{EVIL}\n"


def test_a_name_that_nobody_gave_is_an_error(folder):
    with pytest.raises(UndefinedError):
        template_beside(folder, "eins.html.j2").render(said="", more=True)


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_every_template_is_sound_and_says_what_it_makes(path):
    template = template_beside(str(path.with_suffix(".py")), path.name)

    assert template.filename == str(path)
    assert path.name.endswith((".html.j2", *UNESCAPED))
