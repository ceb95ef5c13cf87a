"""Three short sounds that differ in pitch, rhythm and length: a loud hall keeps them apart."""

from __future__ import annotations

import io
import wave

import numpy as np

RATE = 44_100


def _tone(pitches: tuple[float, ...], seconds: float, loud: float, buzz: float = 0.0) -> np.ndarray:
    """A sounding of ``pitches`` in Hz with soft ends; ``buzz`` adds odd harmonics."""
    t = np.arange(round(RATE * seconds)) / RATE
    wave_ = np.zeros_like(t)
    for pitch in pitches:
        wave_ += np.sin(2 * np.pi * pitch * t) + 0.25 * np.sin(4 * np.pi * pitch * t)
        for harmonic in (3, 5, 7):
            wave_ += buzz / harmonic * np.sin(2 * np.pi * harmonic * pitch * t)
    edge = np.clip(np.minimum(t / 0.006, (seconds - t) / 0.03), 0, 1)
    return loud * wave_ / np.abs(wave_).max() * edge * np.exp(-1.5 * t / seconds)


def _rest(seconds: float) -> np.ndarray:
    return np.zeros(round(RATE * seconds))


def _file(parts: list[np.ndarray]) -> bytes:
    samples = (np.concatenate(parts) * 32_767).round().astype("<i2")
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(samples.tobytes())
    return out.getvalue()


def sounds() -> dict[str, bytes]:
    """WAV files by name: one rising chirp, two even beeps, three low buzzes."""
    return {
        "accepted.wav": _file([_tone((1318.5,), 0.06, 0.55), _tone((1975.5,), 0.11, 0.6)]),
        "attention.wav": _file(
            [_tone((880.0,), 0.13, 0.6, 0.1), _rest(0.09), _tone((880.0,), 0.13, 0.6, 0.1)]
        ),
        "wrong_goods.wav": _file(
            [
                part
                for _ in range(3)
                for part in (_tone((196.0, 207.7), 0.17, 0.8, 0.9), _rest(0.06))
            ]
        ),
    }
