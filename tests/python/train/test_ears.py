"""Training the ears: from a folder of sound to an artifact that listens."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
import torch

import semeq
from semeq.cli import comparing, ears_training
from semeq.ears.spectrum import band_levels
from semeq.train.artifact.export import read_scripted, write_artifact
from semeq.train.ears import judge as judging
from semeq.train.ears.artifact import EarsArtifact
from semeq.train.ears.batches import EarsBatches, curves_of, equalized
from semeq.train.ears.card import ears_card
from semeq.train.ears.clips import Clips, hear_clips
from semeq.train.ears.config import EarsConfig
from semeq.train.ears.music import music_reference
from semeq.train.ears.people import read_people
from semeq.train.ears.pink import PinkClips, pink_noise
from semeq.train.ears.pipeline import build_ears, new_estimator, source_folds, split_music

N_SOURCES = 5


@pytest.fixture(scope="module")
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


@pytest.fixture(scope="module")
def clips(music_dir: Path) -> Clips:
    return hear_clips(music_dir, per_track=2)


def test_any_tree_is_heard_and_what_is_no_music_is_counted(clips: Clips) -> None:
    assert len(clips) == 2 * N_SOURCES  # 11 s hold one crop of 10 s
    assert (clips.n_unreadable, clips.n_unusable) == (1, 3)
    assert set(clips.sources.tolist()) == {f"source-{i}" for i in range(N_SOURCES)}
    assert clips.weights().sum() == pytest.approx(1)


def test_crops_equal_what_the_runtime_hears(music_dir: Path, clips: Clips) -> None:
    """The module that trains, and the artifact that C++ runs, have the same ears."""
    row = int(np.flatnonzero(clips.tracks == "source-2/disc/1.wav")[0])
    rate, generator = 44_100, np.random.default_rng([0, 1])
    files = sorted(p.relative_to(music_dir).as_posix() for p in music_dir.rglob("*.*"))
    generator = np.random.default_rng([0, files.index("source-2/disc/1.wav")])
    start = int(generator.random(1)[0] * rate)
    sound = sf.read(music_dir / "source-2/disc/1.wav", dtype="float32")[0]
    levels = band_levels(sound[start : start + 10 * rate], rate)
    np.testing.assert_allclose(clips.levels_db[row], levels, atol=1e-3)


def test_the_cache_is_used_for_the_same_question_only(music_dir: Path, tmp_path: Path) -> None:
    cache = tmp_path / "clips.npz"
    calls: list[int] = []
    for seed, expected in ((0, True), (0, False), (1, True)):
        calls.clear()
        hear_clips(
            music_dir,
            per_track=1,
            seed=seed,
            cache=cache,
            on_progress=lambda done, _total: calls.append(done),
        )
        assert bool(calls) == expected
    cache.write_bytes(b"half written")
    assert len(hear_clips(music_dir, per_track=1, cache=cache)) == 2 * N_SOURCES


def test_no_music_and_unknown_sources(tmp_path: Path, clips: Clips) -> None:
    (tmp_path / "notes.wav").write_bytes(b"text")
    with pytest.raises(semeq.DataError, match="1 files unreadable"):
        hear_clips(tmp_path)
    with pytest.raises(semeq.DataError, match="no music from source-9; there is source-0"):
        split_music(clips, ["source-9"])
    with pytest.raises(semeq.DataError, match="nothing is left"):
        split_music(clips, [f"source-{i}" for i in range(N_SOURCES)])
    with pytest.raises(semeq.DataError, match=r"5 sources .* 6 folds"):
        source_folds(clips, 6)


def test_a_source_and_so_a_track_lies_in_one_fold(clips: Clips) -> None:
    folds = source_folds(clips, 3)
    np.testing.assert_array_equal(np.sum(folds, axis=0), 1)
    for source in np.unique(clips.sources):
        assert sum(bool((clips.sources[fold] == source).any()) for fold in folds) == 1


def test_pink_noise_falls_by_3_db_per_octave() -> None:
    power = np.abs(np.fft.rfft(pink_noise(2**18, np.random.default_rng(0)))) ** 2
    hz = np.fft.rfftfreq(2**18, 1 / 44_100)
    octaves = [power[(hz >= low) & (hz < 2 * low)].sum() for low in (100, 400, 1_600, 6_400)]
    np.testing.assert_allclose(10 * np.log10(np.divide(octaves, octaves[0])), 0, atol=0.3)


def test_pink_noise_is_fresh() -> None:
    pink = PinkClips(2, seed=0)
    before = pink.levels_db.copy()
    pink.renew()
    np.testing.assert_array_equal((pink.levels_db != before).any(axis=1), [True, False])


def test_batches_hold_levels_after_the_equalizer(clips: Clips, made_up_csv: Path) -> None:
    """Of music that is left alone, what is added to a clip is the curve to find."""
    table = read_people(made_up_csv, EarsConfig()).train
    config = EarsConfig(music_ratio=1.0, tilt_db=0.0, band_noise_db=0.0, batch_size=16, mix_up=1e-3)
    alone = clips.select(np.zeros(1, dtype=np.int64))
    batch = next(iter(EarsBatches(table, alone, config)))
    expected = equalized(np.repeat(alone.levels_db, 16, axis=0), batch.bands_db.double().numpy())
    np.testing.assert_allclose(batch.features[:, :64], expected, atol=1e-4)
    np.testing.assert_allclose(batch.features[:, 64:], alone.spread_db.repeat(16, 0), atol=1e-4)


@pytest.mark.parametrize("balance", [0.0, 1.0])
def test_balance_decides_how_often_a_rare_word_is_drawn(
    clips: Clips, made_up_csv: Path, balance: float
) -> None:
    table = read_people(made_up_csv, EarsConfig()).train
    batches = EarsBatches(table, clips, EarsConfig(word_balance=balance))
    counts = table.word_counts()
    share = {word: batches._row_weights[table.rows_of(word)].sum() for word in counts}
    expected = {word: 1 / len(counts) if balance else n / len(table) for word, n in counts.items()}
    assert share == pytest.approx(expected)


def test_scripted_artifact_equals_eager_modules(
    clips: Clips, made_up_csv: Path, tmp_path: Path, rng: np.random.Generator
) -> None:
    settings = read_people(made_up_csv, EarsConfig())
    estimator = new_estimator(settings.train, clips, EarsConfig(width=16)).eval()
    artifact, metadata = build_ears(estimator, clips, {}, command="none")
    write_artifact(artifact, metadata, tmp_path / "ears.pt")
    ears = semeq.load_ears(tmp_path / "ears.pt")
    features = np.concatenate([clips.levels_db, clips.spread_db], axis=1)
    with torch.no_grad():
        eager = estimator.estimate(torch.tensor(features, dtype=torch.float32)).numpy()
        audio = rng.uniform(-0.5, 0.5, (2, 44_100)).astype(np.float32)
        bands = EarsArtifact(estimator, music_reference(clips)).bands
        power = bands(torch.from_numpy(audio), bands.weights(44_100.0)).numpy()
    np.testing.assert_allclose(ears.estimate(features), eager, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(ears.power(audio, 44_100), power, rtol=1e-4)
    np.testing.assert_allclose(ears.reference.mean_db, music_reference(clips).mean_db, atol=1e-4)
    state = read_scripted(tmp_path / "ears.pt").state_dict()
    assert not any(value.isnan().any() for value in state.values())


def test_the_judge_knows_perfect_ears(
    clips: Clips, made_up_csv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An estimator that is told the truth has no error, and covers everything."""
    settings = read_people(made_up_csv, EarsConfig())
    truth, _ = judging.draw_settings(settings.val, len(clips), 4)
    sure = np.full((len(clips), 64), 1e-3)

    def told(_estimator: object, levels_db: np.ndarray, _spread_db: np.ndarray) -> judging.Found:
        n_rows = len(levels_db)
        params = truth if n_rows == len(truth) else np.repeat(truth[:1], n_rows, axis=0)
        return judging.Found(np.concatenate([params, np.resize(sure, (n_rows, 64))], axis=1))

    monkeypatch.setattr(judging, "run", told)
    monkeypatch.setattr(judging, "pink_shape_rms_db", lambda *_: 0.0)
    found = judging.judge(None, music_reference(clips), clips, settings, seed=4)
    assert found["rms_db"] == pytest.approx(0, abs=1e-9)
    assert found["coverage"] == 1
    assert found["warm_bright_accuracy"] == found["warm_bright_oracle"]
    assert found["wiener_rms_db"] > 0.5
    _, bands_db = curves_of(truth)
    assert bands_db.shape == (len(clips), 64)


