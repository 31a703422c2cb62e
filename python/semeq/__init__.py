"""Words to equalizer.

>>> import numpy as np, semeq
>>> audio = np.zeros((2, 44_100), dtype=np.float32)
>>> y = semeq.render(audio, "warm", "bright", alpha=0.3)  # alpha 0 = warm, 1 = bright
"""

from typing import TYPE_CHECKING

from semeq.analysis import ClipAnalysis, analyze
from semeq.automation import SettingsCourse
from semeq.describing import Description, HeardWord, Trajectory, describe, make_reference
from semeq.ears import Ears, load_ears
from semeq.equalizer import Equalizer, isa
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
from semeq.estimating import EqEstimate, estimate_eq
from semeq.explaining import explain
from semeq.filtering import sosfilt
from semeq.fitting import FittedSettings, fit_settings, fit_settings_batch
from semeq.freetext import FoundWord, find_words
from semeq.graphic import GraphicEq
from semeq.hearing import band_levels
from semeq.live import Stream
from semeq.loading import load_model
from semeq.matching import Match, match
from semeq.metering import LoudnessMeter, loudness
from semeq.model import Model, Term
from semeq.naming import NamedWord, name_eq, neighbours
from semeq.reference import MusicReference
from semeq.rendering import RenderInfo, render
from semeq.settings import Band, EqSettings
from semeq.streaming import StreamingEqualizer
from semeq.suggesting import Suggestion, suggest
from semeq.variants import render_batch
from semeq.vocabulary import TermInfo, TermSource
from semeq.wordmap import word_map
from semeq.words import blend, morph, morph_batch, term, terms

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
    "neighbours",
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
