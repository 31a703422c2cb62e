"""Scripts of any architecture run by choice; by default no script is looked at."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import semeq
from semeq import ModelLoadError, load_model

torch = pytest.importorskip("torch")
pytest.importorskip("semeq._infer", exc_type=ImportError)
pytest.importorskip("semeq.train", exc_type=ImportError)

from semeq.train.artifact.export import write_artifact  # noqa: E402


class Shift(torch.nn.Module):
    """A network unlike any of semeq's: the latent is the params, shifted, and 19 zeros."""

    @torch.jit.export
    def encode(self, params: torch.Tensor) -> torch.Tensor:
        return torch.cat([params + 1.0, torch.zeros(params.shape[0], 19)], dim=1)

    @torch.jit.export
    def decode(self, latents: torch.Tensor) -> torch.Tensor:
        return latents[:, :13] - 1.0


class NoDecoder(torch.nn.Module):
    @torch.jit.export
    def encode(self, params: torch.Tensor) -> torch.Tensor:
        return torch.zeros(params.shape[0], 32)


class Writes(Shift):
    """Writes a file, and then answers as if nothing had happened."""

    def __init__(self, target: Path) -> None:
        super().__init__()
        self.target = str(target)

    @torch.jit.export
    def embed(self, latents: torch.Tensor) -> torch.Tensor:
        torch.save(latents, self.target)
        return latents


class MapsAFile(Shift):
    """Maps a file into memory, writably, and writes there."""

    def __init__(self, target: Path) -> None:
        super().__init__()
        self.target = str(target)

    @torch.jit.export
    def embed(self, latents: torch.Tensor) -> torch.Tensor:
        mapped = torch.from_file(self.target, shared=True, size=4)
        return latents + mapped.copy_(torch.ones(4)).sum()


class LoopsForEver(Shift):
    @torch.jit.export
    def embed(self, latents: torch.Tensor) -> torch.Tensor:
        while bool(latents.isfinite().all()):
            latents = latents.clone()
        return latents


@pytest.fixture
def save(tmp_path: Path, shipped_metadata, shipped_tensors):
    def save(module: torch.nn.Module, tensors=shipped_tensors, **changes) -> Path:
        path = tmp_path / "scripted.pt"
        write_artifact(module, shipped_metadata | changes, tensors, path)
        return path

    return save


@pytest.fixture
def tables(shipped_tensors) -> dict[str, np.ndarray]:
    return {name: shipped_tensors[name] for name in ("term_latents", "flat_latent", "bounds")}


def test_any_module_with_the_methods_runs(save, tables) -> None:
    model = load_model(save(Shift(), tables, networks="scripted"), engine="torchscript")
    params = np.array([semeq.term("warm").settings.params])
    latents = model.encode(params)
    np.testing.assert_allclose(latents[0, :13], params[0] + 1.0, rtol=1e-6)
    np.testing.assert_allclose(model.decode(latents), params, rtol=1e-5)
    with pytest.raises(ModelLoadError, match="has no method 'embed'"):
        model.embed(latents)


def test_the_native_engine_names_the_other_one(save, tables) -> None:
    path = save(Shift(), tables, networks="scripted")
    with pytest.raises(ModelLoadError, match=r'load_model\(path, engine="torchscript"\)'):
        semeq.term("warm", model=path)


def test_a_script_without_the_methods(save) -> None:
    path = save(NoDecoder())
    with pytest.raises(ModelLoadError, match="no scripted method 'decode'"):
        load_model(path, engine="torchscript").decode([[0.0] * 32])


def test_a_script_that_is_damaged(write) -> None:
    path = write(entries={"archive/data.pkl": b"no pickle"})
    model = load_model(path, engine="torchscript")
    with pytest.raises(ModelLoadError, match=r"the script of .*written\.pt cannot be run"):
        model.decode([[0.0] * 32])
    assert semeq.term("warm", model=path).settings == semeq.term("warm").settings


@pytest.mark.parametrize("hostile", [Writes, MapsAFile, lambda _: LoopsForEver()])
def test_by_default_the_script_is_not_there(hostile, save, tmp_path: Path, model) -> None:
    target = tmp_path / "target"
    target.write_bytes(bytes(16))
    loaded = load_model(save(hostile(target)))
    latents = model.term_latents[:3]
    np.testing.assert_array_equal(loaded.embed(latents), model.embed(latents))
    np.testing.assert_array_equal(loaded.decode(latents), model.decode(latents))
    assert semeq.term("warm", model=loaded).settings == semeq.term("warm").settings
    assert target.read_bytes() == bytes(16)


def test_the_other_engine_runs_what_it_is_given(save, tmp_path: Path) -> None:
    """What the documentation warns of is so."""
    target = tmp_path / "target"
    loaded = load_model(save(Writes(target)), engine="torchscript")
    loaded.embed([[0.0] * 32])
    assert target.exists()
