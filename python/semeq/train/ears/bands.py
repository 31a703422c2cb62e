"""The front end of the ears: audio to the power in 64 bands over time.

Scripted into the artifact, so that training and the runtime hear with the same ears.
"""

import math

import torch
from torch import Tensor, nn

N_BANDS = 64
LOWEST_HZ, HIGHEST_HZ = 30.0, 18_000.0
WINDOW_S = 8192 / 44_100
_REFERENCE_BIN_HZ = 44_100 / 8192
_WINDOWS_AT_A_TIME = 16
_MIN_HALF_WIDTH_HZ = 1.5 * _REFERENCE_BIN_HZ  # a Hann window resolves no finer


def band_centers_hz() -> Tensor:
    """Centers of the bands, log-spaced, shape ``(64,)``.

    Examples
    --------
    >>> [round(hz) for hz in band_centers_hz()[[0, 32, 63]].tolist()]
    [30, 773, 18000]
    """
    return torch.logspace(math.log2(LOWEST_HZ), math.log2(HIGHEST_HZ), N_BANDS, base=2.0).double()


class BandSpectrum(nn.Module):
    """Power per band and window, of any sample rate.

    A Hann window of about 0.19 s (a power of two in frames) moves by half its length. Bands are
    triangles on a log-frequency axis that end at their neighbors' centers, at least as wide as
    the window resolves. Their power is per octave, so that pink noise has the same in each.

    :meth:`weights` are computed once for a rate; :meth:`forward` then takes them with the audio.

    Examples
    --------
    >>> bands = BandSpectrum()
    >>> bands(torch.zeros(2, 44_100), bands.weights(44_100.0)).shape
    torch.Size([2, 9, 64])
    """

    centers_hz: Tensor
    lower_hz: Tensor
    upper_hz: Tensor

    def __init__(self) -> None:
        super().__init__()
        centers = band_centers_hz()
        step = (HIGHEST_HZ / LOWEST_HZ) ** (1.0 / (N_BANDS - 1))
        least = _MIN_HALF_WIDTH_HZ
        self.register_buffer("centers_hz", centers)
        self.register_buffer("lower_hz", torch.minimum(centers / step, centers - least))
        self.register_buffer("upper_hz", torch.maximum(centers * step, centers + least))
        self.window_s = WINDOW_S
        self.windows_at_a_time = _WINDOWS_AT_A_TIME

    @torch.jit.export
    def window_frames(self, sample_rate: float) -> int:
        """Frames of one window at a rate: the power of two nearest to 0.19 s."""
        return int(2.0 ** round(math.log(self.window_s * sample_rate) / math.log(2.0)))

    @torch.jit.export
    def weights(self, sample_rate: float) -> Tensor:
        """Bands as weights of the bins, ``(n_bins, 64)`` float32; 0 for bands beyond Nyquist."""
        n_fft = self.window_frames(sample_rate)
        bin_hz = sample_rate / n_fft
        hz = (torch.arange(n_fft // 2 + 1, dtype=torch.float64) * bin_hz).unsqueeze(1)
        rise = (hz - self.lower_hz) / (self.centers_hz - self.lower_hz)
        fall = (self.upper_hz - hz) / (self.upper_hz - self.centers_hz)
        shape = torch.minimum(rise, fall).clamp_min(0.0)
        # The mean power per Hz, times the width of the octave around the center. A Hann window's
        # mean square is 3/8, and a bin stands for itself and its mirror image.
        inside = (self.upper_hz <= 0.5 * sample_rate).double()
        mean = shape * inside / shape.sum(0).clamp_min(1e-9)
        octave_hz = self.centers_hz * math.sqrt(0.5)
        return (mean * octave_hz * (2.0 / (0.375 * n_fft * sample_rate))).float()

    def forward(self, audio: Tensor, weights: Tensor) -> Tensor:
        """Return the power per octave, ``(n_channels, n_windows, 64)``.

        Parameters
        ----------
        audio : Tensor, shape (n_channels, n_frames)
            At least one window; frames after the last whole half window are not heard.
        weights : Tensor, shape (n_bins, 64)
            From :meth:`weights`; 0.5 is the power of a full-scale sine.
        """
        n_fft = 2 * (weights.shape[0] - 1)
        window = torch.hann_window(n_fft)
        frames = audio.unfold(-1, n_fft, n_fft // 2)
        parts: list[Tensor] = []
        for part in torch.split(frames, self.windows_at_a_time, dim=1):  # what the cache holds
            spectrum = torch.fft.rfft(part * window)
            parts.append(torch.matmul(spectrum.real.square() + spectrum.imag.square(), weights))
        return torch.cat(parts, dim=1)
