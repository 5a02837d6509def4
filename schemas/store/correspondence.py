"""The warehouse tables of what is said between respondents and centre: what came in, what was answered, what waits.

Nothing here is a fact of the report. Addresses live here and in `contact` only, so that they can be erased apart from
the figures.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from schemas.store.metadata import METADATA
from schemas.store.metadata import text_column as _text

source = Table(
    "source", METADATA,
    _text("source", "Name der Quelle in settings.toml", length=40, primary_key=True),
    Column("reached_at", DateTime, comment="zuletzt ganz durchgesehen"),
    Column("failed_at", DateTime, comment="nicht erreichbar seit; leer: erreichbar"),
    Column("reason", Text, comment="warum sie nicht erreichbar ist"),
    comment="Quellen der Lieferungen und wie es um sie steht",
)  # fmt: skip

incoming = Table(
    "incoming", METADATA,
    Column("incoming_id", Integer, primary_key=True, autoincrement=False, comment="laufende Nummer"),
    _text("source", "Quelle", length=40, nullable=False),
    _text("path", "Pfad in der Quelle, bei Mails die Message-ID", length=500, nullable=False),
    _text("mark", "woran eine Änderung erkannt wird: Größe und Zeit, Prüfsumme", length=120, nullable=False),
    Column("sha256", String(64), nullable=False, comment="Prüfsumme dessen, was kam, im Archiv"),
    Column("byte_count", BigInteger, nullable=False, comment="Größe in Byte"),
    Column("received_at", DateTime, nullable=False, comment="eingegangen (Ortszeit Europe/Berlin)"),
    Column("seen_at", DateTime, nullable=False, comment="abgeholt"),
    _text("sender", "Absender einer Mail", length=320),
    _text("outcome", "taken (Lieferungen darin), nothing, automatic, refused", length=20, nullable=False),
    Column("parts", Integer, nullable=False, comment="wie viele Dateien darin lagen"),
    UniqueConstraint("source", "path", "mark"),
    comment="Eingänge: jede Datei und jede Mail, die eine Quelle gab",
)  # fmt: skip

clearance = Table(
    "clearance", METADATA,
    Column("submission_id", Integer, ForeignKey("submission.submission_id"), primary_key=True, comment="Lieferung"),
    _text("given_by", "wer sie zugelassen hat", nullable=False),
    Column("reason", Text, nullable=False, comment="warum"),
    Column("given_at", DateTime, nullable=False, comment="wann"),
    comment="Zulassungen: zurückgestellte Lieferungen, die jemand namentlich angenommen hat",
)  # fmt: skip

explanation = Table(
    "explanation", METADATA,
    Column("submission_id", Integer, ForeignKey("submission.submission_id"), primary_key=True, comment="Lieferung, die sie enthielt"),
    _text("rule", "Regel", length=80, primary_key=True),
    _text("subject", "wovon: Tabelle, Spalte und Zeile", length=300, primary_key=True),
    Column("respondent_id", String(20), nullable=False, index=True, comment="Berichtsstelle"),
    _text("month", "Berichtsmonat", length=7, nullable=False),
    Column("value", Text, comment="Wert, der erläutert wird"),
    Column("text", Text, nullable=False, comment="Erläuterung der Berichtsstelle"),
    Column("given_at", DateTime, nullable=False, comment="eingegangen"),
    comment="Erläuterungen zu Rückfragen",
)  # fmt: skip

waiver = Table(
    "waiver", METADATA,
    Column("waiver_id", Integer, primary_key=True, autoincrement=False, comment="laufende Nummer"),
    _text("rule", "Regel, die nicht gilt", length=80, nullable=False),
    Column("respondent_id", String(20), ForeignKey("respondent.respondent_id"), nullable=False, comment="Berichtsstelle"),
    _text("month_from", "erster Berichtsmonat", length=7, nullable=False),
    _text("month_to", "letzter Berichtsmonat", length=7, nullable=False),
    Column("reason", Text, nullable=False, comment="Begründung, wie sie im Bericht steht"),
    _text("given_by", "wer sie erteilt hat", nullable=False),
    Column("given_at", DateTime, nullable=False, comment="erteilt"),
    Column("expires_on", Date, nullable=False, comment="gilt für Prüfungen bis zu diesem Tag"),
    comment="Ausnahmen: eine Regel, die für eine Berichtsstelle und einige Monate nicht gilt",
)  # fmt: skip

answer = Table(
    "answer", METADATA,
    Column("submission_id", Integer, ForeignKey("submission.submission_id"), primary_key=True, comment="Lieferung"),
    _text("kind", "receipt (Quittung), report (Prüfprotokoll) oder set_aside", length=20, nullable=False),
    Column("checked_at", DateTime, nullable=False, comment="welche Prüfung sie mitteilt"),
    Column("written_at", DateTime, nullable=False, comment="geschrieben"),
    _text("folder", "Ordner unter replies/", length=300, nullable=False),
    _text("message_id", "Mail im Postausgang; leer: niemand hat eine Adresse", length=200),
    comment="Antworten auf Lieferungen",
)  # fmt: skip

outbox = Table(
    "outbox", METADATA,
    _text("message_id", "Message-ID, fest je Anlass", length=200, primary_key=True),
    _text("kind", "receipt, report, set_aside, invitation, reminder, escalation", length=20, nullable=False),
    _text("month", "Berichtsmonat", length=7, index=True),
    _text("respondent_id", "Berichtsstelle", length=20),
    Column("submission_id", Integer, comment="beantwortete Lieferung"),
    _text("recipient", "Empfänger", length=320, nullable=False),
    _text("subject", "Betreff", length=300, nullable=False),
    Column("text", Text, nullable=False, comment="Mail als Text"),
    Column("html", Text, nullable=False, comment="Mail als HTML"),
    Column("attachments", Text, nullable=False, comment="Anlagen als JSON: name, path im Datenordner, sha256"),
    Column("created_at", DateTime, nullable=False, comment="geschrieben"),
    Column("attempts", Integer, nullable=False, default=0, comment="begonnene Sendeversuche"),
    Column("attempted_at", DateTime, comment="letzter Versuch begonnen"),
    Column("may_be_sent", Boolean, nullable=False, default=False, comment="ein früherer Versuch endete, ohne dass bekannt ist, ob die Mail ankam"),
    Column("next_attempt_at", DateTime, nullable=False, comment="frühestens wieder versuchen"),
    Column("last_reply", Text, comment="was der Mailserver zuletzt sagte"),
    Column("sent_at", DateTime, comment="vom Mailserver angenommen"),
    Column("given_up_at", DateTime, comment="aufgegeben: unzustellbar"),
    comment="Postausgang: jede Mail, bevor sie gesendet wird",
)  # fmt: skip
