"""What every module of warehouse tables shares: the one `METADATA`, and how a short text column is said."""

from sqlalchemy import Column, MetaData, String

METADATA = MetaData()


def text_column(name: str, comment: str, *, length: int = 200, **more: object) -> Column[str]:
    """A text of at most `length` characters with its German comment."""
    return Column(name, String(length), comment=comment, **more)  # type: ignore[arg-type]
