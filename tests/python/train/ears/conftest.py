"""Music nobody made."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from semeq.train.ears.clips import Clips, hear_clips

N_SOURCES = 5


@pytest.fixture(scope="session")
def music_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five sources of two tracks of colored noise, and files that are no music."""
    folder = tmp_path_factory.mktemp("music")
    rng = np.random.default_rng(5)
    for source in range(N_SOURCES):
        (folder / f"source-{source}" / "disc").mkdir(parents=True)
        for track, rate in enumerate((32_000, 44_100)):
            hz = np.fft.rfftfreq(11 * rate, 1 / rate)
            tilt = (np.maximum(hz, 20) / 700) ** rng.uniform(-1.2, 0.0)
            sound = np.fft.irfft(np.fft.rfft(rng.standard_normal(11 * rate)) * tilt)
            path = folder / f"source-{source}" / "disc" / f"{track}.wav"
            sf.write(path, 0.1 * sound / sound.std(), rate)
    (folder / "source-0" / "broken.ogg").write_bytes(b"OggS is not enough")
    sf.write(folder / "source-0" / "short.wav", np.ones(44_100), 44_100)
    sf.write(folder / "source-1" / "silent.wav", np.zeros(11 * 44_100), 44_100)
    sf.write(folder / "source-1" / "telephone.wav", rng.uniform(-0.1, 0.1, 88_000), 8_000)
    return folder


@pytest.fixture(scope="session")
def clips(music_dir: Path) -> Clips:
    return hear_clips(music_dir, per_track=2)
