"""Where everything stands in a form's workbook: `plan_table(table, rows)` for a table's sheet, and the fixed names.

Pure layout, derived from `schemas.form.forms`: the writer draws it, the reader recognises the fixed names. Rows and
columns count from 0, as XlsxWriter counts; formulas carry addresses as Excel writes them.
"""

import itertools
import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from config.codes import code_list
from schemas.finding import cell_address
from schemas.form.forms import TABLES, Column, Form, Table
from schemas.form.hint import BLANK_HINT, OPEN, hinted_columns, suggests_rows
from schemas.form.submission import HEAD
from schemas.german import format_number

HEAD_SHEET = "Meldung"
LIVE_SHEET = "Prüfung"
LIVE_TITLE = "Prüfung vor dem Absenden"
LIVE_HEADINGS = ("Art", "Wo", "Was", "Was zu tun ist")
LIVE_CELLS_SHEET = "_pruefung"
LISTS_SHEET = "Listen"
META_SHEET = "_meldung"
PLACES = "orte"  # the list of places on the sheet "Listen"
META_FIELDS = ("form", "form_version", "respondent", "month", "submission_key")
WHO, DATES, TITLE = "{{who}}", "{{dates}}", "{{title}}"  # marks in the template where a respondent's texts go
FIRST_FIELD = 5  # row of the head's first field on the sheet "Meldung"
TOTAL_LABEL = "Summe (automatisch)"

SHEETS = {table.name: table.sheet for table in TABLES.values()}

# What the respondent fills in of the head; the rest is ours.
OWN_FIELDS = ("contact_name", "contact_email", "nil_return", "remarks")
INSTRUCTIONS = (
    "Bitte füllen Sie nur die hellgelben Felder aus. Auswahlfelder bieten eine Liste an.",
    "Leer heißt „nicht bekannt“, 0 heißt „keine“. Bitte keine Schätzungen, Striche oder Texte in Zahlenfeldern.",
    "Gibt es in diesem Monat nichts zu melden, wählen Sie oben bei „Fehlanzeige“ „Ja“ und lassen alles andere leer.",
    "Bitte tragen Sie nur Anzahlen ein: keine Namen, Geburtsdaten oder andere Angaben zu einzelnen Personen.",
    f"Graue Werte in Klammern {BLANK_HINT} sind vom Vormonat, zum Vergleich: Bitte überschreiben Sie sie. Was grau bleibt, zählt als nicht ausgefüllt, eine vorgeschlagene Zeile ohne neue Zahl als nicht vorhanden.",
    "Rot markierte Felder passen nicht zusammen (ein Teil ist größer als das Ganze). Die Summen rechnen sich selbst.",
    f"Das Blatt „{LIVE_SHEET}“ zeigt, während Sie ausfüllen, was fehlt oder nicht zusammenpasst: Bitte sehen Sie dort nach, bevor Sie senden.",
    "Bitte als Excel-Datei (.xlsx) speichern und zurücksenden, nicht als PDF oder Foto.",
)

