"""Measure what the docs state of the ears: ``python -m benchmarks.ears MUSIC SETTINGS``.

MUSIC is a folder of folders of music that the ears were not trained on; folders that they know are
left out. SETTINGS is SAFEEqualiserUserData.csv: its validation contributors' settings are applied.
Here sound is rendered and heard through the public functions, where `semeq train-audio` adds
curves to spectra. How scores lie about a half is printed by `semeq evaluate-ears`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

import semeq
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
from semeq.train.ears.unknown import crops_below

Float64Array = npt.NDArray[np.float64]
Crop = tuple[npt.NDArray[np.float32], int]  # ten seconds, mono, and their sample rate in Hz
Line = tuple[str, str]

CLIP_S = 10.0
PER_TRACK = 4
LEAST_RATE_HZ = 40_000
N_RENDERED, N_MATCHED, N_PINK = 400, 60, 40


def matching(crops: list[Crop], settings: PeopleSplits) -> Iterator[Line]:
    """Find the equalizer between a clip and the same clip equalized."""
    params, _ = draw_settings(settings.val, len(crops), 0)
    errors = []
    for (crop, rate), row in zip(crops, params, strict=True):
        applied = semeq.EqSettings.from_params(row)
        after = semeq.Equalizer(applied, sample_rate=rate)(crop)
        match = semeq.match(crop, after, sample_rate=rate)
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
    for (crop, rate), row in zip(crops, params, strict=True):
        applied = semeq.EqSettings.from_params(row)
        after = semeq.Equalizer(applied, sample_rate=rate)(crop)
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
    known = set(semeq.load_ears().metadata["music"]["sources"])
    folders = [each for each in sorted(music.iterdir()) if each.is_dir() and each.name not in known]
    found = crops_below(folders, per_track=PER_TRACK)
    crops = [
        (crop, rate)
        for crop, rate in zip(found.crops, found.rates_hz, strict=True)
        if rate >= LEAST_RATE_HZ
    ]
    settings = read_people(settings_file, EarsConfig())
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
