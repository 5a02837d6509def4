"""The Data Package that explains the files (datapackage.org, version 2). One way in: `describe_package(report, files)`.

Every column is explained in `name_fields`, which is also the order of a file's columns. Each table refers to report.csv
(which report it is of) and to codes.csv (what its codes mean).
"""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from schemas.german import format_month, join_words
from schemas.report.model import Report, ReportColumn, ReportTable
from schemas.report.words import SIGNS, number_blocks, table_facts
from schemas.visible import ABOUT_CSV

WHOLE = ("count", "persons", "days")
KIND_WORDS = {
    "count": "Anzahl", "persons": "Personen", "share": "Anteil von 1", "ratio": "Verhältniszahl", "hours": "Stunden",
    "eur": "Euro", "fte": "Stellen (Vollzeitäquivalente)", "days": "Tage",
}  # fmt: skip
SIGN_WORDS = "Zeichen statt oder zu dem Wert (DIN 55301): " + "; ".join(f"{sign} = {word}" for sign, word in SIGNS[:10])
REPORT, CODES = "report", "codes"
OF_REPORT = ("report_centre", "report_month", "report_version")
OF_CODE = ("row_list", "row_code")
ABOUT_REPORT = (
    ("report_centre", "Amtlicher Gemeindeschlüssel des Integrationszentrums, acht Ziffern mit führender Null"),
    ("report_month", "Berichtsmonat JJJJ-MM"),
    ("report_version", "Fassung des Berichts; eine spätere ersetzt die früheren"),
    ("report_status", "vorläufig, berichtigt oder endgültig"),
    ("report_vintage", "Datenstand: was bis dahin angenommen war"),
    ("centre_name", "Wer berichtet"),
)
ABOUT_CODES = (
    ("list", "Name der Codeliste"),
    ("code", "Code, als Text, auch wenn er aus Ziffern besteht"),
    ("title", "deutsche Bezeichnung"),
)
ABOUT_ROW = (
    (
        "row_key",
        "Code, Monat oder Kennzahl der Zeile; total: Summe, other, remaining: Übrige, unanswered: ohne Angabe",
    ),
    (
        "row_role",
        "body: Zeile, part: in der Zeile darüber enthalten, total: Summe; addiert werden nur Zeilen der Art body",
    ),
    ("row_list", "Codeliste, aus der row_code stammt; leer: die Zeile ist kein Code"),
    ("row_code", "Code der Zeile, erklärt in codes.csv"),
)  # fmt: skip
NO_LICENCE = "Eine Lizenz ist nicht festgelegt: die Daten darf weiterverwenden, wem der Herausgeber das erlaubt."
_TEXT = f"Personenzahlen können gerundet oder geheim sein. {ABOUT_CSV}"


def describe_package(report: Report, files: Mapping[str, bytes]) -> dict[str, Any]:
    """The Data Package of `files`: what they hold, who answers for them, where they come from, who may use them."""
    numbers, terms = number_blocks(report), report.terms
    licence = {name: said for name, said in (("title", terms.licence), ("path", terms.licence_url)) if said}
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"monatsbericht-{report.ags8}-{report.month}-v{report.version}",
        "id": name_package(report),
        "title": f"{report.title} {format_month(report.month)}, {report.centre_name}",
        "description": f"Fassung {report.version} ({report.status}). {_TEXT if licence else f'{_TEXT} {NO_LICENCE}'}",
        "version": report.version,
        "created": report.vintage,
        **({"released_by": report.signed_by} if report.signed_by else {}),
        "keywords": list(keywords()),
        "contributors": [*_contributors(report)],
        "sources": [{"title": source} for source in sources_of(report)],
        **({"licenses": [licence]} if licence else {}),
        "resources": [
            *(_table(table, numbers[table.id], files[f"{table.id}.csv"]) for table in report.tables()),
            _list(REPORT, "Der Bericht, aus dem die Tabellen sind", ABOUT_REPORT, OF_REPORT, files),
            _list(CODES, "Die Codes der Zeilen mit ihren Bezeichnungen", ABOUT_CODES, ("list", "code"), files),
        ],
    }


