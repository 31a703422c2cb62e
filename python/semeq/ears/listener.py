"""Describing what was heard: which words fit a spectrum, in which order, and why."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from semeq.ears.description import Description, HeardWord
from semeq.ears.evidence import sentence
from semeq.ears.reference import MusicReference
from semeq.ears.scale import share_below, word_scale
from semeq.ears.spectrum import BandPower
from semeq.words.model import Model

Float64Array = npt.NDArray[np.float64]

_DOUBT = 2.0  # people; a word of n people keeps n / (n + 2) of its fit


class Listener:
    """Describes recordings in the words of one model, compared with one reference.

    Parameters
    ----------
    model : Model
        Whose words.
    reference : MusicReference
        What recordings are compared with.
    n_words : int
        How many words at most.
    language : {"en", "es"} or None, default None
        Only words of one language.
    include_personal : bool, default False
        Offer all words, not only those that
        :attr:`semeq.words.term_info.TermInfo.is_spoken` allows.
    """

    def __init__(
        self,
        model: Model,
        reference: MusicReference,
        n_words: int,
        *,
        language: str | None = None,
        include_personal: bool = False,
    ) -> None:
        self._model, self._reference, self._n_words = model, reference, n_words
        self._trust, self._offered, self._grades = _standing(model, language, include_personal)

    def describe(self, heard: BandPower) -> Description:
        """Return the words that fit, or why there are none."""
        levels_db = heard.levels_db()
        scale = word_scale(self._model, self._reference, heard)
        deviation_db = scale.deviation_db(levels_db)
        note = heard.why_no_spectrum()
        scores: dict[str, float] = {}
        words: tuple[HeardWord, ...] = ()
        if not note:
            z_scores, correlations = (
                deviation_db @ scale.axes.T,
                scale.correlations(deviation_db),
            )
            shares = share_below(z_scores)
            scores = dict(zip(scale.words, shares.tolist(), strict=True))
            order = np.argsort(-z_scores * correlations * self._trust, kind="stable")
            fitting = [i for i in order.tolist() if z_scores[i] > 0 and self._offered[i]]
            bands = slice(None, scale.n_heard)
            words = tuple(
                HeardWord(
                    term=scale.words[i],
                    score=float(shares[i]),
                    z_score=float(z_scores[i]),
                    correlation=float(correlations[i]),
                    grade=self._grades[i],
                    evidence=sentence(
                        heard.centers_hz[bands],
                        deviation_db[bands],
                        scale.axes[i, bands],
                        self._reference.name,
                    ),
                )
                for i in fitting[: self._n_words]
            )
            if scale.n_heard < len(levels_db):
                limit_khz = heard.centers_hz[scale.n_heard - 1] / 1000
                note = f"nothing above {limit_khz:.1f} kHz is heard"
        return Description(
            words,
            note,
            scores,
            heard.centers_hz,
            levels_db,
            np.where(np.isfinite(levels_db), deviation_db, np.nan),
            self._reference.name,
            heard.duration_s,
        )


@lru_cache(maxsize=8)
def _standing(
    model: Model, language: str | None, include_personal: bool
) -> tuple[Float64Array, npt.NDArray[np.bool_], list[str]]:
    """Return how far to trust each word, whether to offer it, and its grade."""
    infos = list(model.vocabulary)
    people = np.array([info.n_people for info in infos], dtype=np.float64)
    offered = [
        language in {None, info.language} and (include_personal or info.is_spoken) for info in infos
    ]
    # If two words fit alike, the one that more people share comes first.
    return people / (people + _DOUBT), np.array(offered), [info.grade for info in infos]
