"""What is kept back costs hardly more than it must, and a measure that says so can say otherwise."""

import pytest

from config.policy import load_policy
from tasks.report.seen.series import Candidate
from tests.attack.loss import Loss, measure_loss
from tests.attack.test_outsider import city

ROUNDING = load_policy().disclosure


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_a_small_city_keeps_back_hardly_more_persons_than_it_must(seed):
    loss = measure_loss(Candidate(city(seed), ROUNDING))
    assert loss.is_fair(loss.kept)
    assert loss.kept == loss.linked <= loss.searched


def test_what_is_more_than_the_tables_and_their_links_need_is_not_fair():
    loss = Loss(single=100, linked=110, kept=115, searched=116)
    assert loss.is_fair(loss.kept)
    assert not loss.is_fair(loss.searched)
