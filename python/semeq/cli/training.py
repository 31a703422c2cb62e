"""``semeq train``, ``evaluate``, ``export``: from a data file to a model.

Everything that needs the extra ``semeq[train]`` is imported when a command runs.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from semeq.cli.console import JsonFlag, out, print_json
from semeq.cli.data import print_cleaning
from semeq.words.artifact import read_metadata, resolve
from semeq.words.loading import load_model

if TYPE_CHECKING:
    from semeq.train.data.parts import Parts
    from semeq.train.data.socialeq import WordCurves
    from semeq.train.model.config import TrainConfig
    from semeq.train.model.module import AutoencoderTraining

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
    devices: Annotated[
        int | None, typer.Option(min=1, help="How many of them; default: one CPU, or all GPUs.")
    ] = None,
    threads: Annotated[int, typer.Option(min=1, help="CPU threads.")] = 1,
    words: WordsOption = None,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave bad rows of 40 gains out, not refuse them.")
    ] = False,
    export_model: Annotated[
        bool, typer.Option("--export/--no-export", help="Open the test part and write model.pt.")
    ] = True,
) -> None:
    """Train a model, judge it on unseen people, and write artifact and card.

    On several devices, each process runs this command; the first one alone prints and writes.
    """
    import torch

    from semeq.train.artifact.pipeline import load_config, save_config
    from semeq.train.data.parts import load_parts
    from semeq.train.data.socialeq import read_socialeq
    from semeq.train.model.config import load_preset
    from semeq.train.model.loop import fit, is_first_process, logger_name
    from semeq.train.model.mixing import check_crowd

    checked_logger = logger_name(logger)
    if resume:
        config, command = load_config(output)
    else:
        preset = preset or default_preset(dataset)
        options = step_options(steps) | ({"skip_bad": True} if skip_bad else {})
        config = load_preset(preset, seed=seed, **dataset_options(dataset), **options)
        command = _command(config, steps, threads, accelerator, devices)
    torch.set_num_threads(threads)
    crowd = None if words is None else read_socialeq(words).data
    check_crowd(config, crowd)
    parts = load_parts(data_file, config)
    if is_first_process():
        save_config(output, config, command)
        print_cleaning(data_file, parts.report)
    module = fit(
        parts.train,
        parts.val,
        config,
        output=output,
        crowd=crowd,
        resume=resume,
        logger=checked_logger,
        accelerator=accelerator,
        devices=devices or "auto",
    )
    if export_model and is_first_process():
        _export(module, parts, output, output / "model.pt", command, crowd)


def evaluate(
    artifact: Annotated[str, typer.Argument(help="An artifact file or a shipped model's name.")],
    data_file: DataOption,
    as_json: JsonFlag = False,
) -> None:
    """Judge an artifact on the people it has not heard."""
    from semeq.train.artifact.export import read_scripted
    from semeq.train.artifact.pipeline import GRAPHIC_KIND, ArtifactCodec
    from semeq.train.data.parts import parts_of
    from semeq.train.evaluation.evaluate import evaluate as judge
    from semeq.train.vocabulary.terms import vocabulary

    path = resolve(artifact)
    metadata = read_metadata(path)
    is_graphic = metadata["kind"] == GRAPHIC_KIND
    codec = ArtifactCodec(read_scripted(path)) if is_graphic else load_model(artifact)
    parts = parts_of(metadata, data_file)
    # Words that rest on curves alone have no rows to be judged on.
    judged = vocabulary(parts.train, metadata["training"]["config"]["min_examples"])
    metrics = judge(codec, judged, parts.train, parts.test)
    if as_json:
        print_json(metrics)
    else:
        _print_figures(str(artifact), metrics)


def evaluate_words(
    artifact: Annotated[str, typer.Argument(help="An artifact file or a shipped model's name.")],
    data_file: DataOption,
    words: Annotated[Path, typer.Option("--words", help="SocialEQ's eqdescriptors.json.")],
    as_json: JsonFlag = False,
) -> None:
    """Ask each source of words about the other, and walk between them; no test row is read."""
    from semeq.train.data.parts import load_parts
    from semeq.train.data.socialeq import read_socialeq
    from semeq.train.model.config import from_dict
    from semeq.train.study.walks import check_walks
    from semeq.train.study.walks import report as walks_report
    from semeq.train.study.word_checks import check_words, report

    model = load_model(artifact)
    parts = load_parts(data_file, from_dict(model.metadata["training"]["config"]))
    crowd = read_socialeq(words).data
    checks = check_words(model, parts.train, crowd)
    walks = check_walks(model, crowd)
    if as_json:
        print_json(checks | {"walks": walks})
    else:
        out.print(f"{report(checks)}\n\n{walks_report(walks)}", soft_wrap=True, markup=False)


def export(
    training: Annotated[Path, typer.Argument(help="Folder of a training.")],
    data_file: DataOption,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Artifact to write; the card goes beside it.")
    ],
    words: WordsOption = None,
) -> None:
    """Write the artifact and card of a training; opens the test part."""
    from semeq.train.artifact.pipeline import load_config
    from semeq.train.data.parts import load_parts
    from semeq.train.data.socialeq import read_socialeq
    from semeq.train.model.loop import load_checkpoint

    config, command = load_config(training)
    parts = load_parts(data_file, config)
    module = load_checkpoint(training, config, parts.train)
    crowd = None if words is None else read_socialeq(words).data
    _export(module, parts, training, output, command, crowd)


def default_preset(dataset: str) -> str:
    """Name the preset of a data set that none was named for."""
    return "safe" if dataset == "safe" else "socialfx"


def dataset_options(dataset: str) -> dict[str, Any]:
    """Options that a data set decides: SocialEQ has one row for each word."""
    return {"dataset": dataset} | ({"min_examples": 1} if dataset == "socialeq" else {})


def step_options(n_steps: int | None) -> dict[str, int]:
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
    target: Path,
    command: str,
    crowd: WordCurves | None,
) -> None:
    from semeq.train.artifact.export import write_artifact
    from semeq.train.artifact.pipeline import build_artifact, open_test_part
    from semeq.train.study.card import model_card

    artifact, metadata = build_artifact(
        module,
        parts,
        crowd=crowd,
        test_openings=open_test_part(training, module, crowd),
        command=command if crowd is None else f"{command} --words WORDS",
    )
    sha256 = write_artifact(artifact, metadata, target)
    card = target.with_suffix(".md")
    card.write_text(model_card(target.stem, metadata), encoding="utf-8")
    _print_figures(str(target), metadata["metrics"])
    out.print(f"artifact {target} (SHA-256 {sha256})\ncard {card}", soft_wrap=True)


def _command(
    config: TrainConfig, steps: int | None, threads: int, accelerator: str, devices: int | None
) -> str:
    parts = ["semeq", "train", "--dataset", config.dataset, "--data", "FILE", "--output", "DIR"]
    parts += ["--preset", config.preset, "--seed", str(config.seed), "--threads", str(threads)]
    parts += ["--skip-bad"] if config.skip_bad else []
    parts += [] if accelerator == "cpu" else ["--accelerator", accelerator]
    parts += [] if devices is None else ["--devices", str(devices)]
    return shlex.join(parts + ([] if steps is None else ["--steps", str(steps)]))


def _print_figures(title: str, metrics: dict[str, Any]) -> None:
    from semeq.train.study.report import figures

    table = Table("figure", title=title, title_justify="left")
    for name in ("train", "held out"):
        table.add_column(name, justify="right")
    table.add_column("beside it")
    for row in figures(metrics):
        table.add_row(*row)
    out.print(table)
