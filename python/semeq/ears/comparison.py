"""What a recording is compared with, from whatever a caller names it by."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from semeq.ears.artifact import Ears, EarsLike, load_ears
from semeq.ears.reference import MusicReference
from semeq.ears.source import check_rate, is_file
from semeq.ears.spectrum import hear
from semeq.errors import AudioError, ParameterError

ReferenceLike: TypeAlias = MusicReference | Any
"""A :class:`MusicReference`, an array, a path, a sequence of these two, or None."""


def make_reference(
    reference: ReferenceLike = None, *, sample_rate: float | None = None, ears: EarsLike = None
) -> MusicReference:
    """Make what a recording is compared with.

    Parameters
    ----------
    reference : MusicReference, array, path-like, sequence of the last two, or None
        Recordings of at least 0.19 s each. None: the music that came with the ears.
    sample_rate : float, optional
        Sample rate of the arrays, in Hz; needed if there are any.
    ears : Ears, str or path-like, optional
        Default: the shipped ones.

    Returns
    -------
    MusicReference
        It can be saved and loaded again.

    Raises
    ------
    AudioError
        If a recording cannot be read or is silent.
    ParameterError
        If there is no recording, or `sample_rate` is missing, of no use or out of range.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> recordings = [rng.uniform(-1, 1, 44_100) for _ in range(3)]
    >>> mine = make_reference(recordings, sample_rate=44_100)
    >>> mine.name, mine.n_recordings
    ('your reference', 3)
    """
    recordings = recordings_of(reference)
    if recordings or sample_rate is not None:
        check_rate(sample_rate, *recordings)
    return resolve_reference(reference, sample_rate, load_ears(ears))


def resolve_reference(
    reference: ReferenceLike, sample_rate: float | None, ears: Ears
) -> MusicReference:
    """Make a reference as :func:`make_reference` does, from checked arguments."""
    if reference is None:
        return ears.reference
    if isinstance(reference, MusicReference):
        if len(reference.mean_db) != len(ears.reference.mean_db):
            raise ParameterError(
                f"the reference has {len(reference.mean_db)} bands, these ears have "
                f"{len(ears.reference.mean_db)} (make it again with semeq.make_reference)"
            )
        return reference
    recordings = recordings_of(reference)
    levels = []
    for each in recordings:
        heard = hear(each, sample_rate=sample_rate, ears=ears)[0]
        if heard.is_silent:
            name = str(each) if is_file(each) else "a recording"
            raise AudioError(f"{name} is silent: nothing can be compared with it")
        levels.append(heard.levels_db())
    names = [Path(each).name for each in recordings if is_file(each)]
    name = names[0] if len(recordings) == 1 and names else "your reference"
    return ears.reference.adapted(np.stack(levels), name)


def recordings_of(reference: ReferenceLike) -> list[Any]:
    """Return the recordings that a reference is still to be made of."""
    if reference is None or isinstance(reference, MusicReference):
        return []
    if not isinstance(reference, Sequence) or is_file(reference):
        return [reference]
    if not len(reference):
        raise ParameterError("reference must hold at least one recording, got an empty sequence")
    return list(reference)
