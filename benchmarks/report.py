"""Run all benchmarks and write benchmarks/RESULTS.md: ``python -m benchmarks.report``.

Ratios come first, because the machine's speed cancels out of them: both sides of each
ratio were measured in one process, minutes apart at most.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import semeq
from benchmarks import accuracy, startup

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "RESULTS.md"

Case = dict[str, Any]

# How many times as fast as each peer semeq is to be on a processor with AVX-512. None: no target.
MIN_OF_COPY_SPEED = 0.6  # with out=, where memory sets the pace
TARGETS = (
    # group, semeq's entry, times scipy, times pedalboard
    ("5 sections, mono float32, 60 s", "semeq", 7, 16),
    ("5 sections, mono float32, 60 s", "semeq, two threads", None, None),
    ("5 sections, stereo float32, 60 s", "semeq", 8, 17),
    ("5 sections, 64 channels float32, 5 s", "semeq", 4, 16),
    ("5 sections, 64 channels float32, 5 s", "semeq, two threads", 6, None),
    ("5 sections, mono float64, 60 s", "semeq", 5.5, None),
    ("40 sections, mono float32, 60 s", "semeq", 12, None),
    ("5 sections, mono float32, blocks of 64", "semeq, out=", 35, 5),
)


def run_python(folder: Path, paths: list[str]) -> list[Case]:
    """Run pytest-benchmark, each file in a process of its own; all cases.

    What a file leaves behind (memory in pieces, libraries with threads) slows the next.
    """
    output = folder / "python.json"
    cases: list[Case] = []
    for file in paths or sorted(map(str, (ROOT / "benchmarks" / "python").glob("test_*.py"))):
        command = [sys.executable, "-m", "pytest", "-q", "--benchmark-only", "--benchmark-enable"]
        command += ["--benchmark-disable-gc", f"--benchmark-json={output}", file]
        subprocess.run(command, cwd=ROOT, check=True)
        cases += json.loads(output.read_text())["benchmarks"]
    return cases


def run_cpp(folder: Path) -> list[Case]:
    """Build and run Google Benchmark where it is installed; its cases."""
    output = folder / "cpp.json"
    try:
        for command in (["cmake", "--preset", "bench"], ["cmake", "--build", "--preset", "bench"]):
            subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"C++ benchmarks left out: {error}", file=sys.stderr)
        return []
    program = ROOT / "build/bench/benchmarks/cpp/semeq_benchmarks"
    subprocess.run([program, f"--benchmark_out={output}"], check=True, stdout=subprocess.DEVNULL)
    cases: list[Case] = json.loads(output.read_text())["benchmarks"]
    return cases


def describe_machine() -> str:
    """One line each on processor, compiler, software and commit."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    processor = models[0] if models else platform.processor()

    def first_line(*command: str) -> str:
        try:
            run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
        except (OSError, subprocess.CalledProcessError):
            return "unknown"
        return run.stdout.splitlines()[0]

    return "\n".join(
        [
            f"- processor: {processor}, {os.cpu_count()} cores, instruction set `{semeq.isa()}`",
            f"- load average at the start: {os.getloadavg()[0]:.1f}",
            f"- compiler: {first_line(os.environ.get('CXX', 'c++'), '--version')}",
            f"- Python {platform.python_version()}, semeq {semeq.__version__}",
            f"- commit {first_line('git', 'rev-parse', '--short', 'HEAD')}",
        ]
    )


def peers_of(cases: list[Case]) -> dict[str, dict[str, Case]]:
    """The equalizer's cases by group and peer."""
    groups: dict[str, dict[str, Case]] = defaultdict(dict)
    for case in cases:
        if "peer" in case["extra_info"]:
            groups[case["group"]][case["extra_info"]["peer"]] = case
    return groups


