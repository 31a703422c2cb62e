"""What somebody listens to while teaching: probes as files of one loudness, and a player."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from semeq.audio.render_file import render_file
from semeq.audio.soundfiles import open_source
from semeq.cli.console import err
from semeq.errors import AudioError, ParameterError
from semeq.words.teaching_probe import Probe

PLAYERS = (
    "pw-play",
    "paplay",
    "aplay -q",
    "afplay",
    "play -q",
    "ffplay -nodisp -autoexit -v error",
)
"""Tried in turn."""

NO_PLAYER = "none"


class ListeningRoom:
    """Renders probes over a recording into a folder, and plays them where a player is found.

    Parameters
    ----------
    audio : Path or None
        The recording; None for a clip that semeq plays itself.
    folder : Path
        Where sounds go; made where missing.
    player : str or None
        Program and options to play a file with; "none" for none. Default: one of
        :data:`PLAYERS` that is installed.

    Raises
    ------
    AudioError
        If the recording cannot be read, or the folder not be made.
    ParameterError
        If there is no such player.
    """

    def __init__(self, audio: Path | None, folder: Path, player: str | None) -> None:
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise AudioError(f"cannot make the folder {folder}: {error.strerror}") from error
        self._player = _find_player(player)
        self._audio = audio or _demo_clip(folder)
        with open_source(self._audio) as reader:
            self.sample_rate = float(reader.samplerate)

    def render(self, number: int, probes: Mapping[str, Probe]) -> list[Path]:
        """Write probes with the loudness of the recording, and return their files.

        Parameters
        ----------
        number : int
            Of the question.
        probes : mapping of str to Probe
            By what tells their files apart.
        """
        files = []
        for name, probe in probes.items():
            path = self._folder / f"probe-{number:02d}{name}.wav"
            report = render_file(self._audio, path, probe.settings, match_loudness=True)
            if report.peak > 1:
                err.print_line(
                    "warning", "yellow", f"{path} passes full scale: teach on a softer recording"
                )
            files.append(path)
        return files

    def play(self, files: list[Path]) -> None:
        """Play files one after the other; if that fails, say so once and go on without."""
        for file in files if self._player else []:
            try:
                subprocess.run([*self._player, str(file)], check=True, stdin=subprocess.DEVNULL)  # noqa: S603
            except (OSError, subprocess.CalledProcessError) as error:
                err.print_line("note", "yellow", f"cannot play, listen to the files: {error}")
                self._player = []
                return


def _find_player(player: str | None) -> list[str]:
    if player == NO_PLAYER:
        return []
    for command in PLAYERS if player is None else (player,):
        program, *options = shlex.split(command) or [""]
        if found := shutil.which(program):
            return [found, *options]
    if player is not None:
        raise ParameterError(f"there is no program {player!r} to play with; --player none for none")
    return []


def _demo_clip(folder: Path) -> Path:
    import soundfile as sf

    from semeq.demo import SAMPLE_RATE, synthesize_clip

    path = folder / "dry.wav"
    try:
        sf.write(path, synthesize_clip().T, SAMPLE_RATE)
    except (OSError, sf.SoundFileError) as error:
        raise AudioError(f"cannot write {path}: {error}") from error
    return path
