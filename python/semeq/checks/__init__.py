"""Checks of what callers give: the value as semeq uses it, or a ParameterError that helps.

Each check takes the argument's name first. Its message names the argument, what was expected and
what was given.
"""

from semeq.checks.arrays import check_array, check_freqs, check_numbers, check_sos
from semeq.checks.quoting import show
from semeq.checks.scalars import (
    MAX_SAMPLE_RATE,
    MAX_THREADS,
    MIN_SAMPLE_RATE,
    check_count,
    check_number,
    check_positive,
    check_sample_rate,
)
from semeq.checks.values import (
    check_callable,
    check_choice,
    check_flag,
    check_instance,
    check_path,
    check_text,
)

__all__ = [
    "MAX_SAMPLE_RATE",
    "MAX_THREADS",
    "MIN_SAMPLE_RATE",
    "check_array",
    "check_callable",
    "check_choice",
    "check_count",
    "check_flag",
    "check_freqs",
    "check_instance",
    "check_number",
    "check_numbers",
    "check_path",
    "check_positive",
    "check_sample_rate",
    "check_sos",
    "check_text",
    "show",
]
