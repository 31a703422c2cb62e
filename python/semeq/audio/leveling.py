"""The gain that brings a result to its input's loudness, or below full scale."""

from __future__ import annotations

import math
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from semeq.audio.loudness import LoudnessMeter
from semeq.checks import check_choice, check_flag

Headroom = Literal["none", "normalize"]


def check_headroom(headroom: Headroom) -> Headroom:
    """Return `headroom` if it is one of those known, or raise ParameterError naming them."""
    check_choice("headroom", headroom, get_args(Headroom))
    return headroom


class Leveler:
    """Measures the input and the result of an equalizer, and chooses a gain for the result.

    Parameters
    ----------
    sample_rate : float
        In Hz, from 8,000 to 384,000.
    n_channels : int
        Channels of every block.
    match_loudness : bool
        Whether the gain brings the result to the input's integrated loudness. Silence and
        less than 400 ms have none; they are left as they are.
    headroom : {"none", "normalize"}
        Whether the gain keeps the result's samples within ±1.

    Raises
    ------
    ParameterError
        If an argument is out of range.

    Examples
    --------
    >>> leveler = Leveler(
    ...     sample_rate=48_000, n_channels=1, match_loudness=False, headroom="normalize"
    ... )
    >>> leveler.hear_result(np.array([0.5, -2.0]))
    >>> float(leveler.choose_gain(np.float32).round(6))
    0.5
    """

    def __init__(
        self, *, sample_rate: float, n_channels: int, match_loudness: bool, headroom: Headroom
    ) -> None:
        self._normalizes = check_headroom(headroom) == "normalize"
        matches = check_flag("match_loudness", match_loudness)
        meters = [
            LoudnessMeter(sample_rate=sample_rate, n_channels=n_channels) if matches else None
            for _ in range(2)
        ]
        self._input, self._result = meters
        self._peak = 0.0
        self._gain = 1.0

    def hear_input(self, block: Any) -> None:
        """Measure the next block before the equalizer."""
        if self._input:
            self._input.add(block)

    def hear_result(self, block: npt.NDArray[Any]) -> None:
        """Measure the next block after the equalizer."""
        self._peak = max(self._peak, float(block.max()), -float(block.min()))
        if self._result:
            self._result.add(block)

    def choose_gain(self, dtype: npt.DTypeLike = np.float64) -> Any:
        """Return the factor for the whole result, as a scalar of its dtype; called once.

        For ``"normalize"``, no sample of the product is beyond ±1, whatever the rounding.
        """
        scalar: Any = np.dtype(dtype).type
        gain = scalar(1)
        if self._input and self._result:
            match_db = self._input.integrated_lufs() - self._result.integrated_lufs()
            if math.isfinite(match_db):
                gain = scalar(10 ** (match_db / 20))
        if self._normalizes and scalar(self._peak) * gain > 1:
            # One step below the quotient, so that rounding cannot carry the peak past 1.
            gain = np.nextafter(scalar(1 / self._peak), scalar(0))
        self._gain = float(gain)
        self._peak = float(scalar(self._peak) * gain)
        return gain

    @property
    def gain_db(self) -> float:
        """The gain chosen; exactly 0.0 for none."""
        return 20 * math.log10(self._gain)

    @property
    def peak(self) -> float:
        """Largest absolute sample of the result; includes the gain once it is chosen."""
        return self._peak

    @property
    def loudness_in_lufs(self) -> float | None:
        """Loudness of the input; None where loudness is not matched."""
        return self._input.integrated_lufs() if self._input else None

    @property
    def loudness_out_lufs(self) -> float | None:
        """Loudness of the result after the gain; None where loudness is not matched."""
        return self._result.integrated_lufs(gain_db=self.gain_db) if self._result else None
