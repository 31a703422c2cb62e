"""Words to equalizer.

>>> import numpy as np, semeq
>>> audio = np.zeros((2, 44_100), dtype=np.float32)
>>> y = semeq.render(audio, "warm", "bright", alpha=0.3)  # alpha 0 = warm, 1 = bright
"""

from importlib.metadata import version

from semeq.equalizer import Equalizer, isa
from semeq.errors import (
    AudioError,
    DataError,
    ModelLoadError,
    ParameterError,
    SemeqError,
    UnknownTermError,
)
from semeq.model import Model, Term, load_model
from semeq.rendering import render
from semeq.settings import Band, EqSettings
from semeq.streaming import StreamingEqualizer
from semeq.vocabulary import TermInfo
from semeq.words import morph, morph_batch, term, terms

__version__ = version("semeq")

__all__ = [
    "AudioError",
    "Band",
    "DataError",
    "EqSettings",
    "Equalizer",
    "Model",
    "ModelLoadError",
    "ParameterError",
    "SemeqError",
    "StreamingEqualizer",
    "Term",
    "TermInfo",
    "UnknownTermError",
    "isa",
    "load_model",
    "morph",
    "morph_batch",
    "render",
    "term",
    "terms",
]
