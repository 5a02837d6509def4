"""What to say about a text that is no entry of its column's list. Ways in: `entry_words`, `say_nearest`, and `name_usual`.

The reader of a file does not know what a respondent usually reports; the check does, and says it with `name_usual`.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

import pandas as pd

from config.codes import CodeList
from schemas.files.values import find_several
from schemas.finding import Finding
from schemas.form.forms import TABLES, Column
from schemas.german import join_words

CHOOSE = "Bitte wählen Sie den Eintrag, der zutrifft, aus der Liste."
_SHORT_LIST = 10  # entries: so many can be named in a sentence
_OTHER = ("mis", "999", "other")  # what is truthful where no entry of its own exists


def entry_words(column: Column, written: str, month: str | None, used: Collection[str] = ()) -> dict[str, str]:
    """The words that the rules about entries of a list need: `nearest`, a sentence; `entries`, titles.

    Args:
        column: of a form.
        written: what stands in the cell.
        month: the return's, whose entries are offered; None: it cannot be told.
        used: the codes that the respondent used before.
    """
    known = column.code_list
    if known is None:
        return {}
    offered = known.valid_titles(month) if month else known.titles
    several = find_several(written, known)
    entries = [known.titles[code] for code in several] if len(several) > 1 else list(offered.values())
    return {
        "nearest": say_nearest(known, written, offered, used),
        "entries": _quote(entries, "und" if several else "oder"),
    }


def name_usual(finding: Finding, facts: Mapping[str, pd.DataFrame]) -> Finding:
    """A finding about an entry, the nearest ones named in the order that fits what the respondent said before."""
    frame = facts.get(finding.table or "")
    if frame is None or finding.value is None or finding.column not in frame:
        return finding
    column, used = TABLES[str(finding.table)].column(str(finding.column)), set(frame[finding.column].dropna())
    plain, usual = (entry_words(column, finding.value, finding.month, codes) for codes in ((), used))
    return replace(finding, hint=finding.hint.replace(plain["nearest"], usual["nearest"])) if plain else finding


def say_nearest(known: CodeList, written: str, offered: dict[str, str], used: Collection[str] = ()) -> str:
    """A sentence that names the entries of a list that may be meant, or says how to find the right one."""
    near = [offered[code] for code in known.nearest(written, used) if code in offered]
    if near:
        return f"Am nächsten liegt {_quote(near)}. {CHOOSE}"
    if len(offered) <= _SHORT_LIST:
        return f"Bitte tragen Sie {_quote(list(offered.values()))} ein."
    other = next((offered[code] for code in _OTHER if code in offered), None)
    closing = f" Ist keiner der richtige, tragen Sie „{other}“ ein." if other else ""
    return f"Bitte wählen Sie einen der {len(offered)} Einträge aus der Liste.{closing}"


def _quote(titles: list[str], last: str = "oder") -> str:
    return join_words([f"„{title}“" for title in titles], last)
