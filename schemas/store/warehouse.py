"""The warehouse: SQLAlchemy tables derived from the forms, the bookkeeping beside them, and the views on top.

One way in: `METADATA` (tables), `VIEWS` (name -> SELECT). A fact row belongs to a submission; `return` says which
submission of a respondent and month is in force, and `current_<table>` shows only those. Old versions stay.
"""

from typing import Any

import sqlalchemy as sa

from schemas.form import forms
from schemas.form.forms import KINDS, TABLES
from schemas.german import join_words
from schemas.store import correspondence, history, published, rules, views  # noqa: F401 - enters its tables in METADATA
from schemas.store.constraints import MAY_BE_NEGATIVE
from schemas.store.metadata import METADATA
from schemas.store.metadata import text_column as _text
from schemas.store.partitions import YEARLY, attach_partitions

WAREHOUSE_VERSION = 11  # grows with every change of a table or view (tasks/upkeep/migrate says how)
OLDEST_VERSION = 3  # the baseline; what was before it was never released and is not migrated


warehouse_version = sa.Table(
    "warehouse_version", METADATA,
    sa.Column("version", sa.Integer, primary_key=True, comment="Fassung des Tabellenaufbaus"),
    comment="Fassung dieses Datenbestands",
)  # fmt: skip

centre = sa.Table(
    "centre", METADATA,
    _text("centre_id", "AGS des Integrationszentrums, acht Ziffern", length=8, primary_key=True),
    _text("name", "Name der Stadt oder des Kreises", nullable=False),
    _text("type", "kreisfreie Stadt, Kreis oder Städteregion", nullable=False),
    _text("region", "Regierungsbezirk", nullable=False),
    comment="Die 54 Kommunalen Integrationszentren in Nordrhein-Westfalen",
)  # fmt: skip

respondent = sa.Table(
    "respondent", METADATA,
    _text("respondent_id", "Schulnummer, Kita- oder Vereinskennung, AGS", length=20, primary_key=True),
    sa.Column("centre_id", sa.String(8), sa.ForeignKey("centre.centre_id"), nullable=False, comment="zuständiges Integrationszentrum"),
    _text("kind", join_words(list(KINDS), "oder"), length=20, nullable=False),
    _text("name", "Name der Einrichtung", nullable=False),
    _text("school_type", "Schulform (nur Schulen)", length=4),
    _text("district", "Stadtteil"),
    _text("carrier", "Träger"),
    _text("legal_status", "öffentlich oder privat (nur Schulen)", length=7),
    comment="Berichtsstellen",
)  # fmt: skip

respondent_span = sa.Table(
    "respondent_span", METADATA,
    sa.Column("respondent_id", sa.String(20), sa.ForeignKey("respondent.respondent_id"), primary_key=True, comment="Berichtsstelle"),
    sa.Column("valid_from", sa.Date, primary_key=True, comment="erster Tag der Meldepflicht"),
    sa.Column("valid_to", sa.Date, comment="letzter Tag der Meldepflicht, leer: unbefristet"),
    _text("successor_id", "Nachfolgestelle", length=20),
    comment="Zeiträume, in denen eine Berichtsstelle meldet",
)  # fmt: skip

contact = sa.Table(
    "contact", METADATA,
    sa.Column("respondent_id", sa.String(20), sa.ForeignKey("respondent.respondent_id"), primary_key=True, comment="Berichtsstelle"),
    _text("name", "Ansprechperson aus der letzten Meldung"),
    _text("email", "E-Mail aus Register oder letzter Meldung"),
    _text("phone", "Telefon aus dem Register", length=60),
    comment="Kontaktdaten, getrennt von den Fakten",
)  # fmt: skip

month = sa.Table(
    "month", METADATA,
    _text("month", "Berichtsmonat JJJJ-MM", length=7, primary_key=True),
    sa.Column("year", sa.Integer, nullable=False, comment="Kalenderjahr"),
    sa.Column("quarter", sa.Integer, nullable=False, comment="Quartal 1 bis 4"),
    _text("school_year", "Schul- und Kitajahr (1. August bis 31. Juli)", length=7, nullable=False),
    sa.Column("reference_date", sa.Date, nullable=False, comment="Stichtag"),
    sa.Column("opens", sa.Date, nullable=False, comment="Öffnung des Berichtsmonats"),
    sa.Column("deadline", sa.Date, nullable=False, comment="Abgabetermin"),
    sa.Column("report_date", sa.Date, nullable=False, comment="Berichtstermin"),
    sa.Column("cutoff", sa.Date, nullable=False, comment="Ausschlussfrist"),
    comment="Berichtsmonate mit ihren Terminen",
)  # fmt: skip

