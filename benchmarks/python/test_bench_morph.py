"""Words to params, one and many, beside PyTorch and onnxruntime on the same weights.

Every benchmark checks its output against the scripted decoder run eagerly.
"""

from __future__ import annotations

import subprocess
import sys
import time
import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch

import semeq

N = 100_000


@pytest.fixture(scope="module")
def model() -> semeq.Model:
    return semeq.load_model()


@pytest.fixture(scope="module")
def scripted(model):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return torch.jit.load(model.path).eval()


@pytest.fixture(scope="module")
def eager(scripted) -> torch.nn.Module:
    """The same decoder as plain torch modules, run without TorchScript."""
    state = scripted.state_dict()
    layers = []
    for i in range(sum(name.startswith("decoder.layers") for name in state) // 2):
        weight = state[f"decoder.layers.{i}.weight"]
        layer = torch.nn.Linear(*reversed(weight.shape))
        layer.weight.data, layer.bias.data = weight, state[f"decoder.layers.{i}.bias"]
        layers += [layer, torch.nn.SiLU()]
    network = torch.nn.Sequential(*layers[:-1])
    low, span, log = (state[f"normalizer.{name}"] for name in ("low", "span", "log_mask"))

    class Decoder(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, latent: torch.Tensor) -> torch.Tensor:
            affine = (0.5 * (self.network(latent) + 1)).clamp(0, 1) * span + low
            return torch.where(log, torch.exp(torch.where(log, affine, 0.0)), affine)

    return Decoder().eval()


@pytest.fixture(scope="module")
def onnx(eager, tmp_path_factory):
    runtime = pytest.importorskip("onnxruntime")
    pytest.importorskip("onnx")
    path = tmp_path_factory.mktemp("onnx") / "decoder.onnx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            eager,
            (torch.zeros(2, 32),),
            path,
            dynamo=False,
            input_names=["latent"],
            dynamic_axes={"latent": {0: "n"}},
        )
    return runtime.InferenceSession(path, providers=["CPUExecutionProvider"])


@pytest.fixture(scope="module")
def walk(model):
    """Alphas and latents of 100,000 points between two words, and what they decode to."""
    alphas = np.random.default_rng(0).uniform(size=N)
    table = dict(zip((info.term for info in model.vocabulary), model.term_latents, strict=True))
    weight = alphas.astype(np.float32)[:, np.newaxis]
    latents = table["warm"] * (1 - weight) + table["bright"] * weight
    return alphas, latents


@pytest.fixture(scope="module")
def audio() -> np.ndarray:
    """Ten seconds of stereo."""
    return np.random.default_rng(0).uniform(-0.5, 0.5, (2, 441_000)).astype(np.float32)


@pytest.fixture(scope="module")
def params() -> np.ndarray:
    """64 points of a walk."""
    return semeq.morph_batch("warm", "bright", np.linspace(0.01, 0.99, 64))


def close_to(params, expected) -> None:
    np.testing.assert_allclose(params, expected, rtol=1e-4, atol=1e-4)


@pytest.mark.benchmark(group="morph one")
class TestOne:
    def test_semeq_words_to_settings(self, benchmark, eager, walk):
        settings = benchmark(semeq.morph, "warm", "bright", walk[0][0])
        with torch.inference_mode():
            close_to(settings.params, eager(torch.from_numpy(walk[1][:1]))[0])

    def test_semeq_walker(self, benchmark, model, eager, walk):
        start, end = (model.vocabulary.index(word) for word in ("warm", "bright"))
        params = benchmark(model.network.walker.walk_one, start, end, walk[0][0], 1.0)
        with torch.inference_mode():
            close_to(params, eager(torch.from_numpy(walk[1][:1]))[0])

    def test_torch_eager(self, benchmark, model, eager, walk):
        table = torch.tensor(model.term_latents)
        start, end = (model.vocabulary.index(word) for word in ("warm", "bright"))
        alpha = walk[0][0]

        def morph() -> semeq.EqSettings:
            latent = table[start] * (1 - alpha) + table[end] * alpha
            return semeq.EqSettings.from_params(eager(latent[None])[0].numpy())

        with torch.inference_mode():
            close_to(benchmark(morph).params, eager(torch.from_numpy(walk[1][:1]))[0])

    def test_torch_jit(self, benchmark, scripted, eager, walk):
        latent = torch.from_numpy(walk[1][:1])
        with torch.inference_mode():
            for _ in range(5):
                scripted.decode(latent)
            close_to(benchmark(scripted.decode, latent), eager(latent))

    def test_onnxruntime(self, benchmark, onnx, eager, walk):
        inputs = {"latent": walk[1][:1]}
        params = benchmark(onnx.run, None, inputs)[0]
        with torch.inference_mode():
            close_to(params, eager(torch.from_numpy(walk[1][:1])))


