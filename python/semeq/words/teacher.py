"""Teaching a word of one's own: what to listen to next, and what the answers say."""

from __future__ import annotations

import math
import os
from collections import Counter
from functools import cached_property

import numpy as np
import numpy.typing as npt

from semeq.checks import check_instance, check_number, check_path, check_sample_rate, show
from semeq.eq.graphic import SOCIALEQ_CENTERS_HZ
from semeq.errors import DataError, ParameterError
from semeq.files.private_file import check_own_word
from semeq.words.curve_belief import CurveBelief
from semeq.words.curve_prior import shipped_prior
from semeq.words.taught_word import MAX_ANSWERS, STRENGTHS_DB, TaughtWord
from semeq.words.teaching_answers import (
    Answer,
    Comparison,
    Rating,
    consistency,
    learned,
    noise_variance,
)
from semeq.words.teaching_probe import Probe, in_db, make_probe

LEAST_GAIN = 0.01
"""Where the next rating is expected to raise the correlation by less, teaching may stop."""

_LEAST_RATE = math.ceil(SOCIALEQ_CENTERS_HZ[-1] / 0.49)


class Teacher:
    """Learns what somebody means by a word, from a few ratings of equalizers.

    Each equalizer is the one whose rating is most uncertain so far. The beginning is how curves of
    other people's words vary; whether the word is in a vocabulary does not matter.

    Parameters
    ----------
    word : str
        One line of at most 100 characters, in any language.
    path : path-like, optional
        A private file that holds all answers, written after each, so that :meth:`resume` goes on
        where a session was cut off. There must be none yet. Default: nothing is written.
    sample_rate : float, default 44100
        In Hz, of the recording that the equalizers are to be heard on: at least 40,168, since the
        highest band is at 19,682 Hz.
    strength_db : float, default 10.0
        From the lowest to the highest point of each equalizer, from 1 to 30 dB.

    Raises
    ------
    ParameterError
        If a value is out of range, or there is such a file.

    Examples
    --------
    >>> teacher = Teacher("cozy")
    >>> probe = teacher.next()  # listen to probe.settings, then say from -1 to 1
    >>> teacher.rate(probe, 0.8)
    >>> a, b = teacher.pair()  # or say which of two is more so
    >>> teacher.compare(winner=a, loser=b)
    >>> teacher.undo()
    >>> fit = teacher.result.fit(sample_rate=44_100)
    >>> len(fit.settings.bands), fit.rms_db < 0.5
    (5, True)
    """

    def __init__(
        self,
        word: str,
        *,
        path: str | os.PathLike[str] | None = None,
        sample_rate: float = 44_100,
        strength_db: float = 10.0,
    ) -> None:
        try:
            check_own_word(word)
        except DataError as error:
            raise ParameterError(f"word: {error}") from error
        self._word = word
        self._strength_db = check_number("strength_db", strength_db, *STRENGTHS_DB)
        self._sample_rate = _check_rate(sample_rate)
        self._prior = shipped_prior()
        self._answers: tuple[Answer, ...] = ()
        self._path = None if path is None else check_path("path", path)
        if self._path is not None and self._path.exists():
            taught = TaughtWord.load(self._path)
            raise ParameterError(
                f"{path} holds {show(taught.word)} already, taught by {len(taught.answers)} "
                "answers: Teacher.resume goes on with it, another path begins anew"
            )

    @classmethod
    def resume(cls, path: str | os.PathLike[str], *, sample_rate: float = 44_100) -> Teacher:
        """Go on with the answers in a file.

        Parameters
        ----------
        path : path-like
            As given to :class:`Teacher`, or written by :meth:`TaughtWord.save`.
        sample_rate : float, default 44100
            As in :class:`Teacher`; it may be another than before.

        Returns
        -------
        Teacher
            It writes further answers into the same file.

        Raises
        ------
        DataError
            If the file is missing, damaged, or of a newer version.
        ParameterError
            If `sample_rate` is out of range.
        """
        taught = TaughtWord.load(path)
        teacher = cls(taught.word, sample_rate=sample_rate, strength_db=taught.strength_db)
        teacher._answers = taught.answers
        teacher._path = check_path("path", path)
        return teacher

    def __repr__(self) -> str:
        return f"Teacher({self._word!r}, {len(self._answers)} answers)"

    @property
    def word(self) -> str:
        """What is taught."""
        return self._word

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Ratings and comparisons so far."""
        return self._answers

    @property
    def curve_db(self) -> npt.NDArray[np.float64]:
        """What is known so far, at :data:`semeq.eq.graphic.SOCIALEQ_CENTERS_HZ`; shape (40,)."""
        return in_db(self._belief.mean, self._strength_db)

    @property
    def expected_gain(self) -> float:
        """By how much the next rating is expected to raise the correlation with what is meant."""
        return self._belief.expected_gain(self._noise_variance)

    @property
    def is_done(self) -> bool:
        """Whether the next rating is expected to gain less than 0.01."""
        return self.expected_gain < LEAST_GAIN

    @property
    def consistency(self) -> float | None:
        """How alike the same curve is rated twice; None before something was."""
        return consistency(self._answers, self._prior)

    @property
    def result(self) -> TaughtWord:
        """The word as it is taught so far, to be saved or fitted."""
        return self._result(self._answers)

    def next(self) -> Probe:
        """Return what to rate next: the same until something is answered."""
        return self._next

    def pair(self) -> tuple[Probe, Probe]:
        """Return the two equalizers to compare next."""
        a, b = (self._probe(curve) for curve in self._belief.pair())
        return a, b

    def repeat(self) -> Probe:
        """Return something that was rated before, to be rated again: tells the consistency.

        It is what was rated least often, and of that the first.

        Raises
        ------
        ParameterError
            If nothing has been rated.
        """
        times = Counter(each.curve for each in self._answers if isinstance(each, Rating))
        if not times:
            raise ParameterError("nothing has been rated that could be repeated: rate next() first")
        return self._probe(np.array(min(times, key=times.__getitem__)))

    def rate(self, probe: Probe, rating: float) -> None:
        """Say how much a probe sounds like the word.

        Parameters
        ----------
        probe : Probe
            From :meth:`next` or :meth:`repeat`.
        rating : float
            From -1, the opposite, over 0, neither, to 1, just so.

        Raises
        ------
        ParameterError
            If the rating is out of range.
        DataError
            If the file cannot be written; the rating is then not counted.
        """
        check_instance("probe", probe, Probe, cure="teacher.next() gives one")
        self._keep((*self._answers, Rating(probe.curve, check_number("rating", rating, -1, 1))))

    def compare(self, winner: Probe, loser: Probe) -> None:
        """Say which of two probes sounds more like the word.

        Parameters
        ----------
        winner, loser : Probe
            The two from :meth:`pair`.

        Raises
        ------
        ParameterError
            If they are the same.
        DataError
            If the file cannot be written; the answer is then not counted.
        """
        for name, probe in (("winner", winner), ("loser", loser)):
            check_instance(name, probe, Probe, cure="teacher.pair() gives two")
        if winner.curve == loser.curve:
            raise ParameterError("winner and loser must be two probes, got the same twice")
        self._keep((*self._answers, Comparison(winner.curve, loser.curve)))

    def undo(self) -> None:
        """Take the last answer back.

        Raises
        ------
        ParameterError
            If there is none.
        DataError
            If the file cannot be written; the answer then stays.
        """
        if not self._answers:
            raise ParameterError("there is no answer to take back")
        self._keep(self._answers[:-1])

    @cached_property
    def _belief(self) -> CurveBelief:
        return learned(self._answers, self._prior)

    @cached_property
    def _next(self) -> Probe:
        return self._probe(self._belief.probe())

    @property
    def _noise_variance(self) -> float:
        return noise_variance(self._answers, self._prior)

    def _probe(self, curve: npt.NDArray[np.float64]) -> Probe:
        return make_probe(curve, self._strength_db, self._sample_rate)

    def _keep(self, answers: tuple[Answer, ...]) -> None:
        """Write answers first, then believe them: what is counted is what is kept."""
        if len(answers) > MAX_ANSWERS:
            raise ParameterError(f"a word takes at most {MAX_ANSWERS:,} answers")
        if self._path is not None:
            self._result(answers).save(self._path)
        self._answers = answers
        for name in ("_belief", "_next"):
            self.__dict__.pop(name, None)

    def _result(self, answers: tuple[Answer, ...]) -> TaughtWord:
        belief = learned(answers, self._prior)
        return TaughtWord(
            self._word,
            self._strength_db,
            belief.expected_correlation,
            consistency(answers, self._prior),
            tuple(in_db(belief.mean, self._strength_db).round(3).tolist()),
            answers,
        )


def _check_rate(sample_rate: float) -> float:
    rate = check_sample_rate(sample_rate)
    if rate < _LEAST_RATE:
        raise ParameterError(
            f"sample_rate must be at least {_LEAST_RATE:,.0f} Hz, since the highest band is at "
            f"{SOCIALEQ_CENTERS_HZ[-1]:,} Hz; got {rate:g}: teach on a recording of 44.1 kHz"
        )
    return rate
