"""The warehouse: SQLAlchemy tables derived from the forms, the bookkeeping beside them, and the views on top.

One way in: `METADATA` (tables), `VIEWS` (name -> SELECT). A fact row belongs to a submission; `return` says which
submission of a respondent and month is in force, and `current_<table>` shows only those. Old versions stay.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    String,
    Table,
    Text,
    text,
)

from schemas.form import forms
from schemas.form.forms import KINDS, TABLES
from schemas.german import join_words
from schemas.store import (
    correspondence,  # noqa: F401 - enters its tables in METADATA
    history,
    published,
    views,
)
from schemas.store.metadata import METADATA
from schemas.store.metadata import text_column as _text
from schemas.store.partitions import YEARLY, attach_partitions

WAREHOUSE_VERSION = 3  # grows with every change of a table (tasks/upkeep/migrate says how)
OLDEST_VERSION = 3  # the baseline; what was before it was never released and is not migrated


warehouse_version = Table(
    "warehouse_version", METADATA,
    Column("version", Integer, primary_key=True, comment="Fassung des Tabellenaufbaus"),
    comment="Fassung dieses Datenbestands",
)  # fmt: skip

centre = Table(
    "centre", METADATA,
    _text("centre_id", "AGS des Integrationszentrums, acht Ziffern", length=8, primary_key=True),
    _text("name", "Name der Stadt oder des Kreises", nullable=False),
    _text("type", "kreisfreie Stadt, Kreis oder Städteregion", nullable=False),
    _text("region", "Regierungsbezirk", nullable=False),
    comment="Die 54 Kommunalen Integrationszentren in Nordrhein-Westfalen",
)  # fmt: skip

respondent = Table(
    "respondent", METADATA,
    _text("respondent_id", "Schulnummer, Kita- oder Vereinskennung, AGS", length=20, primary_key=True),
    Column("centre_id", String(8), ForeignKey("centre.centre_id"), nullable=False, comment="zuständiges Integrationszentrum"),
    _text("kind", join_words(list(KINDS), "oder"), length=20, nullable=False),
    _text("name", "Name der Einrichtung", nullable=False),
    _text("school_type", "Schulform (nur Schulen)", length=4),
    _text("district", "Stadtteil"),
    _text("carrier", "Träger"),
    comment="Berichtsstellen",
)  # fmt: skip

respondent_span = Table(
    "respondent_span", METADATA,
    Column("respondent_id", String(20), ForeignKey("respondent.respondent_id"), primary_key=True, comment="Berichtsstelle"),
    Column("valid_from", Date, primary_key=True, comment="erster Tag der Meldepflicht"),
    Column("valid_to", Date, comment="letzter Tag der Meldepflicht, leer: unbefristet"),
    _text("successor_id", "Nachfolgestelle", length=20),
    comment="Zeiträume, in denen eine Berichtsstelle meldet",
)  # fmt: skip

contact = Table(
    "contact", METADATA,
    Column("respondent_id", String(20), ForeignKey("respondent.respondent_id"), primary_key=True, comment="Berichtsstelle"),
    _text("name", "Ansprechperson aus der letzten Meldung"),
    _text("email", "E-Mail aus Register oder letzter Meldung"),
    _text("phone", "Telefon aus dem Register", length=60),
    comment="Kontaktdaten, getrennt von den Fakten",
)  # fmt: skip

month = Table(
    "month", METADATA,
    _text("month", "Berichtsmonat JJJJ-MM", length=7, primary_key=True),
    Column("year", Integer, nullable=False, comment="Kalenderjahr"),
    Column("quarter", Integer, nullable=False, comment="Quartal 1 bis 4"),
    _text("school_year", "Schul- und Kitajahr (1. August bis 31. Juli)", length=7, nullable=False),
    Column("reference_date", Date, nullable=False, comment="Stichtag"),
    Column("opens", Date, nullable=False, comment="Öffnung des Berichtsmonats"),
    Column("deadline", Date, nullable=False, comment="Abgabetermin"),
    Column("report_date", Date, nullable=False, comment="Berichtstermin"),
    Column("cutoff", Date, nullable=False, comment="Ausschlussfrist"),
    comment="Berichtsmonate mit ihren Terminen",
)  # fmt: skip

code = Table(
    "code", METADATA,
    _text("list", "Name der Codeliste", length=40, primary_key=True),
    _text("code", "Code", length=40, primary_key=True),
    _text("title", "deutsche Bezeichnung", nullable=False),
    Column("position", Integer, nullable=False, comment="Reihenfolge in der Liste"),
    comment="Codelisten",
)  # fmt: skip

data_dictionary = Table(
    "data_dictionary", METADATA,
    _text("table", "Tabelle oder Sicht", length=60, primary_key=True),
    _text("column", "Spalte; leer: die Tabelle selbst", length=60, primary_key=True),
    _text("type", "Tabelle, Sicht oder Art der Werte", length=20, nullable=False),
    _text("unit", "Einheit der Werte", length=60, nullable=False),
    Column("comment", Text, nullable=False, comment="was sie bedeutet"),
    comment="Datenwörterbuch: jede Tabelle, Sicht und Spalte mit ihrer Bedeutung",
)  # fmt: skip

submission = Table(
    "submission", METADATA,
    Column("submission_id", Integer, primary_key=True, autoincrement=False, comment="laufende Nummer der Lieferung"),
    Column("sha256", String(64), nullable=False, comment="Prüfsumme der Datei"),
    _text("named_month", "Berichtsmonat, den der Dateiname nennt; leer, wenn keiner", length=7, nullable=False),
    Column("byte_count", BigInteger, nullable=False, comment="Größe der Datei in Byte"),
    _text("file", "Dateiname, wie er kam", length=255, nullable=False),
    Column("received_at", DateTime, nullable=False, comment="eingegangen (Ortszeit Europe/Berlin)"),
    _text("state", "Zustand (Lieferung)", length=30, nullable=False),
    _text("form", "Meldebogen", length=20),
    Column("form_version", Integer, comment="Fassung des Meldebogens"),
    Column("respondent_id", String(20), index=True, comment="Berichtsstelle, wie angegeben"),
    _text("month", "Berichtsmonat, wie angegeben", length=7, index=True),
    Column("reference_date", Date, comment="Stichtag, wie angegeben"),
    Column("is_nil", Boolean, nullable=False, default=False, comment="Fehlanzeige"),
    Column("remarks", Text, comment="Bemerkungen der Berichtsstelle"),
    _text("digest", "Prüfsumme der gelesenen Angaben", length=64),
    Column("figures", Integer, comment="wie viele Zahlen gelesen wurden; 0: alles leer"),
    Column("errors", Integer, nullable=False, default=0, comment="Anzahl Fehler"),
    Column("warnings", Integer, nullable=False, default=0, comment="Anzahl Rückfragen"),
    Column("informations", Integer, nullable=False, default=0, comment="Anzahl Hinweise"),
    Column("checked_at", DateTime, comment="geprüft"),
    Column("accepted_at", DateTime, comment="angenommen"),
    Column("superseded_at", DateTime, comment="durch eine neuere Fassung ersetzt"),
    Column("recheck_of", Integer, ForeignKey("submission.submission_id"), index=True, comment="Lieferung, mit der die Datei kam; leer: diese; sonst: erneut geprüft"),
    Index("submission_came_once", "sha256", "named_month", unique=True, sqlite_where=text("recheck_of IS NULL"), postgresql_where=text("recheck_of IS NULL")),
    comment="Lieferungen: jede Datei, die kam, eine Fassung einer Meldung",
)  # fmt: skip

delivery = Table(
    "delivery", METADATA,
    Column("submission_id", Integer, ForeignKey("submission.submission_id"), primary_key=True, comment="Lieferung"),
    _text("file", "Dateiname", length=255, primary_key=True),
    Column("incoming_id", Integer, ForeignKey("incoming.incoming_id"), primary_key=True, comment="Eingang, mit dem sie kam"),
    Column("seen_at", DateTime, nullable=False, comment="gesehen"),
    comment="Wie oft und unter welchem Namen dieselben Bytes kamen",
)  # fmt: skip

return_ = Table(
    "return", METADATA,
    _text("month", "Berichtsmonat", length=7, primary_key=True),
    Column("respondent_id", String(20), ForeignKey("respondent.respondent_id"), primary_key=True, comment="Berichtsstelle"),
    _text("form", "Meldebogen", length=20, nullable=False),
    Column("is_owed", Boolean, nullable=False, default=True, comment="geschuldet; nein: befreit, zählt nicht in der Rücklaufquote"),
    _text("reason", "warum befreit: Ferien, geschlossen, Nachfolge"),
    _text("state", "Zustand der Meldung", length=30, nullable=False),
    Column("submission_id", Integer, ForeignKey("submission.submission_id"), index=True, comment="Lieferung in Kraft"),
    Column("latest_submission_id", Integer, ForeignKey("submission.submission_id"), comment="zuletzt eingegangene Lieferung"),
    Column("entered_at", DateTime, nullable=False, comment="ins Soll aufgenommen"),
    Column("first_received_at", DateTime, comment="erste angenommene Lieferung eingegangen"),
    Column("is_late", Boolean, nullable=False, default=False, comment="erst nach dem Abgabetermin eingegangen"),
    comment="Meldungen: was eine Berichtsstelle für einen Monat schuldet",
)  # fmt: skip

finding = Table(
    "finding", METADATA,
    Column("submission_id", Integer, ForeignKey("submission.submission_id"), primary_key=True, comment="Lieferung"),
    Column("number", Integer, primary_key=True, comment="laufende Nummer in der Lieferung"),
    _text("file", "Dateiname", length=255, nullable=False),
    _text("rule", "Regel", length=80, nullable=False),
    _text("severity", "error, warning oder information", length=12, nullable=False),
    _text("table", "Tabelle", length=40),
    Column("sheet", Text, comment="Blatt"),
    _text("cell", "Zelle", length=12),
    Column("row", Integer, comment="Zeile, ab 1"),
    _text("column", "Spalte", length=60),
    Column("value", Text, comment="was dort stand"),
    Column("message", Text, nullable=False, comment="deutscher Satz"),
    Column("hint", Text, nullable=False, comment="wie es zu beheben ist"),
    _text("subject", "wovon: Tabelle, Spalte und Zeile, von Monat zu Monat dasselbe", length=300),
    Column("answer", Text, comment="Erläuterung oder Ausnahme, mit der der Befund erledigt ist"),
    Column("waiver_id", Integer, ForeignKey("waiver.waiver_id"), comment="Ausnahme"),
    Column("is_settled", Boolean, Computed("answer IS NOT NULL", persisted=True), comment="erledigt: erläutert oder ausgenommen"),
    comment="Befunde: Fehler, Rückfragen und Hinweise",
)  # fmt: skip

respondent_history = history.respondent_history
pinned, publication = published.pinned, published.publication
reporting_rate, revision = published.reporting_rate, published.revision


def fact_table(table: forms.Table) -> Table:
    """The fact table of a form table: month, respondent and submission, the row's key, its figures, where it stood."""
    return Table(
        table.name, METADATA,
        Column("month", String(7), primary_key=True, comment="Berichtsmonat"),
        Column("respondent_id", String(20), ForeignKey("respondent.respondent_id"), primary_key=True, comment="Berichtsstelle"),
        Column("submission_id", Integer, ForeignKey("submission.submission_id"), primary_key=True, autoincrement=False, comment="Lieferung"),
        *(_fact_column(column) for column in table.columns),
        Column("source_sheet", Text, nullable=False, comment="Blatt in der Datei"),
        Column("source_row", Integer, nullable=False, comment="Zeile im Blatt"),
        comment=f"{table.title}. {table.description}",
        sqlite_with_rowid=False,
        postgresql_partition_by=YEARLY,
    )  # fmt: skip


def _fact_column(column: forms.Column) -> Column[Any]:
    meaning = column.meaning
    kind: Any
    if column.dtype == "string":
        kind = String(meaning.max_length or 40)
    elif meaning.unit == "EUR":
        kind = Numeric(18, 2, asdecimal=False)
    else:
        kind = BigInteger() if column.dtype == "Int64" else Float()  # a limit that was waived may be exceeded far
    return Column(column.name, kind, primary_key=column.is_key, comment=_comment(column))


def _comment(column: forms.Column) -> str:
    """Title, indicator and unit, and what it means."""
    marks = ", ".join(filter(None, (column.meaning.indicator, column.meaning.unit)))
    return f"{column.title}{f' [{marks}]' if marks else ''}: {column.description}"


VIEWS, FUNCTIONS = views.VIEWS, views.FUNCTIONS
FACTS: dict[str, Table] = {name: fact_table(table) for name, table in TABLES.items()}
attach_partitions(METADATA)
