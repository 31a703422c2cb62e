"""Read the tensors of a TorchScript archive without libtorch.

The archive is a zip file: ``data.pkl`` pickles the module as nested attributes, and each
tensor's values lie beside it as a file of their own. Pickles can run code; this reader knows
the handful of names that such an archive needs and refuses any other.
"""

from __future__ import annotations

import io
import os
import pickle
import zipfile
from collections import OrderedDict
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq.errors import ModelLoadError

Tensors = dict[str, npt.NDArray[Any]]

_DTYPES = {
    "FloatStorage": np.float32,
    "DoubleStorage": np.float64,
    "LongStorage": np.int64,
    "BoolStorage": np.bool_,
}


def read_tensors(path: str | os.PathLike[str]) -> Tensors:
    """Return the parameters and buffers of a scripted module by their dotted names.

    Parameters
    ----------
    path : path-like
        A TorchScript archive.

    Returns
    -------
    dict of str to ndarray
        Read-only arrays of float32, float64, int64 or bool.

    Raises
    ------
    ModelLoadError
        If the archive is damaged, or holds anything but plain tensors.

    Examples
    --------
    >>> from semeq.words import artifact
    >>> tensors = read_tensors(artifact.resolve("safe"))
    >>> tensors["term_latents"].shape[1], tensors["decoder.layers.1.weight"].shape
    (32, (320, 320))
    """
    try:
        with zipfile.ZipFile(path) as archive:
            root = next(n for n in archive.namelist() if n.endswith("data.pkl"))[: -len("data.pkl")]
            module = _Reader(archive, root).load()
    except Exception as error:  # pickle's documentation: damaged data may raise anything
        raise ModelLoadError(
            f"{path} is not a semeq artifact: its tensors cannot be read ({error})"
        ) from error
    return dict(_flat(module, ""))


class _Module(dict[str, Any]):
    """The attributes of a scripted module."""

    def __setstate__(self, attributes: dict[str, Any]) -> None:
        self.update(attributes)


class _Reader(pickle.Unpickler):
    def __init__(self, archive: zipfile.ZipFile, root: str) -> None:
        super().__init__(io.BytesIO(archive.read(f"{root}data.pkl")))
        self._archive = archive
        self._root = root

    def find_class(self, module: str, name: str) -> Any:
        if module.startswith("__torch__."):
            return _Module
        if module == "torch" and name in _DTYPES:
            return _DTYPES[name]
        known = {
            ("torch._utils", "_rebuild_tensor_v2"): _rebuilt,
            ("torch.jit._pickle", "build_intlist"): list,
            ("torch.jit._pickle", "build_doublelist"): list,
            ("torch.jit._pickle", "restore_type_tag"): lambda value, _type: value,
            ("collections", "OrderedDict"): OrderedDict,
        }
        try:
            return known[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"unexpected {module}.{name}") from None

    def persistent_load(self, pid: Any) -> npt.NDArray[Any]:
        _, dtype, key, _, _ = pid
        return np.frombuffer(self._archive.read(f"{self._root}data/{key}"), dtype)


def _rebuilt(
    storage: npt.NDArray[Any],
    offset: int,
    shape: tuple[int, ...],
    strides: tuple[int, ...],
    *_: Any,
) -> npt.NDArray[Any]:
    contiguous = np.cumprod((1, *shape[:0:-1]))[::-1]
    if len(shape) and not np.array_equal(strides, contiguous):
        raise pickle.UnpicklingError(f"a tensor of strides {strides} is not contiguous")
    n = int(np.prod(shape))
    return storage[offset : offset + n].reshape(shape)


def _flat(module: dict[str, Any], prefix: str) -> list[tuple[str, npt.NDArray[Any]]]:
    found: list[tuple[str, npt.NDArray[Any]]] = []
    for name, value in module.items():
        if isinstance(value, dict):
            found += _flat(value, f"{prefix}{name}.")
        elif isinstance(value, np.ndarray):
            found.append((prefix + name, value))
    return found
