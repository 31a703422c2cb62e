"""``semeq terms`` and ``semeq show``: what the model knows."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import numpy as np
import typer
from rich.table import Table

from semeq import words
from semeq.cli.console import JsonFlag, ModelOption, out, print_json

_SHOWN_HZ = (50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000)


def terms(model: ModelOption = None, as_json: JsonFlag = False) -> None:
    """List the words of the model with their evidence."""
    infos = words.terms(model=model)
    if as_json:
        print_json([asdict(info) for info in infos])
        return
    table = Table("term", "language", "source", title=f"{len(infos)} terms", title_justify="left")
    for name in ("settings", "people", "spread (dB)"):
        table.add_column(name, justify="right")
    table.add_column("grade")
    for info in infos:
        table.add_row(
            info.term,
            info.language,
            info.source,
            str(info.n_examples),
            str(info.n_contributors),
            f"{info.spread_db:.1f}",
            info.grade,
        )
    out.print(table)


def show(
    word: Annotated[str, typer.Argument(help="A word of the vocabulary.")],
    model: ModelOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show one word: its evidence, its bands and its curve."""
    term = words.term(word, model=model)
    curve_db = np.round(term.settings.curve_db(_SHOWN_HZ), 2).tolist()
    if as_json:
        curve = {"freq_hz": _SHOWN_HZ, "gain_db": curve_db}
        print_json(asdict(term) | {"settings": term.settings.to_dict(), "curve": curve})
        return
    out.print(
        f"[bold]{term.term}[/] ({term.grade}): {term.n_examples} settings by "
        f"{term.n_contributors} people in {term.source}, spread {term.spread_db:.1f} dB",
        highlight=False,
    )
    bands = Table("band", title="settings", title_justify="left")
    for name in ("gain (dB)", "freq (Hz)", "Q"):
        bands.add_column(name, justify="right")
    for band in term.settings.bands:
        kind = band.kind.replace("_", " ")
        bands.add_row(kind, f"{band.gain_db:+.1f}", f"{band.freq_hz:,.0f}", f"{band.q:.2f}")
    out.print(bands)
    curve_table = Table(title="curve (dB at Hz)", title_justify="left")
    for hz in _SHOWN_HZ:
        curve_table.add_column(f"{hz // 1000}k" if hz >= 1_000 else str(hz), justify="right")
    curve_table.add_row(*(f"{gain:+.1f}" for gain in curve_db))
    out.print(curve_table)
