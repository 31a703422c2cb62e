"""Write what semeq computes in 66 seeded cases, or compare it with an earlier writing.

A change of structure must not change a sample: run ``python -m tools.fingerprint before.npz``
before it and ``python -m tools.fingerprint after.npz --compare before.npz`` after it. Each case
runs under every instruction set of ``--isa``; a case that differs is named with the largest
difference, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

import semeq

Case = tuple[str, Any]
PAIRS = (("warm", "bright"), ("bright", "warm"), ("airy", "muddy"), ("thin", "deep"))
RATES = (22_050, 44_100, 48_000, 96_000)
DTYPES = (np.float32, np.float64)


def audio(seed: int, n_channels: int, dtype: type, n_frames: int = 8_192) -> Any:
    """Return pink-like noise with a few tones, the same on every machine."""
    rng = np.random.default_rng(seed)
    samples = np.cumsum(rng.normal(0, 0.02, (n_channels, n_frames)), axis=1)
    samples -= samples.mean(axis=1, keepdims=True)
    samples += 0.1 * np.sin(np.arange(n_frames) * 0.05 * (1 + seed))
    return (0.5 * samples / np.abs(samples).max()).astype(dtype)


def rendered() -> Iterator[Case]:
    """Render words: still, moving, stronger, leveled."""
    for dtype in DTYPES:
        name = np.dtype(dtype).name
        for i, (a, b) in enumerate(PAIRS):
            for alpha in (0.0, 0.37):
                x = audio(i, 1 + i % 3, dtype)
                y = semeq.render(x, a, b, alpha, sample_rate=RATES[i])
                yield f"render {a}-{b} {alpha} {name}", y
        x = audio(7, 2, dtype)
        yield f"render moving {name}", semeq.render(x, "warm", "bright", [(0, 0), (0.1, 1)])
        yield f"render amount {name}", semeq.render(x, "warm", "bright", 0.5, amount=-0.7)
        level: dict[str, Any] = {"match_loudness": True, "headroom": "normalize"}
        x = audio(8, 2, dtype, 44_100)
        yield f"render leveled {name}", semeq.render(x, "deep", "bright", 0.9, **level)


def settings() -> Iterator[Case]:
    """Morph words: curves and sections."""
    alphas = np.linspace(0, 1, 21)
    for a, b in PAIRS:
        yield f"morph {a}-{b}", semeq.morph(a, b, 0.61).params
        for output in ("params", "sos", "curve_db"):
            found = semeq.morph_batch(a, b, alphas, output=output, sample_rate=44_100)
            yield f"morph_batch {a}-{b} {output}", found
    many = semeq.morph_batch("warm", "bright", np.linspace(0, 1, 9_000))
    yield "morph_batch 9000", many
    yield "blend", semeq.blend("warm + 0.5*airy - muddy").params
    yield "blend mapping", semeq.blend({"deep": -1.0, "crisp": 2.0}, amount=0.5).params
    model = semeq.load_model()
    yield "term curves", model.term_curves_db
    rows = semeq.morph_batch("thin", "deep", alphas)
    yield "encode", model.encode(rows)
    yield "encode refined", model.encode(rows[:4] * 0.98, refine=True)
    yield "decode", model.decode(model.encode(rows) * 1.1)
    yield "embed", model.embed(model.encode(rows))


def equalized() -> Iterator[Case]:
    """Play settings: batches, streams in uneven cuts, both designs, threads, sections."""
    walk = semeq.morph_batch("warm", "bright", np.linspace(0, 1, 5))
    for dtype in DTYPES:
        name = np.dtype(dtype).name
        yield (
            f"render_batch {name}",
            semeq.render_batch(audio(1, 2, dtype), walk, sample_rate=44_100),
        )
        x = audio(2, 2, dtype, 40_000)
        made = semeq.morph("airy", "muddy", 0.2)
        for design in ("rbj", "matched"):
            y = semeq.Equalizer(made, sample_rate=48_000, design=design)(x)
            yield f"equalizer {design} {name}", y
        yield f"equalizer threads {name}", semeq.Equalizer(made, n_threads=2)(x)
        yield f"stream {name}", streamed(x, dtype)
        yield f"sosfilt {name}", semeq.sosfilt(made.to_sos(sample_rate=44_100), x)
        yield f"loudness {name}", [semeq.loudness(x, sample_rate=44_100)]


def streamed(x: Any, dtype: type) -> Any:
    """Play in uneven blocks while settings and controls change."""
    stream = semeq.Stream("warm", "bright", 0.1, n_channels=2, dtype=dtype)
    blocks, start = [], 0
    for i, length in enumerate([1, 17, 64, 509, 2_048, 4_096] * 5):
        if i % 4 == 3:
            stream.alpha = (i * 0.37) % 1
        blocks.append(stream.process(np.ascontiguousarray(x[:, start : start + length])))
        start += length
    return np.concatenate(blocks, axis=1)


def heard() -> Iterator[Case]:
    """Describe and match: words and settings, and curves to words and settings."""
    x = audio(3, 2, np.float32, 88_200)
    y = semeq.render(x, "warm", "bright", 0.8)
    for name, clip in (("x", x), ("y", y)):
        description = semeq.describe(clip, sample_rate=44_100)
        yield f"describe {name} scores", list(description.scores.values())
        yield f"describe {name} words", text(word.term for word in description.words)
    yield "match", semeq.match(x, y, sample_rate=44_100).settings.params
    yield "suggest", semeq.suggest(x, "bright", sample_rate=44_100).settings.params
    yield "estimate", semeq.estimate_eq(y, sample_rate=44_100).settings.params
    made = semeq.morph("thin", "deep", 0.3)
    yield "name_eq", text(word.term for word in semeq.name_eq(made, sample_rate=44_100))
    yield (
        "fit_settings",
        semeq.fit_settings(
            made.curve_db(sample_rate=44_100) * 0.7, sample_rate=44_100
        ).settings.params,
    )
    yield "explain", text([semeq.explain(made, sample_rate=44_100)])
    yield "graphic", np.array([b.gain_db for b in graphic().bands])


def graphic() -> Any:
    """Return the peaks that play a curve drawn with 40 faders."""
    return semeq.graphic_eq(6 * np.sin(np.linspace(0, 5, 40)), sample_rate=44_100).settings


def text(words: Any) -> Any:
    """Return words as bytes, so that they compare as arrays do."""
    return np.frombuffer("\n".join(words).encode(), np.uint8)


def compute(path: Path) -> None:
    """Run all cases under the instruction set in force and write them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cases = [*rendered(), *settings(), *equalized(), *heard()]
    arrays: dict[str, Any] = {f"{semeq.isa()}: {name}": np.asarray(x) for name, x in cases}
    np.savez(path, **arrays)