code = sa.Table(
    "code", METADATA,
    _text("list", "Name der Codeliste", length=40, primary_key=True),
    _text("code", "Code", length=40, primary_key=True),
    _text("title", "deutsche Bezeichnung", nullable=False),
    sa.Column("position", sa.Integer, nullable=False, comment="Reihenfolge in der Liste"),
    _text("valid_from", "erster Berichtsmonat, in dem er gilt; leer: seit jeher", length=7),
    _text("valid_to", "letzter Berichtsmonat, in dem er gilt; leer: unbefristet", length=7),
    comment="Codelisten, jeder Eintrag mit der Zeit, in der er gilt",
)  # fmt: skip

data_dictionary = sa.Table(
    "data_dictionary", METADATA,
    _text("table", "Tabelle oder Sicht", length=60, primary_key=True),
    _text("column", "Spalte; leer: die Tabelle selbst", length=60, primary_key=True),
    _text("type", "Tabelle, Sicht oder Art der Werte", length=20, nullable=False),
    _text("unit", "Einheit der Werte", length=60, nullable=False),
    sa.Column("comment", sa.Text, nullable=False, comment="was sie bedeutet"),
    comment="Datenwörterbuch: jede Tabelle, Sicht und Spalte mit ihrer Bedeutung",
)  # fmt: skip

submission = sa.Table(
    "submission", METADATA,
    sa.Column("submission_id", sa.Integer, primary_key=True, autoincrement=False, comment="laufende Nummer der Lieferung"),
    sa.Column("sha256", sa.String(64), nullable=False, index=True, comment="Prüfsumme der Datei"),
    _text("named_month", "Berichtsmonat, den der Dateiname nennt; leer, wenn keiner", length=7, nullable=False),
    sa.Column("byte_count", sa.BigInteger, nullable=False, comment="Größe der Datei in Byte"),
    _text("file", "Dateiname, wie er kam", length=255, nullable=False),
    sa.Column("received_at", sa.DateTime, nullable=False, comment="eingegangen (Ortszeit Europe/Berlin)"),
    _text("state", "Zustand (Lieferung)", length=30, nullable=False),
    _text("form", "Meldebogen", length=20),
    sa.Column("form_version", sa.Integer, comment="Fassung des Meldebogens"),
    sa.Column("respondent_id", sa.String(20), index=True, comment="Berichtsstelle, wie angegeben"),
    _text("month", "Berichtsmonat, wie angegeben", length=7, index=True),
    sa.Column("reference_date", sa.Date, comment="Stichtag, wie angegeben"),
    sa.Column("is_nil", sa.Boolean, nullable=False, default=False, comment="Fehlanzeige"),
    sa.Column("remarks", sa.Text, comment="Bemerkungen der Berichtsstelle"),
    _text("digest", "Prüfsumme der gelesenen Angaben", length=64),
    sa.Column("figures", sa.Integer, comment="wie viele Zahlen gelesen wurden; 0: alles leer"),
    sa.Column("errors", sa.Integer, nullable=False, default=0, comment="Anzahl Fehler"),
    sa.Column("warnings", sa.Integer, nullable=False, default=0, comment="Anzahl Rückfragen"),
    sa.Column("informations", sa.Integer, nullable=False, default=0, comment="Anzahl Hinweise"),
    sa.Column("checked_at", sa.DateTime, comment="geprüft"),
    sa.Column("accepted_at", sa.DateTime, comment="angenommen"),
    sa.Column("superseded_at", sa.DateTime, comment="durch eine neuere Fassung ersetzt"),
    sa.Column("recheck_of", sa.Integer, sa.ForeignKey("submission.submission_id"), index=True, comment="Lieferung, mit der die Datei kam; leer: diese; sonst: erneut geprüft"),
    sa.Index("submission_came_once", "sha256", "named_month", unique=True, sqlite_where=sa.text("recheck_of IS NULL"), postgresql_where=sa.text("recheck_of IS NULL")),
    comment="Lieferungen: jede Datei, die kam, eine Fassung einer Meldung",
)  # fmt: skip

delivery = sa.Table(
    "delivery", METADATA,
    sa.Column("submission_id", sa.Integer, sa.ForeignKey("submission.submission_id"), primary_key=True, comment="Lieferung"),
    _text("file", "Dateiname", length=255, primary_key=True),
    sa.Column("incoming_id", sa.Integer, sa.ForeignKey("incoming.incoming_id"), primary_key=True, comment="Eingang, mit dem sie kam"),
    sa.Column("seen_at", sa.DateTime, nullable=False, comment="gesehen"),
    comment="Wie oft und unter welchem Namen dieselben Bytes kamen",
)  # fmt: skip

