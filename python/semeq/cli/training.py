"""``semeq train``, ``evaluate``, ``export``, ``ablate``: from a data file to a model.

Everything that needs the extra ``semeq[train]`` is imported when a command runs.
"""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import Progress
from rich.table import Table

from semeq import load_model
from semeq.artefact import read_metadata, resolve
from semeq.cli.console import JsonFlag, out, print_json
from semeq.cli.data import print_cleaning
from semeq.errors import ParameterError

if TYPE_CHECKING:
    from semeq.train.config import TrainConfig
    from semeq.train.module import AutoencoderTraining
    from semeq.train.parts import Parts

DataOption = Annotated[
    Path,
    typer.Option(
        "--data", help="SAFEEqualiserUserData.csv, SocialFX's Parquet or eqdescriptors.json."
    ),
]
DatasetOption = Annotated[
    str, typer.Option(help="Which data set --data is: safe, socialfx or socialeq.")
]
OutputOption = Annotated[Path, typer.Option("--output", "-o", help="Folder of the training.")]
WordsOption = Annotated[
    Path | None,
    typer.Option("--words", help="SocialEQ's eqdescriptors.json: words to add to the rows'."),
]


def train(
    data_file: DataOption,
    output: OutputOption,
    dataset: DatasetOption = "safe",
    preset: Annotated[
        str | None, typer.Option(help="Configuration to train; default: safe, or socialfx.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of weights and batches.")] = 0,
    steps: Annotated[int | None, typer.Option(help="Training steps; default: preset.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the checkpoint.")] = False,
    logger: Annotated[str, typer.Option(help="tensorboard, wandb or none.")] = "tensorboard",
    accelerator: Annotated[str, typer.Option(help="cpu, gpu, auto ...")] = "cpu",
    threads: Annotated[int, typer.Option(min=1, help="CPU threads.")] = 1,
    words: WordsOption = None,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave bad rows of 40 gains out, not refuse them.")
    ] = False,
    export_model: Annotated[
        bool, typer.Option("--export/--no-export", help="Open the test part and write model.pt.")
    ] = True,
) -> None:
    """Train a model, judge it on unseen people, and write artefact and card."""
    import torch

    from semeq.train.config import load_preset
    from semeq.train.loop import fit, logger_name
    from semeq.train.parts import load_parts
    from semeq.train.pipeline import load_config, save_config

    checked_logger = logger_name(logger)
    if resume:
        config, command = load_config(output)
    else:
        preset = preset or _default_preset(dataset)
        options = _steps(steps) | ({"skip_bad": True} if skip_bad else {})
        config = load_preset(preset, seed=seed, **_dataset(dataset), **options)
        command = _command(config, steps, threads)
        save_config(output, config, command)
    torch.set_num_threads(threads)
    parts = load_parts(data_file, config)
    print_cleaning(data_file, parts.report)
    module = fit(
        parts.train,
        parts.val,
        config,
        output=output,
        resume=resume,
        logger=checked_logger,
        accelerator=accelerator,
    )
    if export_model:
        _export(module, parts, output, output / "model.pt", command, words)


def evaluate(
    artefact: Annotated[str, typer.Argument(help="An artefact file or a shipped model's name.")],
    data_file: DataOption,
    as_json: JsonFlag = False,
) -> None:
    """Judge an artefact on the people it has not heard."""
    from semeq.train.evaluate import evaluate as judge
    from semeq.train.export import read_scripted
    from semeq.train.parts import parts_of
    from semeq.train.pipeline import GRAPHIC_KIND, ArtefactCodec
    from semeq.train.terms import vocabulary

    path = resolve(artefact)
    metadata = read_metadata(path)
    is_graphic = metadata["kind"] == GRAPHIC_KIND
    codec = ArtefactCodec(read_scripted(path)) if is_graphic else load_model(artefact)
    parts = parts_of(metadata, data_file)
    # Words that rest on curves alone have no rows to be judged on.
    judged = vocabulary(parts.train, metadata["training"]["config"]["min_examples"])
    metrics = judge(codec, judged, parts.train, parts.test)
    if as_json:
        print_json(metrics)
    else:
        _print_figures(str(artefact), metrics)


def evaluate_words(
    artefact: Annotated[str, typer.Argument(help="An artefact file or a shipped model's name.")],
    data_file: DataOption,
    words: Annotated[Path, typer.Option("--words", help="SocialEQ's eqdescriptors.json.")],
    as_json: JsonFlag = False,
) -> None:
    """Ask each source of words about the other; the test part stays closed."""
    from semeq.train.config import from_dict
    from semeq.train.parts import load_parts
    from semeq.train.socialeq import read_socialeq
    from semeq.train.word_checks import check_words, report

    model = load_model(artefact)
    parts = load_parts(data_file, from_dict(model.metadata["training"]["config"]))
    checks = check_words(model, parts.train, read_socialeq(words).data)
    if as_json:
        print_json(checks)
    else:
        out.print(report(checks), soft_wrap=True, markup=False)


def export(
    training: Annotated[Path, typer.Argument(help="Folder of a training.")],
    data_file: DataOption,
    to: Annotated[Path, typer.Option(help="Artefact to write; the card goes beside it.")],
    words: WordsOption = None,
) -> None:
    """Write the artefact and card of a training; opens the test part."""
    from semeq.train.loop import load_checkpoint
    from semeq.train.parts import load_parts
    from semeq.train.pipeline import load_config

    config, command = load_config(training)
    parts = load_parts(data_file, config)
    module = load_checkpoint(training, config, parts.train)
    _export(module, parts, training, to, command, words)


