"""Batches for the ears: music and noise that went through somebody's equalizer.

An equalizer adds its curve to the levels of the bands, so that nothing needs to be rendered:
what is left out is how a curve bends within a band (0.1 dB; a test compares).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.utils.data import IterableDataset

from semeq.ears.bands import BANDS
from semeq.ears.spectrum import core_bands
from semeq.eq.response import GRID_HZ, MODEL_SAMPLE_RATE, params_curve_db
from semeq.train.data.table import SettingsTable
from semeq.train.ears.clips import Clips
from semeq.train.ears.config import EarsConfig
from semeq.train.ears.pink import PinkClips
from semeq.train.model import synth

Float64Array = npt.NDArray[np.float64]

_PIVOT_HZ = 800.0


class EarsBatch(NamedTuple):
    """Features ``(n, 128)``, and the curve to find: on the grid, and in bands."""

    features: Tensor
    curve_db: Tensor
    bands_db: Tensor


def equalized(levels_db: Float64Array, curve_db: Float64Array) -> Float64Array:
    """Levels ``(n, 64)`` of clips after an equalizer with these curves in bands ``(n, 64)``."""
    core = core_bands(BANDS.centers_hz, levels_db.shape[1])
    moved = levels_db + curve_db
    return np.asarray(moved - curve_db[:, core].mean(axis=1, keepdims=True))


def curves_of(params: Float64Array) -> tuple[Float64Array, Float64Array]:
    """Curves of settings ``(n, 13)`` on the model's grid, and at the centers of the bands."""
    freq_hz = np.concatenate([GRID_HZ, BANDS.centers_hz])
    curves = params_curve_db(params, freq_hz, sample_rate=MODEL_SAMPLE_RATE)
    return curves[:, : len(GRID_HZ)], curves[:, len(GRID_HZ) :]


class EarsBatches(IterableDataset[EarsBatch]):
    """An endless stream of batches.

    Parameters
    ----------
    table : SettingsTable
        Settings to draw from.
    music : Clips
        Music to draw from.
    config : EarsConfig
        Shares, balance and augmentation.
    """

    def __init__(self, table: SettingsTable, music: Clips, config: EarsConfig) -> None:
        self._config, self._music = config, music
        self._params = torch.tensor(table.params, dtype=torch.float32)
        counts = table.word_counts()
        rarity = np.array([counts[word] for word in table.words.tolist()]) ** -config.word_balance
        self._row_weights = rarity / rarity.sum()
        self._clip_weights = music.weights()

    def __iter__(self) -> Iterator[EarsBatch]:
        config = self._config
        generator = np.random.default_rng([config.seed, 2])
        pink = PinkClips(config.n_pink, config.seed) if config.music_ratio < 1 else None
        step = 0
        while True:
            if pink is not None and step % config.pink_every == 0:
                pink.renew()
            step += 1
            n_music = round(config.batch_size * config.music_ratio)
            parts = [self._draw_music(n_music, generator)]
            if pink is not None:
                rows = generator.integers(len(pink.levels_db), size=config.batch_size - n_music)
                parts.append((pink.levels_db[rows], pink.spread_db[rows]))
            levels, spreads = (np.concatenate(each) for each in zip(*parts, strict=True))
            curve_db, bands_db = curves_of(self._draw_settings(generator))
            features = np.concatenate([equalized(levels, bands_db), spreads], axis=1)
            yield EarsBatch(
                *(
                    torch.tensor(array, dtype=torch.float32)
                    for array in (features, curve_db, bands_db)
                )
            )

    def _draw_music(
        self, n_rows: int, generator: np.random.Generator
    ) -> tuple[Float64Array, Float64Array]:
        config, music = self._config, self._music
        rows = generator.choice(len(music), (2, n_rows), p=self._clip_weights)
        share = generator.beta(config.mix_up, config.mix_up, (n_rows, 1))
        levels, spreads = (
            share * each[rows[0]] + (1 - share) * each[rows[1]]
            for each in (music.levels_db, music.spread_db)
        )
        octaves = np.log2(BANDS.centers_hz / _PIVOT_HZ)
        levels = levels + generator.normal(0.0, config.tilt_db, (n_rows, 1)) * octaves
        levels += generator.normal(0.0, config.band_noise_db, levels.shape)
        spreads = spreads + generator.normal(0.0, config.band_noise_db, spreads.shape)
        return levels, spreads

    def _draw_settings(self, generator: np.random.Generator) -> Float64Array:
        config = self._config
        rows = generator.choice(len(self._params), config.batch_size, p=self._row_weights)
        noise = torch.Generator().manual_seed(int(generator.integers(2**62)))
        params = synth.jitter(self._params[rows], noise)
        # Some as they are, and some composed of several rows' bands.
        as_they_are = generator.random(len(params)) < 0.5
        params[as_they_are] = self._params[rows[as_they_are]]
        shuffled = np.flatnonzero(generator.random(len(params)) < config.n_shuffled)
        params[shuffled] = synth.shuffle_bands(self._params, len(shuffled), noise)
        uniform = np.flatnonzero(generator.random(len(params)) < config.n_uniform)
        params[uniform] = synth.uniform(len(uniform), noise)
        return params.double().numpy()
