"""Measure what the docs state of the ears: ``python -m benchmarks.ears MUSIC SETTINGS``.

MUSIC is a folder of folders of music that the ears were not trained on; folders that they know are
left out. SETTINGS is SAFEEqualiserUserData.csv: its validation contributors' settings are applied.
Here sound is rendered and heard through the public functions, where `semeq train-audio` adds
curves to spectra.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import scipy.signal
import scipy.stats
import soundfile as sf

import semeq
from semeq.audio.soundfiles import find_audio
from semeq.ears.description import Description
from semeq.ears.spectrum import band_levels
from semeq.eq.curves import level_free
from semeq.eq.response import GRID_HZ
from semeq.train.ears.config import EarsConfig
from semeq.train.ears.judge import (
    draw_settings,
    mean_rms,
    warm_bright_accuracy,
    wiener_estimate,
)
from semeq.train.ears.people import PeopleSplits, read_people
from semeq.train.ears.pink import pink_noise

Float64Array = npt.NDArray[np.float64]
Line = tuple[str, str]

CLIP_S = 10.0
N_CLIPS = 12
PER_TRACK = 4
N_RENDERED, N_MATCHED, N_PINK = 400, 60, 40


@dataclass(frozen=True)
class Crop:
    """Ten seconds of a track."""

    source: str
    audio: npt.NDArray[np.float32]
    sample_rate: int


def crops_below(folder: Path, known: set[str]) -> list[Crop]:
    """Return random crops of every track in folders that the ears do not know."""
    crops = []
    generator = np.random.default_rng(0)
    for source in sorted(path for path in folder.iterdir() if path.is_dir()):
        if source.name in known:
            continue
        for file in find_audio(source, leave_out=source / ".none"):
            try:
                with sf.SoundFile(file) as reader:
                    n_frames = round(CLIP_S * reader.samplerate)
                    if reader.samplerate < 40_000 or reader.frames < n_frames:
                        continue
                    for start in generator.integers(reader.frames - n_frames + 1, size=PER_TRACK):
                        reader.seek(int(start))
                        audio = reader.read(n_frames, dtype="float32", always_2d=True).T
                        if audio.shape[1] == n_frames and np.square(audio).mean() > 1e-8:
                            crop = Crop(source.name, np.ascontiguousarray(audio), reader.samplerate)
                            crops.append(crop)
            except sf.LibsndfileError:
                continue
    return crops


def centroid_hz(crop: Crop) -> float:
    """Return the spectral centroid: mean frequency by magnitude, averaged over windows."""
    hz, _, spectra = scipy.signal.stft(crop.audio.mean(axis=0), crop.sample_rate, nperseg=2_048)
    magnitude = np.abs(spectra)
    weights = magnitude.sum(axis=0)
    return float(np.average(hz @ magnitude / np.maximum(weights, 1e-12), weights=weights > 1e-6))


def described(crop: Crop) -> Description:
    """Describe a clip in English words."""
    return semeq.describe(crop.audio, sample_rate=crop.sample_rate)


def twelve_clips(name: str, crops: list[Crop]) -> Iterator[Line]:
    """Describe twelve clips that lie evenly over the ranks of the spectral centroid."""
    centroids = np.array([centroid_hz(crop) for crop in crops])
    order = np.argsort(centroids)[np.linspace(0, len(crops) - 1, N_CLIPS).round().astype(int)]
    found = [described(crops[i]) for i in order]
    first = [each.words[0].term if each.words else "-" for each in found]
    brightness = [each.scores["bright"] for each in found]
    rho = scipy.stats.spearmanr(centroids[order], brightness).statistic
    yield f"{name}: different first words of {N_CLIPS}", str(len(set(first)))
    yield f"{name}: first words, darkest to brightest", ", ".join(first)
    yield f"{name}: rank correlation of centroid and brightness", f"{rho:.2f}"


def calibration(crops: list[Crop]) -> Iterator[Line]:
    """Count how often unseen music scores above 0.5, 0.8 and 0.9."""
    found = [described(crop).scores for crop in crops]
    for word in ("warm", "bright"):
        scores = np.array([scores[word] for scores in found if scores])
        shares = ", ".join(f"{(scores > limit).mean():.0%}" for limit in (0.5, 0.8, 0.9))
        yield f"share of clips with a score of {word} above 0.5, 0.8, 0.9", shares


def matching(crops: list[Crop], settings: PeopleSplits) -> Iterator[Line]:
    """Find the equalizer between a clip and the same clip equalized."""
    params, _ = draw_settings(settings.val, len(crops), 0)
    errors = []
    for crop, row in zip(crops, params, strict=True):
        rate = crop.sample_rate
        applied = semeq.EqSettings.from_params(row)
        after = semeq.Equalizer(applied, sample_rate=rate)(crop.audio)
        match = semeq.match(crop.audio, after, sample_rate=rate)
        found_db = match.settings.curve_db(GRID_HZ, sample_rate=rate) + match.gain_db
        errors.append(found_db - applied.curve_db(GRID_HZ, sample_rate=rate))
    rms_db = np.sqrt(np.mean(np.square(errors), axis=1))
    yield f"match(before, after), {len(crops)} clips: curve error, mean", f"{rms_db.mean():.3f} dB"
    yield "match(before, after): curve error, p95", f"{np.quantile(rms_db, 0.95):.3f} dB"


def blind(crops: list[Crop], settings: PeopleSplits) -> Iterator[Line]:
    """Estimate the equalizer of a clip from the equalized clip alone."""
    params, words = draw_settings(settings.val, len(crops), 1)
    ears = semeq.load_ears()
    true_db, found_db, heard_db, inside = [], [], [], []
    for crop, row in zip(crops, params, strict=True):
        rate = crop.sample_rate
        applied = semeq.EqSettings.from_params(row)
        after = semeq.Equalizer(applied, sample_rate=rate)(crop.audio)
        estimate = semeq.estimate_eq(after, sample_rate=rate)
        true_db.append(applied.curve_db(GRID_HZ, sample_rate=44_100))
        found_db.append(estimate.settings.curve_db(GRID_HZ, sample_rate=44_100))
        heard_db.append(band_levels(after, sample_rate=rate))
        applied_db = applied.curve_db(estimate.freq_hz, sample_rate=44_100)
        error_db = level_free(estimate.curve_db - applied_db)
        inside.append(np.abs(error_db) <= estimate.half_width_db)
    true, found = np.array(true_db), np.array(found_db)
    guesses = {
        "blind estimate": found,
        "Wiener estimate": wiener_estimate(settings.train, ears.reference, np.array(heard_db)),
        "mean curve": settings_mean_db(settings),
        "flat": 0.0 * true,
    }
    for name, guess in guesses.items():
        yield (
            f"{name}, {len(crops)} clips: error of the shape; with the level",
            f"{mean_rms(level_free(guess - true)):.2f} dB; {mean_rms(guess - true):.2f} dB",
        )
    yield "80 % interval covers", f"{np.mean(inside):.1%}"
    accuracy, oracle = (warm_bright_accuracy(curves, words) for curves in (found, true))
    yield "warm/bright of applied EQ: blind; true curve", f"{accuracy:.3f}; {oracle:.3f}"


def settings_mean_db(settings: PeopleSplits) -> Float64Array:
    """Return the mean curve of the training contributors."""
    curves = [
        semeq.EqSettings.from_params(row).curve_db(GRID_HZ, sample_rate=44_100)
        for row in settings.train.params
    ]
    return np.asarray(np.mean(curves, axis=0))


def pink(settings: PeopleSplits) -> Iterator[Line]:
    """Estimate the equalizer of pink noise."""
    generator = np.random.default_rng(2)
    params, _ = draw_settings(settings.val, N_PINK, 2)
    errors = []
    for row in params:
        applied = semeq.EqSettings.from_params(row)
        noise = semeq.Equalizer(applied)(pink_noise(round(CLIP_S * 44_100), generator))
        found = semeq.estimate_eq(noise, sample_rate=44_100).settings
        errors.append(found.curve_db(sample_rate=44_100) - applied.curve_db(sample_rate=44_100))
    error_db = mean_rms(level_free(np.array(errors)))
    yield f"pink noise and an equalizer, {N_PINK} clips: error of the shape", f"{error_db:.2f} dB"


def lines(music: Path, settings_file: Path) -> Iterator[Line]:
    """Measure everything, one line each."""
    crops = crops_below(music, set(semeq.load_ears().metadata["music"]["sources"]))
    if len(crops) < 2 * N_CLIPS:
        raise SystemExit(f"{music} holds only {len(crops)} clips that the ears do not know")
    settings = read_people(settings_file, EarsConfig())
    by_source: dict[str, list[Crop]] = {}
    for crop in crops:
        by_source.setdefault(crop.source, []).append(crop)
    for source, own in by_source.items():
        if len(own) >= 2 * N_CLIPS:
            yield from twelve_clips(source, own)
    yield from twelve_clips("all", crops)
    yield from calibration(crops)
    order = np.random.default_rng(0).permutation(len(crops))
    yield from matching([crops[i] for i in order[:N_MATCHED]], settings)
    yield from blind([crops[i] for i in order[:N_RENDERED]], settings)
    yield from pink(settings)


def main() -> None:
    """Print one measurement a line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("music", type=Path)
    parser.add_argument("settings", type=Path)
    arguments = parser.parse_args()
    for what, figure in lines(arguments.music, arguments.settings):
        print(f"{what}: {figure}", flush=True)


if __name__ == "__main__":
    main()
