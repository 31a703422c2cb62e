"""Teachers label what they have seen, and soft labels keep their doubt."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from semeq.train.data.cleaning import clean
from semeq.train.data.safe import read_safe
from semeq.train.model.teacher import taught_labels, taught_pool


@pytest.mark.parametrize("name", ["forest", "ensemble"])
def test_a_teacher_knows_warm_from_bright(made_up_csv: Path, name) -> None:
    table, _ = clean(read_safe(made_up_csv))
    params, p_bright = taught_pool(table, name=name, seed=0, n_pool=400)
    assert params.shape == (400, 13)
    assert ((p_bright >= 0) & (p_bright <= 1)).all()
    high_shelf_db = params[:, 11].double().numpy()
    assert np.corrcoef(high_shelf_db, p_bright.numpy())[0, 1] > 0.6


def test_soft_labels_come_up_as_often_as_the_teacher_believes() -> None:
    p_bright = torch.full((20_000,), 0.7)
    draws = torch.rand(20_000, generator=torch.Generator().manual_seed(0))
    soft = taught_labels(p_bright, (4, 2), 0.0, draws)
    assert set(soft.tolist()) == {2, 4}
    assert (soft == 2).float().mean().item() == pytest.approx(0.7, abs=0.01)
    assert (taught_labels(p_bright, (4, 2), 0.0, None) == 2).all()
    assert (taught_labels(p_bright, (4, 2), 0.3, None) == -1).all()
