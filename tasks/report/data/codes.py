"""Which list of codes a table's rows come from: `find_list(table)`; all lists together: `list_codes()`."""

from collections.abc import Iterator

from config.codes import CodeList, code_list, code_lists
from schemas.form.forms import TABLES
from schemas.report.model import ReportTable
from schemas.report.plan import PLAN


def find_list(table: ReportTable) -> CodeList | None:
    """The list whose codes are the rows' keys: as plan or first column say, else the one that calls them so."""
    for planned in PLAN:
        if planned.id == table.id:
            columns = {column.name: column.meaning.codes for column in TABLES[planned.table].columns}
            name = columns.get(planned.by, planned.by)
            return code_list(name) if name in code_lists() else None
    if (named := table.columns[0].id) in code_lists():
        return code_list(named)
    body = {line.key: line.cells[0].value for line in table.rows if line.role == "body"}
    known = (code_list(name) for name in code_lists())
    return next((one for one in known if body and body.items() <= one.titles.items()), None)


def list_codes(month: str) -> Iterator[tuple[str, str, str]]:
    """Every code as (list, code, title), but those that begin after the month: nobody knew of them then."""
    for name in code_lists():
        listed = code_list(name)
        for code, title in listed.titles.items():
            if (listed.extra.get(code, {}).get("valid_from") or "") <= month:
                yield name, code, title
