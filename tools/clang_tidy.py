"""Run clang-tidy over semeq's own C++ sources, as the last build compiled them.

The wheel of clang-tidy has no driver for many files, and the compile database also names
generated files.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[1]
DATABASES = ("build/*/compile_commands.json",)


def main() -> int:
    """Check every source once and print what clang-tidy finds; 1 if it finds anything."""
    jobs: dict[str, str] = {}
    for pattern in DATABASES:
        for database in sorted(ROOT.glob(pattern)):
            for entry in json.loads(database.read_text("utf-8")):
                source = Path(entry["file"])
                if source.is_relative_to(ROOT) and not source.is_relative_to(ROOT / "build"):
                    jobs.setdefault(str(source), str(database.parent))
    if not jobs:
        print("no compile_commands.json under build/: build first (make test)")
        return 1
    tidy = Path(sys.executable).with_name("clang-tidy")

    def check(source: str) -> subprocess.CompletedProcess[str]:
        command = [str(tidy), "--quiet", "-p", jobs[source], source]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    failed = False
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for source, result in zip(jobs, pool.map(check, jobs), strict=True):
            if result.returncode:
                failed = True
                print(f"{source}\n{result.stdout}{result.stderr}")
    print(f"clang-tidy: {len(jobs)} sources checked")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