def name_package(report: Report) -> str:
    """What a version is called wherever it lies."""
    return f"urn:monatsbericht:{report.ags8}:{report.month}:{report.version}"


def name_contact(report: Report) -> str:
    """Who answers questions, as the cover says; empty where nobody is named."""
    named = report.cover.contact if report.cover else ""
    return named or (report.centre_name if report.terms.email else "")


def keywords() -> tuple[str, ...]:
    """What the data are about, as somebody would search for it."""
    return ("Integration", "Kommunales Integrationszentrum", "Deutschförderung", "Kindertagesbetreuung", "Ehrenamt")


def sources_of(report: Report) -> tuple[str, ...]:
    """Where the figures come from, each source once."""
    return tuple(dict.fromkeys(part for table in report.tables() for part in table.source.split(", ")))


def name_fields(table: ReportTable) -> Iterator[dict[str, Any]]:
    """Every column of a table's file in its order, explained."""
    for name, text in (*ABOUT_REPORT[:3], *ABOUT_ROW):
        yield _field(name, "string", name, text)
    if has_row_kinds(table):
        kinds = join_words([f"{kind} = {word}" for kind, word in KIND_WORDS.items()])
        yield _field("row_kind", "string", "Art der Werte", kinds)
    for column in table.columns:
        yield _field(column.id, _type(column), column.title, _description(column), unit=column.unit)
        if column.kind != "text":
            yield _field(f"{column.id}_sign", "string", f"{column.title}: Zeichen", SIGN_WORDS)


def has_row_kinds(table: ReportTable) -> bool:
    """Whether each row holds figures of a kind of its own."""
    return any(column.kind == "value" for column in table.columns)


def _contributors(report: Report) -> Iterator[dict[str, Any]]:
    terms = report.terms
    yield {"title": terms.publisher or report.centre_name, "roles": ["publisher"]}
    if contact := name_contact(report):
        yield {"title": contact, "roles": ["contact"], **({"email": terms.email} if terms.email else {})}


def _table(table: ReportTable, number: str, data: bytes) -> dict[str, Any]:
    facts = "; ".join(f"{name}: {text}" for name, text in table_facts(table))
    keys = {
        "primaryKey": [*OF_REPORT, "row_key"],
        "foreignKeys": [
            {"fields": [*OF_REPORT], "reference": {"resource": REPORT, "fields": [*OF_REPORT]}},
            {"fields": [*OF_CODE], "reference": {"resource": CODES, "fields": ["list", "code"]}},
        ],
    }
    title, description = f"{number}: {table.title}", " ".join([facts + ".", *table.notes])
    return _resource(table.id, title, data, list(name_fields(table)), keys) | {"description": description}


def _list(
    name: str, title: str, about: tuple[tuple[str, str], ...], key: tuple[str, ...], files: Mapping[str, bytes]
) -> dict[str, Any]:
    fields = [_field(field, "string", field, text) for field, text in about]
    return _resource(name, title, files[f"{name}.csv"], fields, {"primaryKey": [*key]})


def _resource(
    name: str, title: str, data: bytes, fields: list[dict[str, Any]], keys: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "name": name,
        "type": "table",
        "path": f"{name}.csv",
        "title": title,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{sha256(data).hexdigest()}",
        "schema": {"fields": fields, "missingValues": [""], **keys},
    }


def _field(name: str, kind: str, title: str, description: str, *, unit: str = "") -> dict[str, Any]:
    field = {"name": name, "type": kind, "title": title, "description": description}
    return field | ({"unit": unit} if unit else {})


def _type(column: ReportColumn) -> str:
    if column.kind == "text":
        return "string"
    return "integer" if column.kind in WHOLE else "number"


def _description(column: ReportColumn) -> str:
    words = [column.group, column.description, KIND_WORDS.get(column.kind, "")]
    if column.kind == "change":
        words.append("Differenz, bei Anteilen als Bruchteil von 1")
    return "; ".join(word for word in words if word) or column.title
