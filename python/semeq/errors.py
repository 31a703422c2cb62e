"""The exceptions semeq raises.

Every one derives from :class:`SemeqError`, and also from the built-in exception
that a caller who does not know semeq would catch.
"""

from __future__ import annotations


class SemeqError(Exception):
    """Base class of all errors raised by semeq."""


class ParameterError(SemeqError, ValueError):
    """A scalar argument or an equalizer setting is outside its range."""


class AudioError(SemeqError, ValueError):
    """An audio array or file has a shape, type or content semeq cannot process."""


class DataError(SemeqError, ValueError):
    """A data set file does not have the published layout."""


class ModelLoadError(SemeqError, RuntimeError):
    """A file is not a semeq artifact, or not one this version can read."""


class UnknownTermError(SemeqError, LookupError):
    """A word is not in the model's vocabulary; the message names the nearest ones."""


class MissingExtraError(SemeqError, ImportError):
    """A package that an optional feature needs is not installed; the message names the extra."""


class WeakTermWarning(UserWarning):
    """A word rests on few people, or on many who do not agree.

    Given once per word and process. The work goes on.
    """
