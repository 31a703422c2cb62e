"""A word that one person has taught: a curve, and the answers it rests on, in a private file."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from semeq.checks import check_path, check_sample_rate
from semeq.eq.fit import Fit, fit_settings
from semeq.eq.graphic import SOCIALEQ_CENTERS_HZ
from semeq.files.json_checks import number, numbers
from semeq.files.json_tables import list_of, or_none, record
from semeq.files.private_file import PrivateFile, check_own_word, write_private
from semeq.words.curve_prior import N_BANDS
from semeq.words.teaching_answers import Answer, Rating, answer_from_dict, check_answer, repeats

MAX_ANSWERS = 1_000
STRENGTHS_DB = (1.0, 30.0)

_CONTENT = record(
    {
        "word": check_own_word,
        "strength_db": number(*STRENGTHS_DB),
        "expected_correlation": number(0, 1),
        "consistency": or_none(number(0, 1)),
        "curve_db": numbers(-60, 60, n=N_BANDS),
        "answers": list_of(check_answer, high=MAX_ANSWERS),
    }
)
_FILE = PrivateFile("taught-word", 1, _CONTENT, 8 << 20)


@dataclass(frozen=True, slots=True)
class TaughtWord:
    """What somebody means by a word, and what it rests on.

    It is one person's, and private: nothing of it is in any model. It was learned within one
    sitting; whether the same person means the same another day is not known.

    Attributes
    ----------
    word : str
        The word.
    strength_db : float
        From the lowest to the highest point of the curve, as it was played. Ratings say which way
        a curve goes, not how far: the strength is that of the probes.
    expected_correlation : float
        Correlation to be expected between the curve and what is meant, from 0 to 1.
    consistency : float or None
        Estimated correlation between two ratings of the same random curves; None where nothing
        was rated twice.
    curve_db : tuple of 40 floats
        The curve at :data:`semeq.eq.graphic.SOCIALEQ_CENTERS_HZ`, mean 0.
    answers : tuple of Rating or Comparison
        The evidence, in the order it was given.
    """

    word: str
    strength_db: float
    expected_correlation: float
    consistency: float | None
    curve_db: tuple[float, ...]
    answers: tuple[Answer, ...]

    def __str__(self) -> str:
        return f"{self.word}: {self.evidence}"

    @property
    def evidence(self) -> str:
        """What it rests on, in a few words."""
        n_ratings = sum(isinstance(answer, Rating) for answer in self.answers)
        said = f"{n_ratings} ratings and {len(self.answers) - n_ratings} comparisons"
        said += f", {len(repeats(self.answers))} of them repeats, of one sitting"
        if self.consistency is not None:
            said += f"; consistency about {self.consistency:.1f}"
        return f"{said}; expected correlation with what is meant {self.expected_correlation:.2f}"

    def fit(self, *, sample_rate: float) -> Fit:
        """Find the five bands whose curve is nearest, and say how near that is.

        Parameters
        ----------
        sample_rate : float
            In Hz, from 8,000 to 384,000. Bands of the curve above Nyquist do not count.

        Returns
        -------
        Fit
            ``settings``, and what they miss of the curve as ``rms_db`` and ``max_error_db``.

        Raises
        ------
        ParameterError
            If `sample_rate` is out of range.
        """
        rate = check_sample_rate(sample_rate)
        heard = np.array(SOCIALEQ_CENTERS_HZ) <= 0.5 * rate
        curve, freqs = np.array(self.curve_db)[heard], np.array(SOCIALEQ_CENTERS_HZ)[heard]
        return fit_settings(curve, freqs.astype(np.float64), sample_rate=rate)

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready values, with the kind and version of the file."""
        return {
            **_FILE.head,
            "word": self.word,
            "strength_db": self.strength_db,
            "expected_correlation": self.expected_correlation,
            "consistency": self.consistency,
            "curve_db": list(self.curve_db),
            "answers": [answer.to_dict() for answer in self.answers],
        }

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write it as JSON that its owner alone may read; the file is there whole, or as before.

        Parameters
        ----------
        path : path-like
            The file to write, usually ``*.json``.

        Raises
        ------
        DataError
            If it cannot be written.
        """
        write_private(check_path("path", path), _readable(self.to_dict()))

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> TaughtWord:
        """Read what :meth:`save` wrote.

        Parameters
        ----------
        path : path-like
            The file.

        Raises
        ------
        DataError
            If the file is missing, damaged, of a newer version of semeq, or something else.
        """
        return cls.from_dict(_FILE.read(check_path("path", path)))

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> TaughtWord:
        """Make it from what :meth:`to_dict` returned.

        Parameters
        ----------
        said : mapping
            Other keys are not looked at.

        Raises
        ------
        DataError
            If a key is missing, a value is damaged, or it is of a newer version of semeq.
        """
        _FILE.check(said)
        return cls(
            said["word"],
            float(said["strength_db"]),
            float(said["expected_correlation"]),
            said["consistency"],
            tuple(said["curve_db"]),
            tuple(answer_from_dict(each) for each in said["answers"]),
        )


def _readable(said: dict[str, Any]) -> str:
    """Return JSON with one line for each field, and for each answer."""
    answers = ",\n  ".join(json.dumps(each) for each in said["answers"])
    lines = [
        f'"{key}": {json.dumps(value, ensure_ascii=False)}'
        for key, value in said.items()
        if key != "answers"
    ]
    lines.append(f'"answers": [\n  {answers}\n]' if answers else '"answers": []')
    return "{\n" + ",\n".join(lines) + "\n}\n"
