"""The warehouse tables of what is said between respondents and centre: what came in, what was answered, what waits.

Nothing here is a fact of the report. Addresses live here and in `contact` only, so that they can be erased apart from
the figures.
"""

import sqlalchemy as sa

from schemas.store.metadata import METADATA
from schemas.store.metadata import text_column as _text

source = sa.Table(
    "source", METADATA,
    _text("source", "Name der Quelle in settings.toml", length=40, primary_key=True),
    sa.Column("reached_at", sa.DateTime, comment="zuletzt ganz durchgesehen"),
    sa.Column("failed_at", sa.DateTime, comment="nicht erreichbar seit; leer: erreichbar"),
    sa.Column("reason", sa.Text, comment="warum sie nicht erreichbar ist"),
    sa.Column("growing", sa.Text, comment="was zuletzt noch geschrieben wurde, als JSON: Pfad und woran eine Änderung erkannt wird"),
    comment="Quellen der Lieferungen und wie es um sie steht",
)  # fmt: skip

incoming = sa.Table(
    "incoming", METADATA,
    sa.Column("incoming_id", sa.Integer, primary_key=True, autoincrement=False, comment="laufende Nummer"),
    _text("source", "Quelle", length=40, nullable=False),
    _text("path", "Pfad in der Quelle, bei Mails die Message-ID", length=500, nullable=False),
    _text("mark", "woran eine Änderung erkannt wird: Größe und Zeit, Prüfsumme", length=120, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False, comment="Prüfsumme dessen, was kam, im Archiv"),
    sa.Column("byte_count", sa.BigInteger, nullable=False, comment="Größe in Byte"),
    sa.Column("received_at", sa.DateTime, nullable=False, comment="eingegangen (Ortszeit Europe/Berlin)"),
    sa.Column("seen_at", sa.DateTime, nullable=False, comment="abgeholt"),
    _text("sender", "Absender einer Mail", length=320),
    _text("outcome", "taken (Lieferungen darin), nothing, automatic, refused", length=20, nullable=False),
    sa.Column("parts", sa.Integer, nullable=False, comment="wie viele Dateien darin lagen"),
    sa.UniqueConstraint("source", "path", "mark"),
    comment="Eingänge: jede Datei und jede Mail, die eine Quelle gab",
)  # fmt: skip

clearance = sa.Table(
    "clearance", METADATA,
    sa.Column("submission_id", sa.Integer, sa.ForeignKey("submission.submission_id"), primary_key=True, comment="Lieferung"),
    _text("given_by", "wer sie zugelassen hat", nullable=False),
    sa.Column("reason", sa.Text, nullable=False, comment="warum"),
    sa.Column("given_at", sa.DateTime, nullable=False, comment="wann"),
    comment="Zulassungen: zurückgestellte Lieferungen, die jemand namentlich angenommen hat",
)  # fmt: skip

discard = sa.Table(
    "discard", METADATA,
    sa.Column("submission_id", sa.Integer, sa.ForeignKey("submission.submission_id"), primary_key=True, comment="Lieferung"),
    _text("given_by", "wer sie abgeschrieben hat", nullable=False),
    sa.Column("reason", sa.Text, nullable=False, comment="warum"),
    sa.Column("given_at", sa.DateTime, nullable=False, comment="wann"),
    comment="Abschreibungen: Lieferungen, die jemand namentlich aufgegeben hat, weil sie verloren sind oder nicht gelten",
)  # fmt: skip

explanation = sa.Table(
    "explanation", METADATA,
    sa.Column("submission_id", sa.Integer, sa.ForeignKey("submission.submission_id"), primary_key=True, comment="Lieferung, die sie enthielt"),
    _text("rule", "Regel", length=80, primary_key=True),
    _text("subject", "wovon: Tabelle, Spalte und Zeile", length=300, primary_key=True),
    sa.Column("respondent_id", sa.String(20), nullable=False, index=True, comment="Berichtsstelle"),
    _text("month", "Berichtsmonat", length=7, nullable=False),
    sa.Column("value", sa.Text, comment="Wert, der erläutert wird"),
    sa.Column("text", sa.Text, nullable=False, comment="Erläuterung der Berichtsstelle"),
    sa.Column("given_at", sa.DateTime, nullable=False, comment="eingegangen"),
    comment="Erläuterungen zu Rückfragen",
)  # fmt: skip

