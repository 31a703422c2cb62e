"""``semeq batch``: a folder of sound files to a folder of renderings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from semeq.cli.console import JsonFlag, ModelOption, err, out, print_json, progress
from semeq.cli.render import HeadroomOption, MatchLoudnessFlag

_SHOWN_FAILURES = 10


def batch(
    source: Annotated[
        Path, typer.Argument(metavar="IN", help="Folder to search, with subfolders.")
    ],
    target: Annotated[
        Path, typer.Argument(metavar="OUT", help="Folder for results; may be in IN.")
    ],
    term_a: Annotated[str, typer.Option("--from", metavar="WORD", help="Word at alpha 0.")],
    term_b: Annotated[
        str | None,
        typer.Option("--to", metavar="WORD", help="Word at alpha 1 (default: the same as --from)."),
    ] = None,
    alpha_range: Annotated[
        tuple[float, float], typer.Option(help="Draw each alpha from this range.")
    ] = (0.0, 1.0),
    n_alphas: Annotated[int, typer.Option(help="Outputs per file, each with its own alpha.")] = 1,
    seed: Annotated[int, typer.Option(help="Other seeds draw other alphas.")] = 0,
    alphas: Annotated[
        str | None, typer.Option(help="One output per alpha instead of a draw, such as 0,0.5,1.")
    ] = None,
    amount: Annotated[
        float, typer.Option(help="Strength, -1 to 2; 0 is a bypass, -1 the inverse.")
    ] = 1.0,
    suffix: Annotated[
        str, typer.Option(help="Suffix of the outputs; names their container.")
    ] = ".wav",
    subtype: Annotated[
        str | None, typer.Option(help="Sample format, such as PCM_16, PCM_24, FLOAT.")
    ] = None,
    match_loudness: MatchLoudnessFlag = False,
    headroom: HeadroomOption = "none",
    jobs: Annotated[int, typer.Option(help="Files at a time; -1 for one per core.")] = 1,
    backend: Annotated[
        str, typer.Option(help="Backend of joblib: loky, threading or multiprocessing.")
    ] = "loky",
    resume: Annotated[
        bool, typer.Option(help="Skip outputs that are listed and up to date.")
    ] = True,
    model: ModelOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Play a folder of sound files through the equalizer between two words."""
    from semeq.batch.render_folder import render_folder

    with progress("rendering", hidden=as_json) as show:
        report = render_folder(
            source,
            target,
            term_a,
            term_b,
            alpha_range=alpha_range,
            n_alphas=n_alphas,
            seed=seed,
            alphas=None if alphas is None else _parse_alphas(alphas),
            amount=amount,
            suffix=suffix,
            subtype=subtype,
            match_loudness=match_loudness,
            headroom=headroom,
            model=model,
            n_jobs=jobs,
            backend=backend,
            resume=resume,
            on_progress=show,
        )
    n_failed = len(report.failures)
    if as_json:
        print_json(
            {
                "manifest": str(report.manifest),
                "n_rendered": report.n_rendered,
                "n_skipped": report.n_skipped,
                "n_failed": n_failed,
            }
        )
    else:
        out.print(
            f"rendered {report.n_rendered}, skipped {report.n_skipped}, failed {n_failed}; "
            f"listed in {target / report.manifest.name}",
            soft_wrap=True,
            markup=False,
        )
    for record in report.failures[:_SHOWN_FAILURES]:
        err.print(f"failed: {record['output']}: {record['error']}", soft_wrap=True, markup=False)
    if n_failed > _SHOWN_FAILURES:
        err.print(f"... and {n_failed - _SHOWN_FAILURES} more, listed with their error")
    if n_failed:
        raise typer.Exit(1)


def _parse_alphas(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError as error:
        raise typer.BadParameter(
            f"expected numbers with commas between them, such as 0,0.5,1; got {text!r}",
            param_hint="--alphas",
        ) from error
