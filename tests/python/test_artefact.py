"""Files that are not artefacts are refused by name and reason, and never crash."""

from __future__ import annotations

import json
import warnings
import zipfile
from pathlib import Path

import pytest

from semeq import ModelLoadError, ParameterError, artefact, load_model

torch = pytest.importorskip("torch")


@pytest.fixture(scope="module")
def shipped() -> Path:
    return artefact.resolve(None)


def rewrite(source: Path, target: Path, change) -> Path:
    """Copy a zip archive with its metadata changed; TorchScript wants entries stored."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename.endswith(artefact.METADATA_NAME):
                data = json.dumps(change(json.loads(data))).encode()
            new.writestr(item.filename, data)
    return target


def test_the_shipped_artefact_is_the_one_the_index_names(shipped: Path) -> None:
    metadata = artefact.read_metadata(shipped)
    assert metadata["schema"] == artefact.SCHEMA
    assert {"warm", "bright"} <= {term["term"] for term in metadata["terms"]}
    assert shipped.stat().st_size < 3e6


def test_missing_folder_text_and_foreign_zip(tmp_path: Path) -> None:
    with pytest.raises(ModelLoadError, match=r"no artefact 'nowhere\.pt'.*models ears, safe"):
        load_model("nowhere.pt")
    with pytest.raises(ModelLoadError, match="is a directory"):
        load_model(tmp_path)
    text = tmp_path / "text.pt"
    text.write_text("not a model")
    with pytest.raises(ModelLoadError, match="is not a semeq artefact"):
        load_model(text)
    foreign = tmp_path / "foreign.pt"
    with zipfile.ZipFile(foreign, "w") as archive:
        archive.writestr("holiday/photo.jpg", b"\xff\xd8")
    with pytest.raises(ModelLoadError, match="a zip file but not a semeq artefact"):
        load_model(foreign)
    with pytest.raises(ParameterError, match="model must be a name, a path"):
        load_model(3)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_truncated_anywhere(shipped: Path, tmp_path: Path, share: float) -> None:
    whole = shipped.read_bytes()
    part = tmp_path / "part.pt"
    part.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(ModelLoadError, match=r"part\.pt is not a semeq artefact"):
        load_model(part)


def test_flipped_bytes_never_crash(shipped: Path, tmp_path: Path, rng) -> None:
    whole = bytearray(shipped.read_bytes())
    for i in range(12):
        broken = bytearray(whole)
        for place in rng.integers(0, len(whole), 40):
            broken[place] ^= 0xFF
        path = tmp_path / f"broken{i}.pt"
        path.write_bytes(broken)
        try:
            load_model(path).term("warm")
        except ModelLoadError:
            continue
        except ParameterError:
            continue  # the weights alone were hit, and the settings refused what they decode to


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda m: m | {"schema": 99}, "schema 99, this semeq reads schema 2"),
        (lambda m: {k: v for k, v in m.items() if k != "bounds"}, r"lacks bounds"),
        (lambda m: m | {"kind": "audio-encoder"}, "holds a 'audio-encoder' model"),
        (lambda m: m | {"param_names": ["gain"]}, r"decodes \['gain'\]"),
        (lambda m: [m], "schema None"),
    ],
)
def test_foreign_metadata(shipped: Path, tmp_path: Path, change, message: str) -> None:
    path = rewrite(shipped, tmp_path / "changed.pt", change)
    with pytest.raises(ModelLoadError, match=message):
        load_model(path)


def test_metadata_must_describe_the_network(shipped: Path, tmp_path: Path) -> None:
    path = rewrite(shipped, tmp_path / "short.pt", lambda m: m | {"terms": m["terms"][:-1]})
    with pytest.raises(ModelLoadError, match="do not describe its network"):
        load_model(path).decode([[0.0] * 32])


class NoDecode(torch.nn.Module):
    @torch.jit.export
    def encode(self, params: torch.Tensor) -> torch.Tensor:
        return params

    def forward(self, params: torch.Tensor) -> torch.Tensor:
        return self.encode(params)


def test_a_network_without_the_methods(shipped: Path, tmp_path: Path) -> None:
    metadata = json.dumps(artefact.read_metadata(shipped))
    path = tmp_path / "encoder_only.pt"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.jit.save(
            torch.jit.script(NoDecode()), path, _extra_files={artefact.METADATA_NAME: metadata}
        )
    with pytest.raises(ModelLoadError, match="no scripted method 'decode'"):
        load_model(path).decode([[0.0] * 32])


def test_a_shipped_file_that_was_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    index = {"default": "safe", "models": {"safe": {"file": "safe.pt", "sha256": "0" * 64}}}
    monkeypatch.setattr(artefact, "_index", lambda: index)
    with pytest.raises(ModelLoadError, match="is not the artefact that was shipped"):
        artefact.resolve("safe")