def ablate(
    data_file: DataOption,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for results and table.")],
    suite: Annotated[str, typer.Option(help="What to compare: model presets, or audio.")] = "model",
    presets: Annotated[
        str | None,
        typer.Option(help="Comma-separated presets, NAME or NAME:STEPS; or all of the data set."),
    ] = None,
    dataset: DatasetOption = "safe",
    folds: Annotated[int, typer.Option(min=2, help="Folds by contributor.")] = 5,
    seeds: Annotated[int, typer.Option(min=1, help="Repetitions with seeds 0, 1, ...")] = 3,
    steps: Annotated[int | None, typer.Option(help="Training steps; default: preset.")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Trainings at a time, of one thread each.")] = 1,
    words: WordsOption = None,
    music: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Suite audio: a folder of folders of music.")
    ] = None,
    test_sources: Annotated[
        str, typer.Option(help="Suite audio: comma-separated folders of --music to judge on.")
    ] = "",
    logger: Annotated[str, typer.Option(help="Suite audio: tensorboard, wandb or none.")] = "none",
) -> None:
    """Compare presets on one protocol: k-fold by contributor, several seeds, one table.

    Finished folds are kept, so an interrupted comparison goes on where it stopped. With --words,
    each model is judged without and with SocialEQ's words in its vocabulary. The suite audio
    compares ways of listening instead: see semeq train-audio.
    """
    if suite == "audio":
        from semeq.cli.ears_training import compare_listeners

        compare_listeners(data_file, music, output, test_sources, steps, logger)
        return
    if suite != "model":
        raise ParameterError(f"suite must be model or audio, got {suite!r}")
    from semeq.train.ablation import summarise, summary_table
    from semeq.train.config import preset_names
    from semeq.train.crossval import cross_validate
    from semeq.train.parts import load_rows
    from semeq.train.socialeq import read_socialeq

    if words is not None and dataset != "safe":
        raise ParameterError("words can be joined to those of SAFE-DB only: leave out --words")
    presets = presets or _default_preset(dataset)
    names = preset_names(dataset) if presets == "all" else presets.split(",")
    configs = dict(_preset_with_steps(name.strip(), steps, dataset) for name in names)
    table = load_rows(data_file, next(iter(configs.values()))).table
    with Progress(console=out) as progress:
        task = progress.add_task("training", total=len(configs) * folds * seeds)
        results = cross_validate(
            table,
            configs,
            n_folds=folds,
            seeds=range(seeds),
            output=output,
            n_jobs=jobs,
            crowd=None if words is None else read_socialeq(words).data,
            on_done=lambda: progress.advance(task),
        )
    summary = summarise(results)
    text = summary_table(summary)
    protocol = {"folds": folds, "seeds": seeds, "steps": {k: c.n_steps for k, c in configs.items()}}
    (output / "ablation.md").write_text(text + "\n", encoding="utf-8")
    (output / "ablation.json").write_text(
        json.dumps({"protocol": protocol, "summary": summary}, indent=1) + "\n", encoding="utf-8"
    )
    out.print(text, soft_wrap=True, markup=False)


def _default_preset(dataset: str) -> str:
    return "safe" if dataset == "safe" else "socialfx"


def _dataset(dataset: str) -> dict[str, Any]:
    """Options that a data set decides: SocialEQ has one row for each word."""
    return {"dataset": dataset} | ({"min_examples": 1} if dataset == "socialeq" else {})


def _preset_with_steps(
    spec: str, steps: int | None, dataset: str = "safe"
) -> tuple[str, TrainConfig]:
    from semeq.train.config import load_preset

    name, colon, own_steps = spec.partition(":")
    if colon and not own_steps.isdecimal():
        raise ParameterError(f"presets must be NAME or NAME:STEPS, got {spec!r}")
    options = _steps(int(own_steps) if colon else steps)
    return spec, load_preset(name, **_dataset(dataset), **options)


def _steps(n_steps: int | None) -> dict[str, int]:
    """Options for a training of another length: whole epochs of at most 250 steps."""
    if n_steps is None:
        return {}
    n_epochs = -(-n_steps // 250)
    per_epoch = max(1, n_steps // n_epochs)
    return {"n_steps": n_epochs * per_epoch, "steps_per_epoch": per_epoch}


def _export(
    module: AutoencoderTraining,
    parts: Parts,
    training: Path,
    to: Path,
    command: str,
    words: Path | None,
) -> None:
    from semeq.train.card import model_card
    from semeq.train.export import write_artefact
    from semeq.train.pipeline import build_artefact, open_test_part
    from semeq.train.socialeq import read_socialeq

    crowd = None if words is None else read_socialeq(words).data
    artefact, metadata = build_artefact(
        module,
        parts,
        crowd=crowd,
        test_openings=open_test_part(training, module, crowd),
        command=command if crowd is None else f"{command} --words WORDS",
    )
    sha256 = write_artefact(artefact, metadata, to)
    card = to.with_suffix(".md")
    card.write_text(model_card(to.stem, metadata), encoding="utf-8")
    _print_figures(str(to), metadata["metrics"])
    out.print(f"artefact {to} (SHA-256 {sha256})\ncard {card}", soft_wrap=True)


def _command(config: TrainConfig, steps: int | None, threads: int) -> str:
    parts = ["semeq", "train", "--dataset", config.dataset, "--data", "FILE", "--output", "DIR"]
    parts += ["--preset", config.preset, "--seed", str(config.seed), "--threads", str(threads)]
    parts += ["--skip-bad"] if config.skip_bad else []
    return shlex.join(parts + ([] if steps is None else ["--steps", str(steps)]))


def _print_figures(title: str, metrics: dict[str, Any]) -> None:
    from semeq.train.report import figures

    table = Table("figure", title=title, title_justify="left")
    for name in ("train", "held out"):
        table.add_column(name, justify="right")
    table.add_column("beside it")
    for row in figures(metrics):
        table.add_row(*row)
    out.print(table)
