"""Whatever is given to whatever is public: it works, or a SemeqError says why not."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import soundfile as sf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

import semeq

RATE = 44_100
EQ = semeq.EqSettings((semeq.Band("low_shelf", 100.0, 3.0), semeq.Band("peak", 1e3, -3.0, 1.0)))
MONO = np.random.default_rng(0).uniform(-0.1, 0.1, 15_000).astype(np.float32)
STEREO = np.stack([MONO, MONO[::-1]])
PARAMS = np.ones((3, 13))


class Call(NamedTuple):
    """A call that works: what makes the callable, and a value for each of its parameters."""

    make: Callable[[], Callable[..., Any]]
    values: dict[str, Any]
    by_name: bool = True

    def __call__(self, **changes: Any) -> Any:
        values = self.values | changes
        call = self.make()
        return call(**values) if self.by_name else call(*values.values())


def is_error(name: str) -> bool:
    thing = getattr(semeq, name)
    return isinstance(thing, type) and issubclass(thing, Exception)


NAMES = [name for name in dir(semeq) if not is_error(name)]


def members_of(cls: type) -> set[str]:
    """Public methods, and properties that may be set."""
    names = set()
    for name in dir(cls):
        member = inspect.getattr_static(cls, name)
        if name.startswith("_") and name != "__call__":
            continue
        if member.fset if isinstance(member, property) else callable(getattr(cls, name)):
            names.add(name)
    return names - set(dir(object)) - {"__call__"} | ({"__call__"} & set(vars(cls)))


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Call]:
    folder = tmp_path_factory.mktemp("border")
    for name in ("in.wav", "songs/a.wav"):
        (folder / name).parent.mkdir(exist_ok=True)
        sf.write(folder / name, STEREO.T, RATE)
    return calls(folder)


def calls(folder: Path) -> dict[str, Call]:
    """One call for each public function, class, method and setter, by its dotted name."""
    wav, songs = folder / "in.wav", folder / "songs"
    model, ears = semeq.load_model(), semeq.load_ears()
    music = semeq.make_reference(None)
    music.save(folder / "music.npz")
    hand = semeq.Hand.from_settings([("warm", EQ)])
    hand.save(folder / "hand.json")
    latents = model.encode([semeq.term("warm").settings.params])
    words: dict[str, Any] = {"language": None, "include_personal": False, "model": None}
    walk = {"term_a": "warm", "term_b": "bright", "alpha": 0.3}
    level = {"match_loudness": True, "headroom": "none"}
    live: dict[str, Any] = {
        "sample_rate": RATE, "n_channels": 2, "block_frames": 64, "ramp_ms": 20.0,
        "dtype": np.float32, "design": "rbj",
    }  # fmt: skip
    many: dict[str, Any] = {
        "terms_a": "warm", "terms_b": "bright", "alphas": [0.1, 0.9], "amount": 1.0,
        "extrapolate": False, "output": "curve_db", "sample_rate": RATE, "design": "rbj",
        "freq_hz": [100.0, 1e3],
    }  # fmt: skip
    heard: dict[str, Any] = {"sample_rate": RATE, "model": None, "ears": None}
    functions: dict[str, dict[str, Any]] = {
        "analyze": {
            "path": wav, "n_words": 3, "reference": None, "model": None, "ears": None,
            "on_progress": lambda _done, _total: None,
        },
        "blend": {
            "words": {"warm": 0.5, "bright": 1.0}, "amount": 1.0, "hand": hand, "model": None,
        },
        "describe": heard | {
            "audio": MONO, "n_words": 5, "reference": None, "window_s": 0.2, "hop_s": 0.1,
            "language": "en", "include_personal": False,
        },
        "estimate_eq": heard | {"audio": np.tile(MONO, 7), "n_words": 5},
        "explain": {"eq": EQ, "freq_hz": None, "sample_rate": RATE},
        "find_words": words | {"text": "warm", "n_words": 3},
        "fit_settings": {
            "curve_db": np.linspace(-3, 3, 128), "freq_hz": None, "sample_rate": RATE,
            "free_level": True, "weights": None, "prior_db": 0.0, "n_bands": 5,
        },
        "graphic_eq": {"gains_db": [3.0, -3.0], "centers_hz": [100.0, 1e3], "sample_rate": RATE},
        "isa": {},
        "load_ears": {"ears": "ears", "engine": "native"},
        "load_model": {"model": "safe", "engine": "native"},
        "loudness": {"audio": STEREO, "sample_rate": RATE, "channel_weights": [1.0, 1.0]},
        "make_reference": {"reference": MONO, "sample_rate": RATE, "ears": None},
        "match": heard | {"source": MONO, "target": MONO[::-1], "aligned": False, "n_words": 5},
        "morph": walk | {"amount": 1.0, "extrapolate": False, "hand": hand, "model": None},
        "morph_batch": many | {"hand": hand, "model": None},
        "name_eq": {
            "eq": EQ, "n_words": 5, "freq_hz": None, "sample_rate": RATE,
            "include_personal": False, "model": None,
        },
        "neighbors": {"word": "warm", "n_words": 5, "include_personal": False, "model": None},
        "render": walk | level | {
            "audio": STEREO, "sample_rate": RATE, "amount": 1.0, "hand": hand,
            "model": None, "return_info": True, "out": None,
        },
        "render_batch": {
            "audio": STEREO, "settings": [EQ, EQ], "sample_rate": RATE, "design": "rbj",
            "n_threads": 2, "out": None,
        },
        "render_file": level | {
            "source": wav, "target": folder / "out.wav", "settings": EQ, "subtype": "PCM_16",
            "on_progress": lambda _done, _total: None,
        },
        "render_folder": level | {
            "source": songs, "target": folder / "rendered", "term_a": "warm", "term_b": None,
            "alpha_range": (0.0, 1.0), "n_alphas": 1, "seed": 0, "alphas": None, "amount": 1.0,
            "suffix": ".wav", "subtype": None, "model": None, "n_jobs": 1,
            "backend": "threading", "resume": False, "on_progress": lambda _done, _total: None,
        },
        "sosfilt": {"sos": EQ.to_sos(sample_rate=RATE), "x": MONO[:99], "axis": -1, "zi": None},
        "sample": {
            "word": "warm", "n": 2, "seed": 0, "spread": False, "hand": hand, "model": None,
        },
        "suggest": heard | {"audio": MONO, "word": "warm", "amount": 1.0, "reference": None},
        "term": {"word": "warm", "hand": hand, "model": None},
        "terms": words,
        "Automation": {
            "kinds": ("peak",), "freq_hz": np.full((9, 1), 1e3), "gain_db": np.ones((9, 1)),
            "q": np.ones((9, 1)),
        },
        "Band": {"kind": "peak", "freq_hz": 1e3, "gain_db": 3.0, "q": 1.0},
        "Ears": {"path": ears.path, "engine": "native"},
        "EqSettings": {"bands": EQ.bands},
        "Equalizer": {"settings": EQ, "sample_rate": RATE, "design": "rbj", "n_threads": 1},
        "LoudnessMeter": {"sample_rate": RATE, "n_channels": 2, "channel_weights": [1.0, 1.0]},
        "Model": {"path": model.path, "engine": "native"},
        "MusicReference": {
            "name": music.name, "n_recordings": 3, "mean_db": music.mean_db,
            "durations_s": music.durations_s, "covariances": music.covariances,
        },
        "Hand": {},
        "Stream": walk | live | {"amount": 1.0, "hand": hand, "model": None},
        "StreamingEqualizer": live | {"settings": EQ},
        "TaughtWord": {
            "word": "cozy", "strength_db": 10.0, "expected_correlation": 0.5, "consistency": None,
            "curve_db": (0.0,) * 40, "answers": (),
        },
        "Teacher": {
            "word": "cozy", "path": None, "sample_rate": 44_100, "strength_db": 10.0,
        },
    }  # fmt: skip

    def stream() -> semeq.Stream:
        return semeq.Stream("warm", "bright", n_channels=2, block_frames=64)

    def streaming() -> semeq.StreamingEqualizer:
        return semeq.StreamingEqualizer(EQ, sample_rate=RATE, n_channels=2, block_frames=64)

    def meter() -> semeq.LoudnessMeter:
        return semeq.LoudnessMeter(sample_rate=RATE, n_channels=2)

    def equalizer() -> semeq.Equalizer:
        return semeq.Equalizer(EQ, sample_rate=RATE)

    def taught() -> semeq.Teacher:
        teacher = semeq.Teacher("cozy")
        teacher.rate(teacher.next(), 0.5)
        return teacher

    block = STEREO[:, :64].copy()
    probes = taught().pair()
    taught().result.save(folder / "cozy.json")
    methods: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
        "Automation.from_breakpoints": (
            lambda: semeq.Automation,
            {"breakpoints": [(0.0, EQ), (0.1, EQ)], "n_frames": 99, "sample_rate": RATE},
        ),
        "Automation.from_params": (lambda: semeq.Automation, {"params": PARAMS}),
        "Ears.estimate": (lambda: ears, {"features": np.zeros((1, 128))}),
        "Ears.power": (lambda: ears, {"audio": STEREO, "sample_rate": RATE}),
        "Ears.window_frames": (lambda: ears, {"sample_rate": RATE}),
        "EqSettings.band_values": (lambda: EQ, {}),
        "EqSettings.curve_db": (
            lambda: EQ, {"freq_hz": [100.0], "sample_rate": RATE, "design": "rbj"},
        ),
        "EqSettings.from_dict": (lambda: semeq.EqSettings, {"mapping": EQ.to_dict()}),
        "EqSettings.from_params": (lambda: semeq.EqSettings, {"params": PARAMS[0]}),
        "EqSettings.to_dict": (lambda: EQ, {}),
        "EqSettings.to_sos": (lambda: EQ, {"sample_rate": RATE, "design": "rbj"}),
        "Equalizer.__call__": (equalizer, {"audio": STEREO, "out": None}),
        "Hand.add": (semeq.Hand, {"word": "warm", "settings": EQ}),
        "Hand.changes": (lambda: hand, {"model": None}),
        "Hand.from_settings": (lambda: semeq.Hand, {"settings": [("warm", EQ)]}),
        "Hand.load": (lambda: semeq.Hand, {"path": folder / "hand.json"}),
        "Hand.save": (lambda: hand, {"path": folder / "saved-hand.json"}),
        "LoudnessMeter.add": (meter, {"block": STEREO}),
        "LoudnessMeter.integrated_lufs": (meter, {"gain_db": 0.0}),
        "Model.decode": (lambda: model, {"latents": latents, "polish": 1}),
        "Model.embed": (lambda: model, {"latents": latents}),
        "Model.encode": (lambda: model, {"params": PARAMS, "refine": False}),
        "MusicReference.adapted": (
            lambda: music, {"levels_db": music.mean_db[np.newaxis], "name": "mine"},
        ),
        "MusicReference.covariance": (lambda: music, {"duration_s": 3.0}),
        "MusicReference.load": (lambda: semeq.MusicReference, {"path": folder / "music.npz"}),
        "MusicReference.save": (lambda: music, {"path": folder / "saved.npz"}),
        "TaughtWord.fit": (lambda: taught().result, {"sample_rate": RATE}),
        "TaughtWord.from_dict": (lambda: semeq.TaughtWord, {"said": taught().result.to_dict()}),
        "TaughtWord.load": (lambda: semeq.TaughtWord, {"path": folder / "cozy.json"}),
        "TaughtWord.save": (lambda: taught().result, {"path": folder / "saved.json"}),
        "TaughtWord.to_dict": (lambda: taught().result, {}),
        "Teacher.compare": (taught, {"winner": probes[0], "loser": probes[1]}),
        "Teacher.next": (taught, {}),
        "Teacher.pair": (taught, {}),
        "Teacher.rate": (taught, {"probe": probes[0], "rating": -0.5}),
        "Teacher.repeat": (taught, {}),
        "Teacher.resume": (
            lambda: semeq.Teacher, {"path": folder / "cozy.json", "sample_rate": 44_100},
        ),
        "Teacher.undo": (taught, {}),
    }  # fmt: skip
    for name, make in (("Stream", stream), ("StreamingEqualizer", streaming)):
        methods[f"{name}.process"] = (make, {"block": block, "out": None})
        methods[f"{name}.reset"] = (make, {})
        methods[f"{name}.settings"] = (make, {"value": make().settings})
    for control, value in (("alpha", 0.2), ("amount", 0.2), ("terms", ("bright", "warm"))):
        methods[f"Stream.{control}"] = (stream, {"value": value})

    table = {
        name: Call(partial(getattr, semeq, name), values) for name, values in functions.items()
    }
    for dotted, (make, values) in methods.items():
        member = dotted.partition(".")[2]
        table[dotted] = Call(
            partial(_member, make, member),
            values,
            by_name="value" not in values,
        )
    return table


def _member(make: Callable[[], Any], name: str) -> Callable[..., Any]:
    owner = make()
    if isinstance(inspect.getattr_static(type(owner), name, None), property):
        return lambda value: setattr(owner, name, value)
    return getattr(owner, name)


WRONG: list[Any] = [
    None, "", "text", "1", b"bytes", True, np.True_, 0, -1, 2, 10**400, -(10**400), 0.5, np.nan,
    2**40, 2**63,
    np.inf, -np.inf, 1j, np.float32(0.5), np.float64(np.nan), np.int64(3), np.complex64(1j),
    np.str_("text"), np.datetime64("2020"), np.timedelta64(1, "s"), [], [1], [1.0, 2.0],
    [[1], [1, 2]], ["a", "b"], [None], (), (1, 2, 3), ("a", "b"), {}, {"a": 1}, {"warm": "x"},
    {1: 2}, {1.0},
    range(3), object(), np.array([]), np.zeros((0, 2)), np.zeros((2, 0)), np.arange(64),
    np.zeros((2, 64), np.int16), np.zeros((2, 64), bool), np.zeros((2, 64), complex),
    np.full((2, 64), np.nan, np.float32), np.array(1.0), np.array(["a"]), np.array([None, 1]),
    np.zeros((2, 2, 2)), np.zeros(64, "f4,i4"), np.float16([1, 2]), "a\0b", "x" * 5_000, "\ud800",
    ".", Path("nowhere"), [object()], [np.zeros(3)], memoryview(b"12"),
]  # fmt: skip

anything = st.one_of(
    st.sampled_from(WRONG),
    st.floats(),
    st.integers(-300, 300),
    st.text(max_size=8),
    st.complex_numbers(),
    st.lists(st.one_of(st.floats(), st.text(max_size=3), st.none()), max_size=3),
    st.dictionaries(st.text(max_size=3), st.floats(), max_size=2),
    npst.arrays(
        st.sampled_from([np.float32, np.float64, np.int32, np.complex64, object, "U3", ">f8"]),
        npst.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3),
    ),
)


def refused_well(call: Call, parameter: str, value: Any) -> None:
    try:
        call(**{parameter: value})
    except semeq.SemeqError as error:
        assert len(str(error)) > 10, "a message says what was expected"  # noqa: PT017
    except Exception as error:
        shown = repr(value)[:80] if not isinstance(value, int) else hex(value)[:20]
        raise AssertionError(f"{parameter}={shown} raised {error!r}") from error


def calls_of(table: dict[str, Call], name: str) -> list[tuple[Call, str]]:
    return [
        (call, parameter)
        for dotted, call in table.items()
        if dotted.partition(".")[0] == name
        for parameter in call.values
    ]


def test_every_public_callable_has_a_call_with_every_parameter(table) -> None:
    for name in NAMES:
        thing = getattr(semeq, name)
        assert name in table
        members = members_of(thing) if isinstance(thing, type) else set()
        listed = {dotted.partition(".")[2] for dotted in table if dotted.startswith(f"{name}.")}
        assert listed == members, (name, listed ^ members)
        for dotted in (name, *(f"{name}.{member}" for member in members)):
            if table[dotted].by_name:
                made = table[dotted].make()
                if inspect.isbuiltin(getattr(made, "__func__", None)):
                    member = dotted.partition(".")[2]  # what the class says of it
                    made = partial(getattr(getattr(semeq, name), member), None)
                assert set(inspect.signature(made).parameters) == set(table[dotted].values), dotted
    assert {dotted.partition(".")[0] for dotted in table} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_calls_work(name, table) -> None:
    for dotted, call in table.items():
        if dotted.partition(".")[0] == name:
            call()


@pytest.mark.parametrize("name", [name for name in NAMES if name != "isa"])
def test_wrong_values_are_refused_by_a_semeq_error(name, table, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    for call, parameter in calls_of(table, name):
        for value in WRONG:
            refused_well(call, parameter, value)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "isa"])
def test_any_value_is_taken_or_refused_by_a_semeq_error(name, table, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    pairs = calls_of(table, name)

    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(index=st.integers(0, len(pairs) - 1), value=anything)
    def check(index: int, value: Any) -> None:
        refused_well(*pairs[index], value)

    check()
