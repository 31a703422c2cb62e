"""Presets: small TOML files of options over those of their ``base``."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable
from os import PathLike
from pathlib import Path
from typing import Any

from semeq.errors import ParameterError
from semeq.train.data.config import DataConfig
from semeq.train.data.options import merge
from semeq.train.data.registry import find_dataset
from semeq.train.model.config import TrainConfig, from_dict


def preset_names(dataset: str | None = None) -> list[str]:
    """Names of the presets in the package: all, or those that can learn a data set."""
    names = sorted(
        file.name.removesuffix(".toml") for file in _folder().iterdir() if file.name[0] != "_"
    )
    if dataset is None:
        return names
    space = find_dataset(dataset).space
    return [name for name in names if find_dataset(_dataset_of(name)).space == space]


def load_preset(
    preset: str | PathLike[str] = "identity", *, dataset: str | None = None, **changes: Any
) -> TrainConfig:
    """Read a preset and change some of its options.

    Parameters
    ----------
    preset : str or path-like, default "identity"
        A name in :func:`preset_names`, or the path of a TOML file of your own. Its ``base``,
        if it has one, is a name or a path relative to the file.
    dataset : str, optional
        The data set to learn instead of the preset's, with the ``min_examples`` that it asks
        for, and then of all its rows.
    **changes
        Options by group, such as ``loss={"contrast": "none"}``; they come last.

    Raises
    ------
    ParameterError
        If there is no such preset, data set or option, or options clash.

    Examples
    --------
    >>> load_preset("identity", seed=3, schedule={"n_steps": 500}).schedule.n_steps
    500
    """
    options = _read(preset)
    if dataset is not None:
        needed = find_dataset(dataset).min_examples
        asked = {} if needed is None else {"min_examples": needed, "min_rows": 1}
        options = merge(options, {"data": {"dataset": dataset} | asked})
    name = Path(preset).stem if _is_path(preset) else str(preset)
    return from_dict(merge(options | {"preset": name}, changes))


def _folder() -> Traversable:
    return files("semeq.train.model") / "presets"


def _is_path(preset: str | PathLike[str]) -> bool:
    return not isinstance(preset, str) or preset.endswith(".toml")


def _dataset_of(name: str) -> str:
    dataset: str = _read(name).get("data", {}).get("dataset", DataConfig().dataset)
    return dataset


def _read(preset: str | PathLike[str], above: tuple[str, ...] = ()) -> dict[str, Any]:
    """Read a file of options over those of the file it names as its ``base``."""
    if str(preset) in above:
        raise ParameterError(f"presets name each other as base: {' -> '.join(above)} -> {preset}")
    file: Traversable = Path(preset)
    if not _is_path(preset):
        file = _folder() / f"{preset}.toml"
        if not file.is_file():
            raise ParameterError(
                f"no preset {preset!r}; there are {', '.join(preset_names())}, "
                "or name a file of your own that ends in .toml"
            )
    try:
        options = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ParameterError(f"the preset {preset} cannot be read as TOML: {error}") from error
    base = options.pop("base", None)
    if base is None:
        return options
    if not isinstance(base, str):
        raise ParameterError(f"base must be a preset's name or file, got {base!r} in {preset}")
    below = str(Path(preset).parent / base) if _is_path(base) else base
    return merge(_read(below, (*above, str(preset))), options)
