"""The warehouse tables of rules that are tried: what they found in the shadow, their back-tests, what was replayed."""

import sqlalchemy as sa

from schemas.store.metadata import METADATA
from schemas.store.metadata import text_column as _text

shadow_finding = sa.Table(
    "shadow_finding", METADATA,
    sa.Column("submission_id", sa.Integer, sa.ForeignKey("submission.submission_id"), primary_key=True, comment="Lieferung"),
    sa.Column("number", sa.Integer, primary_key=True, comment="laufende Nummer in der Lieferung"),
    _text("rule", "Regel", length=80, nullable=False),
    _text("subject", "wovon: Tabelle, Spalte und Zeile", length=300),
    sa.Column("value", sa.Text, comment="was dort stand"),
    comment="Was Regeln fanden, die erst erprobt werden (Stufe shadow): gezählt, niemandem gesagt",
)  # fmt: skip

backtest = sa.Table(
    "backtest", METADATA,
    _text("rule", "Regel", length=80, primary_key=True),
    sa.Column("tested_at", sa.DateTime, primary_key=True, comment="erprobt"),
    sa.Column("version", sa.Integer, nullable=False, comment="Fassung der Regel"),
    _text("since", "ab welchem Berichtsmonat", length=7, nullable=False),
    sa.Column("files", sa.Integer, nullable=False, comment="wie viele Dateien gelesen wurden"),
    sa.Column("asked", sa.Integer, nullable=False, comment="wie viele Zeilen oder Dateien gefragt wurden"),
    sa.Column("found_then", sa.Integer, nullable=False, comment="Stellen, an denen sie damals etwas fand"),
    sa.Column("found_now", sa.Integer, nullable=False, comment="Stellen, an denen sie jetzt etwas findet"),
    sa.Column("failed_months", sa.Integer, nullable=False, comment="Monate, an denen die Regel gescheitert ist"),
    comment="Erprobungen von Prüfregeln an früheren Meldungen",
)  # fmt: skip

replay = sa.Table(
    "replay", METADATA,
    _text("rule", "Regel", length=80, primary_key=True),
    sa.Column("given_at", sa.DateTime, primary_key=True, comment="wann"),
    _text("since", "ab welchem Berichtsmonat", length=7, nullable=False),
    sa.Column("returns", sa.Integer, nullable=False, comment="wie viele Meldungen erneut geprüft werden"),
    _text("given_by", "wer es entschieden hat", nullable=False),
    sa.Column("reason", sa.Text, nullable=False, comment="warum"),
    comment="Entscheidungen, nach einer berichtigten Regel oder Liste frühere Meldungen erneut zu prüfen",
)  # fmt: skip
