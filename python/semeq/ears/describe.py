"""Words for a recording: its long-term spectrum against that of a reference."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, overload

import numpy as np
import numpy.typing as npt

from semeq.checks import check_count, check_number
from semeq.ears.artifact import EarsLike, load_ears
from semeq.ears.evidence import sentence
from semeq.ears.reference import MusicReference
from semeq.ears.scale import share_below, word_scale
from semeq.ears.spectrum import BandPower, band_levels, hear
from semeq.errors import ParameterError
from semeq.words.model import Model, ModelLike, load_model

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Float64Array = npt.NDArray[np.float64]
ReferenceLike: TypeAlias = MusicReference | Any

_DOUBT = 2.0  # people whose absence a word must make up for
_MAX_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A word that fits a recording.

    Attributes
    ----------
    term : str
        The word.
    score : float
        Share of the reference that has less of the word, 0 to 1: 0.9 means that one recording
        of music in ten has more.
    place : float
        The same in standard deviations from the reference's middle.
    likeness : float
        Correlation of the word's curve with how the recording differs from the reference, -1 to
        1: how much of the difference the word says.
    grade : str
        How well supported the word is; see :class:`semeq.words.vocabulary.TermInfo`.
    evidence : str
        What in the spectrum speaks for the word.
    """

    term: str
    score: float
    place: float
    likeness: float
    grade: str
    evidence: str


@dataclass(frozen=True, slots=True, eq=False)
class Description:
    """What a recording sounds like.

    Attributes
    ----------
    words : tuple of HeardWord
        Best first; none if the recording has less of every word than the reference, or if
        `note` says why.
    note : str
        Why there are no words (silence, a tone), or what could not be heard; else empty.
    scores : dict of str to float
        The score of every word of the model, also of those that do not fit.
    freq_hz, levels_db, deviation_db : ndarray, shape (64,)
        Bands; long-term levels (NaN beyond Nyquist); their difference from the reference.
    reference : str
        What the recording was compared with.
    duration_s : float
        How much was heard.
    """

    words: tuple[HeardWord, ...]
    note: str
    scores: dict[str, float]
    freq_hz: Float64Array
    levels_db: Float64Array
    deviation_db: Float64Array
    reference: str
    duration_s: float

    def __str__(self) -> str:
        lines = [f"{word.term} {word.score:.0%}: {word.evidence}" for word in self.words]
        return "\n".join([*lines, self.note] if self.note else lines) or "nothing stands out"

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw how the spectrum differs from the reference, with the curve of the first words."""
        from semeq.plot.ears import plot_description  # noqa: PLC0415  (matplotlib is slow to import)

        return plot_description(self, ax=ax)

    def to_dict(self) -> dict[str, Any]:
        """Return a JSON-ready mapping."""
        return {
            "words": [asdict(word) for word in self.words],
            "note": self.note,
            "reference": self.reference,
            "duration_s": round(self.duration_s, 3),
            "freq_hz": self.freq_hz.round(2).tolist(),
            "deviation_db": _rounded(self.deviation_db),
            "levels_db": _rounded(self.levels_db),
        }


@dataclass(frozen=True, slots=True, eq=False)
class Trajectory:
    """How a recording's words change over time.

    Attributes
    ----------
    times_s : ndarray, shape (n,)
        Middle of each window.
    descriptions : tuple of Description
        One per window.
    """

    times_s: Float64Array
    descriptions: tuple[Description, ...]

    def scores(self, term: str) -> Float64Array:
        """Return the score of one word in each window, NaN where there is nothing to hear."""
        return np.array([each.scores.get(term, np.nan) for each in self.descriptions])

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the scores of the words that come first most often, over time."""
        from semeq.plot.ears import plot_trajectory  # noqa: PLC0415  (matplotlib is slow to import)

        return plot_trajectory(self, ax=ax)

    def to_dict(self) -> list[dict[str, Any]]:
        """Return a JSON-ready list, one mapping per window."""
        return [
            {"time_s": round(float(time_s), 3)} | each.to_dict()
            for time_s, each in zip(self.times_s, self.descriptions, strict=True)
        ]


