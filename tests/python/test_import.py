"""`import semeq` is light: libtorch comes with the torchscript engine, torch not even then."""

from __future__ import annotations

import subprocess
import sys

import pytest


def run(code: str) -> str:
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize(
    "code",
    [
        "import semeq",
        "import semeq; semeq.terms()",
        "import semeq; semeq.morph('warm', 'bright', 0.3)",
        "import semeq, numpy; semeq.render(numpy.zeros((2, 64), 'float32'), 'warm', 'bright')",
        "import semeq.cli.app",
    ],
)
def test_torch_is_not_imported(code: str) -> None:
    loaded = run(f"{code}\nimport sys\nprint('torch' in sys.modules, 'matplotlib' in sys.modules)")
    assert loaded.split() == ["False", "False"]


BLOCKED = """
import sys
class Blocked:
    def find_spec(self, name, *_):
        if name.partition(".")[0] == "torch" or name == "semeq._infer":
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Blocked())
import numpy, semeq
"""


@pytest.mark.parametrize(
    "code",
    [
        "semeq.render(noise, 'warm', 'bright')",
        "semeq.morph_batch('warm', 'bright', [0, 1], output='sos', sample_rate=44_100)",
        "semeq.blend('warm + 0.5*bright')",
        "semeq.Stream('warm', 'bright').process(noise[:64].astype('float32')[None])",
        "semeq.name_eq(semeq.term('warm').settings, sample_rate=44_100)",
        "semeq.load_model().encode([semeq.term('warm').settings.params], refine=True)",
        "semeq.load_model().embed([[0.0] * 32])",
        "semeq.describe(noise, sample_rate=44_100).words[0].term",
        "semeq.match(noise, 0.5 * noise, sample_rate=44_100, aligned=False).words",
        "semeq.suggest(noise, 'warm', sample_rate=44_100).settings",
        "semeq.estimate_eq(noise, sample_rate=44_100).words[0].term",
        "semeq.load_ears().reference.mean_db",
    ],
)
def test_the_run_time_needs_no_torch(code: str) -> None:
    """With torch and libtorch out of reach, as in a base install."""
    run(f"{BLOCKED}\nnoise = numpy.random.default_rng(0).uniform(-0.5, 0.5, 88_200)\n{code}")


EMBED = "semeq.load_model(engine='torchscript').embed([[0.0] * 32])"


@pytest.mark.usefixtures("libtorch")
def test_a_script_loads_libtorch_alone() -> None:
    code = (
        f"import semeq, sys; {EMBED}; print('semeq._infer' in sys.modules, 'torch' in sys.modules)"
    )
    assert run(code).split() == ["True", "False"]


@pytest.mark.usefixtures("libtorch")
@pytest.mark.parametrize("order", [f"{EMBED}; import torch", "import torch"])
def test_torch_works_before_and_after(order: str) -> None:
    code = f"import semeq; {order}; {EMBED}; print(torch.ones(3).sum().item())"
    assert run(code).strip() == "3.0"


def test_soundfile_is_loaded_with_the_first_file() -> None:
    assert run("import semeq, sys; print('soundfile' in sys.modules)").strip() == "False"
