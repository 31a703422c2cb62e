"""From audio, in memory or in a file, to band powers over time and long-term levels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq.audio.border import check_finite, open_border
from semeq.checks import check_sample_rate
from semeq.ears.artifact import EarsLike, load_ears
from semeq.ears.bands import BANDS, Bands, window_frames
from semeq.ears.cutoff import bands_below_cutoff
from semeq.ears.source import check_rate, is_file, required_rate
from semeq.errors import AudioError

Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]

SILENCE_DB = -80.0
"""Sound whose loudest band is softer than this, relative to full scale, counts as silence."""

_FLOOR_DB = -80.0  # relative to the loudest band; softer bands are raised to it
_CORE_HZ = (70.0, 9_000.0)  # the level is the mean over these bands
_BLOCK_FRAMES = 1 << 20
_TONE_BANDS, _TONE_DB = 8, 50.0  # a tone has fewer than 8 bands within 50 dB of the loudest


@dataclass(frozen=True, slots=True)
class BandPower:
    """Power in each band over time.

    Attributes
    ----------
    power : ndarray of float32, shape (n_windows, 64)
        Power per octave.
    centers_hz : ndarray, shape (64,)
        Centers of the bands.
    n_valid : int
        Number of bands, from the lowest, that lie below Nyquist.
    hop_s : float
        Seconds from one window to the next; a window is twice as long.
    sample_rate : float
        Sample rate of the audio, in Hz.
    """

    power: Float32Array
    centers_hz: Float64Array
    n_valid: int
    hop_s: float
    sample_rate: float

    @property
    def duration_s(self) -> float:
        """Length of the sound that was heard, in seconds."""
        return (len(self.power) + 1) * self.hop_s

    @property
    def n_heard(self) -> int:
        """Number of bands, from the lowest, below Nyquist and below the cut-off of a codec."""
        return bands_below_cutoff(self.levels_db(), self.centers_hz, self.n_valid)

    @property
    def is_silent(self) -> bool:
        """Whether no band is louder than :data:`SILENCE_DB`."""
        return bool(self.power.mean(axis=0).max() < 10 ** (SILENCE_DB / 10))

    def why_no_spectrum(self) -> str:
        """Say why no word can describe this (silence, a tone); empty if words can."""
        if self.is_silent:
            return "silence"
        levels = self.levels_db()[: self.n_valid]
        n_bands = int((levels > levels.max() - _TONE_DB).sum())
        if n_bands >= _TONE_BANDS:
            return ""
        return (
            f"a tone: all sound lies in {n_bands} of {self.n_valid} bands; "
            "words describe the balance of a broader spectrum"
        )

    def levels_db(self) -> Float64Array:
        """Return the long-term level of each band relative to their mean, shape ``(64,)``.

        In dB, at most 80 below the loudest band. Bands beyond Nyquist are NaN, silence is 0
        throughout. Pink noise is flat.
        """
        heard = self.power.mean(axis=0)[: self.n_valid].astype(np.float64)
        loudest = float(heard.max())
        floor = loudest * 10 ** (_FLOOR_DB / 10) if loudest > 0 else 1.0
        levels = np.full(self.power.shape[1], np.nan)
        levels[: self.n_valid] = 10 * np.log10(np.maximum(heard, floor))
        return np.asarray(levels - levels[core_bands(self.centers_hz, self.n_valid)].mean())

    def spread_db(self) -> Float64Array:
        """Return how much each band's level moves over time, shape ``(64,)``.

        The standard deviation over windows, which a constant equalizer does not change; NaN
        beyond Nyquist.
        """
        spread = np.full(self.power.shape[1], np.nan)
        heard = self.power[:, : self.n_valid].astype(np.float64)
        floor = max(float(heard.mean(axis=0).max()) * 10 ** (_FLOOR_DB / 10), 1e-20)
        spread[: self.n_valid] = np.std(10 * np.log10(np.maximum(heard, floor)), axis=0)
        return spread

    def part(self, start: int, stop: int) -> BandPower:
        """Return the windows from `start` up to `stop`, which is left out."""
        return replace(self, power=self.power[start:stop])


def core_bands(centers_hz: Float64Array, n_valid: int) -> npt.NDArray[np.bool_]:
    """Return a mask of the bands from 70 Hz to 9 kHz, whose mean is the level."""
    low, high = _CORE_HZ
    core: npt.NDArray[np.bool_] = (centers_hz >= low) & (centers_hz <= high)
    core[n_valid:] = False
    return core


def band_levels(
    audio: Any,
    *,
    sample_rate: float | None = None,
    per_channel: bool = False,
    ears: EarsLike = None,
) -> Float64Array:
    """Return the long-term spectrum of a recording in 64 bands, its level removed.

    Parameters
    ----------
    audio : array, tensor or path-like
        float32 or float64 of shape ``(n_frames,)`` or ``(n_channels, n_frames)``; or a file.
    sample_rate : float
        Sample rate of an array in Hz, from 8,000 to 384,000; a file has its own. All bands are
        heard from 40 kHz on; below, those beyond Nyquist are NaN.
    per_channel : bool, default False
        Listen to each channel instead of their mean.
    ears : Ears, str or path-like, optional
        Default: the shipped ones.

    Returns
    -------
    ndarray of float64, shape (64,) or (n_channels, 64)
        In dB per octave, relative to their mean from 70 Hz to 9 kHz: 0 throughout for pink
        noise. An equalizer adds its curve to it, up to a constant.

    Raises
    ------
    AudioError
        If the audio cannot be read, is not finite, or is shorter than about 0.19 s.
    ParameterError
        If `sample_rate` is missing, of no use or out of range.

    Examples
    --------
    >>> tone = np.sin(2 * np.pi * 1_000 / 44_100 * np.arange(44_100))
    >>> loaded = load_ears()
    >>> round(float(loaded.centers_hz[band_levels(tone, sample_rate=44_100).argmax()]))
    1048
    """
    check_rate(sample_rate, audio)
    heard = hear(audio, sample_rate=sample_rate, per_channel=per_channel, ears=ears)
    levels = np.stack([channel.levels_db() for channel in heard])
    return levels if per_channel else levels[0]


def hear(
    audio: Any,
    *,
    sample_rate: float | None = None,
    per_channel: bool = False,
    ears: EarsLike = None,
) -> tuple[BandPower, ...]:
    """Listen to audio or a file: one :class:`BandPower`, or one per channel.

    Parameters are those of :func:`band_levels`, but a sample rate is not refused for a file.
    """
    loaded = load_ears(ears)
    if is_file(audio):
        return _hear_file(loaded.bands, Path(audio), per_channel=per_channel)
    rate = required_rate(sample_rate)
    source = open_border(audio).source
    check_finite(source)
    channels = np.atleast_2d(source)
    if not per_channel and len(channels) > 1:
        channels = channels.mean(axis=0, keepdims=True)
    _check_length("audio", channels.shape[1], window_frames(rate), rate)
    samples = channels.astype(np.float32, copy=False)
    return hear_samples(samples, sample_rate=rate, bands=loaded.bands)


def hear_samples(
    samples: Float32Array, *, sample_rate: float, bands: Bands = BANDS
) -> tuple[BandPower, ...]:
    """Listen to each channel of checked samples.

    Parameters
    ----------
    samples : ndarray of float32, shape (n_channels, n_frames)
        At least one window (:func:`semeq.ears.bands.window_frames`).
    sample_rate : float
        In Hz, from 8,000 to 384,000.
    bands : Bands, optional
        What to hear with. Default: the bands that ears are trained with.

    Returns
    -------
    tuple of BandPower
        One per channel.

    Raises
    ------
    AudioError
        If the power overflows.
    """
    return _band_powers(bands, bands.power(samples, sample_rate=sample_rate), sample_rate)


def _hear_file(bands: Bands, path: Path, *, per_channel: bool) -> tuple[BandPower, ...]:
    # soundfile is loaded when a file is read, not with semeq.
    from semeq.audio.soundfiles import open_source, read_frames  # noqa: PLC0415

    with open_source(path) as reader:
        rate = check_sample_rate(reader.samplerate)
        n_window = window_frames(rate)
        _check_length(str(path), reader.frames, n_window, rate)
        hop = n_window // 2
        parts: list[Float32Array] = []
        rest: Float32Array = np.empty((reader.channels if per_channel else 1, 0), np.float32)
        while len(frames := read_frames(path, reader, _BLOCK_FRAMES)):
            if not np.isfinite(frames).all():
                raise AudioError(f"{path} holds NaN or infinite samples")
            block = frames.T if per_channel else frames.mean(axis=1)[np.newaxis]
            joined = np.concatenate([rest, block.astype(np.float32)], axis=1)
            if joined.shape[1] < n_window:
                rest = joined
                continue
            parts.append(bands.power(joined, sample_rate=rate))
            rest = joined[:, parts[-1].shape[1] * hop :]
    if not parts:
        raise AudioError(f"{path} ended before its first {n_window} frames")
    return _band_powers(bands, np.concatenate(parts, axis=1), rate)


def _band_powers(bands: Bands, power: Float32Array, rate: float) -> tuple[BandPower, ...]:
    if not np.isfinite(power).all():
        raise AudioError("audio is too loud to be heard: its power overflows; full scale is 1.0")
    n_valid = int((bands.upper_hz <= rate / 2).sum())
    hop_s = window_frames(rate) / 2 / rate
    return tuple(BandPower(channel, bands.centers_hz, n_valid, hop_s, rate) for channel in power)


def _check_length(name: str, n_frames: int, least: int, rate: float) -> None:
    if n_frames < least:
        raise AudioError(
            f"{name} is too short to have a spectrum: {n_frames} frames at {rate:g} Hz, "
            f"expected at least {least} ({least / rate:.2f} s)"
        )
