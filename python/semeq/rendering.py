"""Words to sound."""

from __future__ import annotations

from typing import Any

from semeq.equalizer import Equalizer
from semeq.words import ModelLike, morph


def render(
    audio: Any,
    term_a: str,
    term_b: str,
    alpha: float = 0.5,
    *,
    sample_rate: float = 44_100,
    amount: float = 1.0,
    model: ModelLike = None,
    out: Any = None,
) -> Any:
    """Play audio through the equalizer found between two words.

    Parameters
    ----------
    audio : ndarray or torch.Tensor, shape (n_frames,) or (n_channels, n_frames)
        float32 or float64; never changed unless it is also `out`.
    term_a, term_b : str
        Words of the vocabulary; :func:`semeq.terms` lists them.
    alpha : float, default 0.5
        Place between the words in [0, 1]; 0 gives exactly `term_a`, 1 exactly `term_b`.
    sample_rate : float, default 44100
        Of `audio`, in Hz, from 8,000 to 384,000.
    amount : float, default 1.0
        Scales the gains, in [-1, 2]: 0 returns the input bit for bit, -1 is the inverse.
    model : Model, str or path-like, optional
        Default: the shipped model.
    out : ndarray or torch.Tensor, optional
        Receives the result; same type, dtype and shape as `audio`, which it may be.

    Returns
    -------
    ndarray or torch.Tensor
        `out`, or a new array of the type, dtype and shape of `audio`. It is not limited:
        boosts may carry it beyond ±1.

    Raises
    ------
    UnknownTermError
        If a word is not in the vocabulary; the message names the nearest ones.
    ParameterError
        If `alpha`, `amount` or `sample_rate` is out of range.
    AudioError
        If `audio` or `out` has another type or shape, or `audio` is not finite.

    Examples
    --------
    >>> import numpy as np
    >>> noise = np.random.default_rng(0).standard_normal((2, 44_100)).astype(np.float32)
    >>> render(noise, "warm", "bright", 0.3).shape
    (2, 44100)
    """
    settings = morph(term_a, term_b, alpha, amount=amount, model=model)
    return Equalizer(settings, sample_rate=sample_rate)(audio, out=out)
