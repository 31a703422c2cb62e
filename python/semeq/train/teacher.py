"""A teacher for noisy labels: what a forest says of settings, instead of one person's click.

Warm and bright overlap: 9-10 % of near-identical settings carry the opposite word, so contrast
on the raw labels teaches the networks to memorise people. A random forest on the curve, with
leaves of several rows, averages that out. It labels as many jittered and recombined settings
as wanted, and the contrast sees only those it is sure of (distillation).
"""

from __future__ import annotations

import numpy as np
import torch
from sklearn.ensemble import RandomForestClassifier

from semeq.train import synth
from semeq.train.curve import EqCurve
from semeq.train.losses import UNLABELLED
from semeq.train.table import SettingsTable

TAUGHT_WORDS = ("warm", "bright")
_N_POOL = 30_000


def taught_pool(
    table: SettingsTable, classes: dict[str, int], *, margin: float, seed: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """Make settings labelled by a forest that learned the words of `table`.

    Parameters
    ----------
    table : SettingsTable
        Training rows; no other row is seen.
    classes : dict of str to int
        Class of each word.
    margin : float
        How far from one half the forest's probability must be for a label.
    seed : int
        Seed of the forest and of the settings.

    Returns
    -------
    params : Tensor, shape (n, 13)
        Half jittered rows, half recombined bands.
    labels : Tensor of int64, shape (n,)
        Class of *warm* or *bright*, or -1.
    """
    rows = table.select(np.isin(table.words, TAUGHT_WORDS))
    forest = RandomForestClassifier(n_estimators=300, min_samples_leaf=5, random_state=seed)
    forest.fit(_features(torch.tensor(rows.params)), rows.words == TAUGHT_WORDS[1])

    generator = torch.Generator().manual_seed(seed)
    params = torch.tensor(table.params, dtype=torch.float32)
    picked = params[torch.randint(len(params), (_N_POOL // 2,), generator=generator)]
    pool = torch.cat(
        [synth.jitter(picked, generator), synth.shuffle_bands(params, _N_POOL // 2, generator)]
    )
    p_bright = forest.predict_proba(_features(pool))[:, 1]
    warm, bright = (classes[word] for word in TAUGHT_WORDS)
    labels = np.full(len(pool), UNLABELLED)
    labels[p_bright < 0.5 - margin] = warm
    labels[p_bright > 0.5 + margin] = bright
    return pool, torch.tensor(labels)


def _features(params: torch.Tensor) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    curves: np.ndarray[tuple[int, int], np.dtype[np.float32]] = EqCurve(64)(params.float()).numpy()
    return curves
