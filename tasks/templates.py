"""Jinja2 templates, which lie as files beside the module that renders them. One way in: `template_beside`.

What a template prints is escaped unless it is plain text or Markdown, and a name that it does not know is an error.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment, Template

UNESCAPED = ("txt.j2", "md.j2")
"""Endings of templates that make no markup; every other one is escaped, whatever it is called."""


def template_beside(module: str, name: str) -> "Template":
    """The template of this name in the folder of a module (its `__file__`), or here if all pages share it."""
    return _environment(Path(module).parent).get_template(name)


@cache
def _environment(folder: Path) -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=FileSystemLoader([folder, Path(__file__).parent]),
        autoescape=select_autoescape(disabled_extensions=UNESCAPED, default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
