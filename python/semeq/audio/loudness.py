"""Integrated loudness after Recommendation ITU-R BS.1770-5, for whole clips and for streams."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq.audio.border import check_finite, check_n_channels, open_border
from semeq.audio.sosfilt import sosfilt
from semeq.checks import check_array, check_number, check_sample_rate, show
from semeq.errors import ParameterError

SURROUND_WEIGHT = 1.41
"""Weight of a left or right surround channel."""

_LAYOUTS = {
    5: (1.0, 1.0, 1.0, SURROUND_WEIGHT, SURROUND_WEIGHT),
    6: (1.0, 1.0, 1.0, 0.0, SURROUND_WEIGHT, SURROUND_WEIGHT),
}
_QUARTERS_PER_SECOND = 10
_QUARTERS_PER_BLOCK = 4
_OFFSET_LUFS = -0.691
_ABSOLUTE_GATE = 10 ** ((-70.0 - _OFFSET_LUFS) / 10)
_RELATIVE_GATE = 10 ** (-10.0 / 10)
_CHUNK_FRAMES = 65_536

# BS.1770-5, tables 1 and 2: the head's shelf and the RLB high-pass at 48 kHz.
_K_WEIGHTING_48K = np.array(
    [
        [1.53512485958697, -2.69169618940638, 1.19839281085285, 1, -1.69065929318241,
         0.73248077421585],
        [1.0, -2.0, 1.0, 1, -1.99004745483398, 0.99007225036621],
    ]
)  # fmt: skip

# Coefficients of z^-1 to those of s = (1 - z^-1) / (1 + z^-1), and, but for a factor, back.
_BILINEAR = np.array([[1.0, 1.0, 1.0], [2.0, 0.0, -2.0], [1.0, -1.0, 1.0]])


def k_weighting_sos(sample_rate: float) -> npt.NDArray[np.float64]:
    """Design the K-weighting filter for any rate.

    The sections that the recommendation publishes for 48 kHz are taken back to their
    analog prototypes and discretized anew, both ways with the bilinear transform exact at
    the prototype's own frequency (1,682 and 38 Hz; De Man, "Evaluation of implementations of
    the EBU R128 loudness measurement", AES 145, 2018). The prototypes keep their gain.

    Parameters
    ----------
    sample_rate : float
        In Hz, from 8,000 to 384,000.

    Returns
    -------
    ndarray, shape (2, 6)
        Rows ``b0 b1 b2 a0 a1 a2`` with ``a0 = 1``: at 48 kHz those published. Up to 20 kHz
        and 0.45 times the rate, the curve stays within 0.01 dB of the one at 48 kHz from
        44.1 kHz upwards, within 0.07 dB at 16 kHz and 0.29 dB at 8 kHz.

    Examples
    --------
    >>> k_weighting_sos(48_000)[1].round(4)
    array([ 1.    , -2.    ,  1.    ,  1.    , -1.99  ,  0.9901])
    """
    rate = check_sample_rate(sample_rate)
    sections = []
    for row in _K_WEIGHTING_48K:
        b, a = _BILINEAR @ row[:3], _BILINEAR @ row[3:]
        tangent_48k = np.sqrt(a[0] / a[2])
        tangent = np.tan(np.arctan(tangent_48k) * 48_000 / rate)
        stretch = (tangent_48k / tangent) ** np.arange(3)
        b, a = _BILINEAR @ (b * stretch), _BILINEAR @ (a * stretch)
        sections.append(np.concatenate([b, a]) / a[0])
    return np.array(sections)


class LoudnessMeter:
    """Measures integrated loudness, block by block.

    However the audio is cut into blocks, the result is the same within 1e-9 LU. The meter
    keeps 80 bytes per second of audio.

    Parameters
    ----------
    sample_rate : float
        In Hz, from 8,000 to 384,000.
    n_channels : int, default 1
        From 1 to 1,024.
    channel_weights : sequence of float, optional
        One per channel, at least 0. Default: 5 channels are L R C Ls Rs, 6 are L R C LFE Ls
        Rs (the order of WAV and FLAC files), where the surrounds weigh 1.41 and the LFE 0;
        all channels of any other number weigh 1.

    Raises
    ------
    ParameterError
        If an argument is out of range.

    Examples
    --------
    >>> meter = LoudnessMeter(sample_rate=48_000)
    >>> sine = np.sin(2 * np.pi * 997 / 48_000 * np.arange(48_000))
    >>> meter.add(sine[:30_000])
    >>> meter.add(sine[30_000:])
    >>> round(meter.integrated_lufs(), 2)
    -3.01
    """

    def __init__(
        self,
        *,
        sample_rate: float,
        n_channels: int = 1,
        channel_weights: Sequence[float] | None = None,
    ) -> None:
        n_channels = check_n_channels(n_channels)
        self._sos = k_weighting_sos(sample_rate)
        self._sample_rate = float(sample_rate)
        self._n_channels = n_channels
        self._weights = _check_weights(channel_weights, n_channels)
        self._states = np.zeros((2, n_channels, 2))
        self._pending = np.empty((n_channels, 0))
        self._energies = array("d")

    def add(self, block: Any) -> None:
        """Measure the next block.

        Parameters
        ----------
        block : ndarray or torch.Tensor, shape (n_frames,) or (n_channels, n_frames)
            float32 or float64; at least one frame.

        Raises
        ------
        AudioError
            If the block has another type or shape, or is not finite. The meter is then as
            before.
        """
        source = open_border(block, n_channels=self._n_channels).source
        check_finite(source)
        samples = np.atleast_2d(source)
        for start in range(0, samples.shape[1], _CHUNK_FRAMES):
            self._add(samples[:, start : start + _CHUNK_FRAMES].astype(np.float64))

    def _add(self, samples: npt.NDArray[np.float64]) -> None:
        weighted, self._states = sosfilt(self._sos, samples, zi=self._states)
        pending = np.concatenate([self._pending, weighted], axis=1)
        start = 0
        while start + (n_frames := self._quarter_frames()) <= pending.shape[1]:
            energy = np.square(pending[:, start : start + n_frames]).sum(axis=1)
            self._energies.append(float(self._weights @ energy))
            start += n_frames
        self._pending = pending[:, start:].copy()

    def integrated_lufs(self, *, gain_db: float = 0.0) -> float:
        """Return the loudness of all blocks so far, gated at -70 LUFS and at -10 LU.

        Parameters
        ----------
        gain_db : float, default 0.0
            Gain in dB, at most 1,000, to assume: the result is what the audio would have after
            it. The gates see the gain, too.

        Returns
        -------
        float
            In LUFS (LKFS); ``-inf`` for less than 400 ms of audio, and where no block of 400 ms
            is louder than -70 LUFS.

        Raises
        ------
        ParameterError
            If `gain_db` is not a number or too large.
        """
        gain_db = check_number("gain_db", gain_db, -10_000.0, 1_000.0)
        n_blocks = len(self._energies) - _QUARTERS_PER_BLOCK + 1
        if n_blocks < 1:
            return -np.inf
        quarters = np.lib.stride_tricks.sliding_window_view(self._energies, _QUARTERS_PER_BLOCK)
        edges = self._edge(np.arange(len(self._energies) + 1))
        n_frames = edges[_QUARTERS_PER_BLOCK:] - edges[:n_blocks]
        powers = quarters.sum(axis=1) / n_frames * 10 ** (gain_db / 10)
        powers = powers[powers > _ABSOLUTE_GATE]
        if powers.size == 0:
            return -np.inf
        powers = powers[powers > _RELATIVE_GATE * powers.mean()]
        return float(_OFFSET_LUFS + 10 * np.log10(powers.mean()))

    def _edge(self, quarter: Any) -> Any:
        # Where 100 ms are not a whole number of frames, an edge is off by at most half a frame.
        return np.rint(quarter * self._sample_rate / _QUARTERS_PER_SECOND)

    def _quarter_frames(self) -> int:
        n_done = len(self._energies)
        return int(self._edge(n_done + 1) - self._edge(n_done))


def loudness(
    audio: Any, *, sample_rate: float, channel_weights: Sequence[float] | None = None
) -> float:
    """Measure integrated loudness after ITU-R BS.1770-5.

    Parameters
    ----------
    audio : ndarray or torch.Tensor, shape (n_frames,) or (n_channels, n_frames)
        float32 or float64. More than one channel needs more frames than channels.
    sample_rate : float
        In Hz, from 8,000 to 384,000.
    channel_weights : sequence of float, optional
        As in :class:`LoudnessMeter`: by default 5 and 6 channels are surround sound.

    Returns
    -------
    float
        In LUFS (LKFS); ``-inf`` for less than 400 ms, and for silence.

    Raises
    ------
    ParameterError
        If `sample_rate` or `channel_weights` is out of range.
    AudioError
        If `audio` has another type or shape, or is not finite.

    Examples
    --------
    >>> sine = np.sin(2 * np.pi * 997 / 44_100 * np.arange(44_100))
    >>> round(loudness(sine, sample_rate=44_100), 2)
    -3.01
    """
    source = open_border(audio).source
    n_channels = 1 if source.ndim == 1 else len(source)
    meter = LoudnessMeter(
        sample_rate=sample_rate, n_channels=n_channels, channel_weights=channel_weights
    )
    meter.add(source)
    return meter.integrated_lufs()


def _check_weights(weights: Sequence[float] | None, n_channels: int) -> npt.NDArray[np.float64]:
    if weights is None:
        return np.array(_LAYOUTS.get(n_channels, (1.0,) * n_channels))
    values = check_array("channel_weights", weights, 0.0, dtype=np.float64)
    if values.shape != (n_channels,):
        raise ParameterError(
            f"channel_weights must be {n_channels} numbers, one per channel, got {show(weights)}"
        )
    return values
