"""``semeq data``: fetch data sets, check them, and say what is in them.

Everything that needs the extra ``semeq[train]`` is imported when a command runs.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from semeq.cli.console import JsonFlag, out, print_json

if TYPE_CHECKING:
    from semeq.train.data.cleaning import CleaningReport
    from semeq.train.data.records import Bad

data = typer.Typer(no_args_is_help=True, help="Fetch and check data sets.")

SkipFlag = Annotated[
    bool, typer.Option("--skip-bad", help="Leave bad rows out and count them, not refuse them.")
]
MinExamples = Annotated[int, typer.Option(help="Rows a word needs to be kept.")]


@data.command("safe")
def data_safe(
    file: Annotated[Path | None, typer.Option(help="A local copy; nothing is downloaded.")] = None,
    output: Annotated[Path, typer.Option(help="Folder for the download.")] = Path("data"),
    min_examples: MinExamples = 1,
    as_json: JsonFlag = False,
) -> None:
    """Fetch SAFE-DB (or read a local copy), check it, and report what cleaning does."""
    from semeq.train.data.cleaning import clean
    from semeq.train.data.download import download_safe
    from semeq.train.data.safe import read_safe

    path = file if file is not None else download_safe(output)
    table, report = clean(read_safe(path), min_examples=min_examples)
    if as_json:
        print_json({"file": str(path)} | asdict(report) | {"words": table.word_counts()})
        return
    print_cleaning(path, report)
    top = list(table.word_counts().items())[:12]
    out.print("most frequent words: " + ", ".join(f"{word} {n}" for word, n in top))


@data.command("socialeq")
def data_socialeq(
    file: Annotated[Path, typer.Option(help="eqdescriptors.json of Audealize.")],
    skip_bad: SkipFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Check SocialEQ's words and report how many people taught each."""
    from semeq.train.data.records import word_report
    from semeq.train.data.socialeq import read_socialeq

    checked = read_socialeq(file, on_bad=_on_bad(skip_bad))
    words = checked.data
    report = word_report(words.words.tolist(), words.counts.tolist())
    languages = {code: words.languages.tolist().count(code) for code in sorted({*words.languages})}
    facts = {"file": str(file), **report, "languages": languages, "skipped": checked.skipped}
    _print_words(facts, checked.reasons(), as_json=as_json)


@data.command("socialfx")
def data_socialfx(
    file: Annotated[Path | None, typer.Option(help="A local copy of the split eq.")] = None,
    min_examples: MinExamples = 1,
    skip_bad: SkipFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Fetch SocialFX from the Hugging Face hub (or read a local copy), check and clean it."""
    from semeq.train.data.download import download_socialfx
    from semeq.train.data.records import word_report
    from semeq.train.data.socialfx import clean_graphic, read_socialfx

    path = file if file is not None else download_socialfx()
    checked = read_socialfx(path, on_bad=_on_bad(skip_bad))
    table, cleaning = clean_graphic(checked.data, min_examples=min_examples)
    report = word_report(table.words.tolist(), [1] * len(table))
    languages = {code: table.languages.tolist().count(code) for code in sorted({*table.languages})}
    facts = {"file": str(path), **asdict(cleaning), **report, "languages": languages}
    _print_words(facts | {"skipped": checked.skipped}, checked.reasons(), as_json=as_json)


def print_cleaning(path: Path, report: CleaningReport) -> None:
    """Show what each step of cleaning SAFE-DB did."""
    table = Table("step", title=f"{path.name}: {report.n_read} rows", title_justify="left")
    for name in ("changed", "removed", "left"):
        table.add_column(name, justify="right")
    for step in report.steps:
        table.add_row(step.name, str(step.n_changed), str(step.n_removed), str(step.n_left))
    out.print(table)


def _print_words(facts: dict[str, Any], reasons: str, *, as_json: bool) -> None:
    if as_json:
        print_json(facts)
        return
    table = Table("what", title=Path(facts["file"]).name, title_justify="left")
    table.add_column("value", justify="right")
    for name, value in facts.items():
        if isinstance(value, float):
            table.add_row(name.replace("_", " "), f"{value:.1%}")
        elif isinstance(value, int):
            table.add_row(name.removeprefix("n_").replace("_", " "), f"{value:,}")
    out.print(table)
    for name in ("languages", "top_10"):
        said = ", ".join(f"{key} {count}" for key, count in facts[name].items())
        out.print(f"{name.replace('_', ' ')}: {said}", highlight=False)
    out.print(f"file {facts['file']}", highlight=False, markup=False, soft_wrap=True)
    if facts["skipped"]:
        out.print(reasons, highlight=False, markup=False)


def _on_bad(skip_bad: bool) -> Bad:
    return "skip" if skip_bad else "raise"
