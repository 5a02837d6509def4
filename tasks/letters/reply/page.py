"""The page that goes with a mail: receipt or validation report, self-contained. Ways in: `write_page`, `write_body`.

Everything that came from outside is escaped; the page can load nothing and holds no script.
"""

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from schemas.answer.case import MOST, Case, weight
from schemas.answer.changes import Change
from schemas.answer.placing import name_weight, plain_sentence
from schemas.answer.totals import TableTotal
from schemas.answer.words import Letter, format_day, format_moment, next_steps, title_of, verdict, whose
from schemas.finding import Finding, Severity

STYLE = Path(__file__).with_name("antwort.css").read_text(encoding="utf-8")
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_MOST_CHANGES = 1_000
_KINDS = {"changed": "geändert", "added": "neue Zeile", "removed": "Zeile entfällt"}


def write_page(case: Case, totals: Sequence[TableTotal], changes: Sequence[Change], *, has_workbook: bool) -> str:
    """The whole page as text.

    Args:
        case: whose, for when, what became of it, and the findings.
        totals: what we read.
        changes: against the version that it replaces.
        has_workbook: whether the annotated workbook goes with it.
    """
    title = f"{title_of(case)}: {whose(case)}"
    parts = [
        _head(case),
        _steps(case, has_workbook=has_workbook),
        _findings(case),
        _changes(case, changes),
        _totals(totals),
        f"<footer><p>{escape(' · '.join(filter(None, (case.office, case.office_email))))}</p></footer>",
    ]
    return f"""<!DOCTYPE html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">
<title>{escape(title)}</title>
<style>
{STYLE}</style>
</head>
<body>
<main>
{"".join(part for part in parts if part)}</main>
</body>
</html>
"""


def write_body(letter: Letter) -> tuple[str, str]:
    """A mail's body as text and as HTML; both say the same."""
    steps = [f"{number}. {step}" for number, step in enumerate(letter.steps, 1)]
    opening, closing = (list(filter(None, part)) for part in (letter.opening, letter.closing))
    closing += ["Mit freundlichen Grüßen", *filter(None, [letter.office])]
    blocks = ["Guten Tag,", *opening, *(["\n".join(steps)] if steps else []), *closing]
    listed = "".join(f"<li>{escape(step)}</li>" for step in letter.steps)
    html = [f"<p>{escape(text)}</p>" for text in ("Guten Tag,", *opening)]
    html += [f"<ol>{listed}</ol>"] if listed else []
    html += [f"<p>{escape(text)}</p>" for text in closing]
    page = (
        f'<!DOCTYPE html>\n<html lang="de"><head><meta charset="utf-8"><title>{escape(letter.subject)}</title></head>'
        f'<body style="font-family: Arial, sans-serif; font-size: 15px; line-height: 1.5; max-width: 40em">\n'
        f"{chr(10).join(html)}\n</body></html>\n"
    )
    return "\n\n".join(blocks) + "\n", page


def _head(case: Case) -> str:
    tone = "error" if case.kind == "report" else "warning" if case.count(Severity.WARNING) else "good"
    facts = [
        ("Datei", case.file_name),
        ("Eingegangen", format_moment(case.received_at)),
        ("Geprüft", format_moment(case.checked_at)),
        ("Abgabetermin", format_day(case.deadline)),
        ("Kennung der Lieferung", f"{case.submission_id}, {case.sha256[:12]}"),
    ]
    pairs = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts)
    return f"""<header><h1>{escape(title_of(case))}</h1>
<p class="who">{escape(whose(case))}</p>
<p class="verdict {tone}">{escape(verdict(case))}</p>
<dl>{pairs}</dl></header>
"""


def _steps(case: Case, *, has_workbook: bool) -> str:
    steps = next_steps(case) if has_workbook or not case.is_readable else ()
    if not steps:
        return ""
    intro = "<p>So in der beigefügten Excel-Datei auf dem Blatt „Prüfprotokoll“:</p>" if has_workbook else ""
    listed = "".join(f"<li>{escape(step)}</li>" for step in steps)
    return f"<section><h2>So geht es weiter</h2>{intro}<ol>{listed}</ol></section>\n"


def _findings(case: Case) -> str:
    if not case.findings:
        return ""
    rows = "".join(_finding(finding) for finding in case.sorted_findings())
    more = (
        f"<p>Hier stehen die ersten {MOST} von {len(case.findings)} Befunden.</p>" if len(case.findings) > MOST else ""
    )
    heads = _heads(("Art", "Blatt", "Zelle", "Befund", "Abhilfe"))
    return f"<section><h2>Befunde</h2>{more}<table><thead>{heads}</thead><tbody>{rows}</tbody></table></section>\n"


def _finding(finding: Finding) -> str:
    place = finding.cell or (f"Zeile {finding.row}" if finding.row else "")
    answer = f'<p class="answer">{escape(finding.answer)}</p>' if finding.answer else ""
    return (
        f'<tr><th scope="row" class="{weight(finding)}">{escape(name_weight(finding))}</th>'
        f'<td class="place">{escape(finding.sheet or "")}</td><td class="place">{escape(place)}</td>'
        f"<td>{escape(plain_sentence(finding))}{answer}</td><td>{escape(finding.hint)}</td></tr>"
    )


def _changes(case: Case, changes: Sequence[Change]) -> str:
    """What is another value now; it is said too where nothing is."""
    if case.earlier is None:
        return ""
    if not changes:
        same = "Gegenüber Ihrer vorigen Fassung hat sich keine Angabe geändert."
        return f"<section><h2>Änderungen</h2><p>{same}</p></section>\n"
    rows = _rows(
        (one.table, one.row, one.column, one.cell or "", one.old, one.new, _KINDS[one.kind])
        for one in changes[:_MOST_CHANGES]
    )
    more = f"<p>Hier stehen die ersten {_MOST_CHANGES} von {len(changes)}.</p>" if len(changes) > _MOST_CHANGES else ""
    heads = _heads(("Tabelle", "Zeile", "Spalte", "Zelle", "bisher", "jetzt", "Art"))
    return (
        "<section><h2>Änderungen gegenüber Ihrer vorigen Fassung</h2>"
        f"{more}<table><thead>{heads}</thead><tbody>{rows}</tbody></table></section>\n"
    )


def _totals(totals: Sequence[TableTotal]) -> str:
    if not totals:
        return ""
    rows = _rows(
        (
            one.title,
            "fehlt" if one.rows is None else str(one.rows),
            str(one.figures),
            "\n".join(f"{column}: {value}" for column, value in one.sums) or "–",
        )
        for one in totals
    )
    heads = _heads(("Tabelle", "Zeilen", "Angaben", "Summen"))
    return (
        "<section><h2>Was wir gelesen haben</h2><p>Diese Kontrollsummen können Sie mit Ihren Unterlagen vergleichen. "
        "Leer gelassene Felder zählen als „nicht bekannt“.</p>"
        f'<table class="totals"><thead>{heads}</thead><tbody>{rows}</tbody></table></section>\n'
    )


def _heads(names: Iterable[str]) -> str:
    cells = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    return f"<tr>{cells}</tr>"


def _rows(rows: Iterable[tuple[str, ...]]) -> str:
    """Table rows; the first cell names the row."""
    return "".join(f'<tr><th scope="row">{escape(first)}</th>{_cells(rest)}</tr>' for first, *rest in rows)


def _cells(texts: Iterable[str]) -> str:
    return "".join(f"<td>{_lines(text)}</td>" for text in texts)


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
