from __future__ import annotations

import json
import stat

import numpy as np
import pytest

import semeq
from semeq import Band, DataError, EqSettings, Hand, ModelLoadError, ParameterError


def _shelf(gain_db):
    return EqSettings(
        (Band("low_shelf", 200.0, gain_db), Band("high_shelf", 5_000.0, -gain_db / 2))
    )


def _curve(settings):
    return settings.curve_db(sample_rate=44_100)


def _rms(curve):
    return float(np.sqrt(np.mean(np.square(curve))))


@pytest.fixture
def strong() -> Hand:
    return Hand.from_settings([("warm", _shelf(gain)) for gain in (9.0, 10.0, 11.0)])


def test_own_settings_move_the_word_toward_them(strong, people_model):
    mine = np.mean([_curve(each) for _, each in strong.settings], axis=0)
    usual = _curve(semeq.term("warm", model=people_model).settings)
    distances = [_rms(usual - mine)]
    for k in (1, 3):
        hand = Hand.from_settings(strong.settings[:k])
        point = semeq.term("warm", hand=hand, model=people_model).settings
        distances.append(_rms(_curve(point) - mine))
    assert distances[0] > distances[1] > distances[2]
    assert distances[2] < 0.5 * distances[0]


def test_a_strong_hand_makes_other_words_stronger(strong, people_model):
    usual = semeq.term("bright", model=people_model).settings
    theirs = semeq.term("bright", hand=strong, model=people_model).settings
    assert _rms(_curve(theirs)) > 1.1 * _rms(_curve(usual))


def test_without_settings_nothing_changes(people_model, bare_model, stereo):
    nothing = Hand()
    for model in (people_model, bare_model):
        for hand in (None, nothing):
            assert semeq.morph("warm", "bright", 0.3, hand=hand, model=model) == semeq.morph(
                "warm", "bright", 0.3, model=model
            )
    assert np.array_equal(
        semeq.render(stereo, "warm", "bright", hand=nothing, model=people_model),
        semeq.render(stereo, "warm", "bright", model=people_model),
    )
    assert nothing.changes(model=people_model) == ()


def test_every_way_to_play_a_word_takes_the_hand(strong, people_model, stereo):
    options = {"hand": strong, "model": people_model}
    point = semeq.term("warm", **options).settings
    assert semeq.morph("warm", "warm", 0.0, **options) == point
    assert np.allclose(semeq.morph_batch("warm", "bright", [0.0], **options)[0], point.params)
    assert np.allclose(_curve(semeq.blend("warm", **options)), _curve(point), atol=0.05)
    assert semeq.Stream("warm", "bright", 0.0, **options).settings == point
    played = semeq.render(stereo, "warm", "bright", 0.0, **options)
    assert np.array_equal(played, semeq.Equalizer(point, sample_rate=44_100)(stereo))
    moving = semeq.render(stereo, "warm", "bright", [(0.0, 0.0), (0.1, 0.0)], **options)
    assert np.allclose(moving, played, atol=1e-4)
    curves = [_curve(each.settings) for each in semeq.sample("warm", 40, **options)]
    usual = _curve(semeq.term("warm", model=people_model).settings)
    middle = np.median(curves, axis=0)
    assert _rms(middle - _curve(point)) < _rms(middle - usual)


def test_the_model_itself_stays_as_it_was(strong, people_model):
    before = semeq.morph("warm", "bright", 0.3, model=people_model)
    semeq.morph("warm", "bright", 0.3, hand=strong, model=people_model)
    assert semeq.morph("warm", "bright", 0.3, model=people_model) == before
    assert "cozy" not in {info.term for info in people_model.vocabulary}


def test_a_word_of_ones_own_plays_like_any_other(people_model):
    hand = Hand.from_settings([("cozy", _shelf(6.0))])
    found = semeq.term("cozy", hand=hand, model=people_model)
    assert _rms(_curve(found.settings) - _curve(_shelf(6.0))) < 0.2
    assert "your own settings" in found.evidence
    half = semeq.morph("cozy", "bright", 0.5, hand=hand, model=people_model)
    assert len(half.bands) == 5
    with pytest.raises(semeq.UnknownTermError):
        semeq.term("cozy", model=people_model)


def test_it_says_what_it_changed_and_how_sure(strong, people_model):
    (change,) = strong.changes(model=people_model)
    assert (change.word, change.n_settings) == ("warm", 3)
    assert change.strength > 1.2
    assert change.distance_db > 1.0
    (first,) = Hand.from_settings(strong.settings[:1]).changes(model=people_model)
    assert first.uncertainty_db > change.uncertainty_db > 0.0
    assert str(change).startswith("your warm is ")
    assert str(change).endswith("from 3 settings")


def test_a_file_gives_the_hand_back(strong, tmp_path):
    strong.add("frío de noche", _shelf(-3.0))
    path = tmp_path / "me.json"
    strong.save(path)
    assert Hand.load(path) == strong
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text("utf-8"))["version"] == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not a hand"),
        ("[]", "is not a hand"),
        ('{"kind": "taught-word", "version": 1}', "is not a hand"),
        ('{"kind": "hand", "version": 2, "settings": []}', "install a newer semeq"),
        ('{"kind": "hand", "version": 1}', "damaged hand"),
        (
            '{"kind": "hand", "version": 1, "settings": [{"word": "warm", "settings": {}}]}',
            "damaged hand",
        ),
        (
            '{"kind": "hand", "version": 1, "settings": [{"word": "", "settings": {"bands": []}}]}',
            "damaged hand",
        ),
    ],
)
def test_other_files_are_refused_and_left_as_they_are(content, message, tmp_path):
    path = tmp_path / "me.json"
    path.write_text(content)
    with pytest.raises(DataError, match=message):
        Hand.load(path)
    assert path.read_text() == content


def test_bad_arguments_are_refused(strong, bare_model, people_model, tmp_path):
    for bad in ("warm", [("warm",)], 3, [("warm", 1, 2)]):
        with pytest.raises(ParameterError, match="pairs"):
            Hand.from_settings(bad)
    for word in ("", "  ", 3, "a\nb", "x" * 101):
        with pytest.raises(ParameterError, match="word"):
            Hand.from_settings([(word, _shelf(1.0))])
    with pytest.raises(ParameterError, match="settings must be"):
        strong.add("warm", [1, 2, 3])
    assert len(strong) == 3
    with pytest.raises(ParameterError, match="hand must be"):
        semeq.morph("warm", "bright", hand="me.json", model=people_model)
    with pytest.raises(ModelLoadError, match="export it again"):
        semeq.morph("warm", "bright", hand=strong, model=bare_model)
    with pytest.raises(DataError, match="cannot write"):
        strong.save(tmp_path / "no" / "me.json")
    with pytest.raises(DataError, match="is not a hand"):
        Hand.load(tmp_path / "none.json")
