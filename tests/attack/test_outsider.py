"""What an outsider finds in report folders, and what there is to find once a protection is switched off."""

import os
from functools import cache
from itertools import pairwise
from math import inf
from random import Random

import pytest

import schemas.report.protection.trace
import tasks.report.protect
from config.policy import load_policy
from schemas.report.protection.audit import Audit
from tasks.report.compose import compose_report
from tasks.report.data.write_data import write_data
from tasks.report.protect import protect_report
from tasks.report.seen.series import Candidate, audit_report, make_trace
from tests.attack.outsider import intervals, leftovers, read_folder, read_trend, two_ways
from tests.factories_summary import MONTH, make_summary, make_totals

POLICY = load_policy()
ROUNDING = POLICY.disclosure
CITIES = range(int(os.environ.get("ATTACKED_CITIES", "3")))


def facts_of(seed):
    """Some schools, daycares and offers of a small city, with few persons in most rows."""
    chance = Random(seed)  # noqa: S311 - a city, not a secret

    def few(most=9):
        return chance.choice([0, 0, 1, 2, 3, chance.randint(0, most)])

    def pupils(school, grade):
        total = chance.randint(0, 30)
        support = min(total, few())
        return {
            "respondent_id": school, "school_type": "G" if school == "1" else "GY", "grade": grade, "pupils": total,
            "pupils_female": chance.randint(0, total), "first_support": support,
            "german_class": chance.randint(0, support), "arrivals": few(3),
        }  # fmt: skip

    def offer(field):
        people = few(14)
        young = chance.randint(0, people)
        return {"field_of_action": field, "component": "A", "participants": people, "participants_under_27": young,
                "participants_60_and_over": chance.randint(0, people - young)}  # fmt: skip

    return {
        "school_pupils": [pupils(school, grade) for school in "12" for grade in ("01", "02", "05", "06")],
        "school_arrivals": [{"country": code, "arrivals": few(6)} for code in ("166", "423", "438", "475", "125")],
        "daycare_children": [{"age_group": one, "children": chance.randint(1, 40)} for one in ("U3", "Ü3")],
        "offers": [offer(field) for field in ("language", "leisure", "school_to_work")],
    }


@cache
def city(seed):
    """A report of the city with its true figures."""
    return compose_report(make_summary(facts_of(seed)), POLICY, "1.0")


def folder_of(raw, withheld=()):
    return read_folder(write_data(protect_report(raw, ROUNDING, withheld)))


def narrower(tables, known=None, **before):
    return {one: found for one, (promised, found) in intervals(tables, known, **before).items() if promised != found}


@pytest.mark.parametrize("seed", CITIES)
def test_no_count_of_a_small_city_is_known_better_than_it_is_rounded(seed):
    raw = city(seed)
    audit = audit_report(Candidate(raw, ROUNDING))
    assert (audit.narrower, audit.exact, audit.unanswered) == (0, 0, 0)
    assert not narrower(folder_of(raw, audit.withheld))


def test_with_rounding_alone_some_are():
    assert any(narrower(folder_of(city(seed))) for seed in range(3))


def advising(seed):
    """A report of a month in which the centre says what it recommended: few for most grades, in two tables."""
    chance = Random(seed)  # noqa: S311 - a city, not a secret
    rows = [
        {"recommended_type": kind, "grade": grade, "recommendations": chance.choice((0, 1, 1, 2, 3, 9))}
        for kind in ("GE", "GY", "R") for grade in ("05", "06", "07")
    ]  # fmt: skip
    return compose_report(make_summary({"recommendations": rows}, month="2027-01"), POLICY, "1.0")


@pytest.mark.parametrize("seed", CITIES)
def test_what_was_recommended_is_known_no_better_than_it_is_rounded(seed):
    raw = advising(seed)
    audit = audit_report(Candidate(raw, ROUNDING))
    assert (audit.narrower, audit.unanswered) == (0, 0)
    assert ("recommendations", "total", "recommendations") in intervals(folder_of(raw))
    assert not narrower(folder_of(raw, audit.withheld))


def test_with_rounding_alone_some_of_it_is():
    assert any(narrower(folder_of(advising(seed))) for seed in range(12))


NAMELESS = 1  # a city whose offers all stand in "Übrige" of the young, and by their names in the table of all


def test_another_table_tells_which_codes_stand_nowhere():
    """Three fields of action, of which each would print 0: six at most. Of countries nobody knows which there are."""
    rows = make_trace(city(NAMELESS), ROUNDING).gathered
    most = {row.whole[0].partition("/")[2].partition("=")[0]: row.most for row in rows}
    assert most["offers.participants/field_of_action"] == 6
    assert most["school_arrivals.arrivals/country"] > 300


