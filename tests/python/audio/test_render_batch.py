"""Many equalizers over one recording."""

from __future__ import annotations

import numpy as np
import pytest

import semeq
from semeq import AudioError, ParameterError
from semeq.eq.design import params_to_sos

torch = pytest.importorskip("torch")


@pytest.mark.parametrize("shape", [(3_001,), (2, 3_001)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("n_threads", [1, 2, 5])
def test_each_result_is_the_equalizer_alone(rng, shape, dtype, n_threads) -> None:
    audio = rng.uniform(-1, 1, shape).astype(dtype)
    params = semeq.morph_batch("warm", "bright", np.linspace(0, 1, 7))
    settings = [semeq.EqSettings.from_params(row) for row in params]
    sections = params_to_sos(params, sample_rate=48_000)
    expected = [semeq.Equalizer(each, sample_rate=48_000)(audio) for each in settings]
    for given in (params, settings, sections):
        result = semeq.render_batch(audio, given, sample_rate=48_000, n_threads=n_threads)
        np.testing.assert_array_equal(result, expected)
        assert result.dtype == dtype


def test_out_and_torch(stereo) -> None:
    params = semeq.morph_batch("warm", "bright", [0.2, 0.8])
    expected = semeq.render_batch(stereo, params, sample_rate=44_100)
    out = np.empty_like(expected)
    assert semeq.render_batch(stereo, params, out=out, sample_rate=44_100) is out
    np.testing.assert_array_equal(out, expected)
    result = semeq.render_batch(torch.from_numpy(stereo), params, sample_rate=44_100)
    assert isinstance(result, torch.Tensor)
    np.testing.assert_array_equal(result.numpy(), expected)
    out = torch.empty((2, *stereo.shape))
    assert semeq.render_batch(torch.from_numpy(stereo), params, out=out, sample_rate=44_100) is out
    np.testing.assert_array_equal(out.numpy(), expected)


def test_no_settings_no_results_and_flat_is_a_copy(stereo) -> None:
    assert semeq.render_batch(stereo, np.empty((0, 13)), sample_rate=44_100).shape == (
        0,
        *stereo.shape,
    )
    flat = semeq.morph_batch("warm", "bright", 0.5, amount=[0.0])
    np.testing.assert_array_equal(semeq.render_batch(stereo, flat, sample_rate=44_100)[0], stereo)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"settings": np.ones((2, 12))}, ParameterError, r"params \(n, 13\).*got shape \(2, 12\)"),
        ({"settings": np.ones((2, 5, 6))}, ParameterError, "every section must be stable"),
        (
            {"settings": semeq.EqSettings(())},
            ParameterError,
            r"got one EqSettings \(pass \[settings\]",
        ),
        ({"settings": "warm"}, ParameterError, "settings must hold numbers, got 'warm'"),
        ({"settings": [None]}, ParameterError, "settings must hold numbers"),
        ({"sample_rate": "44100"}, ParameterError, "sample_rate must be a single number"),
        ({"design": "x", "settings": []}, ParameterError, "design must be"),
        ({"n_threads": 0}, ParameterError, "n_threads must be from 1 to 1024, got 0"),
        ({"n_threads": 1.5}, ParameterError, "n_threads must be a whole number, got 1.5"),
        ({"audio": np.zeros((2, 64), np.int16)}, AudioError, "int16"),
        ({"audio": np.full((2, 64), np.nan, np.float32)}, AudioError, "finite"),
        ({"out": np.empty((1, 2, 64), np.float64)}, AudioError, "out must be float32 of shape"),
        ({"out": np.empty((2, 2, 64), np.float32)}, AudioError, r"out must be .* \(1, 2, 64\)"),
        ({"out": torch.empty((1, 2, 64))}, AudioError, "audio's type ndarray, got Tensor"),
        ({"out": np.empty((1, 2, 128), np.float32)[..., ::2]}, AudioError, "contiguous"),
    ],
)
def test_bad_input(change: dict, error: type, message: str) -> None:
    arguments = {
        "audio": np.zeros((2, 64), np.float32),
        "settings": semeq.morph_batch("warm", "bright", [0.5]),
        "sample_rate": 44_100,
    } | change
    with pytest.raises(error, match=message):
        semeq.render_batch(**arguments)


def test_a_data_loader_draws_equalizers(stereo) -> None:
    """The augmentation of docs/augmentation.md, with worker processes."""

    class Equalized(torch.utils.data.IterableDataset):
        def __iter__(self):
            generator = np.random.default_rng(0)
            for _ in range(3):
                params = semeq.morph_batch("warm", "bright", generator.uniform(size=4))
                yield semeq.render_batch(
                    torch.from_numpy(stereo), params, n_threads=1, sample_rate=44_100
                )

    loader = torch.utils.data.DataLoader(Equalized(), batch_size=None, num_workers=1)
    batches = list(loader)
    assert [tuple(batch.shape) for batch in batches] == [(4, *stereo.shape)] * 3
    again = list(torch.utils.data.DataLoader(Equalized(), batch_size=None))
    np.testing.assert_array_equal(batches[2], again[2])
