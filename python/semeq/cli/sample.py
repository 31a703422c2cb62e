"""``semeq sample``: settings that different people would make for a word."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from semeq.cli.console import HandOption, JsonFlag, ModelOption, out, print_json, read_hand
from semeq.words.people.sample import SampledSettings
from semeq.words.people.sample import sample as draw


def sample(
    word: Annotated[str, typer.Argument(help="A word of the vocabulary.")],
    n: Annotated[int, typer.Option("-n", min=1, help="How many settings.")] = 5,
    seed: Annotated[int, typer.Option(min=0, help="Decides the draws.")] = 0,
    spread: Annotated[
        bool, typer.Option("--spread", help="Of many draws, the ones that differ most.")
    ] = False,
    render: Annotated[
        Path | None, typer.Option("--render", metavar="FILE", help="Play this file through each.")
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Folder for the files that --render writes.")
    ] = Path("samples"),
    hand: HandOption = None,
    model: ModelOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Draw settings that people would make for a word, each with how usual it is."""
    from semeq.audio.render_file import render_file

    found = draw(word, n, seed=seed, spread=spread, hand=read_hand(hand), model=model)
    files: list[str] = []
    if render is not None:
        output.mkdir(parents=True, exist_ok=True)
        for i, each in enumerate(found, start=1):
            path = output / f"{render.stem}-{i:0{len(str(n))}d}{render.suffix}"
            render_file(render, path, each.settings)
            files.append(str(path))
    if as_json:
        print_json(
            [
                {"likelihood": each.likelihood, "settings": each.settings.to_dict()}
                | ({"file": files[i]} if files else {})
                for i, each in enumerate(found)
            ]
        )
        return
    _print_table(word, found, files)


def _print_table(word: str, found: tuple[SampledSettings, ...], files: list[str]) -> None:
    from rich.table import Table

    from semeq.eq.explain import explain
    from semeq.eq.response import MODEL_SAMPLE_RATE

    table = Table("", "likelihood", title=f"what people set for {word}", title_justify="left")
    table.add_column("what it does")
    for i, each in enumerate(found, start=1):
        said = explain(each.settings, sample_rate=MODEL_SAMPLE_RATE)
        table.add_row(str(i), f"{each.likelihood:.2f}", said)
    out.print(table)
    for path in files:
        out.print(f"  {path}", soft_wrap=True, markup=False)
