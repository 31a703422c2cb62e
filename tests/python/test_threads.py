"""Sixteen threads use one model, and each hears what it would hear alone.

The first use of everything, which fills the caches, happens in all threads at once: in a process of
its own. Under a free-threaded interpreter nothing turns the lock of the interpreter back on.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np

import semeq

N_THREADS = 16
RATE = 44_100
WORDS = ("warm", "bright", "airy", "muddy")


def work(seed: int) -> list[np.ndarray]:
    """Everything that a thread may do with a model, on audio of its own."""
    rng = np.random.default_rng(seed)
    audio = rng.normal(0.0, 0.1, (2, RATE // 2)).astype(np.float32)
    word_a, word_b = WORDS[seed % 4], WORDS[(seed + 1) % 4]
    alpha = (seed % 7) / 7
    settings = semeq.morph(word_a, word_b, alpha)
    moving = semeq.render(audio, word_a, word_b, [(0.0, 0.0), (0.5, alpha)])
    description = semeq.describe(audio, sample_rate=RATE)
    fit = semeq.fit_settings(settings.curve_db(sample_rate=RATE), sample_rate=RATE)
    model = semeq.load_model()
    return [
        semeq.render(audio, word_a, word_b, alpha),
        moving,
        np.concatenate(played(audio, word_a, word_b, alpha), axis=1),
        np.array(settings.params),
        semeq.morph_batch(word_a, word_b, np.linspace(0, 1, 100)),
        np.array(fit.settings.params),
        model.encode([settings.params]),
        np.array([ord(letter) for word in description.words for letter in word.term]),
    ]


def played(audio: np.ndarray, word_a: str, word_b: str, alpha: float) -> list[np.ndarray]:
    """Blocks of a stream, short ones and ones that are filtered without the interpreter."""
    stream = semeq.Stream(word_a, word_b, n_channels=2)
    blocks = [stream.process(audio[:, at : at + 64].copy()) for at in range(0, 640, 64)]
    stream.alpha = alpha
    return [*blocks, stream.process(audio[:, 640:4736].copy())]


def worked_at_once() -> list[list[np.ndarray]]:
    start = threading.Barrier(N_THREADS)

    def begin(seed: int) -> list[np.ndarray]:
        start.wait()
        return work(seed)

    with ThreadPoolExecutor(N_THREADS) as pool:
        return list(pool.map(begin, range(N_THREADS)))


def check() -> None:
    """Work in all threads, then in one after the other, and compare."""
    for seed, at_once in enumerate(worked_at_once()):
        for found, expected in zip(at_once, work(seed), strict=True):
            np.testing.assert_array_equal(found, expected)


def test_sixteen_threads_begin_with_one_model_at_once() -> None:
    subprocess.run([sys.executable, "-W", "error", __file__], check=True)


def test_sixteen_threads_go_on_with_one_model() -> None:
    for _ in range(3):
        check()


def test_one_stream_is_steered_from_fifteen_threads_while_it_plays() -> None:
    stream = semeq.Stream("warm", "bright", n_channels=2)
    done = threading.Event()

    def steer(seed: int) -> None:
        rng = np.random.default_rng(seed)
        while not done.is_set():
            stream.alpha = rng.uniform()
            stream.terms = (WORDS[seed % 4], WORDS[(seed + 1) % 4])
            assert stream.settings.bands

    block = np.random.default_rng(0).normal(0.0, 0.1, (2, 4096)).astype(np.float32)
    with ThreadPoolExecutor(N_THREADS - 1) as pool:
        hands = [pool.submit(steer, seed) for seed in range(N_THREADS - 1)]
        try:
            blocks = [stream.process(block) for _ in range(300)]
        finally:
            done.set()
        for hand in hands:
            hand.result()
    assert np.isfinite(blocks).all()
    stream.terms, stream.alpha, stream.amount = ("warm", "bright"), 0.3, 1.0
    assert stream.settings == semeq.morph("warm", "bright", 0.3)


def test_a_stream_takes_one_thread_at_a_time() -> None:
    """What the others are refused leaves no trace in what the stream plays."""
    stream = semeq.Stream("warm", "bright")
    block = np.random.default_rng(0).normal(0.0, 0.1, 4096).astype(np.float32)

    refusals: list[str] = []

    def play(_: int) -> int:
        n_played = 0
        for _ in range(200):
            try:
                stream.process(block)
            except semeq.AudioError as error:
                refusals.append(str(error))
            else:
                n_played += 1
        return n_played

    with ThreadPoolExecutor(N_THREADS) as pool:
        n_played = sum(pool.map(play, range(N_THREADS)))
    assert all("another thread" in refusal for refusal in refusals)
    alone = semeq.Stream("warm", "bright")
    for _ in range(n_played):
        alone.process(block)
    np.testing.assert_array_equal(stream.process(block), alone.process(block))


if __name__ == "__main__":
    is_locked = getattr(sys, "_is_gil_enabled", lambda: True)  # new in Python 3.13
    was_free = not is_locked()
    warnings.filterwarnings("ignore", category=semeq.WeakTermWarning)
    check()
    if was_free and is_locked():
        sys.exit("something turned the interpreter's lock on")
