"""The sheet "Prüfung" of a form says what the check says: of forms filled in by chance, worked out by LibreOffice."""

import copy
import os
from collections import Counter
from shutil import which

import pytest

from schemas.check.catalogue import CATALOGUE
from schemas.check.live.before import said_before
from schemas.check.live.board import MOST_SHOWN
from schemas.check.live.draft import STEP
from schemas.check.live.plan import plan_live
from schemas.check.live.unsaid import TOLD_AS, why_unsaid
from schemas.check.places import settle_places
from schemas.finding import Severity
from schemas.form.filling import place_values
from schemas.form.forms import FORMS
from tasks.check.check import check_readings
from tasks.intake.clean import clean
from tasks.intake.extract import extract
from tasks.intake.read import read
from tasks.letters.make_forms import write_form
from tests.factories import BY_FORM, DAY_OF, MONTH_OF, OCTOBER_FORMS, POLICY, make_known
from tests.factories_live import PLACES, invent_fillings, invent_hints, recalculate, type_in
from tests.factories_workbook import head_of

NEAREST = {rule.id for rule in CATALOGUE.values() if "{nearest}" in rule.hint}
COUNT = int(os.environ.get("MONATSBERICHT_TEST_FILLINGS", "160"))  # 1000 for the whole proof
needs_office = pytest.mark.skipif(which("soffice") is None, reason="LibreOffice is not installed")


class Filled:
    """One form with its fillings."""

    def __init__(self, name, count):
        self.name, self.hints = name, invent_hints(name)
        head = head_of(name, respondent=BY_FORM[name], nil_return="no")
        self.content = write_form(OCTOBER_FORMS[name], head, hints=self.hints, places=PLACES)
        shape = place_values(OCTOBER_FORMS[name], head, {}, {}, self.hints).shape
        self.plan = plan_live(OCTOBER_FORMS[name], shape, POLICY.thresholds)
        self.book = read("Bogen.xlsx", self.content)
        self.fillings = invent_fillings(name, count)

    def original(self):
        return {
            (sheet.name, row, column): cell
            for sheet in self.book.sheets
            for row, cells in enumerate(sheet.rows, 1)
            for column, cell in enumerate(cells, 1)
        }

    def told(self, shown):
        """What the sheet says of a filling, as (rule, place, sentence, weight and remedy)."""
        problems = list(self.plan.draft.problems)
        told = [(problems[number % STEP], place, sentence) for number, place, sentence in shown]
        return [(one.rule, place, sentence, (one.severity, one.hint)) for one, place, sentence in told]

    def checked(self):
        """What the check says of each filling, of what the sheet says, in the same way."""
        readings = []
        for filling in self.fillings:
            book = copy.deepcopy(self.book)
            type_in(book, filling)
            readings.append(clean(extract(book)))
        settle_places(readings, PLACES)
        previous = said_before(OCTOBER_FORMS[self.name], self.hints, MONTH_OF[self.name])
        known = make_known(previous={(BY_FORM[self.name], MONTH_OF[self.name]): previous})
        for verdict in check_readings(readings, known, POLICY, DAY_OF[self.name]):
            yield [
                (one.rule, f"{one.sheet} {one.cell}", one.message, (one.severity, one.hint))
                for one in verdict.findings
                if one.severity != Severity.INFORMATION
                and (one.rule in TOLD_AS or why_unsaid(CATALOGUE[one.rule]) is None)
            ]


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """Each form's fillings, what the sheet says of them and what the check says."""
    filled = [Filled(name, COUNT // len(FORMS)) for name in FORMS]
    forms = [(one.content, one.plan.first_shown, one.original(), one.fillings) for one in filled]
    said = recalculate(tmp_path_factory.mktemp("office"), forms)
    return [
        (one.name, number, count, one.told(shown), found)
        for one, answer in zip(filled, said, strict=True)
        for number, ((count, shown), found) in enumerate(zip(answer, one.checked(), strict=True))
    ]


@needs_office
@pytest.mark.slow
def test_the_sheet_and_the_check_say_the_same(answers):
    """Of more findings than it shows, the sheet shows the first."""
    differ = []
    for name, number, count, told, found in answers:
        shown = Counter((rule, place) for rule, place, *_ in told)
        expected = Counter((TOLD_AS.get(rule, rule), place) for rule, place, *_ in found)
        if count != expected.total() or shown - expected or (count <= MOST_SHOWN and shown != expected):
            differ.append((name, number, shown - expected, expected - shown))

    assert differ == []
    assert len(answers) >= COUNT - len(FORMS)


@needs_office
@pytest.mark.slow
def test_the_sheet_says_it_in_the_words_of_the_check(answers):
    """But for the place, which the check names before its sentence, and what is said in the words of another rule.

    Of a row that stands twice the sheet says what is written there, the check what it means: "ad" and "Andorra".
    """
    differ, same = [], 0
    for name, number, _, told, found in answers:
        for rule, place, sentence, _ in told:
            messages = [message for *said, message, _ in found if said == [rule, place]]
            if messages and not rule.endswith("_ROW_TWICE"):
                is_same = any(message.endswith(sentence) for message in messages)
                same += is_same
                differ += [] if is_same else [(name, number, sentence, messages)]

    assert differ == []
    assert same > COUNT


@needs_office
@pytest.mark.slow
def test_the_sheet_weighs_it_like_the_check_and_advises_the_same(answers):
    """But for a wrong entry: the check knows which of the list are nearest, the sheet says how many there are."""
    differ, same = [], 0
    for name, number, _, told, found in answers:
        for rule, place, sentence, advice in told:
            advised = [advice for *said, _, advice in found if said == [rule, place]]
            if advised and rule not in NEAREST:
                same += advice in advised
                differ += [] if advice in advised else [(name, number, sentence, advice, advised)]

    assert differ == []
    assert same > COUNT


@needs_office
@pytest.mark.slow
def test_the_fillings_try_most_rules_and_are_right_and_wrong(answers):
    said = {TOLD_AS.get(rule, rule) for *_, found in answers for rule, *_ in found}

    assert len(said) >= 25
    assert any(not found for *_, found in answers)
