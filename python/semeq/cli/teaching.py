"""``semeq train-prior`` and ``semeq evaluate-teaching``: teaching words by ratings.

Everything that needs the extra ``semeq[train]`` is imported when the command runs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from semeq.cli.console import JsonFlag, out, print_json, progress

SessionsOption = Annotated[
    Path, typer.Option("--data", help="SocialFX: eq_contributions.csv, or the Parquet.")
]


def train_prior(
    data_file: SessionsOption,
    output: Annotated[Path, typer.Option("--output", "-o", help="The JSON file to write.")],
) -> None:
    """Compute how curves of words vary, from which teaching a word begins."""
    from semeq.hashing import file_sha256
    from semeq.train.data.socialfx import read_socialfx
    from semeq.train.data.socialfx_cleaning import clean_sessions
    from semeq.train.vocabulary.curve_prior import build_prior

    table, _ = clean_sessions(read_socialfx(data_file).data)
    prior = build_prior(table)
    prior.save(output)
    out.print(
        f"prior of {prior.n_sessions:,} sessions of {prior.n_words} words: {output} "
        f"(SHA-256 {file_sha256(output)})",
        soft_wrap=True,
        highlight=False,
    )


def evaluate_teaching(
    data_file: SessionsOption,
    draws: Annotated[int, typer.Option(min=1, help="Raters of each session.")] = 2,
    seed: Annotated[int, typer.Option(min=0, help="Of noise and of random probes.")] = 0,
    as_json: JsonFlag = False,
) -> None:
    """Teach simulated raters, the word left out, beside the published method and floors."""
    from semeq.train.data.socialfx import read_socialfx
    from semeq.train.study import teaching

    with progress("teaching", hidden=as_json) as show:
        found = teaching.evaluate_teaching(
            read_socialfx(data_file).data, n_draws=draws, seed=seed, on_done=show
        )
    if as_json:
        print_json(found)
    else:
        out.print(teaching.teaching_report(found), soft_wrap=True, markup=False)
