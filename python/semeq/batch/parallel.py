"""Calls in parallel on joblib, on this machine or on a cluster, with results as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import ExitStack, contextmanager
from itertools import islice
from typing import Any

import joblib
from joblib.parallel import get_active_backend

from semeq.errors import ParameterError, SemeqError

_SLICE_TASKS_PER_JOB = 16

Run = Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]]


@contextmanager
def open_pool(n_jobs: int = 1, backend: str | None = "loky") -> Iterator[Run]:
    """Give a function ``run(function, tasks)`` that yields results in order of completion.

    Its function takes one task, and both travel to other processes: the function by import,
    the task pickled.

    Parameters
    ----------
    n_jobs : int, default 1
        Calls at a time; -1 for one per core.
    backend : str, optional
        Of joblib: ``"loky"`` (processes), ``"threading"``, ``"multiprocessing"``, ``"dask"``
        (the client at hand, or one for ``DASK_SCHEDULER_ADDRESS``, or a local cluster),
        ``"ray"`` (``RAY_ADDRESS`` likewise), or a registered one. None: what an enclosing
        ``joblib.parallel_config`` says.

    Raises
    ------
    ParameterError
        If `n_jobs` is 0, or the backend is unknown, not installed or out of reach.
    SemeqError
        From ``run``, if a worker process dies.

    Examples
    --------
    >>> with open_pool(n_jobs=1) as run:
    ...     sorted(run(abs, [-3, 1, -2]))
    [1, 2, 3]
    """
    if n_jobs == 0:
        raise ParameterError("n_jobs must be at least 1, or -1 for one per core, got 0")
    with ExitStack() as stack:
        try:
            _connect(backend, stack)
            given = {} if backend is None else {"backend": backend}
            with joblib.parallel_config(n_jobs=n_jobs, **given):
                # multiprocessing and ray return their results all at once.
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


def _connect(backend: str | None, stack: ExitStack) -> None:
    """Bring up what a cluster's backend expects to find."""
    if backend == "ray":
        from ray.util.joblib import register_ray  # noqa: PLC0415

        register_ray()
    elif backend == "dask":
        from distributed import Client, get_client  # noqa: PLC0415

        try:
            get_client()
        except ValueError:
            stack.enter_context(Client())
