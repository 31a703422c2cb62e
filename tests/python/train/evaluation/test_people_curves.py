"""A person counts once, however many settings are theirs."""

from __future__ import annotations

import numpy as np

from semeq.train.data.table import SettingsTable
from semeq.train.evaluation.people_curves import median_of_people
from semeq.train.model.spaces import curves_db

FLAT = np.array([0.0, 100, 0, 250, 1, 0, 1_000, 1, 0, 3_000, 1, 0, 8_000])


def test_a_diligent_person_does_not_outvote_the_others() -> None:
    shelves_db = [9.0] * 7 + [1.0, 2.0]
    people = np.array(["a"] * 7 + ["b", "c"])
    params = np.tile(FLAT, (9, 1))
    params[:, 11] = shelves_db
    table = SettingsTable(
        ids=np.arange(9),
        words=np.array(["bright"] * 9),
        contributors=people,
        params=params,
        source="made up",
    )
    top = slice(-20, None)  # where the shelf is
    second = curves_db(params[-1:])[0][top]  # 2 dB lies between 1 and 9
    np.testing.assert_allclose(median_of_people(table, "bright")[top], second)
    of_rows = np.median(curves_db(params), axis=0)
    assert of_rows.max() > 8.0
