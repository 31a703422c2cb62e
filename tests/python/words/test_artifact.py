"""Files that are not artifacts are refused by name and reason, and never crash."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from semeq import ModelLoadError, ParameterError, load_ears, load_model
from semeq.words import artifact
from semeq.words.archive import SCHEMA, read_metadata
from semeq.words.schema import MODEL_KIND
from semeq.words.terms import term


def test_the_shipped_artifact_is_the_one_the_index_names(shipped: Path) -> None:
    metadata = read_metadata(shipped)
    assert metadata["schema"] == SCHEMA
    assert {"warm", "bright"} <= {term["term"] for term in metadata["terms"]}
    assert shipped.stat().st_size < 3e6


def test_missing_folder_text_and_foreign_zip(tmp_path: Path) -> None:
    with pytest.raises(ModelLoadError, match=r"no artifact 'nowhere\.pt'.*autoencoder.: safe$"):
        load_model("nowhere.pt")
    with pytest.raises(ModelLoadError, match=r"no artifact 'nowhere\.pt'.*of kind .ears.: ears$"):
        load_ears("nowhere.pt")
    with pytest.raises(ModelLoadError, match="is a directory"):
        load_model(tmp_path)
    text = tmp_path / "text.pt"
    text.write_text("not a model")
    with pytest.raises(ModelLoadError, match="is not a semeq artifact"):
        load_model(text)
    foreign = tmp_path / "foreign.pt"
    with zipfile.ZipFile(foreign, "w") as archive:
        archive.writestr("holiday/photo.jpg", b"\xff\xd8")
    with pytest.raises(ModelLoadError, match="it is a zip file, but has no entry extra/metadata"):
        load_model(foreign)
    with pytest.raises(ParameterError, match="model must be a name, a path"):
        load_model(3)
    with pytest.raises(ParameterError, match=r"ears must be a name, a path or a semeq\.Ears"):
        load_ears(load_model())


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_truncated_anywhere(shipped: Path, tmp_path: Path, share: float) -> None:
    whole = shipped.read_bytes()
    part = tmp_path / "part.pt"
    part.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(ModelLoadError, match=r"part\.pt is not a semeq artifact"):
        load_model(part)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda m: m | {"schema": 99}, "schema 99, this semeq reads schema 5"),
        (lambda m: {k: v for k, v in m.items() if k != "bounds"}, "without bounds"),
        (lambda m: m | {"kind": "audio-encoder"}, "holds a 'audio-encoder' model"),
        (lambda m: m | {"param_names": ["gain"]}, r"param_names must be .* got \['gain'\]"),
    ],
)
def test_foreign_metadata(write, shipped_metadata, change, message: str) -> None:
    path = write(change(shipped_metadata))
    with pytest.raises(ModelLoadError, match=message):
        load_model(path)


def widened(bounds: np.ndarray, row: int, lowest: float) -> np.ndarray:
    """Bounds, one of which begins lower: at a gain or a frequency that no equalizer has."""
    changed = bounds.copy()
    changed[row, 0] = lowest
    return changed


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t | {"flat_latent": np.zeros(31, np.float32)}, "flat_latent"),
        (lambda t: t | {"bounds": t["bounds"][:5]}, "bounds"),
        (lambda t: t | {"bounds": t["bounds"][:, ::-1]}, "bounds"),
        (lambda t: t | {"bounds": t["bounds"] * 100}, "bounds"),
        (
            lambda t: t | {"bounds": widened(t["bounds"], 0, -61.0)},
            "bounds.*got -61",
        ),
        (
            lambda t: t | {"bounds": widened(t["bounds"], 1, -1.0)},
            "holds a row that is not a range",
        ),
        (lambda t: t | {"term_latents": np.zeros(399, np.float32)}, "term_latents"),
        (lambda t: t | {"encoder.0.bias": t["encoder.0.bias"][:5]}, r"encoder\.0\.bias"),
        (lambda t: t | {"decoder.2.weight": t["decoder.2.weight"][:12]}, r"decoder\.2\.weight"),
        (lambda t: t | {"embedding.0.weight": t["embedding.0.weight"][:, :31]}, "embedding"),
    ],
)
def test_tensors_that_do_not_agree(write, shipped_tensors, change, message) -> None:
    path = write(tensors=change(shipped_tensors))
    with pytest.raises(ModelLoadError, match=message):
        term("warm", model=path)


def test_a_shipped_file_that_was_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = {"kind": MODEL_KIND, "file": "safe.pt", "sha256": "0" * 64}
    index = {"default": {MODEL_KIND: "safe"}, "models": {"safe": entry}}
    monkeypatch.setattr(artifact, "_index", lambda: index)
    with pytest.raises(ModelLoadError, match="is not the artifact that was shipped"):
        artifact.resolve("safe")
