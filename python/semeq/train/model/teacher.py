"""A teacher for noisy labels: what a forest says of settings, instead of one person's click.

Warm and bright overlap: 9-10 % of near-identical settings carry the opposite word, so contrast
on the raw labels teaches the networks to memorize people. A random forest on the curve, with
leaves of several rows, averages that out. It labels as many jittered and recombined settings
as wanted, and the contrast sees only those it is sure of (distillation).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import RandomForestClassifier, VotingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from semeq.train.data.table import SettingsTable
from semeq.train.model import synth
from semeq.train.model.curve import EqCurve
from semeq.train.model.groups import TeacherName
from semeq.train.model.losses import UNLABELED

TAUGHT_WORDS = ("warm", "bright")


def taught_pool(
    table: SettingsTable, *, name: TeacherName, seed: int, n_pool: int = 30_000
) -> tuple[torch.Tensor, torch.Tensor]:
    """Make settings and ask a teacher that learned the words of `table` about them.

    Parameters
    ----------
    table : SettingsTable
        Training rows; no other row is seen.
    name : {"forest", "ensemble"}
        Who teaches: the forest; or the mean of forest, logistic regression and support vectors.
    seed : int
        Seed of the teacher and of the settings.
    n_pool : int, default 30000
        How many settings to make.

    Returns
    -------
    params : Tensor, shape (n, 13)
        Half jittered rows, half recombined bands.
    p_bright : Tensor, shape (n,)
        The teacher's probability of *bright* against *warm*.
    """
    rows = table.select(np.isin(table.words, TAUGHT_WORDS))
    teacher = _teacher(name, seed)
    teacher.fit(_features(torch.tensor(rows.params)), rows.words == TAUGHT_WORDS[1])

    generator = torch.Generator().manual_seed(seed)
    params = torch.tensor(table.params, dtype=torch.float32)
    picked = params[torch.randint(len(params), (n_pool // 2,), generator=generator)]
    pool = torch.cat(
        [synth.jitter(picked, generator), synth.shuffle_bands(params, n_pool // 2, generator)]
    )
    return pool, torch.tensor(teacher.predict_proba(_features(pool))[:, 1])


def taught_labels(
    p_bright: torch.Tensor, classes: tuple[int, int], margin: float, draws: torch.Tensor | None
) -> torch.Tensor:
    """Turn probabilities into labels.

    Parameters
    ----------
    p_bright : Tensor, shape (n,)
        Probability of *bright*.
    classes : tuple of int
        Classes of *warm* and *bright*.
    margin : float
        How far from one half a probability must be for a label; -1 stands for none.
    draws : Tensor, shape (n,), optional
        Numbers in [0, 1): label *bright* where they are below the probability (soft labels)
        instead of the likelier word.

    Returns
    -------
    Tensor of int64, shape (n,)

    Examples
    --------
    >>> taught_labels(torch.tensor([0.1, 0.55, 0.9]), (0, 1), 0.1, None).tolist()
    [0, -1, 1]
    """
    threshold = 0.5 if draws is None else draws
    labels = torch.where(p_bright > threshold, classes[1], classes[0])
    return torch.where((p_bright - 0.5).abs() > margin, labels, UNLABELED)


def _teacher(name: TeacherName, seed: int) -> Any:
    forest = RandomForestClassifier(n_estimators=300, min_samples_leaf=5, random_state=seed)
    if name == "forest":
        return forest
    others = (LogisticRegression(C=0.1, max_iter=2_000), SVC(random_state=seed))
    voters = [
        ("forest", forest),
        ("logistic", make_pipeline(StandardScaler(), others[0])),
        ("svm", CalibratedClassifierCV(make_pipeline(StandardScaler(), others[1]), ensemble=False)),
    ]
    return VotingClassifier(voters, voting="soft")


def _features(params: torch.Tensor) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    curves: np.ndarray[tuple[int, int], np.dtype[np.float32]] = EqCurve(64)(params.float()).numpy()
    return curves
