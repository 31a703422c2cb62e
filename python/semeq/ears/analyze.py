"""Metrics of recordings: centroid, roll-off, bass against treble, loudness, words."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from semeq.audio.loudness import LoudnessMeter
from semeq.checks import check_callable, check_count, check_path
from semeq.ears.artifact import EarsLike, load_ears
from semeq.ears.comparison import ReferenceLike, make_reference
from semeq.ears.describe import describe
from semeq.ears.result import Result
from semeq.errors import AudioError
from semeq.words.model import ModelLike, load_model

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Float64Array = npt.NDArray[np.float64]

BASS_HZ, TREBLE_HZ = 250.0, 4_000.0
ROLLOFF = 0.85

_WINDOW = 2_048
_BLOCK_FRAMES = 64 * _WINDOW
_TINY = 1e-20


@dataclass(frozen=True, slots=True, eq=False)
class ClipAnalysis(Result):
    """Metrics of one file.

    Attributes
    ----------
    file : str
        Its path.
    duration_s : float
        Length in seconds; 0 if it could not be read.
    centroid_hz : float or None
        Spectral centroid: mean frequency weighted by magnitude, averaged over windows of 2,048
        frames by their energy. None for silence.
    rolloff_hz : float or None
        Frequency below which 85 % of the energy lies. None for silence.
    bass_treble_db : float or None
        Energy below 250 Hz over energy above 4 kHz, in dB. None for silence.
    loudness_lufs : float or None
        Integrated loudness (ITU-R BS.1770); None for silence and less than 400 ms.
    words : tuple of str
        The first words of :func:`semeq.describe`.
    scores : tuple of float
        Their scores.
    note : str
        What :func:`semeq.describe` notes, or why the file could not be read.
    """

    file: str
    duration_s: float = 0.0
    centroid_hz: float | None = None
    rolloff_hz: float | None = None
    bass_treble_db: float | None = None
    loudness_lufs: float | None = None
    words: tuple[str, ...] = ()
    scores: tuple[float, ...] = ()
    note: str = ""

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """Draw the clip as a dot with its first word, by centroid and bass against treble.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Default: a new figure's. Several clips can be drawn on the same axes.

        Returns
        -------
        matplotlib Axes
            Without a dot if the clip is silent or could not be read.
        """
        # matplotlib is loaded when a figure is wanted, not with semeq.
        from semeq.plot.axes import new_axes, without_box  # noqa: PLC0415

        ax = new_axes(ax)
        if self.centroid_hz is not None and self.bass_treble_db is not None:
            point = (self.centroid_hz, self.bass_treble_db)
            ax.plot(*point, ".", color="C0")
            ax.annotate(
                self.words[0] if self.words else "-",
                point,
                xytext=(3, 3),
                textcoords="offset points",
                fontsize="small",
            )
        ax.set_xscale("log")
        ax.set_xlabel("spectral centroid (Hz)")
        ax.set_ylabel("bass over treble (dB)")
        return without_box(ax)


def analyze(
    path: str | os.PathLike[str],
    *,
    n_words: int = 3,
    reference: ReferenceLike = None,
    model: ModelLike = None,
    ears: EarsLike = None,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> tuple[ClipAnalysis, ...]:
    """Measure a file, or every audio file below a folder.

    Parameters
    ----------
    path : path-like
        A file or a folder.
    n_words : int, default 3
        How many words per file at most.
    reference : MusicReference, path-like or sequence of paths, optional
        What to compare with, as in :func:`semeq.describe`.
    model : Model, str or path-like, optional
        Whose words. Default: the shipped model.
    ears : Ears, str or path-like, optional
        Default: the shipped ones.
    on_progress : callable, optional
        Called with the number of files done and of all files.

    Returns
    -------
    tuple of ClipAnalysis
        In order of name. A file that cannot be read has a note and no metrics.

    Raises
    ------
    AudioError
        If there is no such path, or no audio file below it.
    ParameterError
        If `path` is no path, or a number is out of range.

    Examples
    --------
    >>> import tempfile, soundfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> tone = 0.5 * np.sin(2 * np.pi * 1_000 / 44_100 * np.arange(44_100))
    >>> soundfile.write(folder / "tone.wav", tone, 44_100)
    >>> [clip] = analyze(folder)
    >>> round(clip.centroid_hz, -1), round(clip.loudness_lufs)
    (1000.0, -9)
    """
    # soundfile is loaded when a file is read, not with semeq.
    from semeq.audio.soundfiles import find_audio  # noqa: PLC0415

    n_words = check_count("n_words", n_words)
    check_callable("on_progress", on_progress)
    path = check_path("path", path)
    if not path.exists():
        raise AudioError(f"no such file or folder: {path}")
    files = find_audio(path, leave_out=path / ".none") if path.is_dir() else [path]
    if not files:
        raise AudioError(f"no audio file below {path}")
    loaded_model, loaded_ears = load_model(model), load_ears(ears)
    compared = make_reference(reference, ears=loaded_ears)
    clips = []
    for number, file in enumerate(files):
        on_progress(number, len(files))
        try:
            words = describe(
                file, n_words=n_words, reference=compared, model=loaded_model, ears=loaded_ears
            )
            clips.append(
                replace(
                    _measure(file),
                    words=tuple(word.term for word in words.words),
                    scores=tuple(round(word.score, 4) for word in words.words),
                    note=words.note,
                )
            )
        except AudioError as error:
            clips.append(ClipAnalysis(file=str(file), note=str(error)))
    on_progress(len(files), len(files))
    return tuple(clips)


def _measure(file: Path) -> ClipAnalysis:
    from semeq.audio.soundfiles import open_source, read_frames  # noqa: PLC0415

    with open_source(file) as reader:
        rate, n_frames = reader.samplerate, 0
        meter = LoudnessMeter(sample_rate=rate, n_channels=reader.channels)
        hz = np.fft.rfftfreq(_WINDOW, 1 / rate)
        power, centroid, energy = np.zeros_like(hz), 0.0, 0.0
        while len(frames := read_frames(file, reader, _BLOCK_FRAMES)):
            n_frames += len(frames)
            meter.add(np.ascontiguousarray(frames.T))
            spectra = _spectra(frames.mean(axis=1))
            magnitude = np.sqrt(spectra)
            energies = spectra.sum(axis=1)
            centroid += float(
                energies @ (magnitude @ hz / np.maximum(magnitude.sum(axis=1), _TINY))
            )
            energy += float(energies.sum())
            power += spectra.sum(axis=0)
    lufs = meter.integrated_lufs()
    clip = ClipAnalysis(
        file=str(file),
        duration_s=round(n_frames / rate, 3),
        loudness_lufs=round(lufs, 2) if math.isfinite(lufs) else None,
    )
    if energy < _TINY:
        return clip
    bass, treble = power[hz < BASS_HZ].sum(), power[hz > TREBLE_HZ].sum()
    below = int(np.searchsorted(np.cumsum(power), ROLLOFF * power.sum()))
    return replace(
        clip,
        centroid_hz=round(centroid / energy, 1),
        rolloff_hz=round(float(hz[below]), 1),
        bass_treble_db=round(10 * math.log10((bass + _TINY) / (treble + _TINY)), 2),
    )


def _spectra(mono: Float64Array) -> Float64Array:
    """Return power spectra of half-overlapping windows; shorter audio is padded to one."""
    if len(mono) < _WINDOW:
        mono = np.pad(mono, (0, _WINDOW - len(mono)))
    windows = np.lib.stride_tricks.sliding_window_view(mono, _WINDOW)[:: _WINDOW // 2]
    spectra: Float64Array = np.abs(np.fft.rfft(windows * np.hanning(_WINDOW + 1)[:-1])) ** 2
    return spectra
