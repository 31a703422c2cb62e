"""Print what came of many damaged artifacts; exit with 1 if one did anything but be refused."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from tools.fuzz.judge import REFUSED, SAME, VALID, count_verdicts

CHUNK = 250


def main() -> int:
    """Judge mutants in several processes, so that a crash is seen as one."""
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz", description=__doc__)
    parser.add_argument("--mutants", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0, help="of the first mutant")
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + options.mutants)
    start = time.perf_counter()
    counts: Counter[tuple[str, str]] = Counter()
    faults: list[str] = []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        chunks = [seeds[i : i + CHUNK] for i in range(0, len(seeds), CHUNK)]
        for chunk, task in [(chunk, pool.submit(_judged, chunk)) for chunk in chunks]:
            try:
                some, more = task.result()
            except BrokenProcessPool:
                faults.append(f"seeds {chunk.start} to {chunk.stop - 1}, or others: a crash")
                break
            counts += some
            faults += more
    verdicts = (REFUSED, SAME, VALID, "fault")
    print(f"{'damage':16}" + "".join(f"{verdict:>10}" for verdict in verdicts))
    for name in dict.fromkeys(name for name, _ in sorted(counts)):
        print(f"{name:16}" + "".join(f"{counts[name, verdict]:10}" for verdict in verdicts))
    totals = [sum(n for (_, v), n in counts.items() if v == verdict) for verdict in verdicts]
    print(f"{'all':16}" + "".join(f"{total:10}" for total in totals))
    print(f"{sum(totals)} mutants in {time.perf_counter() - start:.0f} s")
    for fault in faults:
        print(fault)
    return int(bool(faults))


def _judged(seeds: range) -> tuple[Counter[tuple[str, str]], list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        return count_verdicts(seeds, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
