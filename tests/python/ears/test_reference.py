"""A saved reference comes back; whatever is damaged in it is refused."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from semeq import DataError, load_ears
from semeq.ears.reference import MusicReference

Fields = dict[str, np.ndarray]


@pytest.fixture(scope="module")
def stored() -> Fields:
    """What is in the file of a saved reference."""
    own = load_ears().reference.adapted(np.full((3, 64), -20.0), name="my café")
    return {
        "name": np.array(own.name),
        "n_recordings": np.array(own.n_recordings),
        "mean_db": own.mean_db,
        "durations_s": own.durations_s,
        "covariances": own.covariances,
    }


def write(path: Path, fields: Fields) -> Path:
    with path.open("wb") as file:
        np.savez_compressed(file, **fields)
    return path


def test_what_was_saved_comes_back(tmp_path: Path) -> None:
    own = load_ears().reference.adapted(np.full((3, 64), -20.0), name="my café")
    own.save(tmp_path / "mine.npz")
    loaded = MusicReference.load(tmp_path / "mine.npz")
    assert (loaded.name, loaded.n_recordings) == ("my café", 3)
    for field in ("mean_db", "durations_s", "covariances"):
        np.testing.assert_array_equal(getattr(loaded, field), getattr(own, field))


def nan_at(array: np.ndarray, *place: int) -> np.ndarray:
    changed = array.copy()
    changed[place] = np.nan
    return changed


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: f | {"mean_db": nan_at(f["mean_db"], 5)}, "'mean_db' must hold finite .* nan"),
        (lambda f: f | {"mean_db": f["mean_db"] * 1e9}, "'mean_db' must hold finite numbers"),
        (lambda f: f | {"mean_db": f["mean_db"][:-1]}, r"'mean_db' .* \(64\), got .*\(63,\)"),
        (lambda f: f | {"mean_db": f["mean_db"].astype("U9")}, "'mean_db' must be float64"),
        (lambda f: f | {"mean_db": np.array([{}])}, "'mean_db' is not one of numbers"),
        (lambda f: f | {"durations_s": f["durations_s"][::-1]}, "clips do not ascend"),
        (lambda f: f | {"durations_s": -f["durations_s"]}, "'durations_s' must hold"),
        (lambda f: f | {"covariances": f["covariances"][:2]}, "'covariances' must be"),
        (lambda f: f | {"covariances": -f["covariances"]}, "not positive definite"),
        (lambda f: f | {"covariances": np.triu(f["covariances"]) + 9 * np.eye(64)}, "symmetric"),
        (lambda f: f | {"covariances": nan_at(f["covariances"], 0, 3, 3)}, "got nan"),
        (lambda f: f | {"n_recordings": np.array(-1)}, "n_recordings must be an integer"),
        (lambda f: f | {"n_recordings": np.array([3])}, "n_recordings must be an integer"),
        (lambda f: f | {"n_recordings": np.array("3")}, "n_recordings must be an integer"),
        (lambda f: f | {"name": np.array(3)}, "name must be 1 to 1000 printable"),
        (lambda f: f | {"name": np.array("\x1b[31m")}, r"characters, got '\\x1b\[31m'"),
        (lambda f: f | {"more": np.zeros(1)}, "holds a tensor 'more'"),
        (lambda f: {k: v for k, v in f.items() if k != "name"}, "keys name.* without name"),
        (lambda f: {k: v for k, v in f.items() if k != "mean_db"}, "lacks the tensor 'mean_db'"),
        (lambda _: {}, "without name, n_recordings"),
    ],
)
def test_wrong_fields(
    tmp_path: Path, stored: Fields, change: Callable[[Fields], Fields], message: str
) -> None:
    path = write(tmp_path / "wrong.npz", change(stored))
    with pytest.raises(DataError, match=rf"wrong\.npz is not a saved music reference: .*{message}"):
        MusicReference.load(path)


def test_damage_of_every_kind(tmp_path: Path, stored: Fields, rng: np.random.Generator) -> None:
    file = io.BytesIO()
    np.savez_compressed(file, **stored)
    whole = file.getvalue()
    path = tmp_path / "damaged.npz"
    n_refused = 0
    for i in range(300):
        broken = bytearray(whole)
        if i % 3 == 0:
            del broken[int(rng.integers(len(whole))) :]
        else:
            for place in rng.integers(0, len(whole), 1 + i % 5):
                broken[place] ^= int(rng.integers(1, 256))
        path.write_bytes(broken)
        try:
            loaded = MusicReference.load(path)
        except DataError:
            n_refused += 1
        else:  # a date, or another byte that says nothing of the numbers
            np.testing.assert_array_equal(loaded.mean_db, stored["mean_db"])
            np.testing.assert_array_equal(loaded.covariances, stored["covariances"])
    assert n_refused > 200


def test_no_file_a_folder_and_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("nowhere.npz", "", "pipe"):
        with pytest.raises(DataError, match=r"cannot read|is not a saved music reference"):
            MusicReference.load(tmp_path / name)
