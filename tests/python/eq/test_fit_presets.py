"""Real presets of up to twenty bands, played by five."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

import semeq
from semeq.eq.fit import fit_settings_batch
from semeq.eq.response import GRID_HZ

KINDS = {"low_shelf": "low_shelf", "peak_dip": "peak", "high_shelf": "high_shelf"}


def test_opra_presets_fit_as_well_as_their_own_largest_bands_do(shared_dir: Path) -> None:
    lines = (shared_dir / "data/opra/opra_eq.jsonl").read_text("utf-8").splitlines()
    curves, largest = [], []
    for line in lines[::250]:
        bands = [
            semeq.Band(KINDS[each["type"]], each["frequency"], each["gain_db"], each["q"])
            for each in json.loads(line)["bands"]
        ]
        own = [semeq.EqSettings((band,)).curve_db(GRID_HZ, sample_rate=44_100) for band in bands]
        curves.append(np.sum(own, axis=0))
        largest.append(np.sum(sorted(own, key=np.std)[-5:], axis=0))
    rms_db = np.array([fit.rms_db for fit in fit_settings_batch(curves, sample_rate=44_100)])
    assert np.median(rms_db) < 0.45
    assert np.quantile(rms_db, 0.95) < 1.0
    assert np.median(rms_db) < 0.7 * np.median(np.std(np.array(curves) - largest, axis=1))
