"""What the council asks of a half year: stocks of its last month, flows month by month, nothing added up with a gap."""

from dataclasses import replace

from schemas.report.cell import Mark, ReportCell, Sign
from schemas.report.model import ReportColumn, ReportRow
from schemas.report.topics.council import answer_council, asks_by_month, months_of
from tests.factories_report import make_report, make_table

HALF = "2027-1"
MONTHS = months_of(HALF)


def printed(month, **figures):
    """A report with what was recommended in a month by Schulform; None is printed as unknown."""
    titles = {"GE": "Gesamtschule", "G": "Grundschule", "other": "Übrige", "total": "Insgesamt"}
    rows = tuple(
        ReportRow((ReportCell(titles[key]), _cell(value)), key, "total" if key == "total" else "body")
        for key, value in figures.items()
    )
    columns = ReportColumn("recommended_type", "Schulform"), ReportColumn("recommendations", "Empfehlungen", "persons")
    table = make_table(id="recommendations_by_type", title="Empfehlungen", columns=columns, rows=rows)
    sections = make_report().sections
    return make_report(month=month, sections=(*sections[:-1], _with(sections[-1], table)))


def _cell(value):
    return ReportCell(None, Sign.UNKNOWN) if value is None else ReportCell(value)


def _with(section, table):
    return replace(section, blocks=(*section.blocks, table))


def by_type(reports):
    answers = {one.key: one for one in answer_council(HALF, {one.month: one for one in reports})}
    return answers["recommendations_by_type"]


def test_a_half_year_has_its_six_months():
    assert MONTHS == ("2027-01", "2027-02", "2027-03", "2027-04", "2027-05", "2027-06")
    assert months_of("2026-2")[::5] == ("2026-07", "2026-12")


def test_flows_are_asked_from_the_month_in_which_forms_ask_for_them():
    assert asks_by_month("2027-06")
    assert not asks_by_month("2026-12")


def test_a_flow_stands_month_by_month_and_is_added_up_where_all_months_print_it():
    found = by_type([printed(month, G=5 * place, total=5 * place + 5) for place, month in enumerate(MONTHS, 1)])

    short = ("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni")
    assert found.heads == ("Schulform", *(f"{one} 2027" for one in short), "Halbjahr")
    assert found.lines == (
        ("Grundschule", "5", "10", "15", "20", "25", "30", "105"),
        ("Insgesamt", "10", "15", "20", "25", "30", "35", "135"),
    )


def test_each_month_says_how_many_answered_and_whether_it_may_change():
    reports = [printed(month, total=5) for month in MONTHS]
    last = reports[-1].sections[-1]
    provisional = replace(last.blocks[-1], mark=Mark.PROVISIONAL)
    changed = (*reports[-1].sections[:-1], replace(last, blocks=(*last.blocks[:-1], provisional)))
    found = by_type([*reports[:-1], replace(reports[-1], sections=changed)])

    assert found.basis.count(" von ") == len(MONTHS)
    assert found.basis.endswith("(vorläufige Zahlen (p)).")


def test_what_one_month_does_not_print_is_unknown_in_the_half_year():
    reports = [printed(month, GE=5, G=10, other=5, total=20) for month in MONTHS[:4]]
    reports += [printed(MONTHS[4], G=None, other=5, total=15), printed(MONTHS[5], GE=5, other=5, total=10)]

    assert by_type(reports).lines == (
        ("Grundschule", "10", "10", "10", "10", ".", ".", "."),
        ("Gesamtschule", "5", "5", "5", "5", ".", "5", "."),
        ("Übrige", "5", "5", "5", "5", "5", "5", "."),
        ("Insgesamt", "20", "20", "20", "20", "15", "10", "105"),
    )


def test_a_month_without_a_report_leaves_the_half_year_unknown_and_is_named():
    found = by_type([printed(month, total=5) for month in MONTHS if month != "2027-03"])

    assert found.lines == (("Insgesamt", "5", "5", "...", "5", "5", "5", "."),)
    assert "Nicht veröffentlicht: März 2027; das Halbjahr ist deshalb nicht bekannt." in found.unknown


def test_the_half_year_rests_on_no_more_than_its_months():
    reports = [printed(month, total=30) for month in MONTHS]
    section = reports[0].sections[-1]
    rows = tuple(
        replace(row, cells=(row.cells[0], replace(row.cells[1], sign=Sign.LIMITED))) for row in section.blocks[-1].rows
    )
    limited = replace(section, blocks=(*section.blocks[:-1], replace(section.blocks[-1], rows=rows)))
    reports[0] = replace(reports[0], sections=(*reports[0].sections[:-1], limited))

    assert by_type(reports).lines == (("Insgesamt", "(30)", "30", "30", "30", "30", "30", "(180)"),)
