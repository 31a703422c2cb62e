"""What is known of one person: settings that they made for words."""

from __future__ import annotations

import os
from collections.abc import Iterable

from semeq.checks import check_instance, check_path
from semeq.eq.settings import EqSettings
from semeq.errors import DataError, ParameterError
from semeq.files.private_file import check_own_word
from semeq.words.model import ModelLike, load_model
from semeq.words.people.hand_changes import HandChange, hand_changes
from semeq.words.people.hand_file import MAX_SETTINGS, read_hand, write_hand

OwnSettings = tuple[tuple[str, EqSettings], ...]


class Hand:
    """What somebody means by words, as far as their own settings tell.

    :func:`semeq.morph`, :func:`semeq.render`, :func:`semeq.blend`, :func:`semeq.term`,
    :func:`semeq.sample` and :class:`semeq.Stream` take one as ``hand=``. Settings of a word move
    that word, and make all others stronger or weaker as the person does; a word that the model does
    not know becomes one. Without settings nothing changes. What is learned is known of one sitting.

    Examples
    --------
    >>> from semeq import Band, EqSettings
    >>> mine = EqSettings((Band("low_shelf", 150.0, 6.0), Band("high_shelf", 6_000.0, -2.0)))
    >>> hand = Hand.from_settings([("warm", mine)])
    >>> hand.add("cozy", mine)
    >>> hand
    Hand(2 settings of cozy, warm)
    >>> from semeq import morph
    >>> len(morph("cozy", "bright", 0.3, hand=hand).bands)
    5
    """

    def __init__(self) -> None:
        self._settings: OwnSettings = ()

    @classmethod
    def from_settings(cls, settings: Iterable[tuple[str, EqSettings]]) -> Hand:
        """Make a hand of settings with their words.

        Parameters
        ----------
        settings : iterable of (str, EqSettings)
            Any bands, such as those of another program's preset.

        Raises
        ------
        ParameterError
            If a pair is not a word and settings.
        """
        hand = cls()
        try:
            pairs = [(word, each) for word, each in settings]
        except (TypeError, ValueError) as error:
            raise ParameterError(
                "a hand is made of pairs (word, settings), such as "
                f'[("warm", settings)], got {settings!r}'
            ) from error
        for word, each in pairs:
            hand.add(word, each)
        return hand

    def add(self, word: str, settings: EqSettings) -> None:
        """Add one setting of a word.

        Parameters
        ----------
        word : str
            Of a vocabulary, or the person's own, such as one they taught
            (:class:`semeq.Teacher`).
        settings : EqSettings
            Any bands.

        Raises
        ------
        ParameterError
            If one of the two is something else, or there are 10,000 settings already.
        """
        if len(self._settings) >= MAX_SETTINGS:
            raise ParameterError(f"a hand holds at most {MAX_SETTINGS:,} settings")
        try:
            check_own_word(word)
        except DataError as error:
            raise ParameterError(f"word: {error}") from error
        checked = check_instance("settings", settings, EqSettings)
        self._settings = (*self._settings, (word, checked))

    @property
    def settings(self) -> OwnSettings:
        """The settings with their words, in the order in which they were added."""
        return self._settings

    def __len__(self) -> int:
        return len(self._settings)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hand) and other.settings == self.settings

    __hash__ = None  # type: ignore[assignment]  # settings may be added

    def __repr__(self) -> str:
        words = ", ".join(sorted({word for word, _ in self._settings}))
        return f"Hand({len(self)} settings{f' of {words}' if words else ''})"

    def changes(self, *, model: ModelLike = None) -> tuple[HandChange, ...]:
        """Say what the settings change in their words, and how sure that is.

        Parameters
        ----------
        model : Model, str or path-like, optional
            Default: the shipped model.

        Returns
        -------
        tuple of HandChange
            One for each word that the model knows.

        Raises
        ------
        ModelLoadError
            If the model was exported without distributions of words.
        """
        return hand_changes(load_model(model), self._settings)

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
        write_hand(check_path("path", path), self._settings)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Hand:
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
        return cls.from_settings(read_hand(check_path("path", path)))
