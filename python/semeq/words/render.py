"""Words to sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from semeq.audio.automation import Automation
from semeq.audio.border import open_border
from semeq.audio.controls import Control, moves, sample_control
from semeq.audio.equalizer import Equalizer
from semeq.audio.leveling import Headroom, Leveler, check_headroom
from semeq.checks import check_flag
from semeq.eq.settings import EqSettings
from semeq.words.amount import MAX_AMOUNT, MIN_AMOUNT
from semeq.words.model import ModelLike
from semeq.words.morph import morph, morph_batch
from semeq.words.people.hand import Hand


@dataclass(frozen=True, slots=True)
class RenderInfo:
    """What :func:`render` did.

    Attributes
    ----------
    settings : EqSettings or Automation
        The equalizer between the two words; an automation where a control moves.
    gain_db : float
        Applied after the equalizer; 0.0 leaves its result bit for bit.
    peak : float
        Largest absolute sample of the result; 1.0 is full scale.
    loudness_in_lufs, loudness_out_lufs : float or None
        Of the input and of the result; ``-inf`` for silence and less than 400 ms. None
        without `match_loudness`.
    """

    settings: EqSettings | Automation
    gain_db: float
    peak: float
    loudness_in_lufs: float | None = None
    loudness_out_lufs: float | None = None


def render(
    audio: Any,
    term_a: str,
    term_b: str,
    alpha: Control = 0.5,
    *,
    sample_rate: float = 44_100,
    amount: Control = 1.0,
    hand: Hand | None = None,
    model: ModelLike = None,
    match_loudness: bool = False,
    headroom: Headroom = "none",
    return_info: bool = False,
    out: Any = None,
) -> Any:
    """Play audio through the equalizer found between two words.

    Parameters
    ----------
    audio : ndarray or torch.Tensor, shape (n_frames,) or (n_channels, n_frames)
        float32 or float64; never changed unless it is also `out`.
    term_a, term_b : str
        Words of the vocabulary; :func:`semeq.terms` lists them.
    alpha : float, ndarray, sequence of pairs, or callable, default 0.5
        Place between the words in [0, 1]; 0 gives exactly `term_a`, 1 exactly `term_b`. It may
        move along the audio: one value per frame, breakpoints ``(time_s, value)``, or a
        function of an array of times in seconds.
    sample_rate : float, default 44100
        Of `audio`, in Hz, from 8,000 to 384,000.
    amount : float, ndarray, sequence of pairs, or callable, default 1.0
        Scales the gains, in [-1, 2]: 0 returns the input bit for bit, -1 is the inverse. It
        may move as `alpha` does.
    hand : Hand, optional
        What is known of a person; their words take the place of everybody's.
    model : Model, str or path-like, optional
        Default: the shipped model.
    match_loudness : bool, default False
        Give the result the integrated loudness of `audio`, for a fair comparison. Silence and
        less than 400 ms have none, so that no gain is applied.
    headroom : {"none", "normalize"}, default "none"
        ``"normalize"`` lowers the result, and never raises it, so that no sample passes ±1;
        where that conflicts with `match_loudness`, the result is quieter than the input.
    return_info : bool, default False
        Return ``(result, RenderInfo)``.
    out : ndarray or torch.Tensor, optional
        Receives the result; same type, dtype and shape as `audio`, which it may be.

    Returns
    -------
    ndarray or torch.Tensor
        `out`, or a new array of the type, dtype and shape of `audio`. Unless `headroom` says
        so it is not limited: boosts may carry it beyond ±1.
    RenderInfo
        Only with `return_info`: settings, gain, peak and loudness.

    Raises
    ------
    UnknownTermError
        If a word is not in the vocabulary; the message names the nearest ones.
    ParameterError
        If `alpha`, `amount`, `sample_rate` or `headroom` is out of range.
    AudioError
        If `audio` or `out` has another type or shape, or `audio` is not finite.

    Examples
    --------
    >>> import numpy as np
    >>> noise = np.random.default_rng(0).standard_normal((2, 44_100)).astype(np.float32)
    >>> render(noise, "warm", "bright", 0.3).shape
    (2, 44100)
    >>> render(noise, "warm", "bright", [(0.0, 0.0), (1.0, 1.0)]).shape  # over one second
    (2, 44100)
    >>> y, info = render(noise, "warm", "bright", match_loudness=True, return_info=True)
    >>> abs(info.loudness_out_lufs - info.loudness_in_lufs) < 0.01
    True
    >>> y, info = render(noise, "warm", "bright", headroom="normalize", return_info=True)
    >>> 0.9999 < info.peak <= 1.0
    True
    """
    border = open_border(audio, out)
    source = border.source
    settings = _settings_along(
        source.shape[-1], term_a, term_b, alpha, amount, sample_rate, hand, model
    )
    play = Equalizer(settings, sample_rate=sample_rate)._play  # noqa: SLF001 - the border is open
    check_flag("match_loudness", match_loudness)
    check_flag("return_info", return_info)
    if not (match_loudness or return_info) and check_headroom(headroom) == "none":
        return play(border)

    n_channels = 1 if source.ndim == 1 else len(source)
    leveler = Leveler(
        sample_rate=sample_rate,
        n_channels=n_channels,
        match_loudness=match_loudness,
        headroom=headroom,
    )
    leveler.hear_input(source)
    result = play(border)
    samples = np.asarray(result)  # a view of a tensor's memory, too
    leveler.hear_result(samples)
    gain = leveler.choose_gain(samples.dtype)
    if gain != 1:
        samples *= gain
    if not return_info:
        return result
    return result, RenderInfo(
        settings=settings,
        gain_db=leveler.gain_db,
        peak=leveler.peak,
        loudness_in_lufs=leveler.loudness_in_lufs,
        loudness_out_lufs=leveler.loudness_out_lufs,
    )


def _settings_along(
    n_frames: int,
    term_a: str,
    term_b: str,
    alpha: Control,
    amount: Control,
    sample_rate: float,
    hand: Hand | None,
    model: ModelLike,
) -> EqSettings | Automation:
    if not (moves(alpha) or moves(amount)):
        return morph(
            term_a,
            term_b,
            cast("float", alpha),
            amount=cast("float", amount),
            hand=hand,
            model=model,
        )
    alphas = sample_control(alpha, n_frames=n_frames, sample_rate=sample_rate)
    amounts = sample_control(
        amount,
        n_frames=n_frames,
        sample_rate=sample_rate,
        name="amount",
        limits=(MIN_AMOUNT, MAX_AMOUNT),
    )
    params = morph_batch(term_a, term_b, alphas, amount=amounts, hand=hand, model=model)
    return Automation.from_params(params)
