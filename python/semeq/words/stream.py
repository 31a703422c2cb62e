"""A stream whose equalizer is steered by words while it plays."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq.audio.streaming import StreamingEqualizer
from semeq.checks import show
from semeq.eq.design import Design
from semeq.eq.settings import EqSettings
from semeq.errors import ParameterError
from semeq.words.model import ModelLike, load_model
from semeq.words.morph import morph
from semeq.words.people.hand import Hand


class Stream(StreamingEqualizer):
    """Plays a stream between two words; every control may be moved while it plays.

    Setting :attr:`alpha`, :attr:`amount`, :attr:`terms` or :attr:`settings` decodes in the
    calling thread, never in the one that calls :meth:`process`, which takes the newest settings
    without waiting and ramps to them without a click.

    Parameters
    ----------
    term_a, term_b : str
        Words of the vocabulary.
    alpha : float, default 0.5
        Place between the words, in [0, 1].
    sample_rate : float, default 44100
        In Hz, from 8,000 to 384,000.
    n_channels : int, default 1
        From 1 to 1,024.
    block_frames : int, default 4096
        Frames of the longest block; longer ones are refused.
    amount : float, default 1.0
        Scales the gains, in [-1, 2].
    ramp_ms : float, default 20.0
        Time a change takes, from 10 to 1,000.
    dtype : {float32, float64}, default float32
        Of the blocks.
    design : {"rbj", "matched"}, default "rbj"
        How bands near Nyquist behave.
    hand : Hand, optional
        What is known of a person; their words take the place of everybody's.
    model : Model, str or path-like, optional
        Default: the shipped model.

    Raises
    ------
    UnknownTermError
        If a word is not in the vocabulary.
    ParameterError
        If an argument is out of range.

    Examples
    --------
    >>> stream = Stream("warm", "bright", sample_rate=48_000, n_channels=2, block_frames=512)
    >>> stream.alpha = 0.7
    >>> stream.process(np.zeros((2, 512), dtype=np.float32)).shape
    (2, 512)
    >>> stream
    Stream('warm', 'bright', alpha=0.7, amount=1, sample_rate=48000, n_channels=2)
    """

    def __init__(
        self,
        term_a: str,
        term_b: str,
        alpha: float = 0.5,
        *,
        sample_rate: float = 44_100,
        n_channels: int = 1,
        block_frames: int = 4096,
        amount: float = 1.0,
        ramp_ms: float = 20.0,
        dtype: npt.DTypeLike = np.float32,
        design: Design = "rbj",
        hand: Hand | None = None,
        model: ModelLike = None,
    ) -> None:
        self._model, self._hand = load_model(model), hand
        # Among control threads: two that move different controls at once must not lose one of the
        # moves. It is never taken while audio is processed.
        self._control = threading.Lock()
        self._words = _Words((term_a, term_b), alpha, amount)
        self._plays_words = True
        super().__init__(
            self._morph(self._words),
            sample_rate=sample_rate,
            n_channels=n_channels,
            block_frames=block_frames,
            ramp_ms=ramp_ms,
            dtype=dtype,
            design=design,
        )

    def __repr__(self) -> str:
        """Tell what plays, at which rate, in how many channels."""
        words = self._playing
        if words is None:
            return super().__repr__()
        term_a, term_b = words.terms
        return (
            f"Stream({term_a!r}, {term_b!r}, alpha={words.alpha:g}, amount={words.amount:g}, "
            f"{self._repr_end})"
        )

    @property
    def settings(self) -> EqSettings:
        """The newest settings; setting them ramps there.

        Settings set here stand for themselves: :attr:`alpha`, :attr:`amount` and :attr:`terms`
        are None until one of the three is set, which brings the words back, the other two as
        they last were. The bands keep their number and kinds: a :class:`ParameterError`
        otherwise.
        """
        return super().settings

    @settings.setter
    def settings(self, settings: EqSettings) -> None:
        with self._control:
            self._ramp_to(settings)
            self._plays_words = False

    @property
    def alpha(self) -> float | None:
        """Place between the words; None while the stream plays settings of its own."""
        words = self._playing
        return None if words is None else words.alpha

    @alpha.setter
    def alpha(self, alpha: float) -> None:
        self._steer(alpha=alpha)

    @property
    def amount(self) -> float | None:
        """Scale of the gains, 0 for a bypass; None while the stream plays settings of its own."""
        words = self._playing
        return None if words is None else words.amount

    @amount.setter
    def amount(self, amount: float) -> None:
        self._steer(amount=amount)

    @property
    def terms(self) -> tuple[str, str] | None:
        """The two words; None while the stream plays settings of its own."""
        words = self._playing
        return None if words is None else words.terms

    @terms.setter
    def terms(self, terms: tuple[str, str]) -> None:
        self._steer(terms=_check_terms(terms))

    @property
    def _playing(self) -> _Words | None:
        """The words that play, if words do."""
        with self._control:
            return self._words if self._plays_words else None

    def _steer(self, **moved: Any) -> None:
        with self._control:
            words = replace(self._words, **moved)
            self._ramp_to(self._morph(words))
            self._words, self._plays_words = words, True

    def _morph(self, words: _Words) -> EqSettings:
        return morph(
            *words.terms, words.alpha, amount=words.amount, hand=self._hand, model=self._model
        )


def _check_terms(terms: Any) -> tuple[str, str]:
    if isinstance(terms, str) or not (isinstance(terms, Sequence) and len(terms) == 2):
        raise ParameterError(f"terms must be two words (term_a, term_b), got {show(terms)}")
    return terms[0], terms[1]


@dataclass(frozen=True, slots=True)
class _Words:
    """The controls of a stream."""

    terms: tuple[str, str]
    alpha: float
    amount: float
