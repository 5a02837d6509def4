"""What to say about a text that is no entry of its column's list. Ways in: `entry_words`, `say_nearest`."""

from config.codes import CodeList
from schemas.files.values import find_several
from schemas.form.forms import Column
from schemas.german import join_words

_SHORT_LIST = 10  # entries: so many can be named in a sentence
_OTHER = ("mis", "999", "other")  # what is truthful where no entry of its own exists


def entry_words(column: Column, written: str, month: str | None) -> dict[str, str]:
    """The words that the rules about entries of a list need: `nearest`, a sentence; `entries`, titles.

    Args:
        column: of a form.
        written: what stands in the cell.
        month: the return's, whose entries are offered; None: it cannot be told.
    """
    known = column.code_list
    if known is None:
        return {}
    offered = known.valid_titles(month) if month else known.titles
    several = find_several(written, known)
    entries = [known.titles[code] for code in several] if len(several) > 1 else list(offered.values())
    return {"nearest": say_nearest(known, written, offered), "entries": _quote(entries, "und" if several else "oder")}


def say_nearest(known: CodeList, written: str, offered: dict[str, str]) -> str:
    """A sentence that names the entries of a list that may be meant, or says how to find the right one."""
    near = [offered[code] for code in known.nearest(written) if code in offered]
    if near:
        return f"Am nächsten liegt {_quote(near)}. Bitte wählen Sie den Eintrag, der zutrifft, aus der Liste."
    if len(offered) <= _SHORT_LIST:
        return f"Bitte tragen Sie {_quote(list(offered.values()))} ein."
    other = next((offered[code] for code in _OTHER if code in offered), None)
    closing = f" Ist keiner der richtige, tragen Sie „{other}“ ein." if other else ""
    return f"Bitte wählen Sie einen der {len(offered)} Einträge aus der Liste.{closing}"


def _quote(titles: list[str], last: str = "oder") -> str:
    return join_words([f"„{title}“" for title in titles], last)