def test_without_that_the_sum_of_all_is_known_too_well(monkeypatch):
    monkeypatch.setattr(schemas.report.protection.trace, "_count_unlisted", lambda *_: inf)
    audit = audit_report(Candidate(city(NAMELESS), ROUNDING))
    assert audit.narrower == 0
    assert ("offers", "total", "participants") in narrower(folder_of(city(NAMELESS), audit.withheld))


@pytest.mark.slow
@pytest.mark.parametrize("seed", CITIES)
def test_two_versions_together_tell_no_more(seed):
    """In the second a school has reported other figures; what did not change is the same number in both."""
    first, changed = city(seed), facts_of(seed)
    changed["school_pupils"][0]["pupils"] += 4
    second = compose_report(make_summary(changed), POLICY, "1.1")
    before = audit_report(Candidate(first, ROUNDING))
    earlier = make_trace(first, ROUNDING, before.withheld)
    after = audit_report(Candidate(second, ROUNDING, [earlier], frozenset(before.withheld)))
    assert set(before.withheld) <= set(after.withheld)
    assert (after.narrower, after.exact, after.before) == (0, 0, 0)


def corrected(seed):
    """The city's second version, in which a school has corrected how many it supports in grade 06."""
    facts = facts_of(seed)
    facts["school_pupils"][3]["first_support"] += 2
    facts["school_pupils"][3]["pupils"] += 2
    return compose_report(make_summary(facts), POLICY, "1.1")


def is_corrected(place):
    """Whether a count is another one since: of the grade, of the kind of school, or of all, and not of its parts."""
    _, where, name = place
    return name in {"pupils", "first_support"} and any(part in {"total", "06", "G"} for part in where.split("/"))


def narrowed_by_versions(seed, first, second):
    """What both versions tell together, which keep back the figures of these names."""
    earlier = folder_of(city(seed), first)
    return narrower(folder_of(corrected(seed), second), earlier=earlier, is_changed=is_corrected)


def both_audited(seed, disclosure):
    """What the first version keeps back, and what the second does beside it."""
    before = audit_report(Candidate(city(seed), disclosure))
    earlier = make_trace(city(seed), disclosure, before.withheld)
    after = audit_report(Candidate(corrected(seed), disclosure, [earlier], frozenset(before.withheld)))
    return before.withheld, after.withheld


def each_alone(seed, disclosure):
    """What each version keeps back that knows nothing of the other."""
    return [audit_report(Candidate(one, disclosure)).withheld for one in (city(seed), corrected(seed))]


@pytest.mark.slow
@pytest.mark.parametrize("seed", CITIES)
def test_a_version_does_not_tell_what_the_one_before_kept_to_itself(seed):
    assert not narrowed_by_versions(seed, *both_audited(seed, ROUNDING))


@pytest.mark.slow
def test_a_version_by_itself_would_tell_it():
    assert any(narrowed_by_versions(seed, *each_alone(seed, ROUNDING)) for seed in range(6))


HIDING = ROUNDING.model_copy(update={"profile": "suppression"})
BARE = ROUNDING.model_copy(update={"profile": "none"})


def small_counts(raw):
    """Where something is counted that is to be hidden: too few persons, and not nobody."""
    true = leftovers(read_folder(write_data(protect_report(raw, BARE))))
    return {one for one, (value, _) in true.items() if 0 < value < HIDING.suppression_threshold}


def told_by_versions(seed, first, second):
    """The small counts of both versions, which keep back these names, that they leave fewer values to than promised."""
    earlier, later = (
        read_folder(write_data(protect_report(raw, HIDING, names)))
        for raw, names in ((city(seed), first), (corrected(seed), second))
    )
    small = {("1.0", *one) if is_corrected(one) else one for one in small_counts(city(seed))}
    small |= small_counts(corrected(seed))
    left = leftovers(later, earlier=earlier, is_changed=is_corrected)
    return {one: left[one] for one in small & left.keys() if left[one][1] - left[one][0] < HIDING.least_values - 1}


ONE_PART = (9, 48)  # cities where who is in a class of German tells how many are supported, and nobody is in a group


@pytest.mark.slow
@pytest.mark.parametrize("seed", sorted({*CITIES, *ONE_PART}))
def test_a_version_does_not_tell_what_the_one_before_hid(seed):
    assert not told_by_versions(seed, *both_audited(seed, HIDING))


@pytest.mark.slow
def test_a_version_that_knows_nothing_of_the_one_before_would_tell_it():
    assert any(told_by_versions(seed, *each_alone(seed, HIDING)) for seed in range(6))


