"""``semeq render`` and ``semeq demo``: words to sound files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from semeq.audio.leveling import Headroom
from semeq.cli.console import (
    HandOption,
    JsonFlag,
    ModelOption,
    err,
    out,
    print_json,
    progress,
    read_hand,
)
from semeq.eq.settings import EqSettings
from semeq.errors import ParameterError
from semeq.words.blend import blend
from semeq.words.free_text import find_words
from semeq.words.morph import morph

MatchLoudnessFlag = Annotated[
    bool, typer.Option("--match-loudness", help="Keep the input's loudness (ITU-R BS.1770).")
]
HeadroomOption = Annotated[
    Headroom, typer.Option(help="normalize lowers what would pass full scale.")
]


def render(
    source: Annotated[Path, typer.Argument(metavar="IN", help="WAV, FLAC, OGG, AIFF, ...")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="Its suffix names the container.")],
    term_a: Annotated[
        str | None, typer.Option("--from", metavar="WORD", help="Word at alpha 0.")
    ] = None,
    term_b: Annotated[
        str | None,
        typer.Option("--to", metavar="WORD", help="Word at alpha 1 (default: the same as --from)."),
    ] = None,
    like: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Free text instead of words; needs the text extra."),
    ] = None,
    alpha: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Place between the words, 0 to 1.")
    ] = 0.5,
    amount: Annotated[
        float, typer.Option(help="Strength, -1 to 2; 0 is a bypass, -1 the inverse.")
    ] = 1.0,
    subtype: Annotated[
        str | None, typer.Option(help="Sample format, such as PCM_16, PCM_24, FLOAT.")
    ] = None,
    match_loudness: MatchLoudnessFlag = False,
    headroom: HeadroomOption = "none",
    hand: HandOption = None,
    model: ModelOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Play a sound file through the equalizer between two words."""
    from semeq.audio.render_file import render_file

    settings = _settings(term_a, term_b, like, alpha, amount, hand, model)
    with progress(f"{source.name} → {target.name}", hidden=as_json) as show:
        report = render_file(
            source,
            target,
            settings,
            subtype=subtype,
            match_loudness=match_loudness,
            headroom=headroom,
            on_progress=show,
        )
    if as_json:
        print_json({"output": str(target)} | report.to_dict() | {"settings": settings.to_dict()})
        return
    out.print_plain(
        f"wrote {target} ({report.container}/{report.subtype}, {report.n_channels} channels, "
        f"{report.n_frames / report.sample_rate:.2f} s, gain {report.gain_db:+.2f} dB, "
        f"peak {report.peak:.3f})"
    )
    if report.n_clipped:
        err.print_line(
            "warning",
            "yellow",
            f"{report.n_clipped} samples were limited to full scale; "
            "use --headroom normalize, a smaller --amount, or --subtype FLOAT with .wav",
        )


def _settings(
    term_a: str | None,
    term_b: str | None,
    like: str | None,
    alpha: float,
    amount: float,
    hand_file: Path | None,
    model: str | None,
) -> EqSettings:
    if (term_a is None) == (like is None) or (like is not None and term_b is not None):
        raise typer.BadParameter("give --from WORD (and --to WORD), or --like TEXT")
    hand = read_hand(hand_file)
    if term_a is not None:
        return morph(term_a, term_b or term_a, alpha, amount=amount, hand=hand, model=model)
    found = find_words(like or "", model=model)
    if not found:
        raise ParameterError(f"no word comes near {like!r}; semeq terms lists them all")
    said = ", ".join(f"{each.term} {each.weight:.0%}" for each in found)
    err.print(f"{like}: {said}", highlight=False, markup=False)
    return blend({each.term: each.weight for each in found}, amount=amount, hand=hand, model=model)


def demo(
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the files.")] = Path(
        "demo"
    ),
    term_a: Annotated[str, typer.Option("--from", metavar="WORD")] = "warm",
    term_b: Annotated[str, typer.Option("--to", metavar="WORD")] = "bright",
    model: ModelOption = None,
) -> None:
    """Render a synthesized clip between two words in five steps, and draw it."""
    from semeq.demo import run_demo

    paths = run_demo(output, term_a, term_b, model=model)
    out.print(f"[bold]{term_a} → {term_b}[/] in {len(paths) - 2} steps:")
    for path in paths:
        out.print(f"  {path}", soft_wrap=True, markup=False)
    out.print(
        "\nListen to the WAV files in order and look at the PNG. Then try\n"
        "  semeq terms\n"
        "  semeq show muddy\n"
        f"  semeq render {paths[0]} mine.wav --from {term_b} --amount 0.5",
        soft_wrap=True,
        highlight=False,
    )
