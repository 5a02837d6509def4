"""Version 4: money that comes back is below 0, and every code says in which months it is one."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "v0004", "v0003"

_MAY_COME_BACK = {
    "offer_funds": ("spent_eur", "own_eur", "third_party_eur"),
    "posts": ("spent_eur",),
    "revision": ("value_before", "value_after"),
}
_MONTH = sa.String(7).with_variant(sa.Text(collation="C"), "postgresql")
_PATTERNS = {
    "sqlite": "({0} GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' AND substr({0}, 6) BETWEEN '01' AND '12')",
    "postgresql": "{0} ~ '^[0-9]{{4}}-(0[1-9]|1[0-2])$'",
}


def upgrade() -> None:
    """From version 3."""
    for table, columns in _MAY_COME_BACK.items():
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.drop_constraint(op.f(f"ck_{table}_{column}_not_negative"), type_="check")
    pattern = _PATTERNS[op.get_context().dialect.name]
    with op.batch_alter_table("code") as batch:
        for name in ("valid_from", "valid_to"):
            batch.add_column(sa.Column(name, _MONTH))
            batch.create_check_constraint(op.f(f"ck_code_{name}_is_month"), pattern.format(f'"{name}"'))
        batch.create_check_constraint(op.f("ck_code_valid_from_valid_to"), '"valid_from" <= "valid_to"')
