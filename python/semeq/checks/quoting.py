"""How an error message quotes a value that may be anything."""

from __future__ import annotations

CONVERSION_ERRORS = (TypeError, ValueError, OverflowError, RuntimeError, Warning)
"""What float(), np.asarray and the methods they call raise; NumPy's warnings may be errors."""

_MAX_SHOWN = 80


def show(value: object) -> str:
    """Return a short text for any value, as error messages quote it.

    Examples
    --------
    >>> show("warm")
    "'warm'"
    >>> show(10**9_999)
    'int'
    """
    try:
        text = " ".join(repr(value).split())
    except Exception:  # noqa: BLE001 - a value that cannot be shown must not hide the error
        return type(value).__name__
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}... ({type(value).__name__})"
