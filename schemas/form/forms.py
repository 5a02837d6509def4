"""The one list of kinds and their forms: `KINDS`, `FORMS`, and what derives from the models: `Form`, `Table`, `Column`.

Everything else (workbook, reader, check, warehouse, dictionary, report) asks here, never the models themselves.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

import pandera.pandas as pa

from config.codes import CodeList, code_list
from schemas.form import association, carrier, centre, daycare, school
from schemas.form.column import Meaning
from schemas.form.kind import Kind


@dataclass(frozen=True)
class Column:
    """One column of a form table; `dtype` is "Int64", "Float64" or "string"."""

    name: str
    title: str
    description: str
    dtype: str
    meaning: Meaning

    @property
    def is_key(self) -> bool:
        """Whether the column is part of the row's key."""
        return self.meaning.kind == "key"

    def is_asked(self, month: str | None) -> bool:
        """Whether the column is asked in a month; in one that nobody knows all are."""
        return month is None or self.meaning.asked.holds(month)

    @property
    def definition(self) -> str:
        """What is meant, and in which months it is asked, where not in all."""
        asked = self.meaning.asked.german
        return f"{self.description} Gefragt {asked}." if asked else self.description

    def define_in(self, month: str) -> str:
        """What is meant, as it is told of a month: an end that lies behind it is not known then."""
        asked = self.meaning.asked
        said = replace(asked, last="" if month <= asked.last else asked.last).german
        return f"{self.description} Gefragt {said}." if said else self.description

    @property
    def is_number(self) -> bool:
        """Whether the column holds figures."""
        return self.dtype != "string"

    @property
    def is_free_text(self) -> bool:
        """Whether people write into the column what they like."""
        return not self.is_number and not self.meaning.codes

    @property
    def is_own_words(self) -> bool:
        """Whether the text stays in the house: nobody's list knows it, unlike that of a place."""
        return self.is_free_text and not self.meaning.is_place

    @property
    def code_list(self) -> CodeList | None:
        """The code list that the column's values come from."""
        return code_list(self.meaning.codes) if self.meaning.codes else None

    def say(self, code: str) -> str:
        """What a code of this column is called in German; a text that is no code is itself."""
        return self.code_list.titles.get(code, code) if self.code_list else code

    @property
    def labels(self) -> tuple[str, ...]:
        """Every heading under which the column is recognised: name, title, aliases, indicator."""
        return (self.title, *self.meaning.aliases, self.name)


@dataclass(frozen=True)
class Table:
    """One table of a form; `model` is its pandera schema, `sheet` its sheet in the workbook (31 characters at most).

    `counted` is what its rows are, where the report counts them.
    """

    name: str
    title: str
    description: str
    sheet: str
    counted: str
    capacity: int
    is_prefilled: bool
    model: type[pa.DataFrameModel]
    columns: tuple[Column, ...]

    @cached_property
    def keys(self) -> tuple[Column, ...]:
        """The columns that name a row."""
        return tuple(column for column in self.columns if column.is_key)

    @cached_property
    def figures(self) -> tuple[Column, ...]:
        """The columns that hold numbers."""
        return tuple(column for column in self.columns if column.is_number)

    def column(self, name: str) -> Column:
        """The column of that name; raises KeyError for an unknown one."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}


@dataclass(frozen=True)
class Form:
    """What one kind of respondent fills in each month."""

    name: str
    title: str
    version: int
    tables: tuple[Table, ...]

    def table(self, name: str) -> Table:
        """The table of that name; raises KeyError for an unknown one."""
        return {table.name: table for table in self.tables}[name]

    def figure(self, indicator: str) -> tuple[Table, Column] | None:
        """The column of an indicator and its table, the first where there are several; None where the form has none."""
        found = ((table, column) for table in self.tables for column in table.figures)
        return next((one for one in found if one[1].meaning.indicator == indicator), None)


def derive_table(model: type[pa.DataFrameModel]) -> Table:
    """Read a table's name, title and columns off its pandera model."""
    schema = model.to_schema()
    layout: dict[str, Any] = (model.get_metadata() or {})[str(schema.name)]["dataframe"]
    return Table(
        name=str(schema.name),
        title=str(schema.title),
        description=str(schema.description),
        sheet=layout["sheet"],
        counted=layout.get("counted", ""),
        capacity=layout["capacity"],
        is_prefilled=layout.get("prefilled", False),
        model=model,
        columns=tuple(derive_columns(schema)),
    )


def derive_columns(schema: pa.DataFrameSchema) -> Iterator[Column]:
    """The columns of a pandera schema in their order."""
    for name, column in schema.columns.items():
        dtype = str(column.dtype).partition("[")[0]
        yield Column(name, str(column.title), str(column.description), dtype, (column.metadata or {})["meaning"])


KINDS: dict[str, Kind] = {
    kind.code: kind for kind in (school.KIND, daycare.KIND, association.KIND, centre.KIND, carrier.KIND)
}
"""Every kind of respondent, in the order of the report. A further one is added here and in config/codes/kind.csv."""

TABLES: dict[str, Table] = {
    table.name: table for kind in KINDS.values() for table in (derive_table(model) for model in kind.tables)
}

FORMS: dict[str, Form] = {
    kind.code: Form(
        kind.code, kind.form_title, kind.version, tuple(TABLES[str(one.to_schema().name)] for one in kind.tables)
    )
    for kind in KINDS.values()
}


def name_columns(holds: Callable[[Column], bool]) -> tuple[str, ...]:
    """The columns of which something holds, in all tables, as `<table>__<column>`."""
    return tuple(f"{table.name}__{one.name}" for table in TABLES.values() for one in table.columns if holds(one))


def is_kind_asked(kind: str, month: str) -> bool:
    """Whether respondents of a kind are asked in a month; of a kind that is not ours nobody knows otherwise."""
    return kind not in KINDS or KINDS[kind].asked.holds(month)


def form_in(name: str, month: str | None) -> Form:
    """The form as it asks in a month (None: all that it ever asks); raises KeyError for an unknown form.

    A table of which no figure is asked is not in it.
    """
    form = FORMS[name]
    asked = ((table, table_in(table.name, month)) for table in form.tables)
    tables = tuple(one for table, one in asked if one is table or one.figures)
    return form if tables == form.tables else replace(form, tables=tables)


def table_in(name: str, month: str | None) -> Table:
    """The table with the columns that are asked in a month (None: all); raises KeyError for an unknown table."""
    table = TABLES[name]
    names = tuple(column.name for column in table.columns if column.is_asked(month))
    return table if len(names) == len(table.columns) else with_columns(name, names)


@cache
def with_columns(name: str, names: tuple[str, ...]) -> Table:
    """The table with these columns alone, which are some of its own."""
    return replace(TABLES[name], columns=tuple(TABLES[name].column(one) for one in names))
