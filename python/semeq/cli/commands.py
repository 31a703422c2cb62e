"""The subcommands of ``semeq``, each imported when it is called or help is asked for."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

_PLACES = {
    "render": "semeq.cli.render:render",
    "batch": "semeq.cli.batch:batch",
    "terms": "semeq.cli.vocabulary:terms",
    "show": "semeq.cli.vocabulary:show",
    "find": "semeq.cli.vocabulary:find",
    "sample": "semeq.cli.sample:sample",
    "demo": "semeq.cli.render:demo",
    "teach": "semeq.cli.teach:teach",
    "hand": "semeq.cli.hand:hand",
    "describe": "semeq.cli.listening:describe",
    "match": "semeq.cli.listening:match",
    "suggest": "semeq.cli.listening:suggest",
    "estimate": "semeq.cli.listening:estimate",
    "analyze": "semeq.cli.listening:analyze",
    "data": "semeq.cli.data:data",
    "train": "semeq.cli.training:train",
    "train-audio": "semeq.cli.ears_training:train_audio",
    "train-reference": "semeq.cli.ears_reference:train_reference",
    "train-prior": "semeq.cli.teaching:train_prior",
    "evaluate": "semeq.cli.training:evaluate",
    "evaluate-words": "semeq.cli.training:evaluate_words",
    "evaluate-graphic": "semeq.cli.graphic:evaluate_graphic",
    "evaluate-teaching": "semeq.cli.teaching:evaluate_teaching",
    "evaluate-ears": "semeq.cli.ears_reference:evaluate_ears",
    "evaluate-people": "semeq.cli.people:evaluate_people",
    "export": "semeq.cli.training:export",
    "ablate": "semeq.cli.comparing:ablate",
    "plot": "semeq.cli.plot:plot",
}


class LazyGroup(TyperGroup):
    """A group that knows its commands by name, and imports the one that is called."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.commands: Any = dict.fromkeys(_PLACES)  # for typer's "did you mean"

    def list_commands(self, ctx: Any) -> list[str]:
        """Return all names, in the order of help."""
        del ctx
        return list(_PLACES)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import a command; None if there is none of this name."""
        del ctx
        return _load(cmd_name) if cmd_name in _PLACES else None


@cache
def _load(name: str) -> Any:
    module, _, attribute = _PLACES[name].partition(":")
    found = getattr(import_module(module), attribute)
    if not isinstance(found, typer.Typer):
        group = typer.Typer(add_completion=False)
        group.command(name)(found)
        found = group
    command = typer.main.get_command(found)
    command.name = name
    return command
