"""From the start of a process to its end: the command line and its peers, in seconds.

``python -m benchmarks.startup`` prints the times, with NumPy's import beside the others, because
everything that computes in Python pays it, and the ratios that have targets: the machine's speed
cancels out of them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import soundfile as sf

N_RUNS = 9
SAMPLE_RATE = 44_100
DURATION_S = 10

FIRST_BLOCK = """
import numpy, semeq
stream = semeq.Stream("warm", "bright", n_channels=2)
stream.process(numpy.zeros((2, 64), numpy.float32))
"""
PEDALBOARD = """
import sys
from pedalboard import HighShelfFilter, LowShelfFilter, PeakFilter, Pedalboard
from pedalboard.io import AudioFile
board = Pedalboard([LowShelfFilter(100, 3), PeakFilter(300, -2), PeakFilter(1_000, 1),
                    PeakFilter(3_000, 2), HighShelfFilter(8_000, -3)])
with AudioFile(sys.argv[1]) as source:
    audio, rate = source.read(source.frames), source.samplerate
with AudioFile(sys.argv[2], "w", rate, audio.shape[0]) as target:
    target.write(board(audio, rate))
"""

NUMPY, TORCH, FIRST = "`import numpy`", "`import torch`", "`import semeq` and a first block"
RENDER, DESCRIBE = "`semeq render`, 10 s stereo", "`semeq describe`, 10 s stereo"
SOX = "sox, five bands, 10 s stereo"
SCRIPT = "pedalboard script, five bands, 10 s stereo"
# What is timed, beside what, and how many times as long it may take. None: no target.
TARGETS = (
    (FIRST, TORCH, 0.15),
    (RENDER, SCRIPT, 1.67),
    (DESCRIBE, SCRIPT, 3.9),
    (RENDER, SOX, None),
    (DESCRIBE, SOX, None),
)


def commands(source: Path, folder: Path) -> dict[str, list[str]]:
    """What is timed, by name; peers only where they are installed."""
    python, target = sys.executable, str(folder / "out.wav")
    semeq = [python, "-m", "semeq.cli.app"]
    found = {
        NUMPY: [python, "-c", "import numpy"],
        FIRST: [python, "-c", FIRST_BLOCK],
        RENDER: [*semeq, "render", str(source), target, "--from", "warm"],
        DESCRIBE: [*semeq, "describe", str(source)],
    }
    if sox := shutil.which("sox"):
        bands = ["bass", "3", "100", "equalizer", "300", "1q", "-2", "equalizer", "1000", "1q", "1"]
        bands += ["equalizer", "3000", "1q", "2", "treble", "-3", "8000"]
        found[SOX] = [sox, "-D", str(source), target, *bands]
    if find_spec("pedalboard"):
        arguments = [str(source), target]
        found[SCRIPT] = [python, "-c", PEDALBOARD, *arguments]
    if find_spec("torch"):
        found[TORCH] = [python, "-c", "import torch"]
    return found


def best_s(command: list[str]) -> float:
    """The shortest of several runs, interpreter and all; the first, which compiles, is not one."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    times = []
    for _ in range(N_RUNS + 1):
        begun_s = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env=environment)
        times.append(time.perf_counter() - begun_s)
    return min(times[1:])


def measure() -> dict[str, float]:
    """Seconds that each command takes, by name."""
    noise = np.random.default_rng(0).uniform(-0.1, 0.1, (DURATION_S * SAMPLE_RATE, 2))
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "in.wav"
        sf.write(source, noise, SAMPLE_RATE, subtype="PCM_16")
        return {name: best_s(each) for name, each in commands(source, Path(name)).items()}


def rows_of(times: Mapping[str, float]) -> Iterator[tuple[str, str, str]]:
    """Rows of a table: what, seconds, and how many times NumPy's import."""
    for what, seconds in times.items():
        yield what, f"{seconds:.3f}", f"{seconds / times[NUMPY]:.2f}"


def ratios_of(times: Mapping[str, float]) -> Iterator[tuple[str, str, str, str]]:
    """Rows of a table: what, beside what, the ratio, and what it may be at most."""
    for what, peer, most in TARGETS:
        if peer in times:
            target = "-" if most is None else f"{most:.2f}"
            yield what, peer, f"{times[what] / times[peer]:.2f}", target


def main() -> None:
    """Measure, then print both tables."""
    times = measure()
    for row in rows_of(times):
        print("{:<45} {:>6} s  {:>5} x numpy".format(*row))
    print("\nHow many times as long:")
    for ratio in ratios_of(times):
        print("{:<34} : {:<43} {:>6}  (at most {})".format(*ratio))


if __name__ == "__main__":
    main()
