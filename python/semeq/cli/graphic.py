"""``semeq evaluate-graphic``: systems of 40 gains on the real sessions, next to floors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from semeq.cli.console import JsonFlag, out, print_json, progress
from semeq.cli.training import configure

if TYPE_CHECKING:
    from semeq.train.model.config import TrainConfig


def evaluate_graphic(
    data_file: Annotated[
        Path, typer.Option("--data", help="SocialFX: eq_contributions.csv, or the Parquet.")
    ],
    presets: Annotated[
        str, typer.Option(help="Comma-separated presets, NAME or FILE.toml; or all of 40 gains.")
    ] = "all",
    folds: Annotated[int, typer.Option(min=2, help="Folds by session.")] = 5,
    seed: Annotated[int, typer.Option(help="Of folds, weights, batches and drawn curves.")] = 0,
    steps: Annotated[int | None, typer.Option(help="Training steps; default: preset.")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Trainings at a time, of one thread each.")] = 1,
    as_json: JsonFlag = False,
) -> None:
    """Train systems of 40 gains on folds of SocialFX, and judge curves, geometry and words.

    The earlier attempts, our presets and floors that need no network stand side by side; the same
    options give the same tables.
    """
    from semeq.train.data.socialfx import read_socialfx
    from semeq.train.model.presets import preset_names
    from semeq.train.study.graphic import DATASET, compare_graphic
    from semeq.train.study.graphic_report import report

    names = preset_names(DATASET) if presets == "all" else presets.split(",")
    configs = {name.strip(): configure(name.strip(), None, steps) for name in names}
    if presets == "all":
        configs = dict(sorted(configs.items(), key=lambda item: _place(item[1])))
    n_done, n_runs = 0, folds * len(configs)
    with progress("training", hidden=as_json) as show:

        def count() -> None:
            nonlocal n_done
            n_done += 1
            show(n_done, n_runs)

        found = compare_graphic(
            read_socialfx(data_file).data,
            configs,
            n_folds=folds,
            seed=seed,
            n_jobs=jobs,
            on_done=count,
        )
    if as_json:
        print_json(found)
    else:
        out.print(report(found), soft_wrap=True, markup=False)


def _place(config: TrainConfig) -> tuple[str, int, int]:
    """Order systems of one kind that learn from the same rows by the size of their latent."""
    return config.network.kind, config.data.min_rows, config.network.latent_dim
