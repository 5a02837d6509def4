"""Each check of the gate on a month in which nothing is wrong, and on one in which just that is."""

from dataclasses import replace
from datetime import datetime

import pytest

from config.policy import Closure, load_policy
from schemas.finding import Severity
from schemas.report.gate.checklist import CHECKLIST, judge
from schemas.report.gate.evidence import Evidence
from schemas.report.gate.ruling import describe_hold, rule_on
from schemas.report.protection.audit import Audit
from schemas.report.summary import Counts
from schemas.time.month import shift_month
from tasks.report.compose import compose_report
from tasks.report.protect import protect_report
from tests.factories_summary import MONTH, make_answers, make_summary, make_totals

POLICY = load_policy()
SCHOOLS = [f"1{number:05d}" for number in range(8)]
MONTHS = [shift_month(MONTH, -back) for back in reversed(range(13))]
PUPILS, ARRIVALS = "school_pupils.pupils", "school_pupils.arrivals"
USUAL = (0, 1, -1, 2, 0, -2, 1, 0, 1, -1, 0, 1, 0)  # what each school's figure moves from month to month


def answers(jump=0, column=PUPILS, least=100):
    """Eight schools whose figure moves a little each month, and by `jump` more in the last."""
    said = {
        month: {name: float(least + USUAL[number] + (jump if month == MONTH else 0)) for name in SCHOOLS}
        for number, month in enumerate(MONTHS)
    }
    return make_answers(**{column.replace(".", "__"): said})


FACTS = {
    "school_pupils": [
        {"respondent_id": name, "grade": "05", "pupils": 100, "first_support": 14, "arrivals": 7} for name in SCHOOLS
    ]
}
TOTALS = make_totals(
    school_pupils__pupils={MONTH: 800}, school_pupils__first_support={MONTH: 112}, school_pupils__arrivals={MONTH: 56}
)


def evidence(policy=POLICY, **parts):
    """A month as the gate sees it: summed up, composed and protected."""
    asked, explained = parts.pop("asked", {}), parts.pop("explained", {})
    summary = make_summary(facts=FACTS, **({"totals": TOTALS, "answers": answers()} | parts))
    report = protect_report(compose_report(summary, policy, "1.0"), policy.disclosure)
    return Evidence(summary, report, policy, asked, explained)


def found(check, given):
    return [point for point in judge(given) if point.check == check]


def with_cell(given, table_id, key, column, **values):
    """The same with one cell of the printed report made another."""
    table = given.report.table(table_id)
    cells = list(table.row_by_key(key).cells)
    place = table.column_index(column)
    cells[place] = replace(cells[place], **values)
    rows = tuple(replace(line, cells=tuple(cells)) if line.key == key else line for line in table.rows)
    other = replace(table, rows=rows)
    sections = tuple(
        replace(section, blocks=tuple(other if block is table else block for block in section.blocks))
        for section in given.report.sections
    )
    return replace(given, report=replace(given.report, sections=sections))


def counts(**kinds):
    return tuple(Counts(MONTH, kind, owed, got, nil=0, late=0, returned=0) for kind, (owed, got) in kinds.items())


@pytest.fixture(scope="module")
def sound():
    return evidence()


def test_a_month_in_which_nothing_is_wrong_passes_every_check(sound):
    assert judge(sound) == ()


def test_each_check_has_its_words_and_they_name_no_figure_of_persons():
    for name, check in CHECKLIST.items():
        assert name == check.id
        assert check.sentence.endswith(".")
        assert check.remedy.endswith(".")
        assert "{value}" not in check.sentence


def test_few_returns_over_all_kinds_block():
    few = found("RETURNS_FEW", evidence(counts=counts(school=(100, 60), daycare=(100, 39))))

    assert [point.subject for point in few] == ["all"]
    assert (
        few[0].message
        == "Es liegen 99 von 200 Meldungen vor (49,5\N{NO-BREAK SPACE}%), nötig sind 50,0\N{NO-BREAK SPACE}%."
    )
    assert few[0].extent == pytest.approx(0.5)
    assert not found("RETURNS_FEW", evidence(counts=counts(school=(100, 60), daycare=(100, 40))))


def test_few_returns_of_one_kind_block_though_there_are_enough_of_all():
    few = found("RETURNS_OF_KIND_FEW", evidence(counts=counts(school=(64, 64), daycare=(120, 59), centre=(1, 0))))

    assert [point.subject for point in few] == ["daycare", "centre"]
    assert few[0].message.startswith("Kita: ")
    assert not found("RETURNS_OF_KIND_FEW", evidence(counts=counts(school=(64, 64), daycare=(120, 60))))