@overload
def describe(
    audio: Any,
    sample_rate: float = ...,
    *,
    top: int = ...,
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
    sample_rate: float = ...,
    *,
    top: int = ...,
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
    sample_rate: float = 44_100,
    *,
    top: int = 5,
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
        float32 or float64 of shape ``(n_frames,)`` or ``(n_channels, n_frames)``, of which the
        sum is heard; or a file. Only the shape of its long-term spectrum counts, not its level.
    sample_rate : float, default 44100
        In Hz; of a file, its own.
    top : int, default 5
        How many words at most. Solid words come before thin ones that fit nearly as well: the
        order is that of ``place * likeness * n / (n + 2)``, where `n` people stand behind a word.
    reference : MusicReference, array, path-like or sequence of these, optional
        What to compare with: recordings (at `sample_rate`), or a stored reference. Default:
        the music that came with the ears.
    window_s : float, optional
        Describe each stretch of this length instead of the whole: gives a :class:`Trajectory`.
        Stretches start and end on a grid of about 0.09 s.
    hop_s : float, optional
        From one stretch to the next. Default: half of `window_s`.
    language : {"en", "es"} or None, default "en"
        Of the words; None offers all.
    include_personal : bool, default False
        Also offer words that rest on one person.
    model : Model, str or path-like, optional
        Whose words. Default: the shipped model.
    ears : Ears, str or path-like, optional
        Who listens. Default: the shipped ones.

    Returns
    -------
    Description or Trajectory

    Raises
    ------
    AudioError
        If the audio cannot be read, is not finite, or is shorter than about 0.19 s.
    ParameterError
        If a number is out of range.

    Examples
    --------
    >>> import semeq
    >>> rng = np.random.default_rng(0)
    >>> white = rng.uniform(-0.5, 0.5, 88_200)  # 3 dB per octave brighter than pink
    >>> semeq.describe(white).scores["bright"] > 0.9
    True
    >>> semeq.describe(np.zeros(44_100)).note
    'silence'
    """
    top = check_count("top", top)
    loaded = load_ears(ears)
    heard = hear(audio, sample_rate, ears=loaded)[0]
    compared = make_reference(reference, sample_rate, ears=loaded)
    listener = Listener(
        load_model(model), compared, top, language=language, include_personal=include_personal
    )
    if window_s is None:
        if hop_s is not None:
            raise ParameterError("hop_s needs window_s")
        return listener.describe(heard)
    n_window, starts = _windows(heard, window_s, hop_s)
    parts = [heard.part(start, start + n_window) for start in starts]
    middles = (np.array(starts) + (n_window + 1) / 2) * heard.hop_s
    return Trajectory(middles, tuple(listener.describe(part) for part in parts))


def make_reference(
    reference: ReferenceLike, sample_rate: float = 44_100, *, ears: EarsLike = None
) -> MusicReference:
    """Make what a recording is compared with.

    Parameters
    ----------
    reference : MusicReference, array, path-like, sequence of these, or None
        Recordings of at least 0.19 s each. None: the music that came with the ears.
    sample_rate : float, default 44100
        Of the arrays, in Hz.
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

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> mine = make_reference([rng.uniform(-1, 1, 44_100) for _ in range(3)])
    >>> mine.name, mine.n_recordings
    ('your reference', 3)
    """
    loaded = load_ears(ears)
    if reference is None:
        return loaded.reference
    if isinstance(reference, MusicReference):
        return reference
    several = isinstance(reference, Sequence) and not isinstance(reference, str)
    recordings = reference if several else [reference]
    if not len(recordings):
        raise ParameterError("reference must hold at least one recording, got an empty sequence")
    levels = np.stack([band_levels(each, sample_rate, ears=loaded) for each in recordings])
    names = [Path(each).name for each in recordings if isinstance(each, str | os.PathLike)]
    name = names[0] if len(recordings) == 1 and names else "your reference"
    return loaded.reference.adapted(levels, name)


class Listener:
    """Describes what was heard, with one model and reference; parameters as of describe()."""

    def __init__(
        self,
        model: Model,
        reference: MusicReference,
        top: int,
        *,
        language: str | None = "en",
        include_personal: bool = False,
    ) -> None:
        self._model, self._reference, self._top = model, reference, top
        self._trust, self._offered, self._grades = _standing(model, language, include_personal)

    def describe(self, heard: BandPower) -> Description:
        """Return the words that fit, or why there are none."""
        levels = heard.levels_db()
        scale = word_scale(
            self._model, self._reference, tuple(heard.centers_hz), heard.n_valid, heard.duration_s
        )
        note = heard.why_no_spectrum()
        deviation = scale.deviation_db(levels)
        scores: dict[str, float] = {}
        words: tuple[HeardWord, ...] = ()
        if not note:
            places, likeness = deviation @ scale.axes.T, scale.likeness(deviation)
            shares = share_below(places)
            scores = dict(zip(scale.words, shares.tolist(), strict=True))
            order = np.argsort(-places * likeness * self._trust, kind="stable")
            fitting = [i for i in order.tolist() if places[i] > 0 and self._offered[i]]
            words = tuple(
                HeardWord(
                    term=scale.words[i],
                    score=float(shares[i]),
                    place=float(places[i]),
                    likeness=float(likeness[i]),
                    grade=self._grades[i],
                    evidence=sentence(
                        heard.centers_hz[: heard.n_valid],
                        deviation[: heard.n_valid],
                        scale.axes[i, : heard.n_valid],
                        self._reference.name,
                    ),
                )
                for i in fitting[: self._top]
            )
            if heard.n_valid < len(levels):
                note = (
                    f"nothing above {heard.centers_hz[heard.n_valid - 1] / 1000:.1f} kHz is heard"
                )
        return Description(
            words,
            note,
            scores,
            heard.centers_hz,
            levels,
            np.where(np.isfinite(levels), deviation, np.nan),
            self._reference.name,
            heard.duration_s,
        )


@lru_cache(maxsize=8)
def _standing(
    model: Model, language: str | None, include_personal: bool
) -> tuple[Float64Array, npt.NDArray[np.bool_], list[str]]:
    """Return how far to trust each word, whether to offer it, and its grade."""
    infos = list(model.vocabulary)
    spoken = sorted({info.language for info in infos})
    if language is not None and language not in spoken:
        raise ParameterError(f"language must be one of {spoken} or None, got {language!r}")
    people = np.array([info.n_contributors for info in infos], dtype=np.float64)
    offered = [
        language in {None, info.language} and (include_personal or not info.is_personal)
        for info in infos
    ]
    # Of two words that fit alike, the one that more people share comes first.
    return people / (people + _DOUBT), np.array(offered), [info.grade for info in infos]


def _windows(heard: BandPower, window_s: float, hop_s: float | None) -> tuple[int, list[int]]:
    """Return how many of the ears' own windows a stretch has, and where stretches start."""
    window_s = check_number("window_s", window_s, 2 * heard.hop_s, _MAX_SECONDS)
    hop_s = window_s / 2 if hop_s is None else hop_s
    hop_s = check_number("hop_s", hop_s, heard.hop_s, _MAX_SECONDS)
    n_window = max(int(window_s / heard.hop_s) - 1, 1)
    last = max(len(heard.power) - n_window, 0)
    n_starts = int((last + 0.5) * heard.hop_s / hop_s) + 1
    return n_window, [min(round(i * hop_s / heard.hop_s), last) for i in range(n_starts)]


def _rounded(values: Float64Array) -> list[float | None]:
    return [None if np.isnan(value) else round(float(value), 2) for value in values]