def compare(now: dict[str, Any], before: dict[str, Any]) -> int:
    """Print each case that is not the same bit for bit, and how many there are."""
    n_differ = 0
    for name in sorted(now.keys() | before.keys()):
        if name not in now or name not in before:
            what = "is missing"
        elif now[name].shape != before[name].shape:
            what = f"has shape {now[name].shape}, had {before[name].shape}"
        elif now[name].tobytes() == before[name].tobytes():
            continue
        else:
            worst = np.abs(now[name].astype(float) - before[name].astype(float)).max()
            what = f"differs by up to {worst:.3g}"
        n_differ += 1
        print(f"{name}: {what}")
    print(f"{len(now)} cases, {n_differ} differ")
    return n_differ


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("--compare", type=Path, help="an earlier output")
    parser.add_argument("--isa", nargs="+", default=[semeq.isa(), "sse2"])
    options = parser.parse_args()
    if os.environ.get("SEMEQ_FINGERPRINT_CHILD"):
        compute(options.output)
        return 0
    now: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for isa in options.isa:
            part = Path(folder) / f"{isa}.npz"
            env = os.environ | {"SEMEQ_ISA": isa, "SEMEQ_FINGERPRINT_CHILD": "1"}
            subprocess.run([sys.executable, "-m", "tools.fingerprint", part], env=env, check=True)
            now |= np.load(part)
    np.savez(options.output, **now)
    joined = "".join(f"{name}{now[name].tobytes().hex()}" for name in sorted(now))
    print(f"{len(now)} cases, SHA-256 {hashlib.sha256(joined.encode()).hexdigest()}")
    return int(bool(options.compare and compare(now, dict(np.load(options.compare)))))


if __name__ == "__main__":
    sys.exit(main())
