"""``semeq train``, ``evaluate``, ``export``: from a data file to a model.

Everything that needs the extra ``semeq[train]`` is imported when a command runs.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from semeq.cli.console import JsonFlag, out, print_json
from semeq.cli.data import print_cleaning
from semeq.hashing import file_sha256
from semeq.words.archive import read_metadata
from semeq.words.artifact import resolve
from semeq.words.model import load_model
from semeq.words.schema import SCRIPTED

if TYPE_CHECKING:
    from semeq.train.data.graphic_table import GraphicTable
    from semeq.train.data.loading import Splits
    from semeq.train.model.config import TrainConfig
    from semeq.train.model.module import AutoencoderTraining

DataOption = Annotated[
    Path,
    typer.Option(
        "--data", help="SAFEEqualiserUserData.csv, SocialFX's Parquet or eqdescriptors.json."
    ),
]
DatasetOption = Annotated[
    str | None,
    typer.Option(help="Which data set --data is: safe, socialfx or socialeq; default: preset."),
]
OutputOption = Annotated[Path, typer.Option("--output", "-o", help="Folder of the training.")]
WordsOption = Annotated[
    Path | None,
    typer.Option("--words", help="SocialFX's sessions: words to add to the rows'."),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="GROUP.NAME=VALUE",
        help="Change an option of the preset, such as loss.contrast_weight=0.1; repeatable.",
    ),
]


def train(
    data_file: DataOption,
    output: OutputOption,
    dataset: DatasetOption = None,
    preset: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|FILE.toml", help="Configuration to train; default: the data set's."
        ),
    ] = None,
    changes: SetOption = None,
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

    from semeq.train.artifact.run_folder import load_config, save_config
    from semeq.train.data.loading import load_splits
    from semeq.train.model.loggers import is_first_process, logger_name
    from semeq.train.model.loop import fit
    from semeq.train.model.mixing import check_words_given

    checked_logger = logger_name(logger)
    if resume:
        config, command = load_config(output)
    else:
        changes = [f"seed={seed}", *(["data.skip_bad=true"] if skip_bad else []), *(changes or [])]
        config = configure(preset, dataset, steps, changes)
        command = _command(config, preset, changes, steps, threads, accelerator, devices)
    torch.set_num_threads(threads)
    sessions = read_words(words)
    check_words_given(config, sessions)
    splits = load_splits(data_file, config.data)
    if is_first_process():
        save_config(output, config, command)
        print_cleaning(data_file, splits.report)
    module = fit(
        splits.train,
        splits.val,
        config,
        output=output,
        socialeq=None if sessions is None else sessions.word_curves(),
        resume=resume,
        logger=checked_logger,
        accelerator=accelerator,
        devices=devices or "auto",
    )
    if export_model and is_first_process():
        _export(module, splits, output, output / "model.pt", command, sessions)


def evaluate(
    artifact: Annotated[str, typer.Argument(help="An artifact file or a shipped model's name.")],
    data_file: DataOption,
    as_json: JsonFlag = False,
) -> None:
    """Judge an artifact on the people it has not heard."""
    from semeq.train.artifact.codec import ArtifactCodec
    from semeq.train.artifact.export import read_scripted
    from semeq.train.data.loading import splits_of
    from semeq.train.evaluation.codec import Codec, ModelCodec
    from semeq.train.evaluation.evaluate import drawn_morphs
    from semeq.train.evaluation.evaluate import evaluate as judge
    from semeq.train.vocabulary.terms import offered_words

    path = resolve(artifact)
    metadata = read_metadata(path)
    is_scripted = metadata["networks"] == SCRIPTED
    codec: Codec = (
        ArtifactCodec(read_scripted(path)) if is_scripted else ModelCodec(load_model(artifact))
    )
    splits = splits_of(metadata, data_file)
    # Words that rest on curves alone have no rows to be judged on.
    judged = splits.train.frequent_words(metadata["training"]["config"]["data"]["min_examples"])
    metrics = judge(codec, judged, splits.train, splits.test)
    drawn = drawn_morphs(codec, offered_words(metadata["terms"]), splits.test)
    if as_json:
        print_json(metrics | {"drawn": drawn})
    else:
        _print_metrics(str(artifact), metrics, drawn)


def evaluate_words(
    artifact: Annotated[str, typer.Argument(help="An artifact file or a shipped model's name.")],
    data_file: DataOption,
    words: Annotated[Path, typer.Option("--words", help="SocialFX's sessions.")],
    as_json: JsonFlag = False,
) -> None:
    """Ask each source of words about the other, and walk between them; no test row is read."""
    from semeq.train.data.loading import load_splits
    from semeq.train.data.socialfx import read_socialfx
    from semeq.train.data.socialfx_cleaning import taught_words
    from semeq.train.model.config import from_dict
    from semeq.train.study.walks import check_walks
    from semeq.train.study.walks import report as walks_report
    from semeq.train.study.word_checks import check_words
    from semeq.train.study.word_report import report

    model = load_model(artifact)
    config = from_dict(model.metadata["training"]["config"])
    splits = load_splits(data_file, config.data)
    sessions = taught_words(read_socialfx(words).data)
    checks = check_words(model, splits.train, sessions)
    walks = check_walks(model, sessions.word_curves())
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
    from semeq.train.artifact.run_folder import load_config
    from semeq.train.data.loading import load_splits
    from semeq.train.model.loop import load_checkpoint

    config, command = load_config(training)
    splits = load_splits(data_file, config.data)
    module = load_checkpoint(training, config, splits.train)
    sessions = read_words(words)
    _export(module, splits, training, output, command, sessions)


def read_words(path: Path | None) -> GraphicTable | None:
    """Read the sessions that words are taught by, if there is a file of them."""
    from semeq.train.data.socialfx import read_socialfx
    from semeq.train.data.socialfx_cleaning import taught_words

    return None if path is None else taught_words(read_socialfx(path).data)


def configure(
    preset: str | None,
    dataset: str | None,
    steps: int | None = None,
    changes: Sequence[str] = (),
) -> TrainConfig:
    """Read a preset, and change what the command line changes.

    Parameters
    ----------
    preset : str, optional
        A name, or the path of a TOML file; default: the data set's.
    dataset : str, optional
        The data set to learn; default: the preset's.
    steps : int, optional
        Training steps.
    changes : sequence of str
        Options as ``group.name=value``.
    """
    from functools import reduce

    from semeq.train.data.options import merge, parse_assignment
    from semeq.train.data.registry import find_dataset
    from semeq.train.model.groups import ScheduleConfig
    from semeq.train.model.presets import load_preset

    preset = preset or find_dataset(dataset or "safe").default_preset
    first = {} if steps is None else {"schedule": ScheduleConfig.of_length(steps)}
    options = reduce(merge, map(parse_assignment, changes), first)
    return load_preset(preset, dataset=dataset, **options)


def _export(
    module: AutoencoderTraining,
    splits: Splits,
    training: Path,
    target: Path,
    command: str,
    sessions: GraphicTable | None,
) -> None:
    from semeq.eq.response import model_curves_db
    from semeq.train.artifact.build import build_artifact
    from semeq.train.artifact.codec import ArtifactCodec
    from semeq.train.artifact.export import write_artifact
    from semeq.train.artifact.rounding import round_decoder
    from semeq.train.artifact.run_folder import open_test_part
    from semeq.train.artifact.weights import artifact_tensors
    from semeq.train.model.spaces import FIVE_BANDS
    from semeq.train.people.vocabulary import people_tensors
    from semeq.train.study.card import model_card

    test_openings = open_test_part(training, module, sessions)
    round_decoder(module.model, splits.train)
    artifact, metadata = build_artifact(
        module,
        splits,
        sessions=sessions,
        test_openings=test_openings,
        command=command if sessions is None else f"{command} --words WORDS",
    )
    tensors = artifact_tensors(artifact)
    if module.config.space is FIVE_BANDS:
        points = model_curves_db(ArtifactCodec(artifact).decode(artifact.term_latents))
        tensors |= people_tensors(splits.train, metadata["terms"], points)
    metadata = write_artifact(artifact, metadata, tensors, target)
    card = target.with_suffix(".md")
    card.write_text(model_card(target.stem, metadata), encoding="utf-8")
    _print_metrics(str(target), metadata["metrics"], metadata["vocabulary"]["morphs"])
    out.print(f"artifact {target} (SHA-256 {file_sha256(target)})\ncard {card}", soft_wrap=True)


def _command(
    config: TrainConfig,
    preset: str | None,
    changes: Sequence[str],
    steps: int | None,
    threads: int,
    accelerator: str,
    devices: int | None,
) -> str:
    """Return what to type to train again, without the paths of this machine."""
    name = config.preset if preset is None else Path(preset).name
    words = ["semeq", "train", "--dataset", config.data.dataset, "--data", "FILE"]
    words += ["--output", "DIR", "--preset", name, "--seed", str(config.seed)]
    words += ["--threads", str(threads)]
    for change in changes:
        option = change.partition("=")[0].strip()
        if option == "data.skip_bad":
            words += ["--skip-bad"] if config.data.skip_bad else []
        elif option != "seed":
            words += ["--set", change]
    words += [] if accelerator == "cpu" else ["--accelerator", accelerator]
    words += [] if devices is None else ["--devices", str(devices)]
    return shlex.join(words + ([] if steps is None else ["--steps", str(steps)]))


def _print_metrics(title: str, metrics: dict[str, Any], drawn: dict[str, Any]) -> None:
    from semeq.train.study.report import FIGURE_COLUMNS, earlier_rows
    from semeq.train.study.walk_report import COPY_NOTE, walk_rows

    table = Table(FIGURE_COLUMNS[0], title=title, title_justify="left", caption=COPY_NOTE)
    for name in FIGURE_COLUMNS[1:3]:
        table.add_column(name, justify="right")
    table.add_column(FIGURE_COLUMNS[3])
    for row in walk_rows(metrics, drawn):
        table.add_row(*row)
    table.add_section()
    for row in earlier_rows(metrics):
        table.add_row(*row)
    out.print(table)
