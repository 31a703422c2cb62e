"""Made-up data: nobody's settings, in SAFE-DB's layout."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from semeq.eq.graphic import SOCIALEQ_CENTERS_HZ
from semeq.train.data.socialfx_csv import CSV_HEADER

N_CONTRIBUTORS = 12
SECRETS = ("10.20.30.", "secret-genre", "secret-place")
Rows = list[list[str]]


def _made_up_rows(n_rows: int = 240, seed: int = 3) -> Rows:
    """Rows of 25 fields: *warm* tilts down, *bright* up; personal columns hold secrets."""
    rng = np.random.default_rng(seed)
    rows = []
    for i in range(n_rows):
        word = ("warm", "Bright ", "thin")[0 if rng.random() < 0.45 else 1 + (rng.random() < 0.1)]
        sign = -1.0 if word == "warm" else 1.0
        gains = np.clip(rng.normal([-4 * sign, -2 * sign, 0, 2 * sign, 5 * sign], 1.5), -12, 12)
        freqs = np.array([120, 400, 1_000, 3_000, 8_000]) * 2 ** rng.uniform(-0.5, 0.5, 5)
        q = rng.uniform(0.3, 3.0, 3)
        params = [gains[0], freqs[0]]
        for k in range(3):
            params += [gains[k + 1], freqs[k + 1], q[k]]
        params += [gains[4], freqs[4]]
        address = f"{SECRETS[0]}{int(rng.exponential(3.0)) % N_CONTRIBUTORS}"
        personal = [SECRETS[1], "", SECRETS[2], "", "", ""]
        rows.append(
            [str(i + 1), word, address, "2", "2", *map(repr, map(float, params)), *personal, "0"]
        )
    return rows


def _write_csv(path: Path, rows: Rows) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


@pytest.fixture(scope="session")
def made_up_rows() -> Callable[..., Rows]:
    """Make rows; test modules cannot import each other under importlib mode."""
    return _made_up_rows


@pytest.fixture(scope="session")
def write_csv() -> Callable[[Path, Rows], Path]:
    return _write_csv


@pytest.fixture(scope="session")
def secrets() -> tuple[str, ...]:
    """Strings in the made-up data that must never leave it."""
    return SECRETS


@pytest.fixture(scope="session")
def made_up_csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _write_csv(tmp_path_factory.mktemp("safe") / "made-up.csv", _made_up_rows())


@pytest.fixture(scope="session")
def skewed_rows() -> list[dict[str, Any]]:
    """Rows as SocialFX has them: 1,595, of 765 words, 93 % with fewer than 5 rows."""
    n_rows, n_words = 1_595, 765
    rng = np.random.default_rng(0)
    share = np.arange(1, n_words + 1) ** -0.75
    counts = 1 + rng.multinomial(n_rows - n_words, share / share.sum())
    basis = np.stack([np.cos(np.pi * k * np.linspace(0, 1, 40)) for k in (1, 2, 3, 4)])
    shapes = rng.normal(size=(n_words, 4)) / [1, 2, 3, 4]
    names = ["warm", "bright", *(f"word{i}" for i in range(2, n_words))]
    shapes[:2] = [[2, 0, 0, 0], [-2, 0, 0, 0]]  # falling and rising
    keys = [f"{hz} Hz" for hz in SOCIALEQ_CENTERS_HZ]
    rows: list[dict[str, Any]] = []
    for name, shape, count in zip(names, shapes, counts, strict=True):
        for _ in range(count):
            gains = (shape + 0.4 * rng.normal(size=4)) @ basis
            row = {"id": f"r{len(rows)}", "text": name, "extra": None}
            rows.append(row | {"param_keys": keys, "param_values": gains.tolist()})
    return rows


@pytest.fixture(scope="session")
def write_words() -> Callable[[Path], Path]:
    """Write SocialFX's layout with a word of the made-up settings and another one."""

    def write(path: Path) -> Path:
        gains = np.linspace(1.0, -1.0, 40) ** 3
        rows = [
            [word, "English", "1", "0.5", *(sign * gains + 0.01 * i).tolist()]
            for word, sign in (("warm", 1.0), ("shiny", -1.0))
            for i in range(3)
        ]
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([CSV_HEADER, *rows])
        return path

    return write
