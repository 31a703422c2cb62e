"""Made-up people whose manner is known."""

from __future__ import annotations

import numpy as np
import pytest

from semeq.eq.params import FREQ_COLUMNS, GAIN_COLUMNS, Q_COLUMNS
from semeq.train.data.table import SettingsTable

N_PEOPLE, N_CLIPS = 24, 10
CENTERS_HZ = np.array([120.0, 400.0, 1_000.0, 3_000.0, 8_000.0])
MEAN_DB = {"warm": np.array([4.0, 2.0, 0.0, -1.0, -3.0]), "bright": np.array([-2, 0, 0, 2.0, 5.0])}


@pytest.fixture(scope="session")
def strengths() -> np.ndarray:
    """How strongly each of the people equalizes."""
    return np.exp(0.5 * np.random.default_rng(5).standard_normal(N_PEOPLE))


@pytest.fixture(scope="session")
def studied(strengths: np.ndarray) -> SettingsTable:
    """Settings of six laboratories of four people, who set both words for ten clips."""
    rng = np.random.default_rng(0)
    words, labs, people, params = [], [], [], []
    for who in range(N_PEOPLE):
        for word, mean in MEAN_DB.items():
            taste = mean + rng.normal(0.0, 1.0, 5)
            for _ in range(N_CLIPS):
                row = np.empty(13)
                gains = strengths[who] * (taste + rng.normal(0.0, 0.8, 5))
                row[list(GAIN_COLUMNS)] = np.clip(gains, -12, 12)
                row[list(FREQ_COLUMNS)] = CENTERS_HZ * 2 ** rng.uniform(-0.5, 0.5, 5)
                row[list(Q_COLUMNS)] = rng.uniform(0.5, 2.0, 3)
                words.append(word)
                labs.append(f"lab-{who % 6}")
                people.append(f"person-{who:02d}")
                params.append(row)
    return SettingsTable(
        np.arange(len(words)),
        np.array(words),
        np.array(labs),
        np.array(params),
        "made up",
        people=np.array(people),
    )
