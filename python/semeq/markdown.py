"""Tables in Markdown, for cards, reports and the terminal."""

from __future__ import annotations

from collections.abc import Sequence


def markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lay out rows as a Markdown table.

    Examples
    --------
    >>> print(markdown_table(("word", "people"), [("warm", "31")]))
    | word | people |
    |---|---|
    | warm | 31 |
    """
    lines = ["| " + " | ".join(row) + " |" for row in (header, *rows)]
    return "\n".join([lines[0], "|" + "---|" * len(header), *lines[1:]])
