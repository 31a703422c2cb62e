"""Whether half of the music that a reference does not know lies above a half."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from semeq.ears.bands import BANDS
from semeq.ears.scale import WordScale
from semeq.train.ears.clips import CLIP_S, Clips
from semeq.train.ears.music import music_reference
from semeq.train.ears.pipeline import source_folds
from semeq.words.model import Model


def shares_above_half(
    music: Clips, words: tuple[str, ...], model: Model, n_folds: int = 10
) -> npt.NDArray[np.float64]:
    """Score crops against references made of other sources.

    Parameters
    ----------
    music : Clips
        Crops of at least `n_folds` sources.
    words : tuple of str
        Which words.
    model : Model
        Where they come from.
    n_folds : int, default 10
        Each source is left out once.

    Returns
    -------
    ndarray, shape (n_words,)
        Share of the crops that have more of a word than the middle of the other sources.
    """
    _, n_heard = music.below_cutoff_db()
    indices = [model.vocabulary.index(word) for word in words]
    above = np.zeros((len(music), len(words)), dtype=bool)
    for left_out in source_folds(music, n_folds):
        reference = music_reference(music.select(~left_out), model=model)
        for n in np.unique(n_heard[left_out]).tolist():
            rows = left_out & (n_heard == n)
            scale = WordScale(model, reference, BANDS.centers_hz, n, CLIP_S)
            above[rows] = scale.z_scores(music.levels_db[rows])[:, indices] > 0
    return np.asarray(above.mean(axis=0))
