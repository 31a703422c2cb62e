"""Words to equalizer.

>>> import numpy as np, semeq
>>> audio = np.zeros((2, 44_100), dtype=np.float32)
>>> y = semeq.render(audio, "warm", "bright", alpha=0.3)  # alpha 0 = warm, 1 = bright
"""

from typing import TYPE_CHECKING

from semeq.audio.automation import SettingsCourse
from semeq.audio.equalizer import Equalizer, isa
from semeq.audio.loudness import LoudnessMeter, loudness
from semeq.audio.render_batch import render_batch
from semeq.audio.sosfilt import sosfilt
from semeq.audio.streaming import StreamingEqualizer
from semeq.ears.analyze import ClipAnalysis, analyze
from semeq.ears.artifact import Ears, load_ears
from semeq.ears.describe import Description, HeardWord, Trajectory, describe, make_reference
from semeq.ears.estimate import EqEstimate, estimate_eq
from semeq.ears.match import Match, match
from semeq.ears.reference import MusicReference
from semeq.ears.spectrum import band_levels
from semeq.ears.suggest import Suggestion, suggest
from semeq.eq.explain import explain
from semeq.eq.fit import FittedSettings, fit_settings, fit_settings_batch
from semeq.eq.graphic import GraphicEq
from semeq.eq.settings import Band, EqSettings
from semeq.errors import (
    AudioError,
    DataError,
    MissingExtraError,
    ModelLoadError,
    ParameterError,
    SemeqError,
    ThinTermWarning,
    UnknownTermError,
)
from semeq.words.free_text import FoundWord, find_words
from semeq.words.loading import load_model
from semeq.words.map import word_map
from semeq.words.model import Model, Term
from semeq.words.morph import blend, morph, morph_batch, term, terms
from semeq.words.nearest import NamedWord, name_eq, neighbors
from semeq.words.render import RenderInfo, render
from semeq.words.stream import Stream
from semeq.words.vocabulary import TermInfo, TermSource

if TYPE_CHECKING:
    __version__: str

__all__ = [
    "AudioError",
    "Band",
    "ClipAnalysis",
    "DataError",
    "Description",
    "Ears",
    "EqEstimate",
    "EqSettings",
    "Equalizer",
    "FittedSettings",
    "FoundWord",
    "GraphicEq",
    "HeardWord",
    "LoudnessMeter",
    "Match",
    "MissingExtraError",
    "Model",
    "ModelLoadError",
    "MusicReference",
    "NamedWord",
    "ParameterError",
    "RenderInfo",
    "SemeqError",
    "SettingsCourse",
    "Stream",
    "StreamingEqualizer",
    "Suggestion",
    "Term",
    "TermInfo",
    "TermSource",
    "ThinTermWarning",
    "Trajectory",
    "UnknownTermError",
    "analyze",
    "band_levels",
    "blend",
    "describe",
    "estimate_eq",
    "explain",
    "find_words",
    "fit_settings",
    "fit_settings_batch",
    "isa",
    "load_ears",
    "load_model",
    "loudness",
    "make_reference",
    "match",
    "morph",
    "morph_batch",
    "name_eq",
    "neighbors",
    "render",
    "render_batch",
    "sosfilt",
    "suggest",
    "term",
    "terms",
    "word_map",
]


def __getattr__(name: str) -> str:
    if name == "__version__":  # importlib.metadata takes a tenth of the time of import semeq
        from importlib.metadata import version  # noqa: PLC0415

        return version("semeq")
    raise AttributeError(f"module 'semeq' has no attribute {name!r}")
