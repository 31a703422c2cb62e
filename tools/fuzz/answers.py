"""What the run time answers from an artifact: words to settings, settings to latents, hearing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from semeq.ears.artifact import Ears
from semeq.words.model import Model
from semeq.words.morph import morph
from semeq.words.schema import MODEL_KIND

Answers = dict[str, npt.NDArray[np.float64]]


def answers(path: Path, kind: str) -> Answers:
    """Return all that is computed of an artifact, by what it is.

    Parameters
    ----------
    path : Path
        The artifact.
    kind : str
        Its kind, in the words of the metadata.
    """
    return _of_model(path) if kind == MODEL_KIND else _of_ears(path)


def _of_model(path: Path) -> Answers:
    model = Model(path)
    first, last = model.vocabulary[0].term, model.vocabulary[len(model.vocabulary) - 1].term
    settings = morph(first, last, 0.3, model=model)
    params = np.array([settings.params])
    latents = model.encode(params)
    return {
        "morph": params,
        "encode": latents.astype(np.float64),
        "embed": model.embed(latents).astype(np.float64),
        "curves": model.term_curves_db,
    }


def _of_ears(path: Path) -> Answers:
    ears = Ears(path)
    features = np.linspace(-60, 0, 128, dtype=np.float32)[np.newaxis]
    audio = np.sin(np.arange(16_384, dtype=np.float32))[np.newaxis]
    return {
        "estimate": ears.estimate(features).astype(np.float64),
        "power": ears.power(audio, sample_rate=44_100).astype(np.float64),
        "reference": ears.reference.covariance(5.0),
    }
