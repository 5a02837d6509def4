"""What a table or view of the warehouse looks like from outside: `shape_of(name)`; what of it may leave: `open_names()`.

Who works with it are `ROLES`, and what each of them reads `readable_columns(role, name)`. Tables say it themselves; a view has the columns of its facts, and what it adds is said here.
"""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Boolean, Column, Date, DateTime, Float, Integer, Numeric

from schemas.form.forms import TABLES
from schemas.store import warehouse as w
from schemas.store.metadata import METADATA
from schemas.store.views import attribute_names

FieldKind = Literal["string", "integer", "number", "boolean", "date", "datetime"]

# Who wrote and where to reach them: never taken out, and not shown to analysts.
CLOSED = (
    "contact",
    "outbox",
    "incoming",
    "answer",
    "explanation",
    "clearance",
    "discard",
    "delivery",
    "source",
    "report_release",
)

HIDDEN = {  # the same of single columns
    "submission": ("file", "remarks"),
    "finding": ("file", "value", "message", "hint", "answer"),
    "shadow_finding": ("value",),
    "waiver": ("given_by",),
    "replay": ("given_by",),
    "publication": ("audit", "released_by"),
}

PUBLISHED: dict[str, tuple[str, ...]] = {  # what a publisher reads, () all of it; no audit, which holds true figures
    "publication": (
        "centre_id", "month", "version", "vintage", "previous_vintage", "content", "manifest", "centre_name", "policy",
        "code_version", "noted", "released_by",
    ),
    "dissemination": (),
    "pinned": (),
    "centre": (),
    "code": (),
    "month": (),
    "data_dictionary": (),
    "warehouse_version": (),
}  # fmt: skip
NOT_ANALYSTS = ("dissemination",)

RoleName = Literal["writer", "reader", "publisher"]


@dataclass(frozen=True)
class WarehouseRole:
    """Who works with the warehouse on PostgreSQL: their usual name there, their part, and what they may do, in German."""

    usual: str
    part: str
    may: str


ROLES: dict[RoleName, WarehouseRole] = {
    "writer": WarehouseRole(
        "pipeline",
        "Betrieb",
        "alles, was ein Lauf tut: Meldungen annehmen, antworten, Berichte veröffentlichen; liest und schreibt, legt aber "
        "keine Tabellen an (das darf nur, wem der Datenbestand gehört: init, migrate, roles)",
    ),
    "reader": WarehouseRole(
        "analyst",
        "Auswertung",
        "wahre Zahlen im Haus auswerten: lesen, export, changes, explain; sieht nicht, wer geschrieben hat und wie man "
        "ihn erreicht, und ändert nichts",
    ),
    "publisher": WarehouseRole(
        "publisher",
        "Weitergabe",
        "weitergeben, was veröffentlicht ist: export --public; sieht Fassungen und Zustellung, keine wahre Zahl, und "
        "ändert nichts",
    ),
}

_KINDS: tuple[tuple[Any, FieldKind], ...] = (
    (Boolean, "boolean"),
    (DateTime, "datetime"),
    (Date, "date"),
    (Integer, "integer"),
    (Float, "number"),
    (Numeric, "number"),
)


@dataclass(frozen=True)
class Field:
    """One column: its name, the kind of its values, and its German comment."""

    name: str
    kind: FieldKind
    comment: str


def shape_of(name: str) -> tuple[Field, ...]:
    """The columns of a table or view; raises KeyError for one that does not exist or is closed."""
    if name in CLOSED:
        raise KeyError(name)
    if name in METADATA.tables:
        return tuple(_field(column) for column in METADATA.tables[name].columns)
    return _view_shape(name)


def open_names() -> tuple[str, ...]:
    """Every table and view that may be taken out, facts first."""
    bookkeeping = [name for name in METADATA.tables if name not in CLOSED and name not in w.FACTS]
    return (*w.VIEWS, *w.FACTS, *sorted(bookkeeping))