@pytest.mark.benchmark(group="morph 100,000", min_rounds=5)
class TestMany:
    def test_semeq(self, benchmark, eager, walk):
        params = benchmark(semeq.morph_batch, "warm", "bright", walk[0])
        with torch.inference_mode():
            close_to(params, eager(torch.from_numpy(walk[1])))

    def test_semeq_in_parts(self, benchmark, walk):
        """In calls of 8,000, too short for the table of one walk that longer ones look up."""
        parts = np.split(walk[0][: N - N % 8_000], N // 8_000)

        def morph() -> np.ndarray:
            return np.concatenate([semeq.morph_batch("warm", "bright", part) for part in parts])

        params = benchmark(morph)
        close_to(params, semeq.morph_batch("warm", "bright", walk[0])[: len(params)])

    def test_torch_eager(self, benchmark, eager, walk):
        latents = torch.from_numpy(walk[1])
        with torch.inference_mode():
            params = benchmark(eager, latents)
        close_to(params[:100], semeq.morph_batch("warm", "bright", walk[0][:100]))

    def test_torch_jit(self, benchmark, scripted, walk):
        latents = torch.from_numpy(walk[1])
        with torch.inference_mode():
            params = benchmark(scripted.decode, latents)
        close_to(params[:100], semeq.morph_batch("warm", "bright", walk[0][:100]))

    def test_onnxruntime(self, benchmark, onnx, walk):
        params = benchmark(onnx.run, None, {"latent": walk[1]})[0]
        close_to(params[:100], semeq.morph_batch("warm", "bright", walk[0][:100]))


@pytest.mark.benchmark(group="10 s stereo through 64 equalizers, 2 threads", min_rounds=5)
class TestRenderBatch:
    def test_render_batch(self, benchmark, audio, params):
        out = np.empty((64, *audio.shape), np.float32)
        benchmark(semeq.render_batch, audio, params, sample_rate=44_100, out=out)
        expected = semeq.Equalizer(semeq.EqSettings.from_params(params[40]))(audio)
        np.testing.assert_array_equal(out[40], expected)

    def test_raw_cascade(self, benchmark, audio, params):
        """One native call over as many samples: 128 channels through one equalizer."""
        equalizer = semeq.Equalizer(semeq.EqSettings.from_params(params[40]), n_threads=2)
        channels = np.tile(audio, (64, 1))
        out = np.empty_like(channels)
        benchmark(equalizer, channels, out=out)
        single = semeq.Equalizer(semeq.EqSettings.from_params(params[40]))(audio)
        np.testing.assert_array_equal(out[:2], single)


def morph_and_render(audio: np.ndarray, alpha: float) -> np.ndarray:
    """Keep a tenth of a permille: holding all 64 results would time the system's page faults."""
    return semeq.render(audio, "warm", "bright", alpha, sample_rate=44_100)[::10_000].copy()


@pytest.mark.benchmark(group="64 morphs and renders of 10 s mono", min_rounds=5)
class TestThreads:
    @pytest.mark.parametrize("n_threads", [1, 2, 8])
    def test_threads(self, benchmark, audio, n_threads):
        alphas = np.linspace(0.01, 0.99, 64)

        def run() -> list[np.ndarray]:
            with ThreadPoolExecutor(n_threads) as pool:
                return list(pool.map(morph_and_render, [audio[0]] * 64, alphas))

        results = benchmark(run)
        np.testing.assert_array_equal(results[40], morph_and_render(audio[0], alphas[40]))


FIRST_BLOCK = """
import numpy, semeq
stream = semeq.Stream("warm", "bright", 0.3)
assert stream.process(numpy.ones(64, "float32")).any()
"""


def start_process(code: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - start


@pytest.mark.benchmark(group="start a process", min_rounds=5)
class TestStart:
    @pytest.mark.parametrize(
        "code",
        [
            "pass",
            "import numpy",
            "import semeq",
            "import semeq; semeq.morph('warm', 'bright', 0.3)",
            FIRST_BLOCK,
            "import torch",
        ],
        ids=["python", "numpy", "semeq", "semeq + morph", "semeq + morph + block", "torch"],
    )
    def test_import(self, benchmark, code):
        assert benchmark(start_process, code) > 0
