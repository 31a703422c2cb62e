"""``semeq terms`` and ``semeq show``: what the model knows."""

from __future__ import annotations

import warnings
from dataclasses import asdict
from typing import Annotated

import numpy as np
import typer
from rich.console import JustifyMethod
from rich.table import Table

from semeq.cli.console import JsonFlag, ModelOption, out, print_bands, print_json
from semeq.eq.explain import explain
from semeq.eq.response import GRID_HZ, MODEL_SAMPLE_RATE
from semeq.errors import WeakTermWarning
from semeq.markdown import markdown_table
from semeq.words.blend import blend
from semeq.words.free_text import find_words
from semeq.words.nearest import neighbors
from semeq.words.term_table import TERM_COLUMNS, term_row
from semeq.words.terms import term as find_term
from semeq.words.terms import terms as list_terms

LanguageOption = Annotated[
    str | None, typer.Option("--lang", help="Only words of a language: en or es.")
]

_LEFT = {"term", "lang", "grade"}
_LISTED = tuple(name for name in TERM_COLUMNS if name not in {"addresses", "95 % interval"})
_SHOWN_HZ = (50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000)


def terms(
    model: ModelOption = None,
    language: LanguageOption = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also words that rest on one person.")
    ] = False,
    n_words: Annotated[
        int | None, typer.Option("-n", min=1, help="How many words at most; default: all.")
    ] = None,
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="Print a Markdown table of all that is known.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """List the words of the model with their evidence, best supported first."""
    infos = list_terms(language=language, include_personal=everything, model=model)
    if as_json:
        print_json([info.to_dict() for info in infos[:n_words]])
        return
    rows = [term_row(info) for info in infos[:n_words]]
    if as_markdown:
        out.print(markdown_table(TERM_COLUMNS, rows), soft_wrap=True, markup=False)
        return
    title = f"{len(rows)} of {len(infos)} terms"
    table = Table(title=title, title_justify="left", box=None, padding=(0, 1, 0, 0), pad_edge=False)
    for name in _LISTED:
        side: JustifyMethod = "left" if name in _LEFT else "right"
        table.add_column(name, justify=side, no_wrap=name == "term")
    for row in rows:
        cells = dict(zip(TERM_COLUMNS, row, strict=True))
        table.add_row(*(cells[name] for name in _LISTED))
    out.print(table)


def find(
    text: Annotated[str, typer.Argument(help="Free text, such as 'like an old telephone'.")],
    n_words: Annotated[int, typer.Option("-n", min=1, help="How many words at most.")] = 3,
    language: LanguageOption = None,
    model: ModelOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Find the words that come near free text; needs the text extra."""
    found = find_words(text, n_words=n_words, language=language, model=model)
    if not found:
        out.print("no word comes near; semeq terms lists them all", highlight=False)
        return
    with warnings.catch_warnings():  # the table says what stands behind each word
        warnings.simplefilter("ignore", WeakTermWarning)
        settings = blend({each.term: each.weight for each in found}, model=model)
    if as_json:
        print_json({"words": [asdict(each) for each in found], "settings": settings.to_dict()})
        return
    table = Table("term", title=text, title_justify="left")
    for name in ("similarity", "weight"):
        table.add_column(name, justify="right")
    table.add_column("evidence")
    for each in found:
        evidence = find_term(each.term, model=model).evidence
        table.add_row(each.term, f"{each.similarity:.2f}", f"{each.weight:.0%}", evidence)
    out.print(table)
    out.print(
        f"Blended, they make what {explain(settings, sample_rate=MODEL_SAMPLE_RATE)}.",
        highlight=False,
    )


def show(
    word: Annotated[str, typer.Argument(help="A word of the vocabulary.")],
    model: ModelOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show one word: its evidence, its nearest words, its bands and its curve."""
    term = find_term(word, model=model)
    near = neighbors(word, model=model)
    curve_db = np.round(
        term.settings.curve_db(_SHOWN_HZ, sample_rate=MODEL_SAMPLE_RATE), 2
    ).tolist()
    if as_json:
        curve = {"freq_hz": _SHOWN_HZ, "gain_db": curve_db}
        print_json(
            term.to_dict() | {"curve": curve} | {"neighbors": [asdict(each) for each in near]}
        )
        return
    out.print(f"[bold]{term.term}[/] ({term.language}) is {term.evidence}", highlight=False)
    out.print(f"It {explain(term.settings, sample_rate=MODEL_SAMPLE_RATE)}.", highlight=False)
    said = ", ".join(f"{each.term} {each.correlation:.2f}" for each in near)
    out.print(f"Nearest words, with the correlation of their curves: {said}", highlight=False)
    print_bands(term.settings)
    curve_table = Table("", title="curve (dB at Hz)", title_justify="left")
    for hz in _SHOWN_HZ:
        curve_table.add_column(f"{hz // 1000}k" if hz >= 1_000 else str(hz), justify="right")
    curve_table.add_row("the word", *(f"{gain:+.1f}" for gain in curve_db))
    for name, quartile in zip(
        ("a quarter below", "a quarter above"), term.band_db or (), strict=False
    ):
        shown = np.interp(np.log(_SHOWN_HZ), np.log(GRID_HZ), quartile)
        curve_table.add_row(name, *(f"{gain:+.1f}" for gain in shown))
    out.print(curve_table)