_FONT = {"font_name": "Arial", "font_size": 10, "valign": "vcenter"}
_EDGE = _FONT | {"border": 1, "border_color": "#B7C3CF"}
_HEADER = _EDGE | {"bold": True, "font_color": "#FFFFFF", "bg_color": "#12395B", "text_wrap": True}
_INPUT = _EDGE | {"locked": False, "bg_color": "#FFFBE6"}
_TOTAL = _EDGE | {"bold": True, "bg_color": "#D9E2EA", "top": 2}
_RIGHT = {"align": "right", "indent": 1}
FORMATS: dict[str, dict[str, Any]] = {
    "title": _FONT | {"font_size": 16, "bold": True, "font_color": "#12395B"},
    "who": _FONT | {"font_size": 11, "bold": True},
    "section": _FONT | {"font_size": 12, "bold": True, "font_color": "#12395B", "bottom": 1},
    "plain": _FONT | {"text_wrap": True},
    "link": _FONT | {"font_color": "#0B5394", "underline": 1},
    "mark": _FONT | {"font_size": 8, "font_color": "#5B6B7A", "align": "center", "valign": "bottom"},
    "header": _HEADER | {"align": "center"},
    "header_key": _HEADER | {"indent": 1},
    "label": _EDGE | {"bg_color": "#EDF1F5", "text_wrap": True, "indent": 1},
    "label_date": _EDGE | {"bg_color": "#EDF1F5", "num_format": "dd.mm.yyyy", "align": "left", "indent": 1},
    "input": _INPUT | {"num_format": "@", "text_wrap": True, "indent": 1},
    "input_line": _INPUT | {"num_format": "@", "indent": 1},  # a row is one line high: more would hide both
    "input_tall": _INPUT | {"num_format": "@", "text_wrap": True, "indent": 1, "valign": "top"},
    "input_0": _INPUT | _RIGHT | {"num_format": "#,##0"},
    "input_1": _INPUT | _RIGHT | {"num_format": "#,##0.0"},
    "input_2": _INPUT | _RIGHT | {"num_format": "#,##0.00"},
    "total": _TOTAL | {"indent": 1},
    "total_0": _TOTAL | _RIGHT | {"num_format": "#,##0"},
    "total_1": _TOTAL | _RIGHT | {"num_format": "#,##0.0"},
    "total_2": _TOTAL | _RIGHT | {"num_format": "#,##0.00"},
    "light": _FONT
    | {"font_size": 14, "bold": True, "text_wrap": True, "border": 1, "border_color": "#B7C3CF", "indent": 1},
    "said": _FONT | {"text_wrap": True, "valign": "top"},
    "said_link": _FONT | {"text_wrap": True, "valign": "top", "font_color": "#0B5394", "underline": 1},
    "red": {"bg_color": "#F8CBAD", "font_color": "#9C0006"},
    "yellow": {"bg_color": "#FFE699", "font_color": "#5F4B00"},
    "green": {"bg_color": "#C6E0B4", "font_color": "#274E13"},
    "line": {"bottom": 1, "border_color": "#B7C3CF"},
    "hint": {"font_color": "#767676", "italic": True},
    "wrong": {"bg_color": "#F8CBAD", "font_color": "#9C0006", "bold": True},
}

# Where a long word of a heading may be broken, so that fourteen columns fit on a page (the reader folds it away).
_JOINTS = (
    "Zuwanderungs-geschichte", "Erst-förderung", "aus-ländischer", "Staats-angehörigkeit", "nicht-deutscher",
    "Familien-sprache", "Deutschförder-klasse", "Deutschförder-gruppe", "Anschluss-förderung", "Sprachförder-bedarf",
    "Eltern-begleitungen", "Lehr-kräfte", "Schüler-innen", "Nutzungs-stunden", "fest-gestelltem", "Teil-nehmende",
    "Ehren-amtliche", "Haupt-amtliche", "Honorar-kräfte",
)  # fmt: skip
_BROKEN = {word.replace("-", ""): word.replace("-", "-\n") for word in _JOINTS}

MARK_ROW = 3  # indicator and kind, in small print above the headings
HEADER_ROW = 4
FIRST_ROW = 5
_LEAST_WIDTH = 96  # title and description need room, also above a table of two columns
_KINDS = {"stock": "Bestand", "flow": "im Monat", "ratio": "Kennzahl"}


@dataclass(frozen=True)
class TablePlan:
    """A table's sheet with `rows` input rows: texts, widths, limits and formulas, ready to write."""

    table: Table
    rows: int
    widths: tuple[float, ...]
    last_column: int  # up to which title and description reach
    header_height: float
    description_height: float
    marks: tuple[str, ...]
    notes: tuple[str, ...]
    validations: tuple[dict[str, Any], ...]
    conditions: tuple[tuple[int, dict[str, Any]], ...]
    totals: tuple[str, ...]  # "" where a sum has no sense
    hint: str  # when a cell of the columns after the keys still shows last month's value; "" where none is ever shown

    @property
    def last_row(self) -> int:
        """The last input row."""
        return FIRST_ROW + self.rows - 1