def test_train_audio_and_ablate_from_the_command_line(
    music_dir: Path, made_up_csv: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("semeq.train.ears.judge._N_PINK", 2)
    monkeypatch.setattr(
        "semeq.train.ears.batches.PinkClips", lambda _n_clips, seed: PinkClips(2, seed)
    )
    ears_training.train_audio(
        made_up_csv, music_dir, tmp_path, "source-4", steps=3, noise_steps=2, per_track=1
    )
    printed = capsys.readouterr().out
    assert "1 files unreadable" in printed
    assert "| test sources |" in printed
    ears = semeq.load_ears(tmp_path / "ears.pt")
    assert ears.metadata["training"]["test_sources"] == ["source-4"]
    assert "source-4" not in ears.metadata["music"]["sources"]
    card = (tmp_path / "ears.md").read_text()
    assert "semeq train-audio --data FILE" in card
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, 88_200)
    assert semeq.describe(noise, ears=ears).words
    assert semeq.estimate_eq(noise, ears=ears).curve_db.shape == (64,)

    options = {"suite": "audio", "music": music_dir, "steps": 1, "test_sources": "source-4"}
    monkeypatch.setattr("semeq.train.ears.ablation.RATIOS", (0.5,))
    comparing.ablate(made_up_csv, tmp_path, **options)
    table = (tmp_path / "ablation-audio.md").read_text()
    assert table.count("| encoder, ") == 4
    assert "description against a reference" in table
    with pytest.raises(semeq.ParameterError, match="--music"):
        comparing.ablate(made_up_csv, tmp_path, suite="audio")
    with pytest.raises(semeq.ParameterError, match="suite must be"):
        comparing.ablate(made_up_csv, tmp_path, suite="video")


def test_the_shipped_card_is_that_of_the_shipped_artifact() -> None:
    ears = semeq.load_ears()
    assert Path(ears.path).stat().st_size < 3_000_000
    metrics = ears.metadata["metrics"]
    assert not set(ears.metadata["music"]["sources"]) & set(
        ears.metadata["training"]["test_sources"]
    )
    for part in ("folds", "test"):
        assert metrics[part]["shape_rms_db"] < metrics[part]["wiener_shape_rms_db"]
        assert 0.75 <= metrics[part]["coverage"] <= 0.85
    assert Path(ears.path).with_suffix(".md").read_text("utf-8") == ears_card("ears", ears.metadata)
