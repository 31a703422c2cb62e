"""The evidence of words as rows of a table."""

from __future__ import annotations

from semeq.words.term_info import TermInfo

TERM_COLUMNS = (
    "term",
    "lang",
    "settings",
    "people",
    "addresses",
    "sessions",
    "agreement",
    "95 % interval",
    "chance",
    "spread (dB)",
    "grade",
)
"""Chance is what 95 % of random groups as large stay below."""


def term_row(info: TermInfo) -> tuple[str, ...]:
    """Return the cells of a word, blank where nothing is known.

    Parameters
    ----------
    info : TermInfo
        The word.

    Returns
    -------
    tuple of str
        One cell for each of :data:`TERM_COLUMNS`.
    """
    made = [source for source in info.sources if source.n_people is not None]
    n_settings = sum(source.n_examples for source in made)
    people = [source.n_people or 0 for source in made]
    addresses = [source.n_addresses or 0 for source in made]
    found = info.agreement
    return (
        info.term,
        info.language,
        *(str(n) if n else "" for n in (n_settings, sum(people), sum(addresses))),
        str(info.n_examples - n_settings or ""),
        "" if found is None else f"{found.correlation:.2f}",
        "" if found is None else f"{found.low:.2f} to {found.high:.2f}",
        "" if found is None else f"{found.chance_p95:.2f}",
        "" if info.spread_db is None else f"{info.spread_db:.1f}",
        info.grade,
    )
