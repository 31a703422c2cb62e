"""Install a wheel into an empty environment and use it there: ``python -m tools.fresh_install``.

Prints how much was downloaded, and fails where that is more than a musician should wait for, where
torch came along, or where what is said or done there is not what it should be.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

MAX_MB = 60.0

VERSION = """
import sys, sysconfig
print(sys.version.split()[0], "free-threaded" * bool(sysconfig.get_config_var("Py_GIL_DISABLED")))
"""

# The flag t of a free-threaded interpreter is part of both tags.
ABI = "import sys; print('cp{}{}{}'.format(*sys.version_info[:2], sys.abiflags))"

USE = """
import semeq, numpy as n
audio = n.random.default_rng(0).normal(0, .1, (2, 44100))
print(semeq.describe(semeq.render(audio, 'warm', 'bright', .3), sample_rate=44100).words[0].term)
"""

SCRIPTED = """
import semeq
try:
    semeq.load_model(engine='torchscript')
except semeq.ModelLoadError as error:
    print(error)
"""

# A torch that is there by name and version, and would break what imports it.
OTHER_TORCH = "2.12.0"


def main() -> None:
    """Read from the command line which wheel and interpreter, and go through it all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dist", type=Path, help="folder with the interpreter's wheel")
    parser.add_argument("--python", default=sys.executable, help="another interpreter")
    parser.add_argument(
        "--tests", action="store_true", help="also run the tests that can run there"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        python = create(home / "environment", options.python)
        wheel = wheel_for(python, options.dist)
        print(f"{wheel.name} on {run(python, VERSION, home)}")
        megabytes = download(wheel, home / "downloads", python)
        install(python, home / "downloads", wheel)
        print(f"downloaded {megabytes:.1f} MB (at most {MAX_MB:.0f})")
        if megabytes > MAX_MB:
            sys.exit("the base install has grown too large")
        print("torch absent:", run(python, USE, home), "|", run(python, SCRIPTED, home))
        if options.tests:
            run_tests(python, wheel)
        pretend_torch(python)
        print(f"torch {OTHER_TORCH}:", run(python, USE, home), "|", run(python, SCRIPTED, home))


def create(folder: Path, python: str) -> str:
    """Create an environment; return its interpreter."""
    subprocess.run([python, "-m", "venv", folder], check=True)
    return str(folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python"))


def wheel_for(python: str, dist: Path) -> Path:
    """Find the one wheel of semeq in a folder that is for this interpreter."""
    tag = run(python, ABI, Path.cwd())
    wheels = list(dist.glob(f"semeq-*-cp*-{tag}-*.whl"))
    if len(wheels) != 1:
        sys.exit(f"expected one wheel for {tag} in {dist}, found {len(wheels)} (make wheel)")
    return wheels[0]


def download(wheel: Path, target: Path, python: str) -> float:
    """Fetch the wheel and what it requires; return megabytes."""
    subprocess.run(
        [python, "-m", "pip", "download", "--quiet", "--dest", target, wheel], check=True
    )
    return sum(file.stat().st_size for file in target.iterdir()) / 1e6


def install(python: str, downloads: Path, wheel: Path) -> None:
    """Install from what was downloaded, and see that torch is not among it."""
    pip = [python, "-m", "pip"]
    subprocess.run(
        [*pip, "install", "--quiet", "--no-index", "--find-links", downloads, wheel], check=True
    )
    listed = subprocess.run(
        [*pip, "list", "--format=json"], check=True, capture_output=True, text=True
    )
    names = {package["name"].lower() for package in json.loads(listed.stdout)}
    if unwanted := names & {"torch", "scipy", "matplotlib", "joblib", "pydantic"}:
        sys.exit(f"the base install brings {', '.join(sorted(unwanted))}")


def run(python: str, code: str, folder: Path) -> str:
    """Run a program away from the sources; return what it prints. A warning fails.

    One of them says that an extension turned a free-threaded interpreter's lock on.
    """
    result = subprocess.run(
        [python, "-W", "error", "-c", code], check=True, capture_output=True, text=True, cwd=folder
    )
    return result.stdout.strip()


def run_tests(python: str, wheel: Path) -> None:
    """Run the tests that need neither torch nor training."""
    root = Path(__file__).parents[1]
    group = ["--group", f"{root / 'pyproject.toml'}:test"]
    pip = [python, "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "--upgrade", "pip>=25.1"], check=True)  # that knows groups
    subprocess.run([*pip, *group, f"semeq[text] @ {wheel.resolve().as_uri()}"], check=True)
    tests = f"{root}/tests/python"
    command = [python, "-m", "pytest", "-q", "-n", "auto", "--dist", "loadfile", tests]
    subprocess.run([*command, f"--ignore={tests}/train"], check=True, cwd=root)


def pretend_torch(python: str) -> None:
    """Put a torch of another version into the environment."""
    query = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(run(python, query, Path.cwd()))
    (packages / "torch").mkdir()
    (packages / "torch" / "__init__.py").write_text("raise ImportError('broken on purpose')\n")
    info = packages / f"torch-{OTHER_TORCH}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: torch\nVersion: {OTHER_TORCH}\n")


if __name__ == "__main__":
    main()