waiver = sa.Table(
    "waiver", METADATA,
    sa.Column("waiver_id", sa.Integer, primary_key=True, autoincrement=False, comment="laufende Nummer"),
    _text("rule", "Regel, die nicht gilt", length=80, nullable=False),
    sa.Column("respondent_id", sa.String(20), sa.ForeignKey("respondent.respondent_id"), nullable=False, comment="Berichtsstelle"),
    _text("month_from", "erster Berichtsmonat", length=7, nullable=False),
    _text("month_to", "letzter Berichtsmonat", length=7, nullable=False),
    sa.Column("reason", sa.Text, nullable=False, comment="Begründung, wie sie im Bericht steht"),
    _text("given_by", "wer sie erteilt hat", nullable=False),
    sa.Column("given_at", sa.DateTime, nullable=False, comment="erteilt"),
    sa.Column("expires_on", sa.Date, nullable=False, comment="gilt für Prüfungen bis zu diesem Tag"),
    comment="Ausnahmen: eine Regel, die für eine Berichtsstelle und einige Monate nicht gilt",
)  # fmt: skip

answer = sa.Table(
    "answer", METADATA,
    sa.Column("submission_id", sa.Integer, sa.ForeignKey("submission.submission_id"), primary_key=True, comment="Lieferung"),
    _text("kind", "receipt (Quittung), report (Prüfprotokoll) oder set_aside", length=20, nullable=False),
    sa.Column("checked_at", sa.DateTime, nullable=False, comment="welche Prüfung sie mitteilt"),
    sa.Column("written_at", sa.DateTime, nullable=False, comment="geschrieben"),
    _text("folder", "Ordner unter replies/", length=300, nullable=False),
    _text("message_id", "Mail im Postausgang; leer: niemand hat eine Adresse", length=200),
    comment="Antworten auf Lieferungen",
)  # fmt: skip

outbox = sa.Table(
    "outbox", METADATA,
    _text("message_id", "Message-ID, fest je Anlass", length=200, primary_key=True),
    _text("kind", "receipt, report, set_aside, invitation, reminder, escalation, dissemination, rehearsal", length=20, nullable=False),
    _text("month", "Berichtsmonat", length=7, index=True),
    _text("respondent_id", "Berichtsstelle", length=20),
    sa.Column("submission_id", sa.Integer, comment="beantwortete Lieferung"),
    _text("recipient", "Empfänger", length=320, nullable=False),
    _text("subject", "Betreff", length=300, nullable=False),
    sa.Column("text", sa.Text, nullable=False, comment="Mail als Text"),
    sa.Column("html", sa.Text, nullable=False, comment="Mail als HTML"),
    sa.Column("attachments", sa.Text, nullable=False, comment="Anlagen als JSON: name, path im Datenordner, sha256"),
    sa.Column("created_at", sa.DateTime, nullable=False, comment="geschrieben"),
    sa.Column("attempts", sa.Integer, nullable=False, default=0, comment="begonnene Sendeversuche"),
    sa.Column("attempted_at", sa.DateTime, comment="letzter Versuch begonnen"),
    sa.Column("may_be_sent", sa.Boolean, nullable=False, default=False, comment="ein früherer Versuch endete, ohne dass bekannt ist, ob die Mail ankam"),
    sa.Column("next_attempt_at", sa.DateTime, nullable=False, comment="frühestens wieder versuchen"),
    sa.Column("last_reply", sa.Text, comment="was der Mailserver zuletzt sagte"),
    sa.Column("sent_at", sa.DateTime, comment="vom Mailserver angenommen"),
    sa.Column("given_up_at", sa.DateTime, comment="aufgegeben: unzustellbar"),
    comment="Postausgang: jede Mail, bevor sie gesendet wird",
)  # fmt: skip
