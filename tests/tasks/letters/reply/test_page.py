"""Receipt and report as pages: complete, self-contained, and nothing in them can act."""

from html.parser import HTMLParser

import pytest

from config.codes import code_list
from schemas.answer.changes import ChangedCell, facts_of, find_changed_cells
from schemas.answer.totals import TableTotal, control_totals
from schemas.finding import Severity
from schemas.form.submission import State
from tasks.letters.reply.page import write_reply_page
from tests.browser import NARROW, WIDTHS, in_a_browser, print_page
from tests.factories import make_finding, make_reading
from tests.factories_answer import judge, make_case, make_mistaken, make_sendings
from tests.factories_workbook import NAME, make_form, make_rows

EVIL = '<script>alert(1)</script>"><img src=http://x.example onerror=alert(2)>'
CHANGE = ChangedCell("Angebote", "Angebote", "D6", "Sprachcafé", "Teilnehmende", "24", "25", "changed")
RULE = "TEST"
ERROR = make_finding(
    rule=RULE, severity=Severity.ERROR, sheet="Angebote", cell="B2", message="Zu viel.", hint="Weniger."
)


class Outline(HTMLParser):
    """Which elements there are, and the text between them."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.words, self.attributes = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data):
        self.words.append(data)


def page(case=None, totals=(), changes=(), *, has_workbook=False):
    return write_reply_page(case or make_case([ERROR]), totals, changes, has_workbook=has_workbook)


def test_markup_in_what_was_sent_never_becomes_markup():
    evil = make_finding(severity=Severity.ERROR, sheet=EVIL, message=EVIL, hint=EVIL, answer=EVIL)
    case = make_case([evil], name=EVIL, file=f"{EVIL}.xlsx", office=EVIL, earlier=3)
    found = Outline(
        page(case, [TableTotal(EVIL, EVIL, 1, 1, ((EVIL, EVIL),))], [ChangedCell(*([EVIL] * 7), "changed")])
    )

    assert not {"script", "img"} & set(found.tags)
    assert "onerror" not in found.attributes
    assert sum(EVIL in word for word in found.words) >= 10


def test_it_loads_nothing_and_says_so():
    found = page()

    assert "content=\"default-src 'none'; style-src 'unsafe-inline'\"" in found
    assert "http:" not in found
    assert '<html lang="de">' in found


def test_a_receipt_shows_what_was_read():
    words = " ".join(Outline(page(make_case(state=State.ACCEPTED), control_totals(make_reading()))).words)

    assert "Quittung" in words
    assert "Schülerinnen und Schüler insgesamt: 100" in words
    assert "Befunde" not in words


def test_a_receipt_for_a_new_version_shows_what_changed_old_and_new():
    words = Outline(page(make_case(state=State.ACCEPTED, earlier=3), (), [CHANGE])).words

    at = words.index("Angebote: Sprachcafé")
    assert words[at : at + 3] == ["Angebote: Sprachcafé", "Geändert", "Teilnehmende (Zelle D6): bisher 24, jetzt 25"]
    same = page(make_case(state=State.ACCEPTED, earlier=3))
    assert "hat sich keine Angabe geändert" in same
    assert "Änderungen" not in page(make_case(state=State.ACCEPTED))


def test_what_could_not_be_compared_is_not_called_unchanged():
    found = page(make_case(state=State.ACCEPTED, earlier=3), (), None)

    assert "konnten wir nicht vergleichen" in found
    assert "keine Angabe geändert" not in found


def test_figures_after_a_nil_return_are_said_before_the_rows():
    found = page(make_case(state=State.ACCEPTED, earlier=3, was_nil=True), (), [CHANGE])

    assert found.index("Bisher lag eine Fehlanzeige vor") < found.index("Sprachcafé")


def test_what_was_sent_is_listed_with_what_became_of_it():
    words = Outline(page(make_case(sendings=make_sendings(State.RETURNED, State.ACCEPTED)))).words
    at = words.index("zurückgegeben")

    assert words[at - 3 : at + 1] == ["Okt. 2026", "05.11.2026, 08:00 Uhr", "05.11.2026, 09:00 Uhr", "zurückgegeben"]
    assert "angenommen, gilt" in words


def test_a_wrong_entry_of_a_short_list_is_told_all_right_ones():
    wrong = make_finding(rule="CODE_UNKNOWN", table="offers", column="component", hint="Bitte wählen.")

    assert all(title in page(make_case([wrong])) for title in code_list("component").titles.values())


def test_a_report_lists_every_finding_with_its_place():
    words = [word.strip() for word in Outline(page()).words]
    shown = [
        words.index(word)
        for word in ("Befunde zum Oktober 2026", "Fehler", "Angebote", "B2", "Zu viel.", "Weniger.", RULE)
    ]

    assert shown == sorted(shown)
    assert words.index("Kennung der Lieferung") > shown[-1]


def test_long_lists_are_cut_and_say_so(monkeypatch):
    monkeypatch.setattr("schemas.answer.case.MOST", 2)
    monkeypatch.setattr("tasks.letters.reply.page.MOST", 2)
    monkeypatch.setattr("tasks.letters.reply.page._MOST_CHANGES", 1)
    found = page(make_case([ERROR] * 3, State.ACCEPTED, earlier=1), (), [CHANGE] * 2)

    assert "die ersten 2 von 3 Befunden" in found
    assert "die ersten 1 von 2." in found


def test_every_table_names_its_columns_and_rows():
    case = make_case([ERROR], State.ACCEPTED, earlier=3, sendings=make_sendings(State.ACCEPTED, State.SUPERSEDED))
    found = page(case, control_totals(make_reading()), [CHANGE])

    assert found.count('<th scope="col">') == 5 + 3 + 4 + 5
    assert found.count('<th scope="row"') == 1 + 1 + 5 + 2


# As people meet it

WORST = "Interkulturelle-Elternbegleitung_169468_2026-10_Pruefprotokoll (Kopie) Sprachfördermaßnahmenübersicht.xlsx"


@pytest.fixture(scope="module")
def usual():
    """The report of a mistaken return and the receipt of its next version, each with a list of sendings as it is."""
    judged, old, new = judge(make_mistaken()), judge(make_form()), judge(make_form(rows=make_rows(school_arrivals=[])))
    told = [State.RETURNED, *[State.SUPERSEDED, State.ACCEPTED] * 5]
    report, long = (
        make_case(judged.verdict.findings, file=name, sendings=make_sendings(*told, name=name))
        for name in (NAME, WORST)
    )
    receipt = make_case(new.verdict.findings, State.ACCEPTED, earlier=3, sendings=make_sendings(*told[1:], name=NAME))
    changes = find_changed_cells(facts_of(old.reading), new.reading)
    return {
        "report": page(report, control_totals(judged.reading), has_workbook=True),
        "long names": page(long, control_totals(judged.reading), has_workbook=True),
        "receipt": page(receipt, control_totals(new.reading), changes),
    }


@pytest.mark.slow
def test_axe_finds_nothing_and_on_a_narrow_phone_nothing_moves_sideways_and_no_word_is_torn(usual, tmp_path):
    whole = "* { overflow-wrap: normal !important; hyphens: manual !important } </style>"
    pages = usual | {f"{name}, no word torn": one.replace("</style>", whole) for name, one in usual.items()}

    found = in_a_browser(tmp_path, pages)

    assert {name: one["violations"] for name, one in found.items()} == {name: [] for name in pages}
    assert {name: one["width"] for name, one in found.items()} == dict.fromkeys(pages, NARROW)
    assert all(one["passes"] > 10 for one in found.values())


@pytest.mark.parametrize("width", WIDTHS[1:])
def test_axe_finds_nothing_on_wider_screens_either(usual, tmp_path, width):
    found = in_a_browser(tmp_path, usual, width)

    assert {name: one["violations"] for name, one in found.items()} == {name: [] for name in usual}
    assert all(one["passes"] > 10 for one in found.values())


@pytest.mark.parametrize("name", ["report", "receipt"])
@pytest.mark.slow
def test_it_is_printed_on_one_page_of_a4_with_no_type_under_eight_points(usual, name, tmp_path):
    printed, sizes = print_page(tmp_path, usual[name])
    (sheet,) = printed.pages

    assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == (595, 842)
    assert 8 <= min(sizes) < max(sizes) < 20
    assert "Ihre Lieferungen" in sheet.extract_text()
