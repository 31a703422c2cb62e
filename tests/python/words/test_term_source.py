"""A source says no more than the data tell."""

from __future__ import annotations

import pytest

from semeq.words.term_info import TermInfo
from semeq.words.term_source import TermSource
from semeq.words.term_table import TERM_COLUMNS, term_row


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (TermSource("S", 64), "64 sessions in S"),
        (TermSource("S", 1), "1 session in S"),
        (TermSource("S", 447, 60, 25), "447 settings by 60 people at 25 addresses in S"),
        (TermSource("S", 6, 3, 1), "6 settings by 3 people at 1 address in S"),
        (TermSource("S", 4, 4, 4), "4 settings by 4 people in S"),
        (TermSource("S", 1, 1), "1 setting by 1 person in S"),
    ],
)
def test_it_reads_as_a_sentence(source: TermSource, said: str) -> None:
    assert str(source) == said
    assert TermSource.from_dict({"name": "S", "n_examples": source.n_examples}).n_people is None


def test_a_session_counts_as_one_person_at_most() -> None:
    info = TermInfo("warm", "en", (TermSource("A", 447, 60, 25), TermSource("B", 64)))
    assert (info.n_examples, info.n_people) == (511, 124)
    cells = dict(zip(TERM_COLUMNS, term_row(info), strict=True))
    counts = [cells[name] for name in ("settings", "people", "addresses", "sessions")]
    assert counts == ["447", "60", "25", "64"]
    assert cells["agreement"] == cells["chance"] == cells["spread (dB)"] == ""
