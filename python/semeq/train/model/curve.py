"""The equalizer's magnitude curve in torch, differentiable and exact in float32.

An RBJ section is the bilinear transform of an analog prototype, so its response
at frequency f is the prototype's at ``x = tan(pi f / fs) / tan(pi f0 / fs)``
(R. Bristow-Johnson, *Audio EQ Cookbook*). Working with x instead of the biquad
coefficients avoids the cancellation that costs float32 0.1 dB at 30 Hz.
"""

import math

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from semeq.eq.params import FREQ_COLUMNS, GAIN_COLUMNS, Q_COLUMNS, SHELF_Q

SAMPLE_RATE_HZ = 44_100.0
N_CURVE_POINTS = 128
_MAX_FREQ_HZ = 21_500.0  # keeps tan() finite when a network overshoots its bounds


def curve_grid_hz(n_points: int = N_CURVE_POINTS) -> npt.NDArray[np.float64]:
    """Log-spaced frequencies from 20 Hz to 20 kHz.

    Examples
    --------
    >>> curve_grid_hz(4).round(1)
    array([   20.,   200.,  2000., 20000.])
    """
    return np.geomspace(20.0, 20_000.0, n_points)


class GainCurve(nn.Module):
    """The curve of a graphic equalizer that plays what it draws: its gains.

    Shape
    -----
    Input and output ``(n, n_bands)`` in dB.
    """

    def forward(self, params: Tensor) -> Tensor:
        """Return the gains as they are."""
        return params


class EqCurve(nn.Module):
    """Curve of the SAFE equalizer (RBJ, shelves with Q 0.71) on a fixed grid.

    Parameters
    ----------
    n_points : int, default 128
        Points of the log grid from 20 Hz to 20 kHz.
    sample_rate : float, default 44100
        Rate in Hz for which the sections are designed.

    Shape
    -----
    Input ``(n, 13)`` physical *params*; output ``(n, n_points)`` in dB.

    Examples
    --------
    >>> flat = torch.tensor([[0.0, 100, 0, 250, 1, 0, 1e3, 1, 0, 3e3, 1, 0, 8e3]])
    >>> float(EqCurve(64)(flat).abs().max())
    0.0
    """

    warped_grid: Tensor

    def __init__(self, n_points: int = N_CURVE_POINTS, sample_rate: float = SAMPLE_RATE_HZ) -> None:
        super().__init__()
        # TorchScript reads numbers from attributes only.
        self.sample_rate = sample_rate
        self.max_freq_hz = _MAX_FREQ_HZ
        self.shelf_q2 = SHELF_Q**2
        self.gain_columns = list(GAIN_COLUMNS)
        self.freq_columns = list(FREQ_COLUMNS)
        self.q_columns = list(Q_COLUMNS)
        warped = np.tan(np.pi * curve_grid_hz(n_points) / sample_rate)
        self.register_buffer(
            "warped_grid", torch.tensor(warped, dtype=torch.float32), persistent=False
        )

    def forward(self, params: Tensor) -> Tensor:
        """Return the curve in dB, ``(n, n_points)``."""
        gain_db = params[:, self.gain_columns]
        freq_hz = params[:, self.freq_columns].clamp(1.0, self.max_freq_hz)
        q = params[:, self.q_columns]
        amp = torch.exp(gain_db * (math.log(10.0) / 40.0)).unsqueeze(-1)
        warped_freq = torch.tan(freq_hz * (math.pi / self.sample_rate)).unsqueeze(-1)
        x2 = (self.warped_grid / warped_freq).square()

        # The low shelf mirrors the high one: x -> 1/x, that is gain -> -gain plus a level.
        shelf_amp = torch.cat([amp[:, :1], amp[:, 4:]], dim=1)
        shelf_x2 = torch.cat([x2[:, :1].reciprocal(), x2[:, 4:]], dim=1)
        damping = shelf_amp * shelf_x2 / self.shelf_q2
        shelves = torch.log(
            shelf_amp.square()
            * ((1.0 - shelf_amp * shelf_x2).square() + damping)
            / ((shelf_amp - shelf_x2).square() + damping)
        )
        peak_amp2 = amp[:, 1:4].square()
        detune = (1.0 - x2[:, 1:4]).square()
        width = x2[:, 1:4] / q.unsqueeze(-1).square()
        peaks = torch.log((detune + width * peak_amp2) / (detune + width / peak_amp2))
        return (shelves.sum(dim=1) + peaks.sum(dim=1)) * (10.0 / math.log(10.0))
