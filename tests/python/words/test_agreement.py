"""Grades ask for people and for agreement."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from semeq.words.agreement import MIN_MANY, Agreement, grade

CORRELATIONS = st.floats(-1, 1)
AGREEMENTS = st.builds(
    Agreement, CORRELATIONS, CORRELATIONS, CORRELATIONS, CORRELATIONS, CORRELATIONS
)


@given(st.integers(0, 200), st.none() | AGREEMENTS)
def test_a_grade_follows_from_people_and_agreement(n: int, agreement: Agreement | None) -> None:
    given_grade = grade(n, agreement)
    if n <= 1:
        assert given_grade == "one person's"
    elif n < MIN_MANY or agreement is None:
        assert given_grade == "thin"
    else:
        clear = agreement.correlation > agreement.chance_p95 and agreement.low > agreement.chance
        assert given_grade == ("solid" if clear else "disputed")


@given(AGREEMENTS)
def test_it_reads_back(agreement: Agreement) -> None:
    assert Agreement.from_dict(agreement.to_dict()) == agreement


@pytest.mark.parametrize("n_people", [20, 400])
def test_a_high_mean_with_a_wide_interval_is_no_agreement(n_people: int) -> None:
    assert grade(n_people, Agreement(0.3, -0.1, 0.7, 0.01, 0.1)) == "disputed"
    assert grade(n_people, Agreement(0.09, 0.05, 0.2, 0.01, 0.1)) == "disputed"
