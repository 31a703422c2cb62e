"""Files that are not artifacts are refused by name and reason, and never crash."""

from __future__ import annotations

import json
import os
import pickle
import warnings
import zipfile
from pathlib import Path

import pytest

import semeq
from semeq import ModelLoadError, ParameterError, load_ears, load_model
from semeq.train.model.networks import SiluMlp
from semeq.words import artifact
from semeq.words.tensors import read_tensors
from semeq.words.terms import term

torch = pytest.importorskip("torch")


@pytest.fixture(scope="module")
def shipped() -> Path:
    return artifact.resolve(None)


def rewrite(source: Path, target: Path, change) -> Path:
    """Copy a zip archive with its metadata changed; TorchScript wants entries stored."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename.endswith(artifact.METADATA_NAME):
                data = json.dumps(change(json.loads(data))).encode()
            new.writestr(item.filename, data)
    return target


def test_the_shipped_artifact_is_the_one_the_index_names(shipped: Path) -> None:
    metadata = artifact.read_metadata(shipped)
    assert metadata["schema"] == artifact.SCHEMA
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
    with pytest.raises(ModelLoadError, match="a zip file but not a semeq artifact"):
        load_model(foreign)
    with pytest.raises(ParameterError, match="model must be a name, a path"):
        load_model(3)
    with pytest.raises(ParameterError, match=r"ears must be a name, a path or a semeq\.Ears"):
        load_ears(load_model())


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_truncated_anywhere(shipped: Path, tmp_path: Path, share: float) -> None:
    whole = shipped.read_bytes()
    part = tmp_path / "part.pt"
    part.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(ModelLoadError, match=r"part\.pt is not a semeq artifact"):
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
            term("warm", model=path)
        except ModelLoadError:
            continue
        except ParameterError:
            continue  # the weights alone were hit, and the settings refused what they decode to


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda m: m | {"schema": 99}, "schema 99, this semeq reads schema 3"),
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


class Encoder(torch.nn.Module):
    """The tables of a model, but neither a decoder nor its method."""

    def __init__(self, tables: dict[str, torch.Tensor]) -> None:
        super().__init__()
        for name, table in tables.items():
            self.register_buffer(name, table)

    @torch.jit.export
    def encode(self, params: torch.Tensor) -> torch.Tensor:
        return torch.zeros(params.shape[0], 32)

    def forward(self, params: torch.Tensor) -> torch.Tensor:
        return self.encode(params)


TABLES = ("term_latents", "flat_latent", "bounds")


@pytest.fixture
def tables(shipped: Path) -> dict[str, torch.Tensor]:
    tensors = read_tensors(shipped)
    return {name: torch.tensor(tensors[name]) for name in TABLES}


def save(module: torch.nn.Module, shipped: Path, path: Path) -> Path:
    metadata = json.dumps(artifact.read_metadata(shipped))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.jit.save(torch.jit.script(module), path, {artifact.METADATA_NAME: metadata})
    return path


def test_a_network_without_the_methods(shipped: Path, tmp_path: Path, tables) -> None:
    path = save(Encoder(tables), shipped, tmp_path / "encoder_only.pt")
    with pytest.raises(ModelLoadError, match="no scripted method 'decode'"):
        load_model(path).decode([[0.0] * 32])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: {k: t[k] for k in TABLES[1:]}, "it has no float32 tensor 'term_latents'"),
        (lambda t: t | {"flat_latent": torch.zeros(31)}, "as many columns as flat_latent"),
        (lambda t: t | {"flat_latent": torch.zeros(0)}, "as many columns as flat_latent"),
        (lambda t: t | {"bounds": t["bounds"][:5]}, "a row of two per param"),
        (lambda t: t | {"bounds": t["bounds"].flip(1)}, "bounds row 0 is not a range"),
        (lambda t: t | {"bounds": t["bounds"] * 100}, "bounds row 0 is not a range"),
        (lambda t: t | {"bounds": t["bounds"].double()}, "it has no float32 tensor 'bounds'"),
        (lambda t: t | {"term_latents": t["term_latents"][:9]}, "do not describe its network"),
        (lambda t: t | {"term_latents": torch.zeros(399)}, "as many columns as flat_latent"),
    ],
)
def test_tables_that_do_not_agree(shipped, tmp_path, tables, change, message) -> None:
    path = save(Encoder(change(tables)), shipped, tmp_path / "odd.pt")
    with pytest.raises(ModelLoadError, match=message):
        term("warm", model=path)


class OtherDecoder(Encoder):
    """Weights named as the walker reads them, and a script that does something else."""

    def __init__(self, tensors: dict[str, torch.Tensor]) -> None:
        super().__init__({name: tensors[name] for name in TABLES})
        self.decoder = SiluMlp([32, 320, 320, 13])
        self.decoder.load_state_dict(
            {k[8:]: v for k, v in tensors.items() if k.startswith("decoder.")}
        )
        self.normalizer = torch.nn.Module()
        for name in ("low", "span", "log_mask"):
            self.normalizer.register_buffer(name, tensors[f"normalizer.{name}"])

    @torch.jit.export
    def decode(self, latents: torch.Tensor) -> torch.Tensor:
        return self.decoder.forward(latents) + 100.0

    @torch.jit.export
    def embed(self, latents: torch.Tensor) -> torch.Tensor:
        return latents


def test_weights_that_are_not_those_of_the_script(shipped: Path, tmp_path: Path) -> None:
    tensors = {name: torch.tensor(values) for name, values in read_tensors(shipped).items()}
    path = save(OtherDecoder(tensors), shipped, tmp_path / "other.pt")
    model = load_model(path)
    assert term("warm", model=model).settings == semeq.term("warm").settings
    with pytest.raises(ModelLoadError, match="its script does not decode as its weights do"):
        model.embed([[0.0] * 32])


class RunsCode:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch ran",)


def test_a_pickle_that_would_run_code(
    shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "hostile.pt"
    with zipfile.ZipFile(shipped) as old, zipfile.ZipFile(path, "w") as new:
        for item in old.infolist():
            hostile = item.filename.endswith("/data.pkl")
            data = pickle.dumps({"bounds": RunsCode()}) if hostile else old.read(item)
            new.writestr(item.filename, data)
    with pytest.raises(ModelLoadError, match=r"cannot be read \(unexpected posix\.system\)"):
        term("warm", model=path)
    assert not (tmp_path / "ran").exists()


def test_a_shipped_file_that_was_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = {"kind": artifact.MODEL_KIND, "file": "safe.pt", "sha256": "0" * 64}
    index = {"default": {artifact.MODEL_KIND: "safe"}, "models": {"safe": entry}}
    monkeypatch.setattr(artifact, "_index", lambda: index)
    with pytest.raises(ModelLoadError, match="is not the artifact that was shipped"):
        artifact.resolve("safe")
