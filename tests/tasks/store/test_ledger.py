"""What is owed: who, from when to when, and how it grows older."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, insert, update

from schemas.finding import Severity
from schemas.form.submission import State
from schemas.store import warehouse as w
from schemas.time.deadlines import Cycle
from tasks.report.summarise import summarise
from tasks.store.ledger import ageing_months, enter_month, first_month, latest_month, read_ledger, read_unassigned
from tests.factories import (
    ASSOCIATION,
    AT,
    CENTRE,
    DAYCARE,
    OTHER_SCHOOL,
    POLICY,
    SCHOOL,
    enter_respondents,
    keep,
    make_finding,
    make_nil,
    make_reading,
    make_verdict,
    rows_of,
)

DORTMUND = "05913000"
CYCLE = Cycle.of("2026-10", POLICY.calendar)


def open_it(engine, month="2026-10", at=AT):
    enter_month(engine, month, POLICY.calendar, at)


def owed(engine, month="2026-10"):
    return dict(rows_of(engine, w.return_, "respondent_id", "state", month=month))


def moment(day):
    return datetime.combine(day, datetime.min.time()) + timedelta(hours=6)


def test_everybody_whose_span_covers_the_reference_date_owes(engine):
    enter_respondents(engine)
    open_it(engine)

    assert set(owed(engine).values()) == {"expected"}
    assert len(owed(engine)) == 5
    assert {row["entered_at"] for row in rows_of(engine, w.return_)} == {AT}


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(date(2026, 10, 31), None)], True),
        ([(date(2026, 11, 1), None)], False),
        ([(date(2020, 1, 1), date(2026, 10, 31))], True),
        ([(date(2020, 1, 1), date(2026, 10, 30))], False),
        ([(date(2020, 1, 1), date(2022, 7, 31)), (date(2025, 8, 1), None)], True),
        ([(date(2020, 1, 1), date(2022, 7, 31)), (date(2026, 12, 1), None)], False),
    ],
    ids=["opens on it", "opens after", "closes on it", "closes before", "re-opened", "closed in between"],
)
def test_spans_decide(engine, spans, expected):
    enter_respondents(engine, SCHOOL, spans=spans)
    open_it(engine)

    assert (owed(engine).get(SCHOOL) == "expected") == expected


def test_the_month_gets_its_days(engine):
    open_it(engine, "2026-12")
    (row,) = rows_of(engine, w.month)

    assert (row["year"], row["quarter"], row["school_year"]) == (2026, 4, "2026/27")
    assert (row["reference_date"], row["opens"]) == (date(2026, 12, 31), date(2026, 12, 31))
    assert (row["deadline"], row["report_date"], row["cutoff"]) == (
        date(2027, 1, 10),
        date(2027, 1, 12),
        date(2027, 1, 25),
    )


def test_a_changed_calendar_is_taken_over(engine):
    open_it(engine)
    later = POLICY.calendar.model_copy(update={"deadline_day": 11})
    enter_month(engine, "2026-10", later, AT)

    assert rows_of(engine, w.month, "deadline") == [(date(2026, 11, 11),)]


def test_opening_twice_does_nothing_more(engine):
    enter_respondents(engine)
    keep(engine, make_reading())
    open_it(engine)
    before = {table.name: rows_of(engine, table) for table in (w.return_, w.month)}
    open_it(engine, at=AT + timedelta(days=1))

    assert {table.name: rows_of(engine, table) for table in (w.return_, w.month)} == before


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 10, 30), "expected"),
        (date(2026, 11, 10), "expected"),
        (date(2026, 11, 11), "late"),
        (date(2026, 11, 25), "late"),
        (date(2026, 11, 26), "missing"),
        (date(2027, 10, 1), "missing"),
    ],
)
def test_what_has_not_come_grows_older(engine, day, state):
    enter_respondents(engine, SCHOOL)
    open_it(engine)
    open_it(engine, at=moment(day))

    assert owed(engine) == {SCHOOL: state}


def test_a_later_deadline_makes_it_younger_again(engine):
    enter_respondents(engine, SCHOOL)
    open_it(engine, at=datetime(2026, 11, 11, 6))
    later = POLICY.calendar.model_copy(update={"deadline_day": 12})
    enter_month(engine, "2026-10", later, datetime(2026, 11, 11, 7))

    assert owed(engine) == {SCHOOL: "expected"}


@pytest.mark.parametrize(
    ("reading", "verdict", "state"),
    [
        (make_reading(), None, "accepted"),
        (make_nil(), None, "nil"),
        (make_reading(), make_verdict(State.ACCEPTED_WITH_QUERIES), "accepted_with_queries"),
        (make_reading(), make_verdict(State.RETURNED), "returned_for_correction"),
    ],
)
def test_what_came_does_not_grow_older(engine, reading, verdict, state):
    enter_respondents(engine, SCHOOL)
    open_it(engine)
    keep(engine, reading, verdict)
    open_it(engine, at=datetime(2026, 12, 24, 6))

    assert owed(engine) == {SCHOOL: state}


def replace_spans(engine, respondent, *spans):
    with engine.begin() as connection:
        connection.execute(delete(w.respondent_span).where(w.respondent_span.c.respondent_id == respondent))
        for start, end in spans:
            connection.execute(
                insert(w.respondent_span), {"respondent_id": respondent, "valid_from": start, "valid_to": end}
            )


def test_who_is_found_to_be_closed_owes_nothing_any_more(engine):
    enter_respondents(engine, SCHOOL, DAYCARE)
    open_it(engine)
    replace_spans(engine, SCHOOL, (date(2020, 1, 1), date(2026, 7, 31)))
    open_it(engine)

    assert owed(engine) == {DAYCARE: "expected", SCHOOL: "exempt"}
    assert reason_of(engine) == "geschlossen seit 01.08.2026"


def test_who_was_closed_by_mistake_owes_again(engine):
    enter_respondents(engine, SCHOOL, spans=[(date(2020, 1, 1), date(2026, 7, 31))])
    open_it(engine)
    replace_spans(engine, SCHOOL, (date(2020, 1, 1), None))
    open_it(engine, at=moment(date(2026, 11, 26)))

    assert owed(engine) == {SCHOOL: "missing"}
    assert reason_of(engine) is None


def reason_of(engine, respondent=SCHOOL, month="2026-10"):
    ((reason,),) = rows_of(engine, w.return_, "reason", respondent_id=respondent, month=month)
    return reason


def test_in_the_summer_holidays_schools_owe_nothing_and_others_do(engine):
    enter_respondents(engine, SCHOOL, DAYCARE)
    open_it(engine, "2026-07", at=datetime(2026, 8, 3, 9))

    assert owed(engine, "2026-07") == {SCHOOL: "exempt", DAYCARE: "expected"}
    assert reason_of(engine, month="2026-07") == "Sommerferien (20.07.2026 bis 01.09.2026)"


def test_what_is_exempt_does_not_grow_older(engine):
    enter_respondents(engine, SCHOOL)
    open_it(engine, "2026-07", at=datetime(2026, 8, 3, 9))
    open_it(engine, "2026-07", at=datetime(2026, 12, 24, 9))

    assert owed(engine, "2026-07") == {SCHOOL: "exempt"}
    assert ageing_months(engine, date(2026, 12, 24)) == []


def test_who_is_exempt_may_report_all_the_same_and_does_not_count_in_the_rate(engine):
    enter_respondents(engine, SCHOOL, DAYCARE)
    open_it(engine, "2026-07", at=datetime(2026, 8, 3, 9))
    keep(engine, make_reading(month="2026-07"), at=datetime(2026, 8, 3, 9))
    open_it(engine, "2026-07", at=datetime(2026, 8, 12, 9))
    (school,) = [row for row in read_ledger(engine, CENTRE, "2026-07") if row["respondent_id"] == SCHOOL]

    assert (school["state"], school["is_owed"]) == ("accepted", False)
    counts = summarise(engine, CENTRE, "2026-07", datetime(2026, 8, 12, 9), months=1).counts
    assert [(one.kind, one.expected, one.accepted) for one in counts] == [("school", 0, 0), ("daycare", 1, 0)]


def test_what_an_exempt_respondent_sent_in_vain_makes_no_debt(engine):
    enter_respondents(engine, SCHOOL)
    open_it(engine, "2026-07", at=datetime(2026, 8, 3, 9))
    keep(engine, make_reading(month="2026-07"), make_verdict(State.RETURNED), at=datetime(2026, 8, 3, 9))

    assert owed(engine, "2026-07") == {SCHOOL: "exempt"}


def test_a_return_that_came_before_its_month_was_opened_is_late_too(engine):
    enter_respondents(engine, SCHOOL)
    keep(engine, make_reading(), at=datetime(2026, 11, 11, 0, 0))
    assert [row["is_late"] for row in rows_of(engine, w.return_)] == [False]
    open_it(engine, at=datetime(2026, 11, 12, 6))

    assert [row["is_late"] for row in rows_of(engine, w.return_)] == [True]


def test_empty_but_on_time_is_told_from_nil_and_from_nothing(engine):
    enter_respondents(engine, SCHOOL, OTHER_SCHOOL, DAYCARE, ASSOCIATION)
    open_it(engine)
    keep(engine, make_reading(), make_verdict(State.ACCEPTED_WITH_QUERIES, figures=0))
    keep(engine, make_nil(respondent=OTHER_SCHOOL), make_verdict(State.NIL, figures=0))
    keep(engine, make_reading("daycare"))
    found = {row["respondent_id"]: (row["state"], row["is_empty"]) for row in read_ledger(engine, CENTRE, "2026-10")}

    assert found == {
        SCHOOL: ("accepted_with_queries", True),
        OTHER_SCHOOL: ("nil", False),
        DAYCARE: ("accepted", False),
        ASSOCIATION: ("expected", False),
    }


def test_what_was_sent_stays_when_the_register_is_corrected(engine):
    enter_respondents(engine, SCHOOL)
    open_it(engine)
    keep(engine, make_reading())
    replace_spans(engine, SCHOOL, (date(2020, 1, 1), date(2026, 7, 31)))
    open_it(engine)

    assert owed(engine) == {SCHOOL: "accepted"}


def test_who_opens_later_is_entered_then(engine):
    enter_respondents(engine, SCHOOL)
    open_it(engine)
    enter_respondents(engine, DAYCARE)
    open_it(engine, at=datetime(2026, 11, 12, 6))

    assert owed(engine) == {SCHOOL: "late", DAYCARE: "late"}


def test_the_ledger_lists_returns_with_their_latest_submission(engine):
    enter_respondents(engine, SCHOOL, DAYCARE)
    open_it(engine)
    keep(engine, make_reading(file="erste.xlsx"))
    broken = make_finding(severity=Severity.ERROR)
    keep(
        engine, make_reading(file="zweite.xlsx"), make_verdict(State.RETURNED, broken, make_finding(severity="warning"))
    )
    daycare, school = read_ledger(engine, CENTRE, "2026-10")

    assert (daycare["respondent_id"], daycare["state"], daycare["file"]) == (DAYCARE, "expected", None)
    assert school == {
        "respondent_id": SCHOOL, "kind": "school", "name": f"Stelle {SCHOOL}", "state": "accepted", "is_late": False,
        "is_owed": True, "reason": None, "is_empty": False,
        "submission_id": 1, "latest_submission_id": 2, "file": "zweite.xlsx",
        "latest_state": "returned_for_correction", "errors": 1, "warnings": 1,
    }  # fmt: skip


def test_the_ledger_of_a_centre_is_its_own(engine):
    enter_respondents(engine, SCHOOL)
    enter_respondents(engine, DAYCARE, centre=DORTMUND)
    open_it(engine)

    assert [row["respondent_id"] for row in read_ledger(engine, CENTRE, "2026-10")] == [SCHOOL]
    assert [row["respondent_id"] for row in read_ledger(engine, DORTMUND, "2026-10")] == [DAYCARE]
    assert read_ledger(engine, CENTRE, "2026-09") == []


def unassigned(engine):
    return [(row["file"], row["state"]) for row in read_unassigned(engine, CYCLE)]


@pytest.mark.parametrize(
    ("overrides", "state"),
    [
        pytest.param({"form": None, "tables": {}, "respondent": None, "month": None, "reference_date": None},
                     State.UNREADABLE, id="unreadable"),
        pytest.param({"respondent": "169486"}, State.RETURNED, id="unknown respondent"),
        pytest.param({"respondent": None}, State.RETURNED, id="no respondent"),
        pytest.param({"respondent": "169470"}, State.RETURNED, id="known, but owes nothing"),
    ],
)  # fmt: skip
def test_what_belongs_to_no_return_is_listed(engine, overrides, state):
    enter_respondents(engine, SCHOOL)
    enter_respondents(engine, "169470", spans=[(date(2020, 1, 1), date(2025, 7, 31))])
    open_it(engine)
    keep(engine, make_reading(**{"form": "school", "file": "x.xlsx"} | overrides), make_verdict(state))

    assert unassigned(engine) == [("x.xlsx", state.value)]


def test_what_belongs_to_a_return_is_not_listed_there(engine):
    enter_respondents(engine, SCHOOL)
    open_it(engine)
    keep(engine, make_reading(), make_verdict(State.RETURNED))

    assert unassigned(engine) == []


def test_an_unassigned_file_says_what_weighs_most(engine):
    found = [
        make_finding(message="Nur ein Hinweis."),
        make_finding(severity=Severity.ERROR, message="Die Datei ist leer."),
    ]
    broken = make_reading(None, {}, respondent=None, month=None, reference_date=None, file="x.xlsx")
    keep(engine, broken, make_verdict(State.UNREADABLE, *found))
    (row,) = read_unassigned(engine, CYCLE)

    assert (row["message"], row["received_at"]) == ("Die Datei ist leer.", AT.isoformat())


def test_a_nameless_file_is_listed_in_the_month_in_which_it_came(engine):
    broken = make_reading(None, {}, respondent=None, month=None, reference_date=None, file="x.xlsx")
    keep(engine, broken, make_verdict(State.UNREADABLE))

    assert len(read_unassigned(engine, CYCLE)) == 1
    assert read_unassigned(engine, Cycle.of("2026-08", POLICY.calendar)) == []


def test_months_in_which_something_is_still_awaited_grow_older_too(engine):
    enter_respondents(engine, SCHOOL)
    for month in ("2026-07", "2026-08", "2026-09", "2026-10"):
        open_it(engine, month, AT)  # on 5 November July to September are missing already
    enter_month(engine, "2026-08", POLICY.calendar, datetime(2026, 9, 2, 6))
    keep(engine, make_reading(month="2026-08"))
    with engine.begin() as connection:
        connection.execute(update(w.return_).where(w.return_.c.month == "2026-09").values(state="late"))

    assert ageing_months(engine, AT.date()) == ["2026-09"]


@pytest.mark.parametrize(
    ("manifest", "latest", "first"),
    [("0", "2027-06", "2027-06"), (None, "2026-10", None)],
    ids=["published", "planned and never written"],
)
def test_the_latest_month_is_the_one_due_or_one_that_has_a_report_already(engine, manifest, latest, first):
    enter_respondents(engine, SCHOOL)
    report = {"centre_id": CENTRE, "month": "2027-06", "version": "1.0", "vintage": AT, "content": "0"}
    with engine.begin() as connection:
        connection.execute(insert(w.publication).values(**report, manifest=manifest))

    assert latest_month(engine, CENTRE, AT.date()) == latest
    assert first_month(engine, CENTRE) == first
