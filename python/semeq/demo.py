"""A clip the package plays itself, and the walk from *warm* to *bright* over it."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile as sf

from semeq.checks import check_count, check_path
from semeq.errors import AudioError
from semeq.extras import require_extra
from semeq.words.model import ModelLike
from semeq.words.morph import morph
from semeq.words.render import render

SAMPLE_RATE = 44_100
BEAT_S = 0.5

# A minor, F, C, G as MIDI notes: one chord a bar of two beats.
_CHORDS = ((57, 60, 64, 69), (53, 57, 60, 65), (48, 55, 60, 64), (55, 59, 62, 67))

Samples = npt.NDArray[np.float32]


def synthesize_clip(seed: int = 0) -> Samples:
    """Play plucked chords, a bass and hats.

    Parameters
    ----------
    seed : int, default 0
        Seed of the noise in the hats.

    Returns
    -------
    ndarray of float32, shape (2, n_frames)
        Four seconds in stereo at 44.1 kHz, peak 0.35 so that boosts have room.

    Examples
    --------
    >>> synthesize_clip().shape
    (2, 176400)
    """
    rng = np.random.default_rng(seed)
    n_frames = int(len(_CHORDS) * 2 * BEAT_S * SAMPLE_RATE)
    clip = np.zeros((2, n_frames))
    for bar, chord in enumerate(_CHORDS):
        start_s = bar * 2 * BEAT_S
        for voice, note in enumerate(chord):
            strum_s = start_s + 0.03 * voice
            _add(clip, strum_s, 0.20 * _pluck(note, duration_s=1.4), pan=-0.6 + 0.4 * voice)
        for beat in (0.0, 0.75, 1.5):
            _add(clip, start_s + beat * BEAT_S, 0.5 * _pluck(chord[0] - 24, 0.6), pan=0.0)
        for eighth in range(4):
            loudness = 0.25 if eighth % 2 else 0.12
            _add(clip, start_s + eighth * BEAT_S / 2, loudness * _hat(rng), pan=0.35)
    clip *= 0.35 / np.abs(clip).max()
    return clip.astype(np.float32)


def run_demo(
    folder: str | os.PathLike[str],
    term_a: str = "warm",
    term_b: str = "bright",
    *,
    n_steps: int = 5,
    model: ModelLike = None,
) -> list[Path]:
    """Write the clip, its walk between two words in equal steps, and a picture of both.

    Parameters
    ----------
    folder : path-like
        Created where missing.
    term_a, term_b : str
        Words of the vocabulary.
    n_steps : int, default 5
        Steps of the walk, both ends included; at least 2.
    model : Model, str or path-like, optional
        Default: the shipped model.

    Returns
    -------
    list of Path
        The WAV files in order, the dry clip first, and the PNG last.

    Raises
    ------
    UnknownTermError, ParameterError
        If a word is not in the vocabulary or `n_steps` is out of range.
    AudioError
        If the folder cannot be made.
    MissingExtraError
        If matplotlib is not installed.
    """
    require_extra("plot", "the picture of the demo")
    folder = check_path("folder", folder)
    alphas = np.linspace(0, 1, check_count("n_steps", n_steps, 2, 1_000)).tolist()
    clip = synthesize_clip()
    sounds, curves_db = {"dry": clip}, {}
    for alpha in alphas:
        sounds[f"{term_a}-{term_b}-{alpha:.2f}"] = render(
            clip, term_a, term_b, alpha, sample_rate=SAMPLE_RATE, model=model
        )
        settings = morph(term_a, term_b, alpha, model=model)
        curves_db[f"{alpha:.2f}"] = settings.curve_db(sample_rate=SAMPLE_RATE)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AudioError(f"cannot make the folder {folder}: {error.strerror}") from error
    paths = [folder / f"{name}.wav" for name in sounds]
    for path, sound in zip(paths, sounds.values(), strict=True):
        sf.write(path, sound.T, SAMPLE_RATE, subtype="PCM_24")

    picture = folder / f"{term_a}-{term_b}.png"
    _draw(picture, term_a, term_b, curves_db, sounds)
    return [*paths, picture]


def _draw(
    picture: Path,
    term_a: str,
    term_b: str,
    curves_db: dict[str, npt.NDArray[np.float64]],
    sounds: dict[str, Samples],
) -> None:
    """Draw the curves of the walk, and the spectra of the clip before and at both ends."""
    # matplotlib is an extra, and the clip needs none.
    import matplotlib.pyplot as plt  # noqa: PLC0415

    from semeq.plot.curves import plot_curves  # noqa: PLC0415
    from semeq.plot.spectrum import plot_spectrum  # noqa: PLC0415

    figure, (left, right) = plt.subplots(1, 2, figsize=(13, 4.5), layout="constrained")
    plot_curves(curves_db, ax=left)
    left.set_title(f"alpha, from {term_a} (0) to {term_b} (1)")
    clip, first, *_, last = sounds.values()
    for label, sound, color in (
        ("before", clip, "0.5"), (term_a, first, "C0"), (term_b, last, "C1"),
    ):  # fmt: skip
        plot_spectrum(sound, sample_rate=SAMPLE_RATE, ax=right, label=label, color=color)
    right.legend(frameon=False)
    right.set_title("spectrum of the clip")
    figure.savefig(picture, dpi=120)
    plt.close(figure)


def _pluck(note: int, duration_s: float) -> npt.NDArray[np.float64]:
    """Add up partials of a string plucked at a fifth; high ones fade sooner."""
    freq_hz = 440.0 * 2 ** ((note - 69) / 12)
    time_s = np.arange(int(duration_s * SAMPLE_RATE)) / SAMPLE_RATE
    partial = np.arange(1, min(60, int(16_000 / freq_hz)))[:, np.newaxis]
    level = np.abs(np.sin(np.pi * partial / 5)) / partial
    decay = np.exp(-time_s * (1.5 + 0.7 * partial))
    tone = np.sum(level * decay * np.sin(2 * np.pi * freq_hz * partial * time_s), axis=0)
    fade = np.minimum(1.0, np.minimum(time_s / 0.002, (duration_s - time_s) / 0.05))
    return np.asarray(tone * fade)


def _hat(rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Differentiate noise twice, which tilts it up, and let it die in 40 ms."""
    time_s = np.arange(int(0.2 * SAMPLE_RATE)) / SAMPLE_RATE
    noise = np.diff(rng.standard_normal(time_s.size + 2), n=2)
    return np.asarray(noise * np.exp(-time_s / 0.04) / 4)


def _add(
    clip: npt.NDArray[np.float64], start_s: float, tone: npt.NDArray[np.float64], pan: float
) -> None:
    """Mix a tone in at equal power; what runs past the end is cut."""
    start = int(start_s * SAMPLE_RATE)
    tone = tone[: clip.shape[1] - start]
    angle = (pan + 1) * np.pi / 4
    clip[0, start : start + tone.size] += np.cos(angle) * tone
    clip[1, start : start + tone.size] += np.sin(angle) * tone
