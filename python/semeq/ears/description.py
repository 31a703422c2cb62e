"""What :func:`semeq.describe` returns: words for a recording, or for each stretch of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from semeq.ears.result import Result

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Float64Array = npt.NDArray[np.float64]

_N_PLOTTED = 5


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A word that fits a recording.

    Attributes
    ----------
    term : str
        The word.
    score : float
        Share of the reference that has less of the word, 0 to 1: with 0.9, one recording
        of music in ten has more.
    z_score : float
        The same in standard deviations from the reference's mean.
    correlation : float
        Correlation of the word's curve with the recording's deviation from the reference, -1
        to 1, both whitened by how the reference varies: how much of the deviation the word says.
    grade : str
        How well supported the word is; see :class:`semeq.words.vocabulary.TermInfo`.
    evidence : str
        What in the spectrum speaks for the word.
    """

    term: str
    score: float
    z_score: float
    correlation: float
    grade: str
    evidence: str


@dataclass(frozen=True, slots=True, eq=False)
class Description(Result):
    """How a recording sounds.

    Attributes
    ----------
    words : tuple of HeardWord
        Best first; none if the recording has less of every word than the reference, or if
        `note` says why.
    note : str
        Why there are no words (silence, a tone), or what could not be heard; else empty.
    scores : dict of str to float
        The score of every word of the model, also of those that do not fit.
    freq_hz : ndarray, shape (64,)
        Centers of the bands.
    levels_db : ndarray, shape (64,)
        Long-term level of each band; NaN beyond Nyquist.
    deviation_db : ndarray, shape (64,)
        Difference of the levels from the reference; NaN beyond Nyquist.
    reference : str
        Name of what the recording was compared with.
    duration_s : float
        Length of what was heard, in seconds.
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

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """Draw how the spectrum deviates from the reference, under the words that fit.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Default: a new figure's.

        Returns
        -------
        matplotlib Axes
        """
        # matplotlib is loaded when a figure is wanted, not with semeq.
        from semeq.plot.curves import plot_deviation  # noqa: PLC0415

        ax = plot_deviation(self.deviation_db, self.freq_hz, ax=ax)
        ax.set_ylabel(f"level less {self.reference} (dB)")
        words = ", ".join(f"{word.term} {word.score:.0%}" for word in self.words)
        ax.set_title(words or self.note or "nothing stands out", fontsize="medium")
        return ax


@dataclass(frozen=True, eq=False)
class Trajectory(Result):
    """How a recording's words change over time.

    Attributes
    ----------
    times_s : ndarray, shape (n_stretches,)
        Time of the center of each stretch, in seconds.
    descriptions : tuple of Description
        One per stretch.
    """

    times_s: Float64Array
    descriptions: tuple[Description, ...]

    @cached_property
    def scores(self) -> dict[str, Float64Array]:
        """The score of each word over time, shape ``(n_stretches,)``; NaN where none was heard."""
        terms = dict.fromkeys(term for each in self.descriptions for term in each.scores)
        return {
            term: np.array([each.scores.get(term, np.nan) for each in self.descriptions])
            for term in terms
        }

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """Draw the scores of the five words that fit most often, over time.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Default: a new figure's.

        Returns
        -------
        matplotlib Axes
        """
        # matplotlib is loaded when a figure is wanted, not with semeq.
        from semeq.plot.axes import new_axes, without_box  # noqa: PLC0415

        ax = new_axes(ax)
        named = Counter(word.term for each in self.descriptions for word in each.words)
        for term, _ in named.most_common(_N_PLOTTED):
            ax.plot(self.times_s, self.scores[term], label=term)
        if named:
            ax.legend(frameon=False)
        ax.set_ylim(0, 1)
        ax.set_xlabel("time (s)")
        ax.set_ylabel("share of music with less of the word")
        return without_box(ax)
