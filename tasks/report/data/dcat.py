"""Describe the data for open data portals: `write_dcat(report, files)`, Turtle as DCAT-AP.de 3.0 has it (dcat-ap.de).

Nothing is made up: what nobody has decided (policy.toml, [terms]) is left out, or said to be undecided. Where the files
lie for others follows `data_url`; without it their addresses are relative to this file.
"""

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from schemas.german import format_month
from schemas.report.model import Report, ReportTable
from schemas.report.words import number_blocks
from schemas.time.month import first_day, last_day
from tasks.report.data.describe import NO_LICENCE, keywords, name_contact, name_package

PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_LISTS = "http://publications.europa.eu/resource/authority"
_RESERVED = ":/?#[]@!$&'()*+,;=%~"
_REGION = "http://dcat-ap.de/def/politicalGeocoding"


def write_dcat(report: Report, files: Mapping[str, bytes]) -> str:
    """One dataset with a distribution for each table's file."""
    heads = [f"@prefix {name}: <{address}> ." for name, address in PREFIXES.items()]
    subject, numbers = f"<{name_package(report)}>", number_blocks(report)
    tables = [table for table in report.tables() if f"{table.id}.csv" in files]
    parts = [_distribution(table, numbers[table.id], report) for table in tables]
    return "\n".join([*heads, "", _node(subject, "dcat:Dataset", [*_dataset(report, tables)]), *parts]) + "\n"


def _dataset(report: Report, tables: list[ReportTable]) -> Iterator[tuple[str, str]]:
    first, last = first_day(report.month).isoformat(), last_day(report.month).isoformat()
    yield "dcterms:title", _text(f"{report.title} {format_month(report.month)}, {report.centre_name}")
    yield "dcterms:description", _text(f"{report.subtitle}. Fassung {report.version} ({report.status}).")
    yield "dcterms:identifier", _plain(name_package(report))
    yield "dcat:version", _plain(report.version)
    yield "dcterms:modified", _typed(report.vintage, "dateTime")
    yield "dcterms:publisher", f"[ a foaf:Agent ; foaf:name {_text(report.terms.publisher or report.centre_name)} ]"
    yield from _contact(report)
    yield "dcat:keyword", ", ".join(map(_text, keywords()))
    yield "dcat:theme", f"<{_LISTS}/data-theme/SOCI>, <{_LISTS}/data-theme/EDUC>"
    yield "dcterms:language", f"<{_LISTS}/language/DEU>"
    yield "dcterms:accrualPeriodicity", f"<{_LISTS}/frequency/MONTHLY>"
    span = f"dcat:startDate {_typed(first, 'date')} ; dcat:endDate {_typed(last, 'date')}"
    yield "dcterms:temporal", f"[ a dcterms:PeriodOfTime ; {span} ]"
    yield "dcterms:spatial", f"<{_REGION}/districtKey/{report.ags8[:5]}>"
    yield "dcat:distribution", ", ".join(_address(f"{table.id}.csv", report) for table in tables)


def _contact(report: Report) -> Iterator[tuple[str, str]]:
    if contact := name_contact(report):
        email = report.terms.email
        mail = f" ; vcard:hasEmail <mailto:{quote(email, safe='@')}>" if email else ""
        yield "dcat:contactPoint", f"[ a vcard:Organization ; vcard:fn {_text(contact)}{mail} ]"


def _distribution(table: ReportTable, number: str, report: Report) -> str:
    address = _address(f"{table.id}.csv", report)
    return _node(address, "dcat:Distribution", [
        ("dcterms:title", _text(f"{number}: {table.title}")),
        ("dcat:accessURL", address),
        ("dcat:downloadURL", address),
        ("dcterms:format", f"<{_LISTS}/file-type/CSV>"),
        ("dcat:mediaType", "<https://www.iana.org/assignments/media-types/text/csv>"),
        *_licence(report),
    ])  # fmt: skip


def _licence(report: Report) -> Iterator[tuple[str, str]]:
    if report.terms.licence_url:
        yield "dcterms:license", _iri(report.terms.licence_url)
    else:
        said = f"Lizenz: {report.terms.licence}" if report.terms.licence else NO_LICENCE
        yield "dcterms:rights", f"[ a dcterms:RightsStatement ; rdfs:label {_text(said)} ]"


def _address(name: str, report: Report) -> str:
    place = {"centre": report.ags8, "month": report.month, "version": report.version}
    base = report.terms.data_url
    for word, value in place.items():
        base = base.replace(f"{{{word}}}", value)
    return _iri(f"{base.rstrip('/')}/daten/{name}" if base else name)


def _node(subject: str, kind: str, about: list[tuple[str, str]]) -> str:
    lines = [f"{subject} a {kind}", *(f"  {name} {value}" for name, value in about)]
    return " ;\n".join(lines) + " .\n"


def _iri(address: str) -> str:
    """An address of Turtle, in which nothing ends it."""
    return f"<{quote(address, safe=_RESERVED)}>"


def _text(text: str) -> str:
    return f"{_plain(text)}@de"


def _typed(text: str, kind: str) -> str:
    return f"{_plain(text)}^^xsd:{kind}"


def _plain(text: str) -> str:
    """A text of Turtle, in which nothing ends it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(f"\\u{ord(one):04X}" if one < " " else one for one in escaped) + '"'
