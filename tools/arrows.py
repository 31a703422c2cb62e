"""Print how the sources lean on each other, and fail where an arrow points the wrong way.

``python -m tools.arrows`` reads every import of Python (those inside functions and those for types
alone included) and every include of C++. It exits with 1 if modules import each other in a circle,
if a wing imports one above it, or if files are longer than the house allows. The order of the
wings is that of the import contracts in ``pyproject.toml``; that of the C++ wings stands here.
"""

from __future__ import annotations

import re
import statistics
import sys
import tomllib
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

ROOT = Path(__file__).parents[1]
PYTHON, CPP = ROOT / "python" / "semeq", ROOT / "src" / "cpp"
CPP_WINGS = (("bindings",), ("infer",), ("walk", "ears"), ("dsp",))
EXTENSIONS = re.compile(r"from semeq import _(core|infer)\b")
MAX_LINES, MAX_MEDIAN_LINES = 330, 120

Arrow = tuple[str, str]
Floors = dict[str, int]


@dataclass(frozen=True, slots=True)
class House:
    """The modules of one language.

    Attributes
    ----------
    name : str
        What to print.
    modules : list of str
        Nodes of the graph.
    arrows : set of tuple of str
        ``(importer, imported)``.
    up : list of tuple of str
        Those arrows that point from a wing to one above or beside it.
    files : list of (int, Path)
        Lengths of the sources.
    """

    name: str
    modules: list[str]
    arrows: set[Arrow]
    up: list[Arrow]
    files: list[tuple[int, Path]]

    def circles(self) -> list[list[str]]:
        """Return groups of modules that import each other, directly or by way of others."""
        index = {module: i for i, module in enumerate(self.modules)}
        tail, head = np.array([(index[a], index[b]) for a, b in self.arrows], dtype=int).T
        size = (len(index), len(index))
        matrix = coo_array((np.ones(len(tail)), (tail, head)), size)
        _, labels = connected_components(matrix, connection="strong")
        groups = [[m for m, i in index.items() if labels[i] == k] for k in range(labels.max() + 1)]
        return [group for group in groups if len(group) > 1]

    def n_floors(self) -> int:
        """Modules in the longest chain of imports; circles have to be absent."""
        below: dict[str, set[str]] = {module: set() for module in self.modules}
        for importer, imported in self.arrows:
            below[importer].add(imported)
        floor: dict[str, int] = {}
        for module in TopologicalSorter(below).static_order():
            floor[module] = 1 + max((floor[other] for other in below[module]), default=0)
        return max(floor.values())

    def report(self) -> bool:
        """Print the figures; whether all are as they should be."""
        circles = self.circles()
        lengths = sorted(self.files)
        median, longest = statistics.median(n for n, _ in lengths), lengths[-1]
        floors = "-" if circles else self.n_floors()
        print(
            f"{self.name}: {len(self.modules)} modules, {len(self.arrows)} arrows, {floors} floors"
        )
        print(f"  circles: {len(circles)}")
        for circle in circles:
            print("    " + " <-> ".join(circle))
        print(f"  arrows upwards: {len(self.up)}")
        for importer, imported in sorted(self.up):
            print(f"    {importer} -> {imported}")
        print(f"  lines of a file: median {median:g} (at most {MAX_MEDIAN_LINES}), "
              f"longest {longest[0]} (at most {MAX_LINES})")  # fmt: skip
        for n_lines, file in lengths:
            if n_lines > MAX_LINES:
                print(f"    {file.relative_to(ROOT)}: {n_lines}")
        tidy = median <= MAX_MEDIAN_LINES and longest[0] <= MAX_LINES
        return tidy and not circles and not self.up


def _floors(layers: list[tuple[str, ...]]) -> Floors:
    return {wing: -floor for floor, wings in enumerate(layers) for wing in wings}


def _lengths(files: list[Path]) -> list[tuple[int, Path]]:
    return [(len(file.read_text("utf-8").splitlines()), file) for file in files]


def _points_up(floors: Floors, importer: str, imported: str) -> bool:
    return importer != imported and floors[importer] <= floors[imported]


def python_house() -> House:
    """Read the imports of ``python/semeq``."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    graph = grimp.build_graph("semeq", cache_dir=None)
    arrows = {(a, b) for a in graph.modules for b in graph.find_modules_directly_imported_by(a)}
    for importer in graph.find_modules_that_directly_import("semeq"):
        # The compiled extensions lie in the package without a source to read.
        details = graph.get_import_details(importer=importer, imported="semeq")
        if all(EXTENSIONS.match(detail["line_contents"].strip()) for detail in details):
            arrows.discard((importer, "semeq"))
    up = [(a, b) for a, b in arrows if b == "semeq" and not a.startswith("semeq.cli")]
    for contract in config["tool"]["importlinter"]["contracts"]:
        (container,) = contract["containers"]
        floors = _floors([tuple(layer.split(" | ")) for layer in contract["layers"]])
        for arrow in arrows:
            wings = [m.removeprefix(f"{container}.").split(".")[0] for m in arrow]
            if all(m.startswith(f"{container}.") for m in arrow) and _points_up(floors, *wings):
                up.append(arrow)
    files = list(PYTHON.rglob("*.py"))
    return House("python/semeq", sorted(graph.modules), arrows, up, _lengths(files))


def cpp_house() -> House:
    """Read the includes of ``src/cpp``; a header and its source are one module."""
    files = [path for path in CPP.rglob("*") if path.suffix in {".cpp", ".hpp", ".inl"}]
    wing = {path: path.relative_to(CPP).parts[0] for path in files}
    module = {path: f"{wing[path]}/{path.stem}" for path in files}
    arrows = set()
    for path in files:
        for name in re.findall(r'#include "(.+)"', path.read_text("utf-8")):
            found = [other for other in files if str(other).endswith(f"/{name}")]
            if not found:
                continue  # of another library
            nearest = min(found, key=lambda other: wing[other] != wing[path])
            if module[nearest] != module[path]:
                arrows.add((module[path], module[nearest]))
    floors = _floors(list(CPP_WINGS))
    up = [(a, b) for a, b in arrows if _points_up(floors, a.split("/")[0], b.split("/")[0])]
    return House("src/cpp", sorted(set(module.values())), arrows, up, _lengths(files))


def main() -> int:
    """Report on both languages; 1 if either is out of order."""
    tidy = [house.report() for house in (python_house(), cpp_house())]
    return 0 if all(tidy) else 1


if __name__ == "__main__":
    sys.exit(main())