return_ = sa.Table(
    "return", METADATA,
    _text("month", "Berichtsmonat", length=7, primary_key=True),
    sa.Column("respondent_id", sa.String(20), sa.ForeignKey("respondent.respondent_id"), primary_key=True, comment="Berichtsstelle"),
    _text("form", "Meldebogen", length=20, nullable=False),
    sa.Column("is_owed", sa.Boolean, nullable=False, default=True, comment="geschuldet; nein: befreit, zählt nicht in der Rücklaufquote"),
    _text("reason", "warum befreit: Ferien, geschlossen, Nachfolge"),
    _text("state", "Zustand der Meldung", length=30, nullable=False),
    sa.Column("submission_id", sa.Integer, sa.ForeignKey("submission.submission_id"), index=True, comment="Lieferung in Kraft"),
    sa.Column("latest_submission_id", sa.Integer, sa.ForeignKey("submission.submission_id"), comment="zuletzt eingegangene Lieferung"),
    sa.Column("entered_at", sa.DateTime, nullable=False, comment="ins Soll aufgenommen"),
    sa.Column("first_received_at", sa.DateTime, comment="erste angenommene Lieferung eingegangen"),
    sa.Column("is_late", sa.Boolean, nullable=False, default=False, comment="erst nach dem Abgabetermin eingegangen"),
    comment="Meldungen: was eine Berichtsstelle für einen Monat schuldet",
)  # fmt: skip

finding = sa.Table(
    "finding", METADATA,
    sa.Column("submission_id", sa.Integer, sa.ForeignKey("submission.submission_id"), primary_key=True, comment="Lieferung"),
    sa.Column("number", sa.Integer, primary_key=True, comment="laufende Nummer in der Lieferung"),
    _text("file", "Dateiname", length=255, nullable=False),
    _text("rule", "Regel", length=80, nullable=False),
    _text("severity", "error, warning oder information", length=12, nullable=False),
    _text("table", "Tabelle", length=40),
    sa.Column("sheet", sa.Text, comment="Blatt"),
    _text("cell", "Zelle", length=12),
    sa.Column("row", sa.Integer, comment="Zeile, ab 1"),
    _text("column", "Spalte", length=60),
    sa.Column("value", sa.Text, comment="was dort stand"),
    sa.Column("message", sa.Text, nullable=False, comment="deutscher Satz"),
    sa.Column("hint", sa.Text, nullable=False, comment="wie es zu beheben ist"),
    _text("subject", "wovon: Tabelle, Spalte und Zeile, von Monat zu Monat dasselbe", length=300),
    sa.Column("answer", sa.Text, comment="Erläuterung oder Ausnahme, mit der der Befund erledigt ist"),
    sa.Column("waiver_id", sa.Integer, sa.ForeignKey("waiver.waiver_id"), comment="Ausnahme"),
    sa.Column("is_settled", sa.Boolean, sa.Computed("answer IS NOT NULL", persisted=True), comment="erledigt: erläutert oder ausgenommen"),
    comment="Befunde: Fehler, Rückfragen und Hinweise",
)  # fmt: skip

respondent_history = history.respondent_history
pinned, publication = published.pinned, published.publication
dissemination = published.dissemination
report_release = published.report_release
reporting_rate, revision = published.reporting_rate, published.revision
shadow_finding, backtest, replay = rules.shadow_finding, rules.backtest, rules.replay


def fact_table(table: forms.Table) -> sa.Table:
    """The fact table of a form table: month, respondent and submission, the row's key, its figures, where it stood."""
    return sa.Table(
        table.name, METADATA,
        sa.Column("month", sa.String(7), primary_key=True, comment="Berichtsmonat"),
        sa.Column("respondent_id", sa.String(20), sa.ForeignKey("respondent.respondent_id"), primary_key=True, comment="Berichtsstelle"),
        sa.Column("submission_id", sa.Integer, sa.ForeignKey("submission.submission_id"), primary_key=True, autoincrement=False, comment="Lieferung"),
        *(_fact_column(column) for column in table.columns),
        sa.Column("source_sheet", sa.Text, nullable=False, comment="Blatt in der Datei"),
        sa.Column("source_row", sa.Integer, nullable=False, comment="Zeile im Blatt"),
        comment=f"{table.title}. {table.description}",
        sqlite_with_rowid=False,
        postgresql_partition_by=YEARLY,
    )  # fmt: skip


def _fact_column(column: forms.Column) -> sa.Column[Any]:
    meaning = column.meaning
    kind: Any
    if column.dtype == "string":
        kind = sa.String(meaning.max_length or 40)
    elif meaning.unit == "EUR":
        kind = sa.Numeric(18, 2, asdecimal=False)
    else:
        kind = sa.BigInteger() if column.dtype == "Int64" else sa.Float()  # a limit that was waived may be exceeded far
    marks = ", ".join(filter(None, (meaning.indicator, meaning.unit)))
    comment = f"{column.title}{f' [{marks}]' if marks else ''}: {column.definition}"
    info = {MAY_BE_NEGATIVE: meaning.minimum < 0}
    return sa.Column(column.name, kind, primary_key=column.is_key, comment=comment, info=info)


VIEWS, FUNCTIONS = views.VIEWS, views.FUNCTIONS
FACTS: dict[str, sa.Table] = {name: fact_table(table) for name, table in TABLES.items()}
attach_partitions(METADATA)
