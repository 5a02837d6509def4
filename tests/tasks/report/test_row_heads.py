"""In the PDF's tree of tags every row has a head that the figures beside it name."""

from collections import Counter
from io import BytesIO

import pytest
from pikepdf import pdfa
from pypdf import PdfReader

import tasks.report.render_pdf
from tasks.report.chart import draw_charts
from tasks.report.render_pdf import render_pdf
from tasks.report.row_heads import mark_row_heads
from tests.factories_report import make_report


@pytest.fixture(scope="module")
def plain():
    """As Typst leaves it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tasks.report.render_pdf, "mark_row_heads", lambda pdf: pdf)
        return render_pdf(make_report(), draw_charts(make_report()))


@pytest.fixture(scope="module")
def tree(plain):
    return PdfReader(BytesIO(mark_row_heads(plain))).trailer["/Root"]["/StructTreeRoot"]


def find(element, kind):
    """The elements of a kind anywhere below one, in reading order."""
    below = element.get("/K", [])
    below = below.get_object() if hasattr(below, "get_object") else below
    several = below if isinstance(below, list) else [below]
    for child in (one.get_object() if hasattr(one, "get_object") else one for one in several):
        if isinstance(child, dict) and "/S" in child:
            yield from [child] if child["/S"] == kind else find(child, kind)


def said(cell, name):
    """What a cell says of itself as one of a table."""
    given = cell["/A"] if isinstance(cell["/A"], list) else [cell["/A"]]
    return next(one.get_object()[name] for one in given if name in one.get_object())


def rows_of(table):
    return [row for body in find(table, "/TBody") for row in find(body, "/TR")]


def cells_of(row):
    return [child.get_object() for child in row["/K"]]


def test_every_data_table_has_a_row_head_in_each_row(tree):
    tables = list(find(tree, "/Table"))

    assert len(tables) == len(list(make_report().tables()))
    for table in tables:
        assert rows_of(table)
        for row in rows_of(table):
            first, *others = cells_of(row)
            assert (first["/S"], said(first, "/Scope")) == ("/TH", "/Row")
            assert {cell["/S"] for cell in others} <= {"/TD"}


def test_each_figure_names_the_heads_of_its_row_and_its_columns(tree):
    for table in find(tree, "/Table"):
        columns = {cell["/ID"] for head in find(table, "/THead") for cell in find(head, "/TH")}
        for row in rows_of(table):
            first, *others = cells_of(row)
            for cell in others:
                named = list(said(cell, "/Headers"))
                assert first["/ID"] in named
                assert columns & set(named)


def test_every_head_can_be_found_by_its_name(tree):
    heads = {cell["/ID"] for table in find(tree, "/Table") for cell in find(table, "/TH")}
    known = names_below(tree["/IDTree"])

    assert heads
    assert heads <= known.keys()
    assert list(known) == sorted(known)


def names_below(node):
    node = node.get_object()
    flat = [one for child in node.get("/Kids", []) for one in names_below(child).items()]
    pairs = list(node.get("/Names", []))
    return dict([*flat, *zip(pairs[::2], pairs[1::2], strict=True)])


def test_nothing_else_becomes_another(plain):
    marked = mark_row_heads(plain)
    before, after = PdfReader(BytesIO(plain)), PdfReader(BytesIO(marked))

    assert mark_row_heads(plain) == marked
    assert [page.extract_text() for page in after.pages] == [page.extract_text() for page in before.pages]
    assert after.xmp_metadata.stream.get_data() == before.xmp_metadata.stream.get_data()
    assert judged(marked) == judged(plain)


def judged(pdf):
    """What the judge of PDF/A says, by rule: it knows fewer constructs than the standard, and says so of both."""
    return Counter(finding.rule for finding in pdfa.validate_written(BytesIO(pdf), "3b").findings)
