"""What the metadata of a settings model must say of a word."""

from __future__ import annotations

from semeq.files.json_checks import count, flag, number, numbers, text
from semeq.files.json_tables import list_of, or_none, record

_N_CURVE_POINTS = 128
_WORD = text(80)
_DB = (-1e3, 1e3)

TERM = record(
    {
        "term": _WORD,
        "language": text(8, "[a-z]+"),
        "sources": list_of(
            record(
                {"name": text(80), "n_examples": count()},
                optional={"n_people": or_none(count()), "n_addresses": or_none(count())},
            ),
            low=1,
            high=100,
        ),
    },
    optional={
        "agreement": or_none(
            record(
                {
                    name: number(-1, 1)
                    for name in ("correlation", "low", "high", "chance", "chance_p95")
                }
            )
        ),
        "names_sound": flag(),
        "spread_db": or_none(number(0, _DB[1])),
        "correlation": or_none(number(-1, 1)),
        "band_db": or_none(list_of(numbers(*_DB, n=_N_CURVE_POINTS), low=2, high=2)),
        "variants": list_of(_WORD, high=2),
        "map_xy": or_none(numbers(*_DB, n=2)),
    },
)
