"""The warehouse tables of what was published: versions, and everything that is fixed with one.

A report can be written again byte for byte only if nothing that it was made of changes: facts have their times, the
rest stands here (`pinned`, `reporting_rate`).
"""

from sqlalchemy import Column, ColumnElement, DateTime, Float, ForeignKey, Integer, String, Table, Text, and_

from schemas.store.constraints import MAY_BE_NEGATIVE
from schemas.store.metadata import METADATA
from schemas.store.metadata import text_column as _text

pinned = Table(
    "pinned", METADATA,
    Column("sha256", String(64), primary_key=True, comment="Prüfsumme des Inhalts"),
    _text("kind", "policy (Regelungen) oder codes (Codelisten)", length=10, nullable=False),
    Column("content", Text, nullable=False, comment="Inhalt als JSON"),
    comment="Womit Berichte entstanden: jede Fassung der Regelungen und der Codelisten einmal",
)  # fmt: skip

publication = Table(
    "publication", METADATA,
    Column("centre_id", String(8), ForeignKey("centre.centre_id"), primary_key=True, comment="Integrationszentrum"),
    _text("month", "Berichtsmonat", length=7, primary_key=True),
    _text("version", "Fassung: 1.0, 1.1, ...", length=8, primary_key=True),
    Column("vintage", DateTime, nullable=False, comment="Datenstand: was bis dahin angenommen war"),
    Column("content", String(64), nullable=False, comment="Prüfsumme der Zahlen, ohne Fassung und Datenstand"),
    Column("previous_vintage", DateTime, comment="Datenstand des Berichts davor, mit dem verglichen wird"),
    Column("manifest", String(64), comment="Prüfsumme von manifest.json; leer, solange der Bericht nur geplant ist"),
    _text("centre_name", "wie das Integrationszentrum im Bericht heißt"),
    Column("policy", String(64), ForeignKey("pinned.sha256"), comment="Regelungen, mit denen er entstand"),
    Column("codes", String(64), ForeignKey("pinned.sha256"), comment="Codelisten, mit denen er entstand"),
    Column("rule_set", String(64), comment="Prüfsumme der Prüfregeln"),
    _text("code_version", "Fassung des Programms", length=40),
    Column("noted", Text, comment="was bei der Prüfung vor der Veröffentlichung auffiel und im Bericht steht, Sätze als JSON; leer: nichts"),
    Column("audit", Text, comment="welche Zahlen nicht genannt sind, was der Angriff auf die Berichte fand und was dieser Bericht dafür verrät, als JSON; leer: nicht geprüft"),
    _text("released_by", "wer ihn trotz dessen freigegeben hat; leer: niemand musste", length=100),
    comment="Veröffentlichte Berichte, mit allem, was mit ihnen festliegt",
)  # fmt: skip

reporting_rate = Table(
    "reporting_rate", METADATA,
    Column("centre_id", String(8), primary_key=True, comment="Integrationszentrum"),
    _text("month", "Berichtsmonat", length=7, primary_key=True),
    _text("version", "Fassung des Berichts", length=8, primary_key=True),
    _text("counted_month", "gezählter Monat: der Berichtsmonat oder einer der Monate davor", length=7, primary_key=True),
    _text("kind", "Art der Berichtsstelle", length=20, primary_key=True),
    Column("expected", Integer, nullable=False, comment="geschuldete Meldungen zum Datenstand"),
    Column("accepted", Integer, nullable=False, comment="davon angenommen, Fehlanzeigen eingeschlossen"),
    Column("nil", Integer, comment="davon Fehlanzeigen"),
    Column("late", Integer, comment="davon nach dem Abgabetermin eingegangen"),
    Column("returned", Integer, comment="zurückgegeben und noch nicht berichtigt"),
    Column("exempt", Integer, comment="befreit, nicht geschuldet"),
    comment="Rücklauf, eingefroren mit der Veröffentlichung",
)  # fmt: skip

