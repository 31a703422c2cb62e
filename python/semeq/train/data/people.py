"""Tell apart the people behind one address of SAFE-DB.

An address is not a person: some addresses are laboratories, where one participant after another
set *warm* and *bright* for about ten clips. Who set what follows from the order of the entries
and, where that fails, from two of the columns that describe people. Of these columns only hashes
come here, and only names that mean nothing leave.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from semeq.train.data.table import StrArray

N_CLIPS = 10
"""Clips for which a participant of a laboratory sets each word."""

_STUDIED = ("warm", "bright")
_MIN_CLIPS = 8  # of ten; some participants skipped a clip or two
_N_RECENT = 3  # a participant may go back to one of the last clips
Clue = int | None


def opaque(field: str) -> Clue:
    """Return what tells two fields apart and says nothing else: a hash, or None for a blank.

    Hashes of strings differ from one process to the next, unless Python was told otherwise.

    Examples
    --------
    >>> opaque("Rock ") == opaque("rock"), opaque("rock") == opaque("jazz"), opaque("  ")
    (True, False, None)
    """
    text = " ".join(field.casefold().split())
    return hash(text) if text else None


def name_people(
    ids: Sequence[int],
    contributors: Sequence[str],
    words: Sequence[str],
    clues: Sequence[tuple[Clue, Clue]],
) -> StrArray:
    """Name the person behind each row.

    A contributor with at least nine rows of *warm* and nine of *bright* is a laboratory. Its
    participants are numbered from 1; its rows of other words are one further person's. Every
    other contributor is one person.

    Parameters
    ----------
    ids : sequence of int, length n
        Entry ids, which give the order of a contributor's rows.
    contributors : sequence of str, length n
        Opaque names of the addresses.
    words : sequence of str, length n
        Words after spellings were merged: a *wawrm* left out shifts all that follow.
    clues : sequence of tuple, length n
        What :func:`opaque` makes of columns 18 and 19.

    Returns
    -------
    ndarray of str, shape (n,)
        ``CONTRIBUTOR-person-NN``.

    Examples
    --------
    >>> words = ["warm"] * 10 + ["bright"] * 10 + ["warm"]
    >>> names = name_people(range(21), ["contributor-001"] * 21, words, [(None, None)] * 21)
    >>> names[[0, 19, 20]].tolist()  # doctest: +NORMALIZE_WHITESPACE
    ['contributor-001-person-01', 'contributor-001-person-01', 'contributor-001-person-02']
    """
    rows_of: dict[str, list[int]] = defaultdict(list)
    for row in np.argsort(np.asarray(ids), kind="stable").tolist():
        rows_of[contributors[row]].append(row)
    numbers = [1] * len(words)
    for rows in rows_of.values():
        studied = [row for row in rows if words[row] in _STUDIED]
        if not _is_laboratory([words[row] for row in studied]):
            continue
        told = _number([words[row] for row in studied], [clues[row] for row in studied])
        for row in rows:
            numbers[row] = max(told) + 1
        for row, number in zip(studied, told, strict=True):
            numbers[row] = number
    return np.array(
        [f"{name}-person-{n:02d}" for name, n in zip(contributors, numbers, strict=True)]
    )


def _is_laboratory(words: list[str]) -> bool:
    return all(words.count(word) >= N_CLIPS - 1 for word in _STUDIED)


def _number(words: list[str], clues: list[tuple[Clue, Clue]]) -> list[int]:
    """Tell the participants of one laboratory apart by the first rule that its rows allow."""
    first = [clue[0] for clue in clues]
    second = [clue[1] for clue in clues]
    if _names_participants(first, second):
        return _by_name(first)
    if len(set(first) - {None}) >= _MIN_CLIPS:
        return _by_clip(first)
    return _by_count(words)


def _names_participants(first: list[Clue], second: list[Clue]) -> bool:
    """Whether the second column goes through a set of clips for most values of the first."""
    clips: dict[Clue, set[Clue]] = defaultdict(set)
    for participant, clip in zip(first, second, strict=True):
        if participant is not None:
            clips[participant] |= {clip} - {None}
    return bool(clips) and np.median([len(seen) for seen in clips.values()]) >= _MIN_CLIPS


def _by_name(first: list[Clue]) -> list[int]:
    """Tell people apart by name; a row without one belongs to whoever came before."""
    known: dict[Clue, int] = {}
    numbers, present = [], 1
    for participant in first:
        if participant is not None:
            present = known.setdefault(participant, len(known) + 1)
        numbers.append(present)
    return numbers


def _by_clip(first: list[Clue]) -> list[int]:
    """Begin a participant where a clip comes back that was done with; a blank begins none."""
    numbers, present = [], 1
    heard: list[Clue] = []  # the present participant's clips, the last one last
    for clip in first:
        if clip is not None:
            if len(heard) >= _MIN_CLIPS and clip in heard[:-_N_RECENT]:
                present, heard = present + 1, []
            heard = [each for each in heard if each != clip] + [clip]
        numbers.append(present)
    return numbers


def _by_count(words: list[str]) -> list[int]:
    """Begin a participant with the eleventh row of a word.

    Whether the words come in blocks or take turns, nobody sets a word for more than ten clips.
    """
    numbers, present = [], 1
    counts = dict.fromkeys(_STUDIED, 0)
    for word in words:
        if counts[word] == N_CLIPS:
            present, counts = present + 1, dict.fromkeys(_STUDIED, 0)
        counts[word] += 1
        numbers.append(present)
    return numbers
