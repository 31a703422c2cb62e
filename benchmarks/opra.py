"""Fit bands to real presets: ``python -m benchmarks.opra opra_eq.jsonl``.

OPRA (https://github.com/opra-project/OPRA) holds presets that correct headphones, most of ten
bands. Each one's curve goes in; five, eight and ten bands come out. Printed is the median RMS error
in dB, its 95th percentile, and the ratio of medians to the best of 40 random starts (`--optimized`
presets a row). A constant difference does not count, as every program has a preamp. Beside them
stands what needs no search: the preset's own five largest bands, and nothing at all.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

import semeq
from semeq import _core
from semeq.eq.fit import fit_settings_batch
from semeq.eq.fit_layout import GAIN_UNIT_DB, fit_layout
from semeq.eq.response import GRID_HZ
from semeq.markdown import markdown_table

Float64Array = npt.NDArray[np.float64]

RATE_HZ = 44_100.0
N_STARTS, N_STEPS = 40, 200
N_LARGEST = 5
N_BANDS = (5, 8, 10)
KINDS = {"low_shelf": "low_shelf", "peak_dip": "peak", "high_shelf": "high_shelf"}


def read_presets(path: Path) -> tuple[list[semeq.EqSettings], int]:
    """Return presets of shelves and peaks, and how many others there are."""
    presets, n_others = [], 0
    for line in path.read_text("utf-8").splitlines():
        bands = json.loads(line)["bands"]
        if any(band["type"] not in KINDS for band in bands):
            n_others += 1
            continue
        presets.append(
            semeq.EqSettings(
                tuple(
                    semeq.Band(KINDS[band["type"]], band["frequency"], band["gain_db"], band["q"])
                    for band in bands
                )
            )
        )
    return presets, n_others


def curve_db(bands: tuple[semeq.Band, ...]) -> Float64Array:
    """Return the curve of bands on the model's grid."""
    return semeq.EqSettings(bands).curve_db(GRID_HZ, sample_rate=RATE_HZ)


def largest_bands(settings: semeq.EqSettings) -> tuple[semeq.Band, ...]:
    """Return the five bands whose own curves are largest."""
    sizes = [np.square(curve_db((band,))).sum() for band in settings.bands]
    return tuple(settings.bands[i] for i in sorted(np.argsort(sizes)[-N_LARGEST:].tolist()))


def shape_rms_db(errors_db: Float64Array) -> Float64Array:
    """Return the RMS of each row without its level."""
    return np.asarray(np.std(errors_db, axis=1))


def best_of_random_starts(curves_db: Float64Array, n_bands: int, seed: int = 0) -> Float64Array:
    """Return the least RMS error that 40 random starts find for each curve."""
    layout = fit_layout(n_bands)
    bounds = layout.to_points(layout.low), layout.to_points(layout.high)
    starts = np.random.default_rng(seed).uniform(
        *bounds, (len(curves_db), N_STARTS, len(layout.low))
    )
    starts[..., layout.gains] *= GAIN_UNIT_DB
    starts[..., layout.logs] = np.exp(starts[..., layout.logs])
    weights = np.full(len(GRID_HZ), 1.0 / len(GRID_HZ))
    no_prior = layout.mean, np.zeros(len(layout.mean))
    limits = layout.low, layout.high
    fit = _core.CurveFit(layout.kinds, GRID_HZ, RATE_HZ, weights, True, limits, no_prior)
    _, costs = fit.descend(curves_db, np.clip(starts, *limits), N_STEPS, 2)
    return np.asarray(np.sqrt(costs.min(axis=1)))


def rows(presets: list[semeq.EqSettings], n_optimized: int) -> Iterator[tuple[str, ...]]:
    """Measure presets of each number of bands."""
    groups = [("up to 5", range(1, 6)), ("6 to 9", range(6, 10)), ("10 and more", range(10, 99))]
    for name, numbers in groups:
        own = [each for each in presets if len(each.bands) in numbers]
        curves_db = np.array([curve_db(each.bands) for each in own])
        largest_db = np.array([curve_db(largest_bands(each)) for each in own])
        some = np.linspace(0, len(own) - 1, min(n_optimized, len(own))).astype(int)
        cells = []
        for n_bands in N_BANDS:
            fits = fit_settings_batch(curves_db, sample_rate=RATE_HZ, n_bands=n_bands, n_threads=2)
            rms_db = np.array([fit.rms_db for fit in fits])
            random_db = best_of_random_starts(curves_db[some], n_bands)
            ratio = np.median(rms_db[some]) / np.median(random_db)
            cells.append(
                f"{np.median(rms_db):.2f}; {np.quantile(rms_db, 0.95):.2f} ({ratio:.2f} x)"
            )
        yield (
            name,
            f"{len(own):,}",
            *cells,
            f"{np.median(shape_rms_db(curves_db - largest_db)):.2f}",
            f"{np.median(shape_rms_db(curves_db)):.2f}",
        )


def main() -> None:
    """Print one row for each number of bands."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("presets", type=Path)
    parser.add_argument("--optimized", type=int, default=310, help="presets a row")
    options = parser.parse_args()
    presets, n_others = read_presets(options.presets)
    header = (
        "bands of the preset",
        "presets",
        *(f"by {n_bands} bands" for n_bands in N_BANDS),
        "its own five largest bands",
        "no equalizer",
    )
    print(markdown_table(header, list(rows(presets, options.optimized))))
    print(f"\n{n_others} presets with other kinds of bands are left out.")


if __name__ == "__main__":
    main()
