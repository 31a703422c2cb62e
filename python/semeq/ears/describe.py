"""Words for a recording: its long-term spectrum against that of a reference."""

from __future__ import annotations

from typing import Any, overload

import numpy as np

from semeq.checks import check_count, check_flag, check_number
from semeq.ears.artifact import EarsLike, load_ears
from semeq.ears.comparison import ReferenceLike, recordings_of, resolve_reference
from semeq.ears.description import Description, Trajectory
from semeq.ears.listener import Listener
from semeq.ears.source import check_rate
from semeq.ears.spectrum import BandPower, hear
from semeq.errors import ParameterError
from semeq.words.lookup import check_language
from semeq.words.model import ModelLike, load_model

_MAX_SECONDS = 86_400.0


@overload
def describe(
    audio: Any,
    *,
    sample_rate: float | None = ...,
    n_words: int = ...,
    reference: ReferenceLike = ...,
    window_s: None = ...,
    hop_s: None = ...,
    language: str | None = ...,
    include_personal: bool = ...,
    model: ModelLike = ...,
    ears: EarsLike = ...,
) -> Description: ...
@overload
def describe(
    audio: Any,
    *,
    sample_rate: float | None = ...,
    n_words: int = ...,
    reference: ReferenceLike = ...,
    window_s: float,
    hop_s: float | None = ...,
    language: str | None = ...,
    include_personal: bool = ...,
    model: ModelLike = ...,
    ears: EarsLike = ...,
) -> Trajectory: ...


def describe(
    audio: Any,
    *,
    sample_rate: float | None = None,
    n_words: int = 5,
    reference: ReferenceLike = None,
    window_s: float | None = None,
    hop_s: float | None = None,
    language: str | None = "en",
    include_personal: bool = False,
    model: ModelLike = None,
    ears: EarsLike = None,
) -> Description | Trajectory:
    """Say in words how a recording sounds, compared with music at large or a reference.

    Parameters
    ----------
    audio : array, tensor or path-like
        float32 or float64 of shape ``(n_frames,)`` or ``(n_channels, n_frames)``; the mean of
        the channels is heard. Or a file. Only the shape of its long-term spectrum counts, not
        its level.
    sample_rate : float
        Sample rate of arrays in Hz, from 8,000 to 384,000; files have their own.
    n_words : int, default 5
        How many words at most. Well supported words come before thin ones that fit nearly as
        well: they are in descending order of ``z_score * correlation * n / (n + 2)``, where a
        word rests on `n` people.
    reference : MusicReference, array, path-like or sequence of the last two, optional
        What to compare with: recordings (arrays at `sample_rate`), or a stored reference.
        Default: the music that came with the ears.
    window_s : float, optional
        Describe each stretch of this length instead of the whole: gives a :class:`Trajectory`.
        Stretches start and end on a grid of about 0.09 s.
    hop_s : float, optional
        Time from one stretch to the next. Default: half of `window_s`.
    language : {"en", "es"} or None, default "en"
        Only words of one language; None: of all. What semeq is asked may be in any language, what
        it says is in English unless asked.
    include_personal : bool, default False
        Offer all words, not only those that five people or more agree on.
    model : Model, str or path-like, optional
        Whose words. Default: the shipped model.
    ears : Ears, str or path-like, optional
        Default: the shipped ones.

    Returns
    -------
    Description or Trajectory

    Raises
    ------
    AudioError
        If the audio cannot be read, is not finite, or is shorter than about 0.19 s.
    ParameterError
        If a number is out of range, or `sample_rate` is missing or of no use.

    Examples
    --------
    >>> import semeq
    >>> rng = np.random.default_rng(0)
    >>> white = rng.uniform(-0.5, 0.5, 88_200)  # 3 dB per octave brighter than pink
    >>> semeq.describe(white, sample_rate=44_100).scores["bright"] > 0.9
    True
    >>> semeq.describe(np.zeros(44_100), sample_rate=44_100).note
    'silence'
    """
    n_words = check_count("n_words", n_words)
    check_language(language)
    check_rate(sample_rate, audio, *recordings_of(reference))
    if window_s is None and hop_s is not None:
        raise ParameterError("hop_s needs window_s: how long each stretch is, in seconds")
    loaded = load_ears(ears)
    heard = hear(audio, sample_rate=sample_rate, ears=loaded)[0]
    listener = Listener(
        load_model(model),
        resolve_reference(reference, sample_rate, loaded),
        n_words,
        language=language,
        include_personal=check_flag("include_personal", include_personal),
    )
    if window_s is None:
        return listener.describe(heard)
    n_window, starts = _windows(heard, window_s, hop_s)
    stretches = [heard.part(start, start + n_window) for start in starts]
    centers_s = (np.array(starts) + (n_window + 1) / 2) * heard.hop_s
    return Trajectory(centers_s, tuple(listener.describe(each) for each in stretches))


def _windows(heard: BandPower, window_s: float, hop_s: float | None) -> tuple[int, list[int]]:
    """Return how many of the ears' own windows a stretch has, and where stretches start."""
    window_s = check_number("window_s", window_s, 2 * heard.hop_s, _MAX_SECONDS)
    hop_s = window_s / 2 if hop_s is None else hop_s
    hop_s = check_number("hop_s", hop_s, heard.hop_s, _MAX_SECONDS)
    n_window = max(int(window_s / heard.hop_s) - 1, 1)
    last = max(len(heard.power) - n_window, 0)
    n_starts = int((last + 0.5) * heard.hop_s / hop_s) + 1
    return n_window, [min(round(i * hop_s / heard.hop_s), last) for i in range(n_starts)]
