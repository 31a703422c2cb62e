"""``semeq plot``: figures of words, models, data and trainings.

Everything that needs the extra ``semeq[train]`` is imported when a command runs.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import typer

from semeq.cli.console import ModelOption, out, save_figure
from semeq.eq.curves import tilt_db
from semeq.eq.response import GRID_HZ, MODEL_SAMPLE_RATE
from semeq.errors import ParameterError
from semeq.words.model import load_model
from semeq.words.morph import morph_batch
from semeq.words.terms import term as find_term

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from semeq.train.data.loading import Splits
    from semeq.words.terms import Term

plot = typer.Typer(no_args_is_help=True, help="Write figures: PNG, SVG or PDF by suffix.")

OutputOption = Annotated[
    Path, typer.Option("--output", "-o", help="File to write (.png, .svg, .pdf).")
]
DataOption = Annotated[Path, typer.Option("--data", help="SAFEEqualiserUserData.csv.")]


@plot.command("morph")
def morph(
    term_a: Annotated[str, typer.Option("--from", metavar="WORD", help="Word at alpha 0.")],
    term_b: Annotated[str, typer.Option("--to", metavar="WORD", help="Word at alpha 1.")],
    output: OutputOption,
    model: ModelOption = None,
) -> None:
    """Draw the curves of a walk between two words as a surface."""
    from semeq.plot.morph import plot_morph

    alphas = np.linspace(0.0, 1.0, 101)
    curves_db = morph_batch(
        term_a, term_b, alphas, output="curve_db", sample_rate=MODEL_SAMPLE_RATE, model=model
    )
    _write(plot_morph(curves_db, start=term_a, end=term_b), output)


@plot.command("words")
def words(
    output: OutputOption,
    model: ModelOption = None,
    labels: Annotated[int, typer.Option(min=0, help="How many words to write at most.")] = 120,
    everything: Annotated[
        bool, typer.Option("--all", help="Also words that rest on one person.")
    ] = False,
) -> None:
    """Draw the map of all words: near where their curves are near."""
    from semeq.plot.words import plot_words
    from semeq.words.map import word_map

    loaded = load_model(model)
    places_db = word_map(model=loaded)
    shown = [info for info in loaded.vocabulary if everything or not info.is_personal]
    words = [info.term for info in shown]
    curves_db = loaded.term_curves_db[[loaded.vocabulary.index(word) for word in words]]
    ax = plot_words(
        words,
        [places_db[word] for word in words],
        tilts_db=tilt_db(curves_db, GRID_HZ),
        n_people=[info.n_people for info in shown],
        max_labels=labels,
    )
    _write(ax, output)


@plot.command("term")
def term(
    word: Annotated[str, typer.Argument(help="A word of the model, and of the data if given.")],
    output: OutputOption,
    data_file: Annotated[
        Path | None, typer.Option("--data", help="SAFEEqualiserUserData.csv, to draw all settings.")
    ] = None,
    model: ModelOption = None,
) -> None:
    """Draw a word's curve with its band, or over what people set for it."""
    if data_file is None:
        _write(draw_term(find_term(word, model=model)), output)
        return
    from semeq.train.data.cleaning import clean
    from semeq.train.data.safe import read_safe
    from semeq.train.study.figures import plot_term_spread

    curve_db = find_term(word, model=model).settings.curve_db(sample_rate=MODEL_SAMPLE_RATE)
    table, _ = clean(read_safe(data_file))
    _write(plot_term_spread(table, word, curve_db), output)


@plot.command("latent")
def latent(
    data_file: DataOption,
    output: OutputOption,
    model: ModelOption = None,
    method: Annotated[str, typer.Option(help="pca, tsne or umap (needs umap-learn).")] = "pca",
    part: Annotated[str, typer.Option(help="Rows to draw: train or held-out.")] = "held-out",
) -> None:
    """Draw the latent space: settings as dots, words as names."""
    from semeq.train.study.figures import plot_latent_map

    loaded = load_model(model)
    splits = _splits(loaded.metadata, data_file)
    if part not in {"train", "held-out"}:
        raise ParameterError(f"part must be train or held-out, got {part!r}")
    if method not in {"pca", "tsne", "umap"}:
        raise ParameterError(f"method must be pca, tsne or umap, got {method!r}")
    table = splits.train if part == "train" else splits.test
    shown = splits.train.frequent_words(
        loaded.metadata["training"]["config"]["data"]["min_examples"]
    )
    points = loaded.encode([find_term(word, model=loaded).settings.params for word in shown])
    ax = plot_latent_map(
        loaded.encode(table.params),
        table.words.tolist(),
        dict(zip(shown, points, strict=True)),
        method=method,  # type: ignore[arg-type]
    )
    _write(ax, output)


@plot.command("confusion")
def confusion(data_file: DataOption, output: OutputOption, model: ModelOption = None) -> None:
    """Draw which of ten words unseen people's settings are taken for."""
    from semeq.train.evaluation.separation import N_TERMS, nearest_words
    from semeq.train.study.figures import plot_confusion

    loaded = load_model(model)
    splits = _splits(loaded.metadata, data_file)
    words = list(splits.train.word_counts())[:N_TERMS]
    held_out = splits.test.select(np.isin(splits.test.words, words))
    guessed = nearest_words(
        loaded.encode(splits.train.params), splits.train, loaded.encode(held_out.params), words
    )
    _write(plot_confusion(held_out.words.tolist(), guessed.tolist(), words), output)


@plot.command("data")
def data(data_file: DataOption, output: OutputOption) -> None:
    """Draw gains, frequencies and Qs before and after cleaning."""
    import matplotlib.pyplot as plt

    from semeq.train.data.cleaning import clean
    from semeq.train.data.safe import read_safe
    from semeq.train.study.figures import plot_param_distribution

    raw = read_safe(data_file)
    cleaned, _ = clean(raw)
    axes = plt.subplots(1, 3, figsize=(12, 3.5), layout="constrained")[1]
    for kind, ax in zip(("gain", "freq", "q"), axes, strict=True):
        plot_param_distribution(raw, cleaned, kind, ax=ax)  # type: ignore[arg-type]
    _write(axes[0], output)


@plot.command("training")
def training(
    folder: Annotated[Path, typer.Argument(help="Folder of a training.")], output: OutputOption
) -> None:
    """Draw the losses of a training."""
    from semeq.train.study.training_log import plot_training

    _write(plot_training(folder), output)


@plot.command("ablation")
def ablation(
    file: Annotated[Path, typer.Argument(help="The ablation.json of semeq ablate.")],
    output: OutputOption,
) -> None:
    """Draw a comparison of presets: curve error, separation and accuracy."""
    from semeq.train.study.ablation import plot_ablation, read_summary

    _write(plot_ablation(read_summary(file))[0], output)


def _splits(metadata: dict[str, object], data_file: Path) -> Splits:
    from semeq.train.data.loading import splits_of

    return splits_of(metadata, data_file)


def draw_term(term: Term) -> Axes:
    """Draw a word's curve, with the band that half of its settings lie in where they are known."""
    from semeq.plot.curves import plot_band, plot_curves

    ax = plot_curves(
        term.settings.curve_db(sample_rate=MODEL_SAMPLE_RATE), color="C0", label="the word"
    )
    if term.band_db is not None:
        plot_band(*term.band_db, ax=ax, color="C0", label="half of its settings")
        ax.legend(frameon=False)
    ax.set_title(f"{term.term}: {term.evidence}", fontsize="small", wrap=True)
    return ax


def _write(ax: Axes, output: Path) -> None:
    save_figure(ax, output)
    out.print(f"figure {output}", soft_wrap=True)