def test_a_kind_of_which_nobody_owes_anything_is_not_missing():
    assert not found("RETURNS_OF_KIND_FEW", evidence(counts=counts(school=(0, 0), daycare=(120, 118))))


def test_a_source_that_is_away_blocks_and_says_since_when(sound):
    away = {"postfach": datetime(2026, 11, 11, 18, 45), "cloud": datetime(2026, 11, 12, 5, 30)}

    points = found("SOURCE_AWAY", replace(sound, away=away))

    assert [point.subject for point in points] == ["cloud", "postfach"]
    assert "„postfach“ ist seit 11.11.2026, 18:45 Uhr nicht" in points[1].message
    assert points[0].definition.severity is Severity.ERROR


def test_a_main_figure_that_jumps_blocks_and_names_who_moved_it():
    jumping = answers(jump=40)
    jumping[MONTH, PUPILS] = {name: replace(one, value=one.value + (90 if name == SCHOOLS[3] else 0))
                              for name, one in jumping[MONTH, PUPILS].items()}  # fmt: skip

    (point,) = found("MAIN_FIGURE_JUMPS", evidence(answers=jumping))

    assert point.definition.severity is Severity.ERROR
    assert "S01" in point.message
    assert point.respondents[0] == SCHOOLS[3]


@pytest.mark.parametrize("jump", [40, -40])
def test_other_figures_that_jump_are_only_listed(jump):
    given = evidence(answers=answers(jump, ARRIVALS))

    assert [point.subject for point in found("FIGURE_JUMPS", given)] == [ARRIVALS]
    assert not found("MAIN_FIGURE_JUMPS", given)


def test_a_jump_that_the_schools_explained_is_none():
    given = evidence(answers=answers(jump=40), explained={PUPILS: frozenset(SCHOOLS)})

    assert found("MAIN_FIGURE_JUMPS", evidence(answers=answers(jump=40)))
    assert not found("MAIN_FIGURE_JUMPS", given)


def test_what_some_explained_does_not_excuse_the_others():
    given = evidence(answers=answers(jump=40), explained={PUPILS: frozenset(SCHOOLS[:2])})

    (point,) = found("MAIN_FIGURE_JUMPS", given)

    assert not {*SCHOOLS[:2]} & {*point.respondents}


def test_in_a_month_in_which_everything_starts_anew_nothing_jumps():
    thresholds = POLICY.thresholds.model_copy(update={"jump_exempt_months": (int(MONTH[5:]),)})
    exempt = POLICY.model_copy(update={"thresholds": thresholds})

    assert not found("MAIN_FIGURE_JUMPS", evidence(exempt, answers=answers(jump=40)))


@pytest.mark.parametrize(("first", "last"), [("2026-10-12", "2026-10-24"), ("2026-09-01", "2026-09-30")])
def test_what_holidays_move_is_no_jump_of_a_flow_but_one_of_a_stock(first, last):
    """In them less takes place, and the month after them more."""
    closure = Closure(reason="Ferien", first=first, last=last, kind="school")
    policy = POLICY.model_copy(update={"calendar": POLICY.calendar.model_copy(update={"closures": (closure,)})})

    assert not found("FIGURE_JUMPS", evidence(policy, answers=answers(40, ARRIVALS)))
    assert found("MAIN_FIGURE_JUMPS", evidence(policy, answers=answers(jump=40)))


def test_a_change_that_is_usual_is_no_jump():
    """Whoever moves by a third each month may do so again."""
    said = {month: dict.fromkeys(SCHOOLS, 100.0 + (number % 2) * 33) for number, month in enumerate(MONTHS)}

    assert not found("MAIN_FIGURE_JUMPS", evidence(answers=make_answers(school_pupils__pupils=said)))


def test_too_short_a_past_says_nothing_of_jumps():
    known = {key: said for key, said in answers(jump=40).items() if key[0] >= MONTHS[-6]}

    assert not found("MAIN_FIGURE_JUMPS", evidence(answers=known))


def test_open_queries_count_by_what_rests_on_them():
    asked = {PUPILS: frozenset(SCHOOLS[:1])}

    (point,) = found("QUERIES_OPEN", evidence(asked=asked))

    assert "bei 1 von 8 Meldungen Rückfragen offen" in point.message
    assert point.respondents == tuple(SCHOOLS[:1])
    lenient = POLICY.model_copy(update={"gate": POLICY.gate.model_copy(update={"open_queries_pct": 13.0})})
    assert not found("QUERIES_OPEN", evidence(lenient, asked=asked))