@cache
def plan_table(table: Table, rows: int) -> TablePlan:
    """Lay out one table (of schemas.form.forms.table_in: as it asks in its month) for `rows` input rows."""
    widths = tuple(_width(column, is_tight=len(table.columns) > 8) for column in table.columns)
    wide = max(len(widths), len(widths) + math.ceil((_LEAST_WIDTH - sum(widths)) / 11))
    lines = max(_lines(heading(column), width) for column, width in zip(table.columns, widths, strict=True))
    return TablePlan(
        table=table,
        rows=rows,
        widths=widths,
        last_column=wide - 1,
        header_height=15.0 * lines + 6,
        description_height=15.0 * _lines(describe_table(table), max(_LEAST_WIDTH, sum(widths)) * 1.05) + 4,
        marks=tuple(_mark(column) for column in table.columns),
        notes=tuple(note_on(column) for column in table.columns),
        validations=tuple(limit_cells(column) for column in table.columns),
        conditions=tuple(_conditions(table, rows)),
        totals=tuple(_total(at, column, rows) for at, column in enumerate(table.columns)),
        hint=_is_hint(table),
    )


def offer_places(plan: TablePlan, places: Collection[str]) -> TablePlan:
    """The plan with drop-downs of the centre's places, where it keeps a list; what is not in it may be entered, too."""
    columns = plan.table.columns
    if not places or not any(column.meaning.is_place for column in columns):
        return plan
    text = "Dieser Ort steht nicht in der Liste Ihres Integrationszentrums. Trotzdem eintragen?"
    listed = {"validate": "list", "source": f"={list_name(PLACES)}", "error_type": "warning", "error_message": text}
    own = ("input_title", "input_message", "error_title")
    limits = (
        {name: limit[name] for name in own} | listed if column.meaning.is_place else limit
        for column, limit in zip(columns, plan.validations, strict=True)
    )
    return replace(plan, validations=tuple(limits))


def default_keys(table: Table) -> tuple[tuple[str, ...], ...]:
    """The keys of a prefilled table: every combination of its code lists, in their order."""
    return tuple(itertools.product(*(code_list(column.meaning.codes or "").codes for column in table.keys)))


def describe_table(table: Table) -> str:
    """What stands below a table's title."""
    more = "" if table.is_prefilled else " Reichen die Zeilen nicht, heben Sie den Blattschutz auf (ohne Kennwort)."
    return f"{table.description} Leer heißt „nicht bekannt“, 0 heißt „keine“.{more}"


def heading(column: Column) -> str:
    """A column's title as it stands in the sheet, long words broken at a joint."""
    words = (word.partition(":") for word in column.title.split())
    return " ".join(_BROKEN.get(word, word) + colon for word, colon, _ in words)


def note_on(column: Column) -> str:
    """The note on a column's heading: what is meant, in which unit, under which indicator."""
    unit, indicator = column.meaning.unit, column.meaning.indicator
    more = (unit and f"Einheit: {unit}.", indicator and f"Kennzahl {indicator}.")
    return "\n".join(filter(None, (column.description, *more)))


def offered_titles(
    form: Form, hidden: Collection[tuple[str, str]], places: Collection[str] = ()
) -> dict[str, list[str]]:
    """What drop-downs offer by code list, in the order of the columns, without `hidden` (list and code); `places` last."""
    columns = [*HEAD, *(column for table in form.tables for column in table.columns)]
    names = dict.fromkeys(column.meaning.codes for column in columns if column.meaning.codes)
    offered = {
        name: [title for code, title in code_list(name).titles.items() if (name, code) not in hidden] for name in names
    }
    return offered | ({PLACES: list(places)} if places else {})


def list_name(codes: str) -> str:
    """The defined name under which a code list's titles stand on the hidden sheet."""
    return f"Liste_{codes}"