def readable_columns(role: RoleName, name: str) -> tuple[str, ...]:
    """The columns of a table or view that a role reads; none where it may not read it.

    Raises:
        KeyError: there is no such table or view.
    """
    is_view = name in w.VIEWS
    columns = tuple(one.name for one in (shape_of(name) if is_view else METADATA.tables[name].columns))
    if role == "writer":
        return columns
    if role == "publisher":
        return (PUBLISHED[name] or columns) if name in PUBLISHED else ()
    return () if name in {*CLOSED, *NOT_ANALYSTS} else tuple(one for one in columns if one not in HIDDEN.get(name, ()))


def has_months(name: str) -> bool:
    """Whether each row belongs to a month, so that it can be taken out month by month."""
    return any(field.name == "month" for field in shape_of(name)) and name != "month"


def _view_shape(name: str) -> tuple[Field, ...]:
    if name not in w.VIEWS:
        raise KeyError(name)
    facts = name.partition("_")[2]
    if facts in w.FACTS:
        fields = tuple(_field(column) for column in w.FACTS[facts].columns)
        return (*fields, *_SPAN) if name.startswith("history_") else fields
    if name == "history_respondent":
        return (*(_field(column) for column in w.respondent_history.columns), *_SPAN)
    listed = _LISTED.get(name, INDICATOR_VALUE)
    fields = tuple(Field(column, kind, comment) for column, kind, comment in listed)
    if not name.startswith("history_"):
        return fields
    return (*(field for field in fields if field.name != "obs_status"), *_SPAN)  # a status changes in between


def _field(column: Column[Any]) -> Field:
    kind: FieldKind = next((kind for of, kind in _KINDS if isinstance(column.type, of)), "string")
    return Field(column.name, kind, column.comment or "")


_SPAN = (
    Field("known_from", "datetime", "bekannt seit: angenommen"),
    Field("known_until", "datetime", "bekannt bis: durch eine neuere Fassung ersetzt; leer: gilt"),
)


def _attribute_title(name: str) -> str:
    return next(column.title for table in TABLES.values() for column in table.columns if column.name == name)


INDICATOR_VALUE: tuple[tuple[str, FieldKind, str], ...] = (
    ("centre_id", "string", "AGS des Integrationszentrums, zu dem die Berichtsstelle heute gehört"),
    ("respondent_id", "string", "Berichtsstelle"),
    ("month", "string", "Berichtsmonat JJJJ-MM"),
    ("indicator", "string", "Kennzahl, zum Beispiel S05; leer: eine Spalte, die keine ist (measure und breakdown nennen sie)"),
    ("fact_table", "string", "Tabelle, in der sie steht; S10 und K03 stehen in zweien (nach Jahrgang und Herkunft, Altersgruppe und Sprache): nie über beide addieren"),
    ("dimension_1", "string", "erste Gliederung, zum Beispiel grade"),
    ("code_1", "string", "Code der ersten Gliederung"),
    ("dimension_2", "string", "zweite Gliederung"),
    ("code_2", "string", "Code der zweiten Gliederung"),
    ("value", "number", "Wert; leer: die Zeile ist gemeldet, die Zelle nicht ausgefüllt (obs_status O), also weder 0 noch nicht gefragt. Wer nicht gefragt ist, hat keine Zeile"),
    ("unit", "string", "Einheit"),
    ("kind", "string", "stock (Bestand am Stichtag, nie über Monate addieren), flow (im Monat) oder ratio (Quote)"),
    ("obs_status", "string", "SDMX CL_OBS_STATUS: O fehlt (nicht ausgefüllt), P vorläufig, U unter Vorbehalt (offene Rückfragen), A endgültig (im Integrationszentrum erschien nach der Ausschlussfrist ein Bericht)"),
    ("conf_status", "string", "SDMX CL_CONF_STATUS: N nicht zur Veröffentlichung (Personenzahlen und Mittelwerte von Personen: hinaus darf nur, was export --public gibt), F frei"),
    ("submission_id", "integer", "Lieferung, aus der sie stammt"),
    ("measure", "string", "was gezählt wird, wie die Spalte der Tabelle heißt; rows: die Zeilen, funded: die geförderten, use_pct: Nutzung in Prozent"),
    ("breakdown", "string", "_T: das Ganze; sonst welcher Teil davon (female, under_27, 60_and_over, ukraine), der in _T enthalten ist: nur Zeilen mit demselben breakdown addieren"),
    *((name, "string", f"{_attribute_title(name)} der Zeile, wo die Tabelle es sagt") for name in attribute_names()),
)  # fmt: skip

