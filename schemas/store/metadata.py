"""What every module of warehouse tables shares: the one `METADATA`, and how a short text column is said.

A table that is entered in METADATA gets its checks at that moment (schemas.store.constraints), so that nobody can forget them.
"""

from sqlalchemy import Column, MetaData, String, Table, event

from schemas.store.constraints import constrain

# Every constraint has a name, the same on both engines: a migration must be able to say which it changes.
METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


@event.listens_for(Table, "after_parent_attach")
def _constrain(table: Table, metadata: MetaData) -> None:
    if metadata is METADATA:
        constrain(table)


def text_column(name: str, comment: str, *, length: int = 200, **more: object) -> Column[str]:
    """A text of at most `length` characters with its German comment."""
    return Column(name, String(length), comment=comment, **more)  # type: ignore[arg-type]
