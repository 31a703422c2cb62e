"""Tables of tensors: names, types, shapes that agree, values in their range."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from semeq import DataError
from semeq.files.tensor_checks import Tensor, check_tensors, layers

TABLE = {
    "points": Tensor("float32", ("n", "dim")),
    "center": Tensor("float32", ("dim",), 0, 1),
    "is_log": Tensor("bool", (3,)),
}


def tensors() -> dict[str, np.ndarray]:
    return {
        "points": np.ones((5, 2), np.float32),
        "center": np.ones(2, np.float32),
        "is_log": np.ones(3, bool),
    }


def test_what_agrees() -> None:
    check_tensors(tensors(), TABLE)
    check_tensors(tensors(), TABLE, {"n": 5, "dim": 2})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"center": np.ones(3, np.float32)}, r"'center' must be float32 of shape \(2\), got"),
        ({"points": np.ones((5, 0), np.float32)}, r"'points' .* shape \(5, dim\), got .*\(5, 0\)"),
        ({"points": np.ones((4, 2), np.float32)}, r"'points' .* shape \(5, dim\), got"),
        ({"points": np.ones(5, np.float32)}, "'points' must be"),
        ({"center": np.ones(2)}, "'center' must be float32 .* got float64"),
        ({"is_log": np.ones(3, np.float32)}, "'is_log' must be bool"),
        ({"center": np.float32([1, np.nan])}, r"finite numbers in \[0, 1\], got nan"),
        ({"center": np.float32([1, np.inf])}, "got inf"),
        ({"center": np.float32([1, -0.5])}, r"got -0\.5"),
        ({"points": np.full((5, 2), 1e30, np.float32)}, r"\[-10000, 10000\], got 1e\+30"),
        ({"\x1b[0m": np.ones(1)}, r"holds a tensor '\\x1b\[0m', which this version"),
    ],
)
def test_what_does_not(change: dict[str, np.ndarray], message: str) -> None:
    with pytest.raises(DataError, match=message):
        check_tensors(tensors() | change, TABLE, {"n": 5})
    with pytest.raises(DataError, match="lacks the tensor 'is_log'"):
        check_tensors({k: v for k, v in tensors().items() if k != "is_log"}, TABLE)


def network(*widths: int) -> dict[str, np.ndarray]:
    found: dict[str, np.ndarray] = {}
    for i, (n_in, n_out) in enumerate(pairwise(widths)):
        found[f"net.{i}.weight"] = np.ones((n_out, n_in), np.float32)
        found[f"net.{i}.bias"] = np.ones(n_out, np.float32)
    return found


@pytest.mark.parametrize("widths", [(3, 2), (3, 7, 2), (3, 5, 6, 7, 2)])
def test_layers_that_feed_each_other(widths: tuple[int, ...]) -> None:
    found = network(*widths)
    check_tensors(found, layers(found, "net", 3, 2))
    check_tensors(found, layers(found, "net", "n_in", 2), {"n_in": 3})
    for n_in, n_out in ((4, 2), (3, 1)):
        with pytest.raises(DataError, match="must be float32 of shape"):
            check_tensors(found, layers(found, "net", n_in, n_out))


def test_layers_that_do_not() -> None:
    found = network(3, 5, 2)
    for name in ("net.0.weight", "net.1.bias"):
        broken = {k: v for k, v in found.items() if k != name}
        with pytest.raises(DataError, match=f"lacks the tensor '{name}'"):
            check_tensors(broken, layers(broken, "net", 3, 2))
    broken = found | {"net.1.weight": np.ones((2, 4), np.float32)}
    with pytest.raises(DataError, match=r"'net\.1\.weight' must be float32 of shape \(2, 5\)"):
        check_tensors(broken, layers(broken, "net", 3, 2))