def test_what_an_earlier_report_gave_away_is_counted_and_holds_nothing():
    found = [audit_report(Candidate(city(seed), ROUNDING, [make_trace(city(seed), ROUNDING)])) for seed in range(3)]
    assert all(isinstance(one, Audit) and one.narrower == 0 for one in found)
    assert any(one.before for one in found)


SUPPORT = f"{MONTH}/daycare_children.certified_support_need"
FOLLOWING = "2026-11"


def two_months():
    """A month that keeps back how many children have a need, and the next one, whose table of months tells it again."""
    first = [("U3", 90, 13), ("Ü3", 180, 43)]
    rows = [{"age_group": age, "children": all_, "certified_support_need": some} for age, all_, some in first]
    totals = make_totals(
        month=FOLLOWING,
        daycare_children__certified_support_need={MONTH: 56, FOLLOWING: 60},
        daycare_children__children={MONTH: 270, FOLLOWING: 280},
    )
    later = make_summary({"daycare_children": []}, month=FOLLOWING, totals=totals)
    return compose_report(make_summary({"daycare_children": rows}), POLICY, "1.0"), compose_report(later, POLICY, "1.0")


def narrowed_by_next_month(withheld):
    """What is told of the first month, kept back there, together with what the next one says of it."""
    first, later = two_months()
    return narrower(folder_of(first, {SUPPORT}), read_trend(folder_of(later, withheld), MONTH))


def test_a_later_month_does_not_tell_what_an_earlier_one_kept_back():
    first, later = two_months()
    known = make_trace(first, ROUNDING, {SUPPORT})
    for kept_back in ({SUPPORT}, set()):  # what was kept back stays so; and by itself the attack finds it again
        audit = audit_report(Candidate(later, ROUNDING, kept_back=frozenset(kept_back), others=[known]))
        assert SUPPORT in audit.withheld
        assert (audit.narrower, audit.exact) == (0, 0)
        assert not narrowed_by_next_month(audit.withheld)


def test_a_month_by_itself_would_tell_it():
    alone = audit_report(Candidate(two_months()[1], ROUNDING))
    assert SUPPORT not in alone.withheld
    assert narrowed_by_next_month(alone.withheld)


@pytest.mark.parametrize(("base", "is_undone"), [(5, False), (3, True)])
def test_a_month_under_two_profiles_would_be_undone(base, is_undone):
    """Which is why a month keeps the profile of its first report (tasks.report.seen.profile)."""
    other = ROUNDING.model_copy(update={"rounding_base": base})
    first, second = (read_folder(write_data(protect_report(city(1), one))) for one in (ROUNDING, other))
    assert bool(two_ways(first, second, (5, base))) is is_undone


def misordered(tables):
    """Countries that print the same, but not in the order of their codes: who stands first is larger."""
    body = [row for row in tables["arrivals_by_country"] if row["row_code"]]
    return [one for one, other in pairwise(body)
            if one["arrivals"] == other["arrivals"] and one["row_key"] > other["row_key"]]  # fmt: skip


def listed_for_nothing(tables):
    """Countries that print 0: they are listed because somebody came from there."""
    return [row for row in tables["arrivals_by_country"] if row["row_code"] and row["arrivals"] == "0"]


def odd_shares(tables):
    """Shares that are not those of the counts beside them: they tell of the true ones."""
    rows = [row for row in tables["support_by_type"] if row["first_support_share"]]
    shares = [(float(row["first_support_share"]), int(row["first_support"]) / int(row["pupils"])) for row in rows]
    return [share for share, printed in shares if abs(share - printed) > 0.0006]


OTHER_WAYS = {"rank_rows": misordered, "gather_unseen": listed_for_nothing, "_renew_shares": odd_shares}


@pytest.mark.parametrize("find", OTHER_WAYS.values(), ids=OTHER_WAYS)
def test_neither_order_nor_presence_nor_shares_tell_anything(find):
    assert not any(find(folder_of(city(seed))) for seed in CITIES)


@pytest.mark.parametrize(("protection", "find"), OTHER_WAYS.items(), ids=OTHER_WAYS)
def test_without_its_protection_each_of_them_does(protection, find, monkeypatch):
    monkeypatch.setattr(tasks.report.protect, protection, lambda table, *_: table)
    assert any(find(folder_of(city(seed))) for seed in range(8))


def test_a_share_of_a_count_that_is_kept_back_goes_with_it():
    raw = city(0)
    name = f"{raw.month}/school_pupils.first_support"
    tables = folder_of(raw, {name})
    (total,) = [row for row in tables["support_by_type"] if row["row_role"] == "total"]
    assert (total["first_support"], total["first_support_share"]) == ("", "")
    (key,) = [row for row in tables["key_figures"] if row["row_key"] == "S05_share"]
    assert not key["now"]