COLUMN_COVERAGE: tuple[tuple[str, FieldKind, str], ...] = (
    ("centre_id", "string", "AGS des Integrationszentrums, zu dem die Berichtsstellen heute gehören"),
    ("month", "string", "Berichtsmonat JJJJ-MM"),
    ("form", "string", "Meldebogen"),
    ("fact_table", "string", "Tabelle"),
    ("column_name", "string", "Spalte"),
    ("indicator", "string", "Kennzahl, wenn die Spalte eine ist"),
    ("returns_owed", "integer", "Meldungen, die geschuldet sind"),
    ("returns_accepted", "integer", "darunter angenommene"),
    ("returns_nil", "integer", "darunter Fehlanzeigen: ausdrücklich nichts zu melden"),
    ("respondents_asked", "integer", "angenommene Meldungen, in denen die Spalte auszufüllen ist: wo der Bogen die Zeilen vorgibt, alle ohne Fehlanzeige, in Listen alle mit einer Zeile"),
    ("respondents_answered", "integer", "darunter mit mindestens einer Zahl in der Spalte"),
    ("respondents_complete", "integer", "darunter mit einer Zahl in jeder ihrer Zeilen"),
    ("rows_asked", "integer", "Zeilen der Tabelle in diesen Meldungen"),
    ("rows_answered", "integer", "darunter mit einer Zahl in der Spalte; der Rest ist nicht beantwortet, nicht 0"),
)  # fmt: skip

_PLACE: tuple[tuple[str, FieldKind, str], ...] = (
    ("centre_id", "string", "AGS des Integrationszentrums, zu dem die Berichtsstellen heute gehören"),
    ("month", "string", "Berichtsmonat JJJJ-MM"),
    ("district", "string", "Stadtteil, in dem die Berichtsstelle nach dem Register sitzt; wo jemand wohnt, erhebt kein Meldebogen"),
)  # fmt: skip

STEERING_NEED: tuple[tuple[str, FieldKind, str], ...] = (
    *_PLACE,
    ("indicator", "string", "Kennzahl des Bedarfs: K03, S03 andere Familiensprache, K04 Förderbedarf, S05 Erstförderung, S10 neu zugewandert, I03 Wartende"),
    ("fact_table", "string", "Tabelle, aus der sie stammt; K03 steht in zweien: nie über beide addieren"),
    ("language", "string", "Familiensprache, wo die Tabelle nach Sprachen gliedert"),
    ("value", "number", "Summe der Meldungen in Kraft; wer fehlt, ist nicht enthalten (column_coverage sagt, wie viele)"),
    ("unit", "string", "Einheit"),
    ("kind", "string", "stock (Bestand am Stichtag, nie über Monate addieren) oder flow (im Monat)"),
    ("respondents", "integer", "wie viele Berichtsstellen dazu etwas meldeten"),
)  # fmt: skip

STEERING_SUPPLY: tuple[tuple[str, FieldKind, str], ...] = (
    *_PLACE,
    ("field_of_action", "string", "Handlungsfeld des Angebots"),
    ("target_group", "string", "Zielgruppe des Angebots"),
    ("offers", "integer", "Angebote in Kraft; je Monat gezählt, über Monate nicht zu addieren"),
    ("associations", "integer", "Vereine mit einem solchen Angebot"),
    ("dates_held", "integer", "Termine im Monat; leer: nicht gemeldet"),
    ("participants", "integer", "Teilnahmen im Monat, je Angebot jede Person einmal; leer: nicht gemeldet"),
)  # fmt: skip

_LISTED = {"column_coverage": COLUMN_COVERAGE, "steering_need": STEERING_NEED, "steering_supply": STEERING_SUPPLY}
