"""What the tensors of a file must be, written as a table.

Lengths that must agree carry a name: ``Tensor("f4", "n_terms", "latent_dim")`` and
``Tensor("f4", "latent_dim")``. A name stands for the first length that it meets, or for one that
is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq.checks import show
from semeq.errors import DataError

Tensors = Mapping[str, npt.NDArray[Any]]

MAX_WEIGHT = 1e4
"""Of a network's weight: what is larger was not trained, and overflows in a few layers."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """One line of the table.

    Attributes
    ----------
    dtype : str
        NumPy's name: ``float32``, ``float64`` or ``bool``.
    shape : tuple of int or str
        Lengths, or their names. Each is at least 1.
    low, high : float
        The range of the values, both ends included.
    """

    dtype: str
    shape: tuple[int | str, ...]
    low: float = -MAX_WEIGHT
    high: float = MAX_WEIGHT

    def check(self, name: str, tensor: npt.NDArray[Any], lengths: dict[str, int]) -> None:
        """Check one tensor, and note the lengths that had a name.

        Parameters
        ----------
        name : str
            Of the tensor.
        tensor : ndarray
            What the file holds.
        lengths : dict
            Lengths by name; those of this tensor are added.

        Raises
        ------
        DataError
            If its type, shape or a value is another.
        """
        expected = [
            lengths.get(each, each) if isinstance(each, str) else each for each in self.shape
        ]
        fits = len(expected) == tensor.ndim and all(
            found == length if isinstance(length, int) else found > 0
            for found, length in zip(tensor.shape, expected, strict=True)
        )
        if tensor.dtype != self.dtype or not fits:
            shape = ", ".join(map(str, expected))
            raise DataError(
                f"its tensor {show(name)} must be {self.dtype} of shape ({shape}), "
                f"got {tensor.dtype} of {tensor.shape}"
            )
        lengths.update(
            (length, found)
            for found, length in zip(tensor.shape, self.shape, strict=True)
            if isinstance(length, str)
        )
        # Not-a-number is in no range.
        if tensor.dtype != np.bool_ and not (
            tensor.min() >= self.low and tensor.max() <= self.high
        ):
            wrong = tensor[~((tensor >= self.low) & (tensor <= self.high))][0]
            raise DataError(
                f"its tensor {show(name)} must hold finite numbers in "
                f"[{self.low:g}, {self.high:g}], got {wrong:g}"
            )


def layers(tensors: Tensors, name: str, n_in: int | str, n_out: int | str) -> dict[str, Tensor]:
    """Return the lines of a network: ``name.0.weight``, ``name.0.bias``, ``name.1.weight``, ...

    Parameters
    ----------
    tensors : mapping of str to ndarray
        What the file holds; it tells how many layers there are.
    name : str
        Of the network.
    n_in, n_out : int or str
        Columns of the first weight and rows of the last.
    """
    n_layers = 1
    while f"{name}.{n_layers}.weight" in tensors:
        n_layers += 1
    widths = [n_in, *(f"{name}.{i}" for i in range(1, n_layers)), n_out]
    table = {}
    for i in range(n_layers):
        table[f"{name}.{i}.weight"] = Tensor("float32", (widths[i + 1], widths[i]))
        table[f"{name}.{i}.bias"] = Tensor("float32", (widths[i + 1],))
    return table


def check_tensors(
    tensors: Tensors, table: Mapping[str, Tensor], lengths: Mapping[str, int] | None = None
) -> None:
    """Check that there are the tensors of a table and no others.

    Parameters
    ----------
    tensors : mapping of str to ndarray
        What the file holds.
    table : mapping of str to Tensor
        What it must hold.
    lengths : mapping of str to int, optional
        Lengths by name that are known beforehand.

    Raises
    ------
    DataError
        Naming the first tensor that is missing, not known or another.
    """
    missing, unknown = sorted(table.keys() - tensors.keys()), sorted(tensors.keys() - table.keys())
    if missing:
        raise DataError(f"it lacks the tensor {show(missing[0])}")
    if unknown:
        raise DataError(f"it holds a tensor {show(unknown[0])}, which this version does not know")
    known = dict(lengths or {})
    for name, line in table.items():
        line.check(name, tensors[name], known)
