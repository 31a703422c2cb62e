"""A stream whose equalizer is steered by words while it plays."""

from __future__ import annotations

import threading

import numpy as np
import numpy.typing as npt

from semeq.audio.streaming import StreamingEqualizer
from semeq.eq.design import Design
from semeq.words.model import ModelLike, load_model
from semeq.words.morph import morph


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
        model: ModelLike = None,
    ) -> None:
        self._model = load_model(model)
        self._control = threading.Lock()
        self._terms, self._alpha, self._amount = (term_a, term_b), alpha, amount
        super().__init__(
            morph(term_a, term_b, alpha, amount=amount, model=self._model),
            sample_rate,
            n_channels=n_channels,
            block_frames=block_frames,
            ramp_ms=ramp_ms,
            dtype=dtype,
            design=design,
        )

    @property
    def alpha(self) -> float:
        """Place between the words."""
        return self._alpha

    @alpha.setter
    def alpha(self, alpha: float) -> None:
        self._steer(alpha=alpha)

    @property
    def amount(self) -> float:
        """Scale of the gains; 0 is a bypass."""
        return self._amount

    @amount.setter
    def amount(self, amount: float) -> None:
        self._steer(amount=amount)

    @property
    def terms(self) -> tuple[str, str]:
        """The two words."""
        return self._terms

    @terms.setter
    def terms(self, terms: tuple[str, str]) -> None:
        term_a, term_b = terms
        self._steer(terms=(term_a, term_b))

    def _steer(
        self,
        *,
        terms: tuple[str, str] | None = None,
        alpha: float | None = None,
        amount: float | None = None,
    ) -> None:
        # The lock is among control threads: two that move different controls at once must not
        # lose one of the moves. It is never taken while audio is processed.
        with self._control:
            new_terms = self._terms if terms is None else terms
            new_alpha = self._alpha if alpha is None else alpha
            new_amount = self._amount if amount is None else amount
            self.settings = morph(*new_terms, new_alpha, amount=new_amount, model=self._model)
            self._terms, self._alpha, self._amount = new_terms, new_alpha, new_amount