def test_queries_about_other_figures_or_other_respondents_do_not_count():
    assert not found("QUERIES_OPEN", evidence(asked={ARRIVALS: frozenset(SCHOOLS), PUPILS: frozenset({"999999"})}))


def test_a_total_that_two_tables_print_differently_blocks(sound):
    other = with_cell(sound, "support_by_type", "total", "pupils", value=805)

    (point,) = found("TOTALS_DIFFER", other)

    assert point.subject == PUPILS
    assert "„Deutschförderung nach Schulform“" in point.message
    assert not found("TOTALS_DIFFER", sound)


@pytest.mark.parametrize(
    ("table", "key", "column", "title"),
    [
        ("language_chain", "S05", "now", "Sprachförderung von der Kita bis in die Regelklasse"),
        ("trend", MONTH, "first_support", "Verlauf wichtiger Zahlen"),
    ],
)
def test_a_total_of_a_topic_that_is_another_blocks(sound, table, key, column, title):
    (point,) = found("TOTALS_DIFFER", with_cell(sound, table, key, column, value=115))

    assert point.subject == "school_pupils.first_support"
    assert f"„{title}“" in point.message


@pytest.mark.parametrize(
    ("table", "key", "column", "values"),
    [
        pytest.param("pupils_by_type", "G", "pupils", {"value": 801}, id="a count that is not rounded"),
        pytest.param("pupils_by_type", "total", "pupils", {"parts": (3.0, 800.0)}, id="the counts behind a share"),
        pytest.param(
            "key_figures", "S05_share", "now", {"value": 0.1402, "sign": ""}, id="a share with too many places"
        ),
        pytest.param("change_month", "S05", "rest", {"value": 3, "sign": ""}, id="a change that is not rounded"),
    ],
)
def test_a_figure_that_is_not_protected_blocks_and_nobody_lets_it_go(sound, table, key, column, values):
    (point,) = found("FIGURES_UNPROTECTED", with_cell(sound, table, key, column, **values))

    assert point.subject == f"{table}.{column}"
    assert not point.definition.is_releasable


def test_suppression_is_audited_by_its_own_rule():
    policy = POLICY.model_copy(update={"disclosure": POLICY.disclosure.model_copy(update={"profile": "suppression"})})
    hidden = evidence(policy)

    assert not found("FIGURES_UNPROTECTED", hidden)
    assert found("FIGURES_UNPROTECTED", with_cell(hidden, "support_by_type", "G", "first_support", value=2))


def test_inside_the_centre_nothing_has_to_be_protected(sound):
    policy = POLICY.model_copy(update={"disclosure": POLICY.disclosure.model_copy(update={"profile": "none"})})

    assert not found("FIGURES_UNPROTECTED", replace(sound, policy=policy, report=evidence(policy).report))


def test_which_figures_would_be_given_away_is_for_the_house_and_not_for_the_report(sound):
    names = [f"2026-10/school_pupils.german_group/grade={grade:02d}" for grade in range(1, 11)]
    audit = Audit(90, narrower=10, exact=0, unanswered=0, before=0, deducible=tuple(names))
    (point,) = found("FIGURES_DEDUCIBLE", replace(sound, audit=audit))

    assert "Jahrgang" not in point.message
    assert point.detail.startswith("Betroffen: Oktober 2026, ")
    assert point.detail.endswith(" und 2 weitere.")
    assert point.detail in describe_hold("2026-10", "1.0", (point,))
    assert "deducible" not in audit.numbers


def test_figures_that_the_reports_together_give_away_block_and_what_was_known_before_does_not(sound):
    given_away = replace(sound, audit=Audit(90, narrower=2, exact=1, unanswered=1, before=5))

    (point,) = found("FIGURES_DEDUCIBLE", given_away)

    assert "3 Personenzahlen genauer errechnen" in point.message
    assert (point.extent, point.definition.is_releasable) == (3.0, True)
    careless = POLICY.gate.model_copy(update={"errors": "publish", "warnings": "publish"})
    assert rule_on([point], careless, None).held == (point,), "which no policy lets out"
    assert not found("FIGURES_DEDUCIBLE", replace(sound, audit=Audit(90, 0, 1, 0, before=5, withheld=("a",))))