def limit_cells(column: Column) -> dict[str, Any]:
    """The data validation of a column's cells, with German messages (Excel allows 32 and 255 characters)."""
    options: dict[str, Any] = {
        "input_title": _shorten(column.title, 32),
        "input_message": _shorten(column.description, 255),
        "error_title": "Eingabe nicht möglich",
    }
    meaning = column.meaning
    if meaning.codes:
        text = "Bitte wählen Sie einen Eintrag aus der Liste."
        return options | {"validate": "list", "source": f"={list_name(meaning.codes)}", "error_message": text}
    if not column.is_number:
        limit = {"validate": "length", "criteria": "<=", "value": meaning.max_length}
        return options | limit | {"error_message": f"Bitte höchstens {meaning.max_length} Zeichen."}
    kind, called = ("integer", "ganze Zahl") if column.dtype == "Int64" else ("decimal", "Zahl")
    least, most = (format_number(limit or 0) for limit in (meaning.minimum, meaning.maximum))
    text = f"Bitte eine {called} von {least} bis {most}, ohne Text. Unbekannt: leer lassen."
    options |= {"validate": kind, "criteria": "between", "error_message": text}
    return options | {"minimum": meaning.minimum, "maximum": meaning.maximum}


def _conditions(table: Table, rows: int) -> list[tuple[int, dict[str, Any]]]:
    """Mark a part above its whole, a row without its key and a key said twice, while the form is filled in."""
    place = {column.name: at for at, column in enumerate(table.columns)}
    found = [
        (place[column.name], {"type": "formula", "criteria": _exceeds(place[column.name], place[whole])})
        for column in table.columns
        for whole in column.meaning.part_of
    ]
    if table.is_prefilled:
        return found
    last = len(table.columns) - 1
    filled = f"COUNTA($A{FIRST_ROW + 1}:${cell_address(FIRST_ROW + 1, last + 1)})>0"
    for key in table.keys:
        cell = f"${cell_address(FIRST_ROW + 1, place[key.name] + 1)}"
        found.append((place[key.name], {"type": "formula", "criteria": f'=AND({cell}="",{filled})'}))
    found.append((0, {"type": "formula", "criteria": _is_twice(table, rows, place)}))
    return found


def _exceeds(part: int, whole: int) -> str:
    part_cell, whole_cell = (f"${cell_address(FIRST_ROW + 1, at + 1)}" for at in (part, whole))
    return f"=AND(ISNUMBER({part_cell}),ISNUMBER({whole_cell}),{part_cell}>{whole_cell})"


def _is_twice(table: Table, rows: int, place: dict[str, int]) -> str:
    pairs = []
    for key in table.keys:
        letter = cell_address(1, place[key.name] + 1)[:-1]
        pairs.append(f"${letter}${FIRST_ROW + 1}:${letter}${FIRST_ROW + rows},${letter}{FIRST_ROW + 1}")
    return f'=AND($A{FIRST_ROW + 1}<>"",COUNTIFS({",".join(pairs)})>1)'


def _is_hint(table: Table) -> str:
    first = cell_address(FIRST_ROW + 1, len(table.keys) + 1)
    return f'=LEFT({first},1)="{OPEN}"' if hinted_columns(table) or suggests_rows(table) else ""


def _total(at: int, column: Column, rows: int) -> str:
    if not column.is_number or column.meaning.kind == "ratio":
        return ""
    area = f"{cell_address(FIRST_ROW + 1, at + 1)}:{cell_address(FIRST_ROW + rows, at + 1)}"
    return f'=IF(COUNT({area})=0,"",SUM({area}))'


def _mark(column: Column) -> str:
    kind = _KINDS.get(column.meaning.kind, "") if column.is_number else ""
    return " · ".join(part for part in (column.meaning.indicator or "", kind) if part)


def _width(column: Column, *, is_tight: bool) -> float:
    """In characters of the standard font: wide enough for the list's titles, for figures and the longest word."""
    if column.is_number:
        return max(11.0, *(len(word) + 2.5 for word in heading(column).split()))
    if not column.meaning.codes:
        return 34.0 if column.is_key else 24.0
    longest = max(len(title) for title in code_list(column.meaning.codes).titles.values())
    return float(min(max(longest + 4, 23 if column.is_key else 12), (23 if column.is_key else 20) if is_tight else 44))


def _lines(text: str, width: float) -> int:
    """How many lines a text needs when it is wrapped at words."""
    lines = 0
    for part in text.split("\n"):
        used = width
        for word in part.split():
            if used + len(word) + 1 > width - 1:
                lines, used = lines + 1, 0.0
            used += len(word) + 1
    return lines


def _shorten(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