def best_s(case: Case) -> float:
    """The shortest time: what else the machine does can only add to it."""
    best: float = case["stats"]["min"]
    return best


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Markdown."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def write_targets(groups: dict[str, dict[str, Case]]) -> str:
    """Ratios beside what AVX-512 must reach."""
    rows = []
    for group, entry, *targets in TARGETS:
        if entry not in groups.get(group, {}):
            continue
        ours = groups[group][entry]
        cells = [f"{group} ({entry})"]
        for peer, target in zip(("scipy", "pedalboard"), targets, strict=True):
            if peer not in groups[group]:
                cells.append("-")
                continue
            ratio = best_s(groups[group][peer]) / best_s(ours)
            cells.append(f"**{ratio:.1f}**" + (f" (target {target:g})" if target else ""))
        error = ours["extra_info"].get("error_dbfs")
        cells.append("bit-equal to one-shot (tested)" if error is None else f"{error:.0f} dBFS")
        rows.append(tuple(cells))
    copied = groups.get("5 sections, mono float32, 60 s, out=", {})
    if {"semeq", "copy"} <= copied.keys():
        share = best_s(copied["copy"]) / best_s(copied["semeq"])
        found = f"**{share:.0%}** (target {MIN_OF_COPY_SPEED:.0%})"
        rows.append((f"`out=`, share of a memory copy's speed: {found}", "-", "-", "-"))
    return table(("case", "times scipy", "times pedalboard", "error against scipy float64"), rows)


def write_times(groups: dict[str, dict[str, Case]]) -> str:
    """Every time, per sample, with latencies where they were taken."""
    rows = []
    for group, peers in groups.items():
        for peer, case in peers.items():
            info = case["extra_info"]
            latencies = [info.get(f"{name}_us") for name in ("p50", "p99", "p99.9")]
            rows.append(
                (
                    group,
                    peer,
                    f"{best_s(case) / info['n_samples'] * 1e9:.2f}",
                    f"{best_s(case) * 1e6:.4g}",
                    " / ".join("-" if value is None else f"{value:.2f}" for value in latencies),
                )
            )
    return table(("case", "by", "ns per sample", "µs", "p50 / p99 / p99.9 µs"), rows)


def write_others(cases: list[Case]) -> str:
    """Benchmarks that compare something else."""
    rows = [
        (case["group"] or "", case["name"], f"{best_s(case) * 1e6:.4g}",
         f"{case['stats']['median'] * 1e6:.4g}")
        for case in cases if "peer" not in case["extra_info"]
    ]  # fmt: skip
    return table(("group", "case", "shortest µs", "median µs"), rows)


def write_cpp(cases: list[Case]) -> str:
    """Google Benchmark's cases."""
    rows = []
    for case in cases:
        if "error_occurred" in case:
            raise RuntimeError(f"{case['name']}: {case['error_message']}")
        rate = case.get("items_per_second")
        latencies = [case.get(f"{name}_ns") for name in ("p50", "p99", "p99.9")]
        rows.append(
            (
                f"`{case['name']}`",
                f"{case['real_time']:.4g} {case['time_unit']}",
                f"{1e9 / rate:.2f}" if rate else "-",
                " / ".join("-" if value is None else f"{value:.0f}" for value in latencies),
            )
        )
    return table(("case", "time", "ns per sample", "p50 / p99 / p99.9 ns"), rows)


def write_startup() -> str:
    """Tables of whole processes: how long they take, and how many times as long as a peer."""
    times = startup.measure()
    processes = table(("process", "s", "times NumPy's import"), list(startup.rows_of(times)))
    head = ("process", "beside", "times as long", "at most")
    return f"{processes}\n\n{table(head, list(startup.ratios_of(times)))}"


def main() -> None:
    """Measure, then write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-cpp", action="store_true", help="leave Google Benchmark out")
    parser.add_argument("paths", nargs="*", help="files for pytest; all if none is named")
    arguments = parser.parse_args()
    machine = describe_machine()
    with tempfile.TemporaryDirectory() as folder:
        python = run_python(Path(folder), arguments.paths)
        cpp = [] if arguments.no_cpp else run_cpp(Path(folder))
    groups = peers_of(python)
    parts = [
        "# Benchmark results\n",
        "Written by `make bench`. Times are the shortest of several runs.\n",
        machine,
        "\n## Ratios\n",
        "How many times faster semeq is. Targets are for AVX-512, twice as wide as AVX2.\n",
        write_targets(groups),
        "\n## The equalizer from Python\n",
        write_times(groups),
        "\n## Other benchmarks from Python\n",
        write_others(python),
    ]
    parts += ["\n## Accuracy\n", table(("what", "measured"), list(accuracy.lines()))]
    parts += ["\n## From start to end\n", write_startup()]
    if cpp:
        parts += ["\n## The equalizer from C++\n", write_cpp(cpp)]
    RESULTS.write_text("\n".join(parts) + "\n")
    print(f"wrote {RESULTS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
