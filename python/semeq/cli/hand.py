"""``semeq hand``: what one's own settings change in the words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from semeq.cli.console import JsonFlag, ModelOption, out, print_json

_FIT_RATE_HZ = 44_100


def hand(
    file: Annotated[Path, typer.Argument(help="A private file of settings with their words.")],
    add: Annotated[
        list[Path] | None,
        typer.Option(metavar="WORD.json", help="A word from semeq teach to add; repeatable."),
    ] = None,
    model: ModelOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Say what one's own settings change in the words, and how sure that is.

    With --add a taught word becomes one of them, as the five bands that are nearest to it. The file
    is made if there is none.
    """
    from dataclasses import asdict

    from semeq.words.people.hand import Hand
    from semeq.words.taught_word import TaughtWord

    taught = [TaughtWord.load(path) for path in add or ()]
    mine = Hand() if taught and not file.exists() else Hand.load(file)
    fits = [each.fit(sample_rate=_FIT_RATE_HZ) for each in taught]
    for each, fit in zip(taught, fits, strict=True):
        mine.add(each.word, fit.settings)
    if taught:
        mine.save(file)
    changes = mine.changes(model=model)
    if as_json:
        print_json([asdict(change) for change in changes])
        return
    for each, fit in zip(taught, fits, strict=True):
        out.print_plain(f"{each}; five bands miss the curve by {fit.rms_db:.2f} dB RMS")
    known = {change.word for change in changes}
    own = [word for word in dict.fromkeys(word for word, _ in mine.settings) if word not in known]
    for change in changes:
        out.print_plain(str(change))
    if own:
        out.print_plain(f"words of your own: {', '.join(own)}")
    if not mine.settings:
        out.print_plain("no settings: every word is as everybody means it")
