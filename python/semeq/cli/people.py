"""``semeq evaluate-people``: how soon a person's own settings tell what they mean."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from semeq.cli.console import JsonFlag, out, print_json, progress, save_figure
from semeq.cli.training import DataOption


def evaluate_people(
    data_file: DataOption,
    figure: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw score and error: .png, .svg or .pdf.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Leave people of SAFE-DB out, see a few of their settings, and tell the others.

    Beside each figure stands what settings that are stored and looked up would reach.
    """
    from semeq.train.data.config import DataConfig
    from semeq.train.data.loading import load_rows
    from semeq.train.people.figure import plot_people
    from semeq.train.people.report import report
    from semeq.train.people.study import judge_people

    table = load_rows(data_file, DataConfig()).table
    with progress("judging", hidden=as_json) as show:
        figures = judge_people(table, show)
    if figure is not None:
        save_figure(plot_people(figures), figure)
    if as_json:
        print_json(figures)
    else:
        out.print(report(figures), soft_wrap=True, markup=False)
