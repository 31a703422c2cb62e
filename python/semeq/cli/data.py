"""``semeq data``: fetch a data set, check it, and say what is in it.

Everything that needs the extra ``semeq[train]`` is imported when the command runs.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from semeq.cli.console import JsonFlag, out, print_json
from semeq.errors import ParameterError

if TYPE_CHECKING:
    from semeq.train.data.filters import CleaningReport
    from semeq.train.data.table import SettingsTable

_COUNTS = {
    "words": "words",
    "examples": "examples",
    "n_people": "people",
    "n_addresses": "addresses",
    "words_read": "words as read",
    "words_from_5": "of these with 5 rows or more",
    "words_from_10": "with 10 or more",
    "words_from_20": "with 20 or more",
}
_MAPPINGS = (
    "languages",
    "most_frequent",
    "sessions",
    "ratings_consistency",
    "with_synonyms_merged",
)


def data(
    dataset: Annotated[str, typer.Argument(help="safe, socialeq or socialfx.")],
    file: Annotated[Path | None, typer.Option(help="A local copy; nothing is downloaded.")] = None,
    output: Annotated[Path, typer.Option(help="Folder for the download.")] = Path("data"),
    min_examples: Annotated[int, typer.Option(help="Rows a word needs to be kept.")] = 1,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave bad rows out and count them, not refuse them.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Fetch a data set (or read a local copy), check it, and report what cleaning does."""
    from semeq.train.data.registry import find_dataset

    found = find_dataset(dataset)
    if file is None and found.download is None:
        raise ParameterError(f"{found.title} cannot be downloaded: name a local copy with --file")
    path = file or found.download(output)  # type: ignore[misc]
    checked = found.read(path, on_bad="skip" if skip_bad else "raise")
    table, report = found.clean(checked.data, min_examples=min_examples)
    facts = {"file": str(path), "dataset": dataset, **asdict(report), **_facts(table)}
    if found.tells_people_apart:
        facts |= table.evidence()
    if found.facts is not None:
        facts |= found.facts(checked.data)
    facts["skipped"] = checked.skipped
    if as_json:
        print_json(facts)
        return
    print_cleaning(path, report)
    _print_facts(facts)
    if checked.skipped:
        out.print(checked.reasons(), highlight=False, markup=False)


def print_cleaning(path: Path, report: CleaningReport) -> None:
    """Show what each step of cleaning did."""
    table = Table("step", title=f"{path.name}: {report.n_read} rows", title_justify="left")
    for name in ("changed", "removed", "left"):
        table.add_column(name, justify="right")
    for step in report.steps:
        table.add_row(step.name, str(step.n_changed), str(step.n_removed), str(step.n_left))
    out.print(table)


def _facts(table: SettingsTable) -> dict[str, Any]:
    from semeq.train.data.languages import ENGLISH
    from semeq.train.data.records import word_report

    per_row = table.people_per_row
    counts = [1] * len(table) if per_row is None else per_row.tolist()
    languages = Counter(table.languages.get(word, ENGLISH) for word in table.word_counts())
    report = word_report(table.words.tolist(), counts)
    return report | {"languages": dict(languages), "word_counts": table.word_counts()}


def _print_facts(facts: dict[str, Any]) -> None:
    table = Table("what", title="words", title_justify="left")
    table.add_column("value", justify="right")
    for name, value in facts.items():
        if isinstance(value, float):
            table.add_row(name.replace("_", " "), f"{value:.1%}")
        elif name in _COUNTS:
            table.add_row(_COUNTS[name], f"{value:,}")
    out.print(table)
    if "evidence" in facts:
        _print_evidence(facts)
    for name in _MAPPINGS:
        if facts.get(name):
            said = ", ".join(f"{key} {count}" for key, count in facts[name].items())
            out.print(f"{name.replace('_', ' ')}: {said}", highlight=False)
    out.print(f"file {facts['file']}", highlight=False, markup=False, soft_wrap=True)


def _print_evidence(facts: dict[str, Any]) -> None:
    """Show on how many people and addresses the most frequent words rest."""
    names = ("n_examples", "n_people", "n_addresses")
    table = Table("word", title="who said it", title_justify="left")
    for name in names:
        table.add_column(name.removeprefix("n_"), justify="right")
    for word in facts["most_frequent"]:
        table.add_row(word, *(f"{facts['evidence'][word][name]:,}" for name in names))
    out.print(table)