revision = Table(
    "revision", METADATA,
    Column("centre_id", String(8), primary_key=True, comment="Integrationszentrum"),
    _text("month", "Berichtsmonat des Berichts, der die Änderung zuerst enthält", length=7, primary_key=True),
    _text("version", "Fassung dieses Berichts", length=8, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False, comment="laufende Nummer im Bericht"),
    _text("revised_month", "Monat, dessen Wert sich geändert hat", length=7, nullable=False),
    _text("respondent_id", "Berichtsstelle", length=20, nullable=False),
    _text("indicator", "Kennzahl; wo die Spalte keine ist, ihr Name", length=60, nullable=False),
    _text("fact_table", "Tabelle der Meldung", length=40, nullable=False),
    _text("dimension_1", "erste Gliederung", length=60),
    _text("code_1", "ihr Wert"),
    _text("dimension_2", "zweite Gliederung", length=60),
    _text("code_2", "ihr Wert"),
    Column("value_before", Float, info={MAY_BE_NEGATIVE: True}, comment="Wert zum Datenstand des Berichts davor; leer: keiner"),
    Column("value_after", Float, info={MAY_BE_NEGATIVE: True}, comment="Wert zum Datenstand des Berichts; leer: keiner"),
    _text("cause", "late (Nachmeldung), resubmitted (neue Fassung), waiver (Ausnahme oder Zulassung), rule (Regel), register", length=12, nullable=False),
    _text("note", "was im Register anders ist, welche Ausnahme, oder woraus ein Code wurde", length=500),
    comment="Änderungen veröffentlichter Werte von Bericht zu Bericht: je Kennzahl, Gliederung und Berichtsstelle, mit Ursache",
)  # fmt: skip


dissemination = Table(
    "dissemination", METADATA,
    Column("centre_id", String(8), ForeignKey("centre.centre_id"), primary_key=True, comment="Integrationszentrum"),
    _text("month", "Berichtsmonat", length=7, primary_key=True),
    _text("version", "Fassung des Berichts", length=8, primary_key=True),
    _text("target", "Name des Ziels in settings.toml", length=40, primary_key=True),
    _text("file", "Name des Pakets, beim Empfänger und in zustellung/", nullable=False),
    Column("sha256", String(64), nullable=False, comment="Prüfsumme des Pakets"),
    Column("bytes", Integer, nullable=False, comment="Größe des Pakets"),
    Column("created_at", DateTime, nullable=False, comment="vorgemerkt"),
    Column("attempts", Integer, nullable=False, comment="begonnene Versuche"),
    Column("next_attempt_at", DateTime, nullable=False, comment="frühestens wieder versuchen"),
    Column("last_reply", Text, comment="Quittung, oder warum es noch nicht gelang"),
    Column("arrived_at", DateTime, comment="beim Empfänger, zurückgelesen und verglichen; als Mail: vom Mailserver angenommen"),
    comment="Zustellung der Berichte: jede Fassung an jedes Ziel einmal",
)  # fmt: skip


report_release = Table(
    "report_release", METADATA,
    Column("release_id", Integer, primary_key=True, autoincrement=False, comment="laufende Nummer"),
    Column("centre_id", String(8), ForeignKey("centre.centre_id"), nullable=False, comment="Integrationszentrum"),
    _text("month", "Berichtsmonat", length=7, nullable=False),
    _text("version", "Fassung des Berichts", length=8, nullable=False),
    Column("points", Text, nullable=False, comment="was ihn zurückhielt und wie sehr, als JSON; für anderes gilt die Freigabe nicht. PROTECTION: wie Personen von dieser Fassung an geschützt sind"),
    _text("given_by", "wer das entschieden hat", length=100, nullable=False),
    Column("reason", Text, nullable=False, comment="warum"),
    Column("given_at", DateTime, nullable=False, comment="wann"),
    comment="Freigaben: zurückgehaltene Berichte, die jemand namentlich hinausgelassen, und Monate, deren Schutz jemand namentlich geändert hat",
)  # fmt: skip


def is_published(centre_id: str, month: str | None = None) -> ColumnElement[bool]:
    """Whether a version of a centre (and of a month) is out: a planned one has no manifest yet."""
    of_month = [publication.c.month == month] if month else []
    return and_(publication.c.centre_id == centre_id, publication.c.manifest.is_not(None), *of_month)
