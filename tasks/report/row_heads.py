"""Give every row of a PDF's tables a head that a screen reader says. One way in: `mark_row_heads(pdf)`.

Typst marks the heads of columns only; its mark for those of rows cannot be switched on from Python yet (a feature
called a11y-extras). The first cell of each row becomes its head (ISO 32000-1, 14.8.5.7: TH with the scope Row), and
each figure names it beside the heads of its column.
"""

from collections.abc import Iterator
from io import BytesIO

from pikepdf import Array, Dictionary, Name, NameTree, Object, Pdf, String


def mark_row_heads(pdf: bytes) -> bytes:
    """The same document with row heads; the same bytes give the same bytes."""
    with Pdf.open(BytesIO(pdf)) as document:
        tree = document.Root.StructTreeRoot
        if Name.IDTree not in tree:
            return pdf  # there is no table in it
        names = NameTree(tree.IDTree)
        for number, table in enumerate(_find(tree, Name.Table)):
            for place, row in enumerate(_rows(table)):
                _mark(row, f"R{number}y{place}", names)
        written = BytesIO()
        document.save(written, deterministic_id=True, fix_metadata_version=False)
        return written.getvalue()


def _find(element: Object, kind: Name) -> Iterator[Object]:
    """The elements of a kind below one, in reading order."""
    for child in _children(element):
        if kind == child.S:
            yield child
        else:
            yield from _find(child, kind)


def _rows(table: Object) -> Iterator[Object]:
    """The rows below the head of a table."""
    for part in _children(table):
        if part.S in {Name.TBody, Name.TFoot}:
            yield from _find(part, Name.TR)


def _children(element: Object) -> list[Object]:
    """What an element is made of, without its marks on the page."""
    below = element.get(Name.K, Array())
    several = list(below) if isinstance(below, Array) else [below]
    return [child for child in several if isinstance(child, Dictionary) and Name.S in child]


def _mark(row: Object, name: str, names: NameTree) -> None:
    head, *figures = _children(row)
    head.S, head.ID, names[name] = Name.TH, String(name), head
    _attributes(head).Scope = Name.Row
    for figure in figures:
        _attributes(figure).Headers = Array([*_attributes(figure).get(Name.Headers, Array()), String(name)])


def _attributes(cell: Object) -> Object:
    """What a cell says of itself as one of a table; made where it says nothing."""
    given = cell.get(Name.A, Array())
    owners = list(given) if isinstance(given, Array) else [given]
    found = next((one for one in owners if one.get(Name.O) == Name.Table), None)
    if found is None:
        found = Dictionary(O=Name.Table)
        cell.A = Array([found, *owners])
        found = cell.A[0]
    return found
