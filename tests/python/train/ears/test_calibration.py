"""Scores of unknown music about a half, and a reference that is computed anew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

import semeq
from semeq.cli.ears_reference import evaluate_ears, train_reference
from semeq.ears.bands import BANDS
from semeq.ears.scale import WordScale
from semeq.errors import DataError
from semeq.train.ears.calibration import Heard, figures, listen, resampled_figures
from semeq.train.ears.clips import Clips
from semeq.train.ears.music import music_reference
from semeq.train.ears.reference_folds import shares_above_half
from semeq.train.ears.unknown import UnknownMusic, crops_below
from semeq.words.archive import read_metadata, read_weights
from semeq.words.ears_schema import EARS_KIND


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """One folder of dark noise and one of bright noise, at two rates, and an effect."""
    top = tmp_path_factory.mktemp("unknown")
    rng = np.random.default_rng(7)
    for name, tilt in (("dark", -1.2), ("bright", -0.1)):
        (top / name).mkdir()
        for rate in (22_050, 44_100):
            hz = np.fft.rfftfreq(21 * rate, 1 / rate)
            shape = (np.maximum(hz, 20) / 700) ** tilt
            sound = np.fft.irfft(np.fft.rfft(rng.standard_normal(21 * rate)) * shape)
            sf.write(top / name / f"{rate}.flac", 0.1 * sound / sound.std(), rate)
    sf.write(top / "dark" / "effect.wav", rng.uniform(-0.1, 0.1, 44_100), 44_100)
    (top / "dark" / "broken.ogg").write_bytes(b"OggS is not enough")
    return [top / "bright", top / "dark"]


@pytest.fixture(scope="module")
def unknown(folders: list[Path]) -> UnknownMusic:
    return crops_below(folders, per_track=2)


def test_effects_and_broken_files_are_left_out(unknown: UnknownMusic, folders: list[Path]) -> None:
    assert unknown.sources.tolist() == ["bright"] * 4 + ["dark"] * 4
    assert unknown.rates_hz == [22_050, 22_050, 44_100, 44_100] * 2
    assert all(
        len(crop) == 10 * rate for crop, rate in zip(unknown.crops, unknown.rates_hz, strict=True)
    )
    empty = folders[0].parent / "empty"
    empty.mkdir(exist_ok=True)
    with pytest.raises(DataError, match="empty holds no track"):
        crops_below([empty], per_track=2)


def test_what_is_heard_is_what_describe_says(unknown: UnknownMusic) -> None:
    silence = np.zeros(441_000, dtype=np.float32)
    heard = listen(
        [*unknown.crops, silence],
        [*unknown.rates_hz, 44_100],
        semeq.load_model(),
        semeq.load_ears(),
    )
    assert heard.has_words.tolist() == [True] * 8 + [False]
    assert heard.words[-1] == ""
    for crop, rate, scores, word in zip(
        unknown.crops, unknown.rates_hz, heard.scores, heard.words, strict=False
    ):
        found = semeq.describe(crop, sample_rate=rate)
        assert scores.tolist() == [found.scores["warm"], found.scores["bright"]]
        assert word == (found.words[0].term if found.words else "")


def test_shares_leave_out_what_has_no_words() -> None:
    nothing = np.full((1, 2), np.nan)
    scores = np.concatenate([np.array([[0.6, 0.2], [0.7, 0.9], [0.1, 0.8]]), nothing])
    heard = Heard(scores, ["warm", "warm", "", ""], np.array([1.0, 2.0, 3.0, 4.0]) * 1_000)
    music = UnknownMusic([], [], np.array(list("aabc")), np.array(list("xxyz")))
    printed = figures(music, heard)
    assert "| x | 1 | 2 | 100% (34% to 100%) | 50% (9% to 91%) |" in printed
    assert "| all | 2 | 3 | 67% " in printed
    assert "| z " not in printed


def test_resampling_says_when_there_is_nothing_to_resample(unknown: UnknownMusic) -> None:
    words, ears = semeq.load_model(), semeq.load_ears()
    table = resampled_figures(unknown, words, ears)
    assert table.startswith("| 4 clips |")
    assert table.count("\n") == 5
    low = [i for i, rate in enumerate(unknown.rates_hz) if rate < 40_000]
    few = UnknownMusic(
        [unknown.crops[i] for i in low],
        [unknown.rates_hz[i] for i in low],
        unknown.tracks[low],
        unknown.sources[low],
    )
    assert resampled_figures(few, words, ears) == "no clip is sampled at 40 kHz or more"


def test_each_source_is_compared_with_the_others(clips: Clips) -> None:
    """The oracle makes the reference of the other sources, and describes each crop."""
    model = semeq.load_model()
    found = shares_above_half(clips, ("warm", "bright"), model, n_folds=5)
    above = []
    for source in np.unique(clips.sources):
        reference = music_reference(clips.select(clips.sources != source))
        for levels_db, n_heard in zip(*clips.below_cutoff_db(), strict=True):
            own = clips.select(clips.sources == source).levels_db
            if (own[:, 0] == levels_db[0]).any():
                scale = WordScale(model, reference, BANDS.centers_hz, int(n_heard), 10.0)
                filled_db = np.where(np.isfinite(levels_db), levels_db, 0.0)
                z_scores = scale.z_scores(filled_db)
                above.append([z_scores[model.vocabulary.index(w)] > 0 for w in ("warm", "bright")])
    assert len(above) == len(clips)
    np.testing.assert_allclose(found, np.mean(above, axis=0))


def test_a_new_reference_leaves_the_networks_as_they_are(
    folders: list[Path], music_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shipped = semeq.load_ears()
    train_reference(music_dir, tmp_path, leave_out="source-4", per_track=1)
    renewed = semeq.load_ears(tmp_path / "ears.pt")
    assert renewed.reference.n_recordings == 8
    assert "above a half, of music left out in 5 folds of sources: warm " in capsys.readouterr().out
    assert "source-4" not in renewed.metadata["music"]["sources"]
    learned_from = shipped.metadata.get("estimator_music", shipped.metadata["music"])
    assert renewed.metadata["estimator_music"] == learned_from
    before, after = (
        read_weights(ears.path, read_metadata(ears.path, kind=EARS_KIND))
        for ears in (shipped, renewed)
    )
    for name, tensor in before.items():
        same = np.array_equal(tensor, after[name])
        assert same != name.startswith(("reference.mean", "reference.cov")), name
    assert "source-0" in (tmp_path / "ears.md").read_text()

    evaluate_ears(folders, ears=tmp_path / "ears.pt", per_track=1)
    assert "| one score and one word for all | 4 | 4 |" in capsys.readouterr().out
