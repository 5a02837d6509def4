"""Which entries a cell may hold whose entry is wrong: `say_allowed(finding)`. Pure.

The finding's own hint names the nearest; of a short list a reader is to see all.
"""

from config.codes import invalid_codes
from schemas.finding import Finding
from schemas.form.forms import TABLES
from schemas.form.submission import HEAD

_MOST = 20  # entries that can be read through; a longer list is the drop-down's
_RULES = frozenset(("CODE_UNKNOWN", "CODE_NOT_LISTED", "CODE_ENDED", "CODE_SEVERAL"))


def say_allowed(finding: Finding) -> str:
    """A sentence with every entry of the list; empty for other findings, for long lists, and where the hint says it."""
    titles = _titles(finding) if finding.rule in _RULES else ()
    if not 0 < len(titles) <= _MOST or all(f"„{title}“" in finding.hint for title in titles):
        return ""
    return f"Möglich sind: {', '.join(titles)}."


def _titles(finding: Finding) -> tuple[str, ...]:
    columns = TABLES[finding.table].columns if finding.table in TABLES else HEAD
    known = next((column.code_list for column in columns if column.name == finding.column), None)
    ended = invalid_codes(finding.month) if finding.month else frozenset()
    return tuple(title for code, title in known.titles.items() if (known.name, code) not in ended) if known else ()
