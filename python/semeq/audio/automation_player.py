"""The player of an automation: one filter whose bands follow it, frame by frame."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from semeq import _core
from semeq.audio.automation import Automation
from semeq.audio.border import (
    Border,
    check_finite,
    check_float_dtype,
    check_n_channels,
    open_border,
)
from semeq.checks import check_sample_rate
from semeq.eq.design import Design, check_design
from semeq.errors import AudioError


class AutomationPlayer:
    """Plays a stream, block by block, through an automation.

    However the stream is cut into blocks, the output is the same bit for bit as that of
    :class:`semeq.Equalizer`, which uses this class for the whole recording at once.

    Parameters
    ----------
    automation : Automation
        Its first breakpoint is at the stream's first frame.
    sample_rate : float
        In Hz, from 8,000 to 384,000.
    n_channels : int, default 1
        From 1 to 1,024.
    dtype : {float32, float64}, default float32
        Dtype of the blocks.
    design : {"rbj", "matched"}, default "rbj"
        How bands near Nyquist behave.

    Raises
    ------
    ParameterError
        If an argument is out of range.

    Examples
    --------
    >>> automation = Automation(("peak",), [[200.0], [400.0]], [[6.0], [3.0]], [[1.0], [1.0]])
    >>> player = AutomationPlayer(automation, sample_rate=48_000)
    >>> player.process(np.zeros(64, dtype=np.float32)).shape
    (64,)
    """

    def __init__(
        self,
        automation: Automation,
        *,
        sample_rate: float,
        n_channels: int = 1,
        dtype: npt.DTypeLike = np.float32,
        design: Design = "rbj",
    ) -> None:
        self._dtype = check_float_dtype(dtype)
        self._n_channels = check_n_channels(n_channels)
        self._breakpoints = np.stack(
            [np.log(automation.freq_hz), automation.gain_db, np.log(automation.q)], axis=2
        )
        self._native = _core.Automation(
            automation.kinds,
            check_sample_rate(sample_rate),
            self._n_channels,
            check_design(design),
            self._dtype == np.float64,
        )

    def process(self, block: Any, *, out: Any = None) -> Any:
        """Filter the next block, with the arguments of ``StreamingEqualizer.process``."""
        border = open_border(block, out, n_channels=self._n_channels)
        if border.source.dtype != self._dtype:
            raise AudioError(f"the stream takes {self._dtype} blocks, got {border.source.dtype}")
        check_finite(border.source)
        return self.process_border(border)

    def process_border(self, border: Border) -> Any:
        """Filter audio that has passed the border already."""
        first, count = self._native.breakpoints_for(border.source.shape[-1])
        index = np.clip(np.arange(first, first + count), 0, len(self._breakpoints) - 1)
        self._native.process(border.source, border.target, self._breakpoints[index])
        return border.finish()
