"""The networks of a settings model: the native engine, TorchScript in C++, and ONNX Runtime.

One thread each. Every output is compared with TorchScript's.
"""

from __future__ import annotations

import warnings

import numpy as np
import pytest
import torch
from threadpoolctl import threadpool_limits

import semeq
from semeq.train.artifact.export import Artifact, read_scripted
from semeq.train.model.config import from_dict
from semeq.train.model.module import AutoencoderTraining
from semeq.train.model.normalize import per_band

METHODS = ("encode", "decode", "embed")
ROWS = (1, 64, 1_700)


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with threadpool_limits(1):
        yield
    torch.set_num_threads(n_threads)


@pytest.fixture(scope="module")
def scripted() -> semeq.Model:
    return semeq.load_model(engine="torchscript")


@pytest.fixture(scope="module")
def inputs(scripted) -> dict[str, np.ndarray]:
    """Settings from all of the bounds, and their latents."""
    params = np.random.default_rng(0).uniform(*scripted.bounds.T, (max(ROWS), 13))
    latents = scripted.encode(params)
    return {"encode": params.astype(np.float32), "decode": latents, "embed": latents}


def eager(model: semeq.Model) -> dict[str, torch.nn.Module]:
    """The same networks as plain torch modules, by method; float32 throughout, as ONNX needs."""
    config = from_dict(model.metadata["training"]["config"])
    training = AutoencoderTraining(config, per_band())
    terms = [info.term for info in model.vocabulary]
    latents = torch.from_numpy(model.term_latents.copy())
    artifact = Artifact(training.model, training.projection, terms, latents)
    artifact.load_state_dict(read_scripted(model.path).state_dict(), strict=False)
    return {"encode": training.model.eval(), "decode": artifact.eval(), "embed": artifact.eval()}


class Method(torch.nn.Module):
    """One method as a module, which is what ONNX exports."""

    def __init__(self, module: torch.nn.Module, name: str) -> None:
        super().__init__()
        self.module, self.name = module, name

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        return getattr(self.module, self.name)(rows)


@pytest.fixture(scope="module")
def sessions(scripted, inputs, tmp_path_factory):
    """ONNX Runtime's sessions of the three methods."""
    runtime = pytest.importorskip("onnxruntime")
    pytest.importorskip("onnx")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = 1
    folder, found = tmp_path_factory.mktemp("onnx"), {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        modules = eager(scripted)
        for name in METHODS:
            torch.onnx.export(
                Method(modules[name], name),
                (torch.from_numpy(inputs[name][:2]),),
                folder / name,
                dynamo=False,
                input_names=["rows"],
                dynamic_axes={"rows": {0: "n"}},
            )
            found[name] = runtime.InferenceSession(
                folder / name, options, providers=["CPUExecutionProvider"]
            )
    return found


@pytest.mark.parametrize("n", ROWS)
@pytest.mark.parametrize("name", METHODS)
class TestNetworks:
    @pytest.fixture(autouse=True)
    def group(self, benchmark, name, n):
        benchmark.group = f"{name} {n:,} rows" if n > 1 else f"{name} one row"

    def test_native(self, benchmark, scripted, inputs, name, n):
        rows = inputs[name][:n]
        found = benchmark(getattr(semeq.load_model(), name), rows)
        np.testing.assert_allclose(found, getattr(scripted, name)(rows), rtol=1e-5, atol=1e-5)

    def test_torchscript(self, benchmark, scripted, inputs, name, n):
        assert len(benchmark(getattr(scripted, name), inputs[name][:n])) == n

    def test_onnxruntime(self, benchmark, scripted, sessions, inputs, name, n):
        rows = inputs[name][:n]
        found = benchmark(sessions[name].run, None, {"rows": rows})[0]
        np.testing.assert_allclose(found, getattr(scripted, name)(rows), rtol=1e-3, atol=1e-3)
