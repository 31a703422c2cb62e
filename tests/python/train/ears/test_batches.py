"""Batches hold what an equalizer leaves of music."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from semeq.train.ears.batches import EarsBatches, equalized
from semeq.train.ears.clips import Clips
from semeq.train.ears.config import EarsConfig
from semeq.train.ears.people import read_people


def test_batches_hold_levels_after_the_equalizer(clips: Clips, made_up_csv: Path) -> None:
    """Of music that is left alone, what is added to a clip is the curve to find."""
    table = read_people(made_up_csv, EarsConfig()).train
    config = EarsConfig(music_ratio=1.0, tilt_db=0.0, band_noise_db=0.0, batch_size=16, mix_up=1e-3)
    alone = clips.select(np.zeros(1, dtype=np.int64))
    batch = next(iter(EarsBatches(table, alone, config)))
    expected = equalized(np.repeat(alone.levels_db, 16, axis=0), batch.bands_db.double().numpy())
    np.testing.assert_allclose(batch.features[:, :64], expected, atol=1e-4)
    np.testing.assert_allclose(batch.features[:, 64:], alone.spread_db.repeat(16, 0), atol=1e-4)


@pytest.mark.parametrize("balance", [0.0, 1.0])
def test_balance_decides_how_often_a_rare_word_is_drawn(
    clips: Clips, made_up_csv: Path, balance: float
) -> None:
    table = read_people(made_up_csv, EarsConfig()).train
    batches = EarsBatches(table, clips, EarsConfig(word_balance=balance))
    counts = table.word_counts()
    share = {word: batches._row_weights[table.rows_of(word)].sum() for word in counts}
    expected = {word: 1 / len(counts) if balance else n / len(table) for word, n in counts.items()}
    assert share == pytest.approx(expected)
