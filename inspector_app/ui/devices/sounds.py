"""Three cues through the loudspeaker, silent where there is none."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtMultimedia import QMediaDevices, QSoundEffect

from inspector_app.ui.context import Cue

_log = logging.getLogger(__name__)
FILES: dict[Cue, str] = {
    "accepted": "accepted.wav",
    "attention": "attention.wav",
    "wrong": "wrong_goods.wav",
}


class LoudSounds(QObject):
    """``Sounds`` from the three files of a folder.

    ``ready`` tells the self-test whether a person can hear anything. ``volume`` is 0…1.
    """

    def __init__(self, folder: Path, volume: float = 0.8, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._effects: dict[Cue, QSoundEffect] = {}
        self._volume = volume
        if QMediaDevices.defaultAudioOutput().isNull():
            _log.info("no_audio_output")
            return
        for cue, name in FILES.items():
            file = folder / name
            if file.is_file():
                effect = QSoundEffect(self)
                effect.setSource(QUrl.fromLocalFile(str(file)))
                self._effects[cue] = effect
        self.set_volume(volume)

    @property
    def ready(self) -> bool:
        """Whether there is a device and every cue has its file."""
        return len(self._effects) == len(FILES)

    def set_volume(self, volume: float) -> None:
        """0 is silent, 1 as loud as the system."""
        self._volume = min(max(volume, 0.0), 1.0)
        for effect in self._effects.values():
            effect.setVolume(self._volume)

    def play(self, cue: Cue) -> None:
        """Sound ``cue`` from its beginning; the newest cue wins over one still sounding."""
        for effect in self._effects.values():
            effect.stop()
        chosen = self._effects.get(cue)
        if chosen is not None and self._volume > 0:
            chosen.play()
