from .audio.automation import Automation as Automation
from .audio.equalizer import Equalizer as Equalizer, isa as isa
from .audio.loudness import LoudnessMeter as LoudnessMeter, loudness as loudness
from .audio.render_batch import render_batch as render_batch
from .audio.render_file import render_file as render_file
from .audio.sosfilt import sosfilt as sosfilt
from .audio.streaming import StreamingEqualizer as StreamingEqualizer
from .batch.render_folder import render_folder as render_folder
from .ears.analyze import analyze as analyze
from .ears.artifact import Ears as Ears, load_ears as load_ears
from .ears.comparison import make_reference as make_reference
from .ears.describe import describe as describe
from .ears.reference import MusicReference as MusicReference
from .ears.estimate import estimate_eq as estimate_eq
from .ears.match import match as match
from .ears.suggest import suggest as suggest
from .eq.band import Band as Band
from .eq.explain import explain as explain
from .eq.fit import fit_settings as fit_settings
from .eq.graphic import graphic_eq as graphic_eq
from .eq.settings import EqSettings as EqSettings
from .errors import (
    AudioError as AudioError,
    DataError as DataError,
    MissingExtraError as MissingExtraError,
    ModelLoadError as ModelLoadError,
    ParameterError as ParameterError,
    SemeqError as SemeqError,
    WeakTermWarning as WeakTermWarning,
    UnknownTermError as UnknownTermError,
)
from .words.blend import blend as blend
from .words.free_text import find_words as find_words
from .words.model import Model as Model, load_model as load_model
from .words.morph import morph as morph, morph_batch as morph_batch
from .words.nearest import name_eq as name_eq, neighbors as neighbors
from .words.people.hand import Hand as Hand
from .words.people.sample import sample as sample
from .words.render import render as render
from .words.stream import Stream as Stream
from .words.taught_word import TaughtWord as TaughtWord
from .words.teacher import Teacher as Teacher
from .words.terms import term as term, terms as terms

__version__: str
