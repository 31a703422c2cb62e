"""Calls in parallel on joblib, with results as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from itertools import islice
from typing import Any

from semeq.checks import check_count, check_text
from semeq.errors import ParameterError, SemeqError
from semeq.extras import require_extra

_SLICE_TASKS_PER_JOB = 16
_MAX_JOBS = 2**20
_LOCAL_BACKENDS = ("loky", "threading", "multiprocessing")

Run = Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]]


@contextmanager
def open_pool(n_jobs: int = 1, backend: str | None = "loky") -> Iterator[Run]:
    """Give a function ``run(function, tasks)`` that yields results in order of completion.

    The function takes one task. Other processes import the function and unpickle the task.

    Parameters
    ----------
    n_jobs : int, default 1
        Calls at a time; -1 for one per core.
    backend : str, optional
        A backend of joblib: ``"loky"`` (processes), ``"threading"``, ``"multiprocessing"``, or
        one that was registered. None: what an enclosing ``joblib.parallel_config`` says.

    Raises
    ------
    ParameterError
        If `n_jobs` is 0, or the backend is unknown or cannot be used.
    MissingExtraError
        If joblib is not installed, and `n_jobs` is not 1 or the backend is not one of joblib's.
    SemeqError
        From ``run``, if a worker process dies.

    Examples
    --------
    >>> with open_pool(n_jobs=1) as run:
    ...     sorted(run(abs, [-3, 1, -2]))
    [1, 2, 3]
    """
    if check_count("n_jobs", n_jobs, -_MAX_JOBS, _MAX_JOBS) == 0:
        raise ParameterError("n_jobs must be at least 1, or -1 for one per core, got 0")
    given = {} if backend is None else {"backend": check_text("backend", backend)}
    if n_jobs == 1 and backend in _LOCAL_BACKENDS:
        yield map  # one call at a time needs no joblib
        return
    require_extra("batch", "more than one call at a time")
    import joblib  # noqa: PLC0415 (an extra)
    from joblib.parallel import get_active_backend  # noqa: PLC0415

    try:
        with joblib.parallel_config(n_jobs=n_jobs, **given):
            # Some backends, multiprocessing for one, return their results all at once.
            streams = get_active_backend()[0].supports_return_generator
            parallel = joblib.Parallel(return_as="generator_unordered" if streams else "list")
    except (ValueError, TypeError, ImportError, OSError) as error:
        raise ParameterError(f"backend {backend!r} cannot be used: {error}") from error
    slice_tasks = None if streams else _SLICE_TASKS_PER_JOB * joblib.effective_n_jobs(n_jobs)

    def run(function: Callable[[Any], Any], tasks: Iterable[Any]) -> Iterator[Any]:
        calls = (joblib.delayed(function)(task) for task in tasks)
        try:
            if slice_tasks is None:
                yield from parallel(calls)
                return
            while part := list(islice(calls, slice_tasks)):
                yield from parallel(part)
        except BrokenExecutor as error:
            raise SemeqError(
                "a worker process died, perhaps for lack of memory; use fewer jobs"
            ) from error

    yield run
