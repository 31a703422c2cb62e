"""Workers that die, and backends that are none, are told with a reason."""

from __future__ import annotations

import os

import pytest

from semeq import ParameterError
from semeq.batch.parallel import open_pool
from semeq.errors import SemeqError


def test_a_dead_worker_is_an_error_with_a_reason() -> None:
    with open_pool(n_jobs=2) as run, pytest.raises(SemeqError, match="a worker process died"):
        list(run(os._exit, [1, 1]))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_jobs": 0}, "n_jobs must be at least 1"),
        ({"n_jobs": 1.5}, "n_jobs must be a whole number"),
        ({"backend": "cloud"}, "backend 'cloud' cannot be used"),
        ({"backend": 3}, "backend must be a str"),
    ],
)
def test_a_pool_that_cannot_be_is_refused(options, message) -> None:
    with pytest.raises(ParameterError, match=message), open_pool(**options):
        pass


@pytest.mark.parametrize("backend", ["threading", "multiprocessing"])
def test_every_task_has_its_result(backend) -> None:
    with open_pool(n_jobs=2, backend=backend) as run:
        assert sorted(run(abs, range(-100, 0))) == list(range(1, 101))
