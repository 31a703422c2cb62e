"""``semeq train-audio`` and ``semeq ablate --suite audio``: settings and music to the ears.

Everything that needs the extra ``semeq[train]`` is imported when the command runs.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress

from semeq.cli.console import err, out
from semeq.errors import ParameterError

if TYPE_CHECKING:
    from semeq.train.ears.clips import Clips
    from semeq.train.ears.config import EarsConfig

DataOption = Annotated[
    Path, typer.Option("--data", metavar="FILE", help="SAFEEqualiserUserData.csv.")
]
MusicOption = Annotated[
    Path,
    typer.Option("--music", metavar="DIR", help="Folder of folders of music: any tree will do."),
]
TestSourcesOption = Annotated[
    str,
    typer.Option(help="Comma-separated folders of --music to keep for judging at the end."),
]
OutputOption = Annotated[
    Path, typer.Option("--output", "-o", help="Folder for results; keeps what was heard.")
]


def train_audio(
    data_file: DataOption,
    music: MusicOption,
    output: OutputOption,
    test_sources: TestSourcesOption = "",
    noise: Annotated[str, typer.Option(help="What to mix with music: pink.")] = "pink",
    music_ratio: Annotated[
        float | None, typer.Option(help="Share of music in a batch, 0 to 1; default: a half.")
    ] = None,
    terms: Annotated[str | None, typer.Option(help="usable or raw words; default: usable.")] = None,
    word_balance: Annotated[
        float | None,
        typer.Option(help="0 draws settings evenly, 1 draws words evenly; default: 0.25."),
    ] = None,
    steps: Annotated[int | None, typer.Option(help="Training steps.")] = None,
    noise_steps: Annotated[
        int | None, typer.Option(help="Steps of the expert for noise, beforehand.")
    ] = None,
    per_track: Annotated[
        int | None, typer.Option(help="Crops of 10 s from a track; default: 8.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of crops, weights and batches.")] = 0,
    logger: Annotated[str, typer.Option(help="tensorboard, wandb or none.")] = "none",
    threads: Annotated[int, typer.Option(min=1, help="CPU threads.")] = 1,
) -> None:
    """Train the ears on settings put through music and noise; write artifact and card."""
    import torch

    from semeq.hashing import file_sha256
    from semeq.train.artifact.export import write_artifact
    from semeq.train.data.options import build
    from semeq.train.ears.card import ears_card, judged_table
    from semeq.train.ears.config import EarsConfig
    from semeq.train.ears.judge import judge
    from semeq.train.ears.music import music_reference
    from semeq.train.ears.people import read_people
    from semeq.train.ears.pipeline import N_FOLDS, build_ears, mean_of, split_music, train_ears
    from semeq.train.model.loggers import logger_name

    if noise != "pink":
        raise ParameterError(f"noise must be pink, got {noise!r}")
    given = {
        "seed": seed,
        "music_ratio": music_ratio,
        "terms": terms,
        "word_balance": word_balance,
        "per_track": per_track,
        "n_steps": steps,
        "n_noise_steps": noise_steps,
    }
    config = build(EarsConfig, {name: each for name, each in given.items() if each is not None})
    torch.set_num_threads(threads)
    checked_logger = logger_name(logger)
    people = read_people(data_file, config)
    known, unseen = split_music(listen(music, output, config), _names(test_sources))
    with Progress(console=err.console, transient=True) as progress:
        task = progress.add_task("training", total=N_FOLDS + 1)
        estimator, folds = train_ears(
            people,
            known,
            config,
            output=output,
            logger=checked_logger,
            on_fold=lambda fold: progress.update(task, completed=fold + 1),
        )
    metrics = {"folds": mean_of(folds)}
    if len(unseen):
        metrics["test"] = judge(
            estimator, music_reference(known), unseen.whole(), people, seed=seed
        )
    command = ["semeq", "train-audio", "--data", "FILE", "--music", "DIR", "--output", "DIR"]
    command += ["--test-sources", test_sources, "--music-ratio", f"{config.music_ratio:g}"]
    command += [
        "--terms",
        config.terms,
        "--word-balance",
        f"{config.word_balance:g}",
        "--seed",
        str(seed),
    ]
    command += ["--steps", str(config.n_steps), "--noise-steps", str(config.n_noise_steps)]
    command += ["--per-track", str(config.per_track)]
    tensors, metadata = build_ears(
        estimator,
        known,
        metrics,
        command=shlex.join(command),
        config=config.as_dict(),
        test_sources=_names(test_sources),
    )
    to = output / "ears.pt"
    sealed = write_artifact(estimator, metadata, tensors, to)
    card = output / "ears.md"
    card.write_text(ears_card("ears", sealed), encoding="utf-8")
    out.print(judged_table(metrics), markup=False, soft_wrap=True)
    out.print(f"artifact {to} (SHA-256 {file_sha256(to)})\ncard {card}", soft_wrap=True)


def compare_listeners(
    data_file: Path,
    music: Path | None,
    output: Path,
    test_sources: str,
    steps: int | None,
    logger: str,
) -> None:
    """Train an encoder for every condition; print what each calls the same 12 clips.

    Parameters
    ----------
    data_file : Path
        ``SAFEEqualiserUserData.csv``.
    music : Path or None
        Folder of folders of music.
    output : Path
        Folder for results.
    test_sources : str
        Comma-separated folders of `music` to judge on.
    steps : int or None
        Training steps; default: the configuration's.
    logger : str
        Where the curves of each training go.
    """
    from semeq.train.ears.ablation import N_CONDITIONS, ablate_audio, ablation_tables
    from semeq.train.ears.config import EarsConfig
    from semeq.train.ears.people import read_people
    from semeq.train.ears.pipeline import split_music
    from semeq.train.model.loggers import logger_name

    checked_logger = logger_name(logger)
    if music is None:
        raise ParameterError("the suite audio needs --music DIR")
    if not _names(test_sources):
        raise ParameterError("the suite audio needs --test-sources, folders of --music to judge on")
    config = EarsConfig() if steps is None else EarsConfig(n_steps=steps)
    heard = listen(music, output, config).whole()
    known, unseen = split_music(heard, _names(test_sources))
    with Progress(console=err.console, transient=True) as progress:
        task = progress.add_task("training", total=N_CONDITIONS)
        answers, clips = ablate_audio(
            lambda condition: read_people(data_file, condition),
            known,
            unseen,
            config,
            folder=output,
            logger=checked_logger,
            on_done=lambda: progress.advance(task),
        )
    text = ablation_tables(answers, clips)
    (output / "ablation-audio.md").write_text(text + "\n", encoding="utf-8")
    out.print(text, soft_wrap=True, markup=False)


def listen(music: Path, output: Path, config: EarsConfig) -> Clips:
    """Hear the music below a folder, or take what was heard before."""
    from semeq.train.ears.clips import hear_clips

    with Progress(console=err.console, transient=True) as progress:
        task = progress.add_task("listening", total=None)
        clips = hear_clips(
            music,
            per_track=config.per_track,
            seed=config.seed,
            cache=output / "clips.npz",
            on_progress=lambda done, total: progress.update(task, completed=done, total=total),
        )
    out.print(
        f"{len(clips)} crops of {len(set(clips.tracks.tolist()))} tracks from "
        f"{len(set(clips.sources.tolist()))} sources; {clips.n_unreadable} files unreadable, "
        f"{clips.n_unusable} too short, silent or sampled too low"
    )
    return clips


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
