"""What somebody has answered about curves, as data: ratings and comparisons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from semeq.files.json_checks import number, numbers, one_of
from semeq.files.json_tables import record
from semeq.words.curve_belief import CurveBelief
from semeq.words.curve_prior import N_BANDS, CurvePrior

Float64Array = npt.NDArray[np.float64]
Curve: TypeAlias = tuple[float, ...]

USUAL_CONSISTENCY = 0.5
"""What raters are taken for until they rate something twice; the median of SocialFX is 0.49."""

_USUAL_WEIGHT = 4.0  # it counts as much as so many curves that were rated twice
_curve = numbers(-10, 10, n=N_BANDS)
_CHECKS = {
    "rating": record({"curve": _curve, "rating": number(-1, 1)}),
    "comparison": record({"winner": _curve, "loser": _curve}),
}
_KIND = record({"kind": one_of(*_CHECKS)})


@dataclass(frozen=True, slots=True)
class Rating:
    """How much a curve sounds like the word.

    Attributes
    ----------
    curve : tuple of 40 floats
        What was played, of mean 0 and standard deviation 1.
    rating : float
        From -1, the opposite, to 1, just so.
    """

    curve: Curve
    rating: float

    def learn(self, belief: CurveBelief, noise_variance: float) -> CurveBelief:
        """Return the belief after this answer.

        Parameters
        ----------
        belief : CurveBelief
            What was believed before.
        noise_variance : float
            Of a rating, > 0.

        Returns
        -------
        CurveBelief
        """
        return belief.rated(np.array(self.curve), self.rating, noise_variance=noise_variance)

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> Rating:
        """Make it from what :meth:`to_dict` returned.

        Parameters
        ----------
        said : mapping
            Other keys are not looked at.

        Raises
        ------
        DataError
            If a key is missing, or a value is out of range.
        """
        _CHECKS["rating"](said)
        return cls(tuple(said["curve"]), float(said["rating"]))

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready values."""
        return {"kind": "rating", "rating": self.rating, "curve": list(self.curve)}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Which of two curves sounds more like the word.

    Attributes
    ----------
    winner, loser : tuple of 40 floats
        What was played, each of mean 0 and standard deviation 1.
    """

    winner: Curve
    loser: Curve

    def learn(self, belief: CurveBelief, noise_variance: float) -> CurveBelief:
        """Return the belief after this answer.

        Parameters
        ----------
        belief : CurveBelief
            What was believed before.
        noise_variance : float
            Of a rating, > 0.

        Returns
        -------
        CurveBelief
        """
        winner, loser = np.array(self.winner), np.array(self.loser)
        return belief.preferred(winner, loser, noise_variance=noise_variance)

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> Comparison:
        """Make it from what :meth:`to_dict` returned.

        Parameters
        ----------
        said : mapping
            Other keys are not looked at.

        Raises
        ------
        DataError
            If a key is missing, or a value is out of range.
        """
        _CHECKS["comparison"](said)
        return cls(tuple(said["winner"]), tuple(said["loser"]))

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready values."""
        return {"kind": "comparison", "winner": list(self.winner), "loser": list(self.loser)}


Answer: TypeAlias = Rating | Comparison


def check_answer(value: Any) -> None:
    """Check what a file says of one answer, as :mod:`semeq.files.json_checks` do."""
    _KIND(value)
    _CHECKS[value["kind"]](value)


def answer_from_dict(value: Mapping[str, Any]) -> Answer:
    """Return what :meth:`Rating.to_dict` or :meth:`Comparison.to_dict` wrote."""
    return (Rating if value["kind"] == "rating" else Comparison).from_dict(value)


def repeats(answers: Sequence[Answer]) -> list[tuple[float, float]]:
    """Return the pairs of ratings of one curve, each with the one before it.

    Examples
    --------
    >>> repeats([Rating((1.0,), 0.5), Rating((2.0,), 0.1), Rating((1.0,), 0.8)])
    [(0.5, 0.8)]
    """
    last: dict[Curve, float] = {}
    pairs = []
    for answer in answers:
        if isinstance(answer, Rating):
            if answer.curve in last:
                pairs.append((last[answer.curve], answer.rating))
            last[answer.curve] = answer.rating
    return pairs


def noise_variance(answers: Sequence[Answer], prior: CurvePrior) -> float:
    """Return the variance of ratings: the usual one, moved by what was rated twice.

    Parameters
    ----------
    answers : sequence of Rating or Comparison
        All of one person about one word.
    prior : CurvePrior
        It says how far ratings vary.
    """
    pairs = repeats(answers)
    squares = sum(0.5 * (first - second) ** 2 for first, second in pairs)
    usual = _USUAL_WEIGHT * prior.noise_variance(USUAL_CONSISTENCY)
    return (usual + squares) / (_USUAL_WEIGHT + len(pairs))


def learned(answers: Sequence[Answer], prior: CurvePrior) -> CurveBelief:
    """Return what is believed after answers.

    Parameters
    ----------
    answers : sequence of Rating or Comparison
        In the order they were given.
    prior : CurvePrior
        What was believed before.
    """
    belief = CurveBelief.begin(prior.mean, prior.covariance)
    noise = noise_variance(answers, prior)
    for answer in answers:
        belief = answer.learn(belief, noise)
    return belief


def consistency(answers: Sequence[Answer], prior: CurvePrior) -> float | None:
    """Return the correlation to be expected of two ratings of random curves; None if none is known.

    Parameters
    ----------
    answers : sequence of Rating or Comparison
        All of one person about one word.
    prior : CurvePrior
        It says how far ratings vary.
    """
    if not repeats(answers):
        return None
    signal = prior.rating_deviation**2
    return signal / (signal + noise_variance(answers, prior))
