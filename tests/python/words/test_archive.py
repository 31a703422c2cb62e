"""Artifacts made by hand: what is whole is read, anything else is a ModelLoadError that helps."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tools.fuzz.samples import Sample, ears_sample, model_sample, npz, zipped

from semeq import ModelLoadError
from semeq.words import archive

METADATA, WEIGHTS = "archive/extra/metadata.json", "archive/extra/weights.npz"


@pytest.fixture(params=[model_sample, ears_sample], ids=["model", "ears"])
def sample(request: pytest.FixtureRequest) -> Sample:
    made: Sample = request.param()
    return made


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def read(path: Path) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    metadata = archive.read_metadata(path)
    return metadata, dict(archive.read_weights(path, metadata))


def test_what_was_written_is_read(sample: Sample, tmp_path: Path) -> None:
    path = write(tmp_path / "whole.pt", zipped(sample.entries()))
    metadata, tensors = read(path)
    assert metadata["kind"] == sample.kind
    assert json.dumps(metadata) == json.dumps(archive.read_metadata(path, kind=sample.kind))
    assert metadata.keys() == sample.metadata.keys() | {"metadata_sha256", "weights_sha256"}
    assert tensors.keys() == sample.tensors.keys()
    for name, tensor in tensors.items():
        np.testing.assert_array_equal(tensor, sample.tensors[name], strict=True)
        assert not tensor.flags.writeable
    with pytest.raises(ModelLoadError, match=f"holds a {sample.kind!r} model, expected 'other'"):
        archive.read_metadata(path, kind="other")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda e: {k: v for k, v in e.items() if k != METADATA}, "no entry extra/metadata.json"),
        (lambda e: {k: v for k, v in e.items() if k != WEIGHTS}, "no entry extra/weights.npz"),
        (lambda e: e | {"b/extra/weights.npz": b""}, "holds 2 entries named '/extra/weights.npz'"),
        (lambda e: e | {METADATA: b""}, "is not JSON"),
        (lambda e: e | {METADATA: b"\xff\xfe{"}, "is not JSON"),
        (lambda e: e | {METADATA: b"[1]"}, r"must be an object, got \[1\]"),
        (lambda e: e | {METADATA: b"[" * 200_000}, "nested too deeply"),
        (lambda e: e | {METADATA: b'{"a":' * 200_000}, "nested too deeply"),
        (lambda e: e | {METADATA: b'{"schema": 1' + b"0" * 5_000 + b"}"}, "is not JSON"),
        (lambda e: e | {METADATA: b" " * (4 << 20) + b"{}"}, "declares 4,194,306 bytes, at most"),
        (lambda e: e | {METADATA: e[METADATA].replace(b"0.1.0", b"0.1.1")}, "metadata_sha256"),
        (lambda e: e | {WEIGHTS: b"PK"}, "it is no zip file"),
        (lambda e: e | {WEIGHTS: npz({"bounds": np.zeros((13, 2), np.float32)})}, "weights_sha256"),
    ],
)
def test_damaged_entries(
    sample: Sample, tmp_path: Path, change: Callable[[dict], dict], message: str
) -> None:
    path = write(tmp_path / "damaged.pt", zipped(change(sample.entries())))
    with pytest.raises(ModelLoadError, match=rf"damaged\.pt is not .*{message}.*get the file"):
        read(path)


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        (
            4,
            r"schema 4, this semeq reads schema 5: .* older .*; export it again .*semeq export",
        ),
        (6, "schema 6, this semeq reads schema 5: install the semeq version that wrote it"),
        (None, "schema None"),
        (True, "schema True"),
        ("\x1b[31m", r"schema '\\x1b\[31m'"),
    ],
)
def test_other_versions(sample: Sample, tmp_path: Path, schema: object, message: str) -> None:
    entries = sample.entries()
    entries[METADATA] = json.dumps(sample.metadata | {"schema": schema}).encode()
    with pytest.raises(ModelLoadError, match=message):
        read(write(tmp_path / "other.pt", zipped(entries)))


def changed(sample: Sample, keys: tuple[object, ...], value: object) -> Sample:
    """Return the sample with a value in its metadata changed."""
    metadata = copy.deepcopy(sample.metadata)
    inner: Any = metadata
    for key in keys[:-1]:
        inner = inner[key]
    inner[keys[-1]] = value
    return Sample(metadata, sample.tensors)


@pytest.mark.parametrize(
    ("keys", "value", "message"),
    [
        (("terms",), {"warm": 1}, "terms must be a list of 1 to"),
        (("terms", 0), "warm", r"terms\[0\] must be an object"),
        (("terms", 1, "term"), 3, r"terms\[1\]\.term must be .*, got 3"),
        (("terms", 1, "term"), "\x1b[31mred", r"terms\[1\]\.term must be .*'\\x1b\[31mred'"),
        (("terms", 1, "term"), "\ud800", r"got '\\ud800'"),
        (("terms", 1, "term"), "a" * 81, r"terms\[1\]\.term must be 1 to 80"),
        (("terms", 1, "term"), "warm", "it has the term 'warm' twice"),
        (("terms", 0, "band_db"), [[0.0] * 127] * 2, r"band_db\[0\] must be 128 finite numbers"),
        (("terms", 0, "spread_db"), float("nan"), r"spread_db must be a finite number"),
        (("terms", 0, "sources"), None, r"sources must be a list"),
        (("terms", 0, "sources", 0, "n_examples"), 2.5, "n_examples must be an integer"),
        (("param_names",), 13, "param_names must be"),
        (("bounds",), "wide", "bounds must be a list"),
        (("bounds", 3), [1.0, float("inf")], r"bounds\[3\] must be 2 finite numbers"),
        (("bounds", 3), [5.0, 1.0], "bounds of peak1_freq_hz are not a range"),
        (("bounds", 3), [5.0, 9.0], "tensor 'bounds' has other values than its metadata"),
        (("latent_dim",), 5, "'flat_latent' must be float32 of shape"),
        (("networks",), "relu", "networks must be one of silu, scripted"),
        (("n_curve_points",), 7, "'encoder.0.weight' must be"),
        (("curve_scale_db",), 0, "curve_scale_db must be"),
        (("polish",), {"anchor_db": 0, "n_steps": 1}, r"polish\.anchor_db must be"),
        (("polish",), {"anchor_db": 1, "n_steps": 17}, r"polish\.n_steps must be"),
        (
            ("polish",),
            {"anchor_db": 1, "n_steps": 1},
            "a polish needs an encoder that is",
        ),
        (("kind",), ["ears"], "kind must be"),
        (("metrics",), [], "metrics must be"),
    ],
)
def test_wrong_metadata_that_are_sealed(
    tmp_path: Path, keys: tuple[object, ...], value: object, message: str
) -> None:
    path = write(tmp_path / "wrong.pt", zipped(changed(model_sample(), keys, value).entries()))
    with pytest.raises(ModelLoadError, match=message) as raised:
        read(path)
    assert str(raised.value).isprintable()


@pytest.mark.parametrize(
    ("keys", "value", "message"),
    [
        (("music",), "jazz", "music must be an object"),
        (("music", "n_tracks"), 0, r"music\.n_tracks must be an integer from 1"),
        (("interval_coverage",), 2, "interval_coverage must be"),
        (("centers_hz",), [1.0], "centers_hz must be 64 finite numbers"),
        (("decoder_of", "model"), None, r"decoder_of\.model must be"),
    ],
)
def test_wrong_metadata_of_ears(
    tmp_path: Path, keys: tuple[object, ...], value: object, message: str
) -> None:
    path = write(tmp_path / "wrong.pt", zipped(changed(ears_sample(), keys, value).entries()))
    with pytest.raises(ModelLoadError, match=message):
        read(path)


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("bounds", lambda t: t[:5], r"'bounds' must be float32 of shape \(13, 2\)"),
        ("bounds", lambda t: t[:, ::-1], "holds a row that is not a range"),
        ("bounds", lambda t: t.astype(np.float64), "got float64"),
        ("normalizer.span", lambda t: t * 0, "'normalizer.span' must hold finite numbers"),
        ("normalizer.is_log", lambda t: t.astype(np.float32), "must be bool"),
        ("decoder.0.weight", lambda t: t * np.nan, "finite numbers .* got nan"),
        ("decoder.0.weight", lambda t: t + np.float32(1e30), r"got 1e\+30"),
        ("decoder.1.bias", lambda t: t[:-1], "'decoder.1.bias' must be"),
        ("decoder.1.bias", lambda _: np.array([{}]), "'decoder.1.bias' is not one of numbers"),
        ("decoder.9.bias", lambda _: np.zeros(1), "a tensor 'decoder.9.bias', which this version"),
    ],
)
def test_wrong_tensors_that_are_sealed(
    sample: Sample, tmp_path: Path, name: str, change: Callable[[Any], Any], message: str
) -> None:
    tensors = sample.tensors | {name: change(sample.tensors.get(name))}
    is_object = tensors[name].dtype == object
    wrong = Sample(sample.metadata, tensors)
    entries = wrong.entries() if not is_object else sample.entries() | {WEIGHTS: npz(tensors)}
    with pytest.raises(ModelLoadError, match=message):
        read(write(tmp_path / "wrong.pt", zipped(entries)))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t | {"lower_hz": t["upper_hz"]}, "bands do not ascend"),
        (lambda t: t | {"reference.covariances": -t["reference.covariances"]}, "not positive"),
        (lambda t: t | {"reference.durations_s": t["reference.durations_s"][::-1]}, "not ascend"),
    ],
)
def test_wrong_tensors_of_ears(
    tmp_path: Path, change: Callable[[dict], dict], message: str
) -> None:
    made = ears_sample()
    wrong = Sample(made.metadata, change(made.tensors))
    with pytest.raises(ModelLoadError, match=message):
        read(write(tmp_path / "wrong.pt", zipped(wrong.entries())))


def test_files_of_other_kinds(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pt")
    with pytest.raises(ModelLoadError, match="not a regular file"):
        archive.read_metadata(tmp_path / "pipe.pt")
    with pytest.raises(ModelLoadError, match=r"cannot read .*nowhere"):
        archive.read_metadata(tmp_path / "nowhere.pt")
    with pytest.raises(ModelLoadError, match="cannot read"):
        archive.read_metadata(tmp_path)
    with pytest.raises(ModelLoadError, match=r"text\.pt is not a semeq artifact: it is no zip"):
        archive.read_metadata(write(tmp_path / "text.pt", b"not a model"))


def test_metadata_of_another_kind_are_read_as_far_as_they_are_known(tmp_path: Path) -> None:
    made = changed(model_sample(), ("kind",), "graphic-autoencoder")
    path = write(tmp_path / "graphic.pt", zipped(changed(made, ("param_names",), []).entries()))
    assert archive.read_metadata(path)["param_names"] == []
