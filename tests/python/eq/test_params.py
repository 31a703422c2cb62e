"""The layout of params: one table, and the ways between rows and bands."""

from __future__ import annotations

import numpy as np
import pytest

from semeq.eq.params import (
    BAND_COLUMNS,
    FREQ_COLUMNS,
    GAIN_COLUMNS,
    GAIN_OF_COLUMN,
    KINDS,
    LOG_COLUMNS,
    N_PARAMS,
    PARAM_NAMES,
    Q_COLUMNS,
    SAFE_BOUNDS,
    SAFE_KINDS,
    SHELF_Q,
    make_bands,
    pack,
    unpack,
)

ROW = np.arange(1.0, 14.0)


def test_columns_are_those_of_the_published_order() -> None:
    assert GAIN_COLUMNS == (0, 2, 5, 8, 11)
    assert FREQ_COLUMNS == (1, 3, 6, 9, 12)
    assert Q_COLUMNS == (4, 7, 10)
    assert sorted(GAIN_COLUMNS + LOG_COLUMNS) == list(range(N_PARAMS))
    assert BAND_COLUMNS == ((0, 1), (2, 3, 4), (5, 6, 7), (8, 9, 10), (11, 12))
    assert GAIN_OF_COLUMN == (0, 0, 2, 2, 2, 5, 5, 5, 8, 8, 8, 11, 11)


def test_every_column_and_band_has_a_bound_and_a_kind() -> None:
    assert len(SAFE_BOUNDS) == len(PARAM_NAMES) == N_PARAMS == 13
    assert len(SAFE_KINDS) == len(BAND_COLUMNS)
    assert set(SAFE_KINDS) == set(KINDS)
    assert all(low < high for low, high in SAFE_BOUNDS)


@pytest.mark.parametrize("shape", [(13,), (4, 13), (2, 3, 13), (0, 13)])
def test_pack_undoes_unpack(shape: tuple[int, ...]) -> None:
    rows = np.random.default_rng(0).uniform(0.1, 9.0, shape)
    values = unpack(rows)
    assert [each.shape for each in values] == 3 * [(*shape[:-1], 5)]
    assert (values.q[..., (0, 4)] == SHELF_Q).all()
    np.testing.assert_array_equal(pack(*values), rows)


def test_bands_are_made_in_the_order_of_unpack() -> None:
    made = make_bands(lambda *values: values, ROW.tolist())
    values = unpack(ROW)
    assert made == tuple(zip(SAFE_KINDS, values.freq_hz, values.gain_db, values.q, strict=True))
