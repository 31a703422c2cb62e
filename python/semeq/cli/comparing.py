"""``semeq ablate``: many trainings on one protocol, and one table of them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress

from semeq.cli.console import out
from semeq.cli.training import DataOption, DatasetOption, configure
from semeq.errors import ParameterError

if TYPE_CHECKING:
    from semeq.train.model.config import TrainConfig


def ablate(
    data_file: DataOption,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for results and table.")],
    suite: Annotated[str, typer.Option(help="What to compare: model presets, or audio.")] = "model",
    presets: Annotated[
        str | None,
        typer.Option(
            help="Comma-separated presets, NAME, FILE.toml or with :STEPS; or all of the data set."
        ),
    ] = None,
    dataset: DatasetOption = None,
    folds: Annotated[int, typer.Option(min=2, help="Folds by contributor.")] = 5,
    seeds: Annotated[int, typer.Option(min=1, help="Repetitions with seeds 0, 1, ...")] = 3,
    steps: Annotated[int | None, typer.Option(help="Training steps; default: preset.")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Trainings at a time, of one thread each.")] = 1,
    words: Annotated[
        Path | None,
        typer.Option("--words", help="SocialFX's sessions, for presets that learn them."),
    ] = None,
    join_words: Annotated[
        bool, typer.Option("--join-words", help="Judge each model with --words in it, too.")
    ] = False,
    music: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Suite audio: a folder of folders of music.")
    ] = None,
    test_sources: Annotated[
        str, typer.Option(help="Suite audio: comma-separated folders of --music to judge on.")
    ] = "",
    logger: Annotated[str, typer.Option(help="Suite audio: tensorboard, wandb or none.")] = "none",
) -> None:
    """Compare presets on one protocol: k-fold by contributor, several seeds, one table.

    Finished folds are kept, so an interrupted comparison goes on where it stopped. With
    --join-words, each model is judged without and with the words of sessions in its vocabulary. The
    suite audio compares ways of listening instead: see semeq train-audio.
    """
    if suite == "audio":
        from semeq.cli.ears_training import compare_listeners

        compare_listeners(data_file, music, output, test_sources, steps, logger)
        return
    if suite != "model":
        raise ParameterError(f"suite must be model or audio, got {suite!r}")
    from semeq.cli.training import read_words
    from semeq.train.data.loading import load_rows
    from semeq.train.data.registry import find_dataset
    from semeq.train.model.presets import preset_names
    from semeq.train.study.ablation import summarize, summary_tables
    from semeq.train.study.crossval import cross_validate

    if words is not None and find_dataset(dataset or "safe").space != "five-bands":
        raise ParameterError(
            "words can be joined to those of settings of five bands only: leave out --words"
        )
    if join_words and words is None:
        raise ParameterError("--join-words needs --words eqdescriptors.json")
    presets = presets or find_dataset(dataset or "safe").default_preset
    names = preset_names(dataset or "safe") if presets == "all" else presets.split(",")
    configs = dict(_preset_with_steps(name.strip(), steps, dataset) for name in names)
    data = {name: config.data for name, config in configs.items()}
    first = next(iter(data.values()))
    for name, each in data.items():
        if each.dataset != first.dataset:
            raise ParameterError(
                f"presets of one comparison learn one data set: {name!r} learns {each.dataset!r}, "
                f"others {first.dataset!r}; --dataset names one for all"
            )
    table = load_rows(data_file, replace(first, min_rows=1)).table
    with Progress(console=out.console) as progress:
        task = progress.add_task("training", total=len(configs) * folds * seeds)
        results = cross_validate(
            table,
            configs,
            n_folds=folds,
            seeds=range(seeds),
            output=output,
            n_jobs=jobs,
            sessions=read_words(words),
            join_words=join_words,
            on_done=lambda: progress.advance(task),
        )
    summary = summarize(results)
    text = summary_tables(summary)
    lengths = {name: config.schedule.length for name, config in configs.items()}
    protocol = {"folds": folds, "seeds": seeds, "length": lengths}
    (output / "ablation.md").write_text(text + "\n", encoding="utf-8")
    (output / "ablation.json").write_text(
        json.dumps({"protocol": protocol, "summary": summary}, indent=1) + "\n", encoding="utf-8"
    )
    out.print(text, soft_wrap=True, markup=False)


def _preset_with_steps(
    spec: str, steps: int | None, dataset: str | None
) -> tuple[str, TrainConfig]:
    name, colon, own_steps = spec.partition(":")
    if colon and not own_steps.isdecimal():
        raise ParameterError(f"presets must be NAME or NAME:STEPS, got {spec!r}")
    return spec, configure(name, dataset, int(own_steps) if colon else steps)
