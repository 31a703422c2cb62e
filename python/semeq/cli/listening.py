"""``semeq describe``, ``match``, ``suggest``, ``estimate``, ``analyze``: from sound to words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from semeq.cli.console import (
    JsonFlag,
    ModelOption,
    out,
    print_bands,
    print_json,
    progress,
    save_figure,
)
from semeq.errors import ParameterError

if TYPE_CHECKING:
    from semeq.ears.reference import MusicReference

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="WAV, FLAC, OGG, MP3, ...")]
PlotOption = Annotated[
    Path | None, typer.Option("--plot", metavar="PNG", help="Draw a figure into this file.")
]
EarsOption = Annotated[
    str | None,
    typer.Option(
        "--ears",
        help="An artifact of ears, of which nothing is executed; default: the shipped one.",
    ),
]
ReferenceOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--reference",
        help="A recording to compare with, a saved reference (.npz); may be repeated.",
    ),
]
NWordsOption = Annotated[int, typer.Option("--n-words", "-n", help="How many words at most.")]
LanguageOption = Annotated[
    str | None, typer.Option("--lang", help="Only words of a language: en or es.")
]


def describe(
    file: FileArgument,
    n_words: NWordsOption = 5,
    reference: ReferenceOption = None,
    window: Annotated[
        float | None, typer.Option("--window", metavar="S", help="Describe stretches of S seconds.")
    ] = None,
    hop: Annotated[
        float | None, typer.Option("--hop", metavar="S", help="From one stretch to the next.")
    ] = None,
    language: LanguageOption = "en",
    plot: PlotOption = None,
    model: ModelOption = None,
    ears: EarsOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Say in words how a recording sounds, compared with music or a reference."""
    import semeq

    compared = _read_reference(reference)
    if window is not None:
        trajectory = semeq.describe(
            file,
            n_words=n_words,
            reference=compared,
            window_s=window,
            hop_s=hop,
            language=language,
            model=model,
            ears=ears,
        )
        _draw(trajectory, plot)
        if as_json:
            print_json(trajectory.to_dict())
            return
        table = Table("time (s)", "words", title=file.name, title_justify="left")
        for time_s, each in zip(trajectory.times_s, trajectory.descriptions, strict=True):
            words = ", ".join(f"{word.term} {word.score:.0%}" for word in each.words)
            table.add_row(f"{time_s:.2f}", words or each.note or "nothing stands out")
        out.print(table)
        return
    if hop is not None:
        raise ParameterError("--hop needs --window")
    found = semeq.describe(
        file, n_words=n_words, reference=compared, language=language, model=model, ears=ears
    )
    _draw(found, plot)
    if as_json:
        print_json(found.to_dict())
        return
    table = Table("word", title=f"{file.name}: {found.duration_s:.1f} s", title_justify="left")
    table.add_column("score", justify="right")
    table.add_column("grade")
    table.add_column("because")
    for word in found.words:
        table.add_row(word.term, f"{word.score:.0%}", word.grade, word.evidence)
    if found.words:
        out.print(table)
    if found.note or not found.words:
        out.print(found.note or "nothing stands out", markup=False)


def match(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="Before; or what to change.")],
    target: Annotated[Path, typer.Argument(metavar="TARGET", help="After; or what to sound like.")],
    aligned: Annotated[
        bool | None,
        typer.Option(
            "--aligned/--not-aligned",
            help="TARGET is SOURCE equalized, or other music; default: the recordings tell.",
        ),
    ] = None,
    n_words: NWordsOption = 5,
    plot: PlotOption = None,
    model: ModelOption = None,
    ears: EarsOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Find the equalizer that takes one recording to another."""
    import semeq

    found = semeq.match(source, target, aligned=aligned, n_words=n_words, model=model, ears=ears)
    _draw(found, plot)
    _print_found(found, as_json)
    if found.aligned and not as_json:
        out.print(
            f"coherence {found.coherence:.3f}, {found.lag_frames} frames later, "
            f"gain {found.gain_db:+.2f} dB beside the bands"
        )


def suggest(
    file: FileArgument,
    word: Annotated[str, typer.Argument(help="A word of the vocabulary.")],
    amount: Annotated[float, typer.Option(help="Strength, 0 to 2; 0 is a bypass.")] = 1.0,
    reference: ReferenceOption = None,
    render: Annotated[
        Path | None, typer.Option("--render", metavar="OUT", help="Play FILE through it into OUT.")
    ] = None,
    plot: PlotOption = None,
    model: ModelOption = None,
    ears: EarsOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Find the equalizer that moves a recording toward a word."""
    import semeq
    from semeq.audio.render_file import render_file

    found = semeq.suggest(
        file, word, amount=amount, reference=_read_reference(reference), model=model, ears=ears
    )
    _draw(found, plot)
    if render is not None:
        render_file(file, render, found.settings)
    _print_found(found, as_json)


def estimate(
    file: FileArgument,
    n_words: NWordsOption = 5,
    plot: PlotOption = None,
    model: ModelOption = None,
    ears: EarsOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Guess, from a recording alone, which equalizer it went through; mind the interval."""
    import semeq

    found = semeq.estimate_eq(file, n_words=n_words, model=model, ears=ears)
    _draw(found, plot)
    _print_found(found, as_json)


def analyze(
    path: Annotated[Path, typer.Argument(metavar="DIR", help="A folder, or one file.")],
    n_words: NWordsOption = 3,
    reference: ReferenceOption = None,
    plot: PlotOption = None,
    model: ModelOption = None,
    ears: EarsOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Measure recordings: centroid, roll-off, bass and treble, loudness, words."""
    import semeq

    with progress("listening", hidden=as_json) as show:
        clips = semeq.analyze(
            path,
            n_words=n_words,
            reference=_read_reference(reference),
            model=model,
            ears=ears,
            on_progress=show,
        )
    if plot is not None:
        ax = None
        for clip in clips:
            ax = clip.plot(ax=ax)
        save_figure(ax, plot)
    if as_json:
        print_json([clip.to_dict() for clip in clips])
        return
    table = Table(title=f"{len(clips)} files", title_justify="left")
    table.add_column("file", overflow="fold")
    for name in ("centroid\nHz", "roll-off\nHz", "bass/treble\ndB", "loudness\nLUFS"):
        table.add_column(name, justify="right")
    table.add_column("words")
    for clip in clips:
        metrics = (clip.centroid_hz, clip.rolloff_hz, clip.bass_treble_db, clip.loudness_lufs)
        numbers = ["-" if metric is None else f"{metric:,.1f}" for metric in metrics]
        table.add_row(Path(clip.file).name, *numbers, ", ".join(clip.words) or clip.note)
    out.print(table)


def _read_reference(paths: list[Path] | None) -> list[Path] | MusicReference | None:
    from semeq.ears.reference import MusicReference

    if not paths:
        return None
    if len(paths) == 1 and paths[0].suffix == ".npz":
        return MusicReference.load(paths[0])
    return paths


def _draw(found: Any, target: Path | None) -> None:
    if target is not None:
        save_figure(found.plot(), target)


def _print_found(found: Any, as_json: bool) -> None:
    if as_json:
        print_json(found.to_dict())
        return
    out.print(str(found), markup=False, soft_wrap=True)
    print_bands(found.settings)
