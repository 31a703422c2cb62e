"""What reading a damaged artifact did."""

from __future__ import annotations

import json
import resource
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

from semeq.errors import ModelLoadError
from semeq.words import archive
from semeq.words.seal import METADATA_DIGEST, WEIGHTS_DIGEST
from tools.fuzz.answers import Answers, answers
from tools.fuzz.mutators import DAMAGE, FORGERY
from tools.fuzz.samples import Sample, ears_sample, model_sample, zipped

REFUSED, SAME, VALID = "refused", "same", "valid"
GOOD = {REFUSED, SAME, VALID}
"""Refused with a ModelLoadError; read as it was written; forged, and as the tables want it."""

MAX_SECONDS, MAX_GROWTH_KB = 10, 400_000
TOLERANCE = 1e-6

SAMPLES = (model_sample(), ears_sample())


class HangError(BaseException):
    """Reading took too long; nothing that catches exceptions may hide it."""


def judge(seed: int, folder: Path) -> tuple[str, str]:
    """Make one mutant, read it, and say what came of it.

    Parameters
    ----------
    seed : int
        Chooses sample, mutator and what it does.
    folder : Path
        Where the file goes.

    Returns
    -------
    mutator, verdict : str
        A verdict beyond :data:`GOOD` is a fault, in words.
    """
    rng = np.random.default_rng(seed)
    sample = SAMPLES[seed % 2]
    mutators = DAMAGE + FORGERY
    mutator = mutators[seed // 2 % len(mutators)]
    path = folder / "mutant.pt"
    path.write_bytes(mutator(sample, rng))
    before = _peak_kb()
    try:
        with _time_limit():
            verdict = _read(path, sample, is_forged=mutator in FORGERY)
    except ModelLoadError as error:
        verdict = REFUSED if str(error).isprintable() else f"unprintable: {error!r}"
    except HangError:
        verdict = f"hang: more than {MAX_SECONDS} s"
    except Exception as error:  # noqa: BLE001 - any other is what is looked for
        verdict = f"other exception: {error!r:.200}"
    if _peak_kb() - before > MAX_GROWTH_KB:
        verdict = f"memory: {(_peak_kb() - before) // 1_000} MB"
    return mutator.__name__, verdict


def count_verdicts(seeds: range, folder: Path) -> tuple[Counter[tuple[str, str]], list[str]]:
    """Judge many mutants.

    Parameters
    ----------
    seeds : range
        One for each.
    folder : Path
        Where the files go.

    Returns
    -------
    counts : Counter
        How many of each mutator and verdict; all faults are one verdict.
    faults : list of str
        Each with its seed.
    """
    counts: Counter[tuple[str, str]] = Counter()
    faults = []
    for seed in seeds:
        mutator, verdict = judge(seed, folder)
        counts[mutator, verdict if verdict in GOOD else "fault"] += 1
        if verdict not in GOOD:
            faults.append(f"seed {seed}, {mutator}: {verdict}")
    return counts, faults


def _read(path: Path, sample: Sample, *, is_forged: bool) -> str:
    metadata = archive.read_metadata(path, kind=sample.kind)
    tensors = archive.read_weights(path, metadata)
    said = {k: v for k, v in metadata.items() if k not in (METADATA_DIGEST, WEIGHTS_DIGEST)}
    is_same = json.dumps(said, sort_keys=True) == json.dumps(sample.metadata, sort_keys=True)
    is_same &= tensors.keys() == sample.tensors.keys() and all(
        tensor.shape == sample.tensors[name].shape
        and np.allclose(tensor, sample.tensors[name], rtol=0, atol=TOLERANCE)
        for name, tensor in tensors.items()
    )
    if not (is_same or is_forged):
        return "silently different"
    found = answers(path, sample.kind)
    if not all(np.isfinite(values).all() for values in found.values()):
        return "answers that are not finite"
    if not is_same:
        return VALID
    expected = _expected(sample)
    is_same = all(
        np.allclose(values, expected[name], rtol=TOLERANCE, atol=TOLERANCE)
        for name, values in found.items()
    )
    return SAME if is_same else "other answers"


@cache
def _expected(sample: Sample) -> Answers:
    """Return what the unharmed sample answers."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "whole.pt"
        path.write_bytes(zipped(sample.entries()))
        return answers(path, sample.kind)


@contextmanager
def _time_limit() -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> Any:
        raise HangError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(MAX_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _peak_kb() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1_000 if sys.platform == "darwin" else peak


def unharmed(folder: Path) -> list[str]:
    """Return the verdicts on the samples as they are.

    Parameters
    ----------
    folder : Path
        Where the files go.
    """
    verdicts = []
    for sample in SAMPLES:
        (folder / "whole.pt").write_bytes(zipped(sample.entries()))
        verdicts.append(_read(folder / "whole.pt", sample, is_forged=False))
    return verdicts
