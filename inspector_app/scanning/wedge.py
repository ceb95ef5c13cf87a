"""Keys from a scanner that pretends to be a keyboard, told apart from fingers. Qt-free.

A scan is recognised by its prefix and suffix where the scanner sends them (the sure way), else
by speed: scanners leave a few milliseconds between keys, people hardly ever less than 35.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from inspector_app.domain.scan import RawScan

WedgeState: TypeAlias = Literal["idle", "typing", "scanning"]

_MS: Final = 1_000_000
_GS: Final = "\x1d"
_SYMBOLOGY: Final = re.compile(r"\][A-Za-z][0-9A-Za-z]")
# After so many quick keys it is a scanner, and one hiccup of the system is forgiven.
_SURE_AFTER: Final = 4
_HICCUPS: Final = 2
_STALLS: Final = 6
# Texts that only a caps lock can have produced: our own prefix and GS1's identifiers, swapped.
_SWAPPED: Final = re.compile(r"ins:|\](?:c1|D2|q3|j1)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannerProfile:
    """How one scanner is set up.

    ``prefix``/``suffix``: what it sends around a code (``\\x02`` and ``\\x03`` are the sure way);
    CR, LF and TAB end a scan besides the suffix. ``separator``: its substitute for GS.
    ``layout``: pairs of a received character and the one that was meant, for a gun set to another
    country's keyboard (``yzzy``). ``undo_caps``: turn the case of letters back that came while
    Caps Lock was on; False for a gun that allows for it by itself. Times are milliseconds: ``gap``
    between keys of a scan, ``hiccup`` forgiven once the source is clear, ``patience`` for the
    suffix after a prefix. ``stall`` is forgiven in place of ``hiccup`` once this scanner is known
    to send an end mark: a computer that was busy must not cut its scan in two. Without an end
    mark a scan needs ``least_unended`` characters.
    """

    prefix: str = ""
    suffix: str = ""
    separator: str = ""
    layout: str = ""
    undo_caps: bool = True
    terminators: str = "\r\n\t"
    gap: int = 35
    hiccup: int = 150
    stall: int = 800
    patience: int = 2_000
    least: int = 3
    least_unended: int = 8


@dataclass(slots=True)
class _Burst:
    text: str = ""
    last_ns: int = 0
    quick: int = 0
    hiccups: int = 0
    framed: bool = False


@dataclass
class WedgeBuffer:
    """Collects keys and gives whole scans. One instance per window; not for several threads."""

    profile: ScannerProfile = field(default_factory=ScannerProfile)
    lost: int = 0
    """Framed scans whose end never came: a sign of a wrong set-up, shown in the self-test."""
    _burst: _Burst = field(default_factory=_Burst)
    _alt: str = ""
    _echo: str = ""
    _sends_ends: bool = False

    def use(self, profile: ScannerProfile) -> None:
        """Listen to a scanner with another set-up from the next key on."""
        self.profile = profile
        self._burst, self._alt, self._echo = _Burst(), "", ""
        self._sends_ends = False

    @property
    def state(self) -> WedgeState:
        """Whether the keys held now are nothing, perhaps fingers, or surely a scanner."""
        if self._burst.framed or self._burst.quick >= _SURE_AFTER - 1:
            return "scanning"
        return "typing" if self._burst.text else "idle"

    def feed(
        self, text: str, monotonic_ns: int, *, alt: bool = False, caps_lock: bool = False
    ) -> tuple[RawScan, ...]:
        """Take the text of one key press; returns the scans it completed (mostly none).

        ``alt``: the key was a number-pad digit with Alt held (``Alt+029`` is GS).
        ``caps_lock``: letters arrive with their case swapped.
        """
        if alt and text.isdigit():
            self._echo = ""
            return self._collect_alt(text, monotonic_ns)
        scans = self._finish_alt(monotonic_ns)
        # Windows gives the number's digits, and then the character they stand for as well.
        echo, self._echo = self._echo, ""
        if echo and text == echo:
            return scans
        swapped = caps_lock and self.profile.undo_caps
        for character in text:
            scans += self._take(character.swapcase() if swapped else character, monotonic_ns)
        return scans

    def flush(self, monotonic_ns: int) -> tuple[RawScan, ...]:
        """Give the scan that waits for no further key; call it from a timer of some 50 ms."""
        silence = monotonic_ns - self._burst.last_ns
        if not self._burst.text or silence <= self._limit() * _MS:
            return ()
        return self._finish_alt(monotonic_ns) + self._silent()

    def _limit(self) -> int:
        if self._burst.framed:
            return self.profile.patience
        if self._burst.quick < _SURE_AFTER - 1 or self._burst.hiccups >= self._may_stall():
            return self.profile.gap
        return self.profile.stall if self._sends_ends else self.profile.hiccup

    def _may_stall(self) -> int:
        """How often, in one scan."""
        return _STALLS if self._sends_ends else _HICCUPS

    def _collect_alt(self, digit: str, now: int) -> tuple[RawScan, ...]:
        self._alt += digit
        if len(self._alt) < 3:
            return ()
        if len(self._alt) == 3 and self._alt.startswith("0"):
            # Alt+029 has three digits, Alt+0029 four: decide when neither can grow into the other.
            return () if self._alt == "002" else self._finish_alt(now)
        return self._finish_alt(now) if len(self._alt) >= 4 else ()

    def _finish_alt(self, now: int) -> tuple[RawScan, ...]:
        code, self._alt = self._alt, ""
        number = int(code) if code else 0
        if not 0 < number < 256:
            return ()
        self._echo = chr(number)
        return self._take(chr(number), now)

    def _take(self, character: str, now: int) -> tuple[RawScan, ...]:
        scans = self._note_gap(now)
        burst = self._burst
        if self._ends(character):
            return scans + self._ended()
        burst.text += character
        burst.last_ns = now
        profile = self.profile
        if profile.suffix and burst.text.endswith(profile.suffix):
            burst.text = burst.text.removesuffix(profile.suffix)
            return scans + self._ended()
        if profile.prefix and burst.text.endswith(profile.prefix):
            # Keys before the prefix were fingers, or a scan whose end was lost.
            self.lost += burst.framed
            self._burst = _Burst(last_ns=now, framed=True)
        return scans

    def _ends(self, character: str) -> bool:
        framed_by_suffix = self._burst.framed and self.profile.suffix
        return not framed_by_suffix and character in self.profile.terminators

    def _note_gap(self, now: int) -> tuple[RawScan, ...]:
        burst = self._burst
        if not burst.text and not burst.framed:
            return ()
        gap = now - burst.last_ns
        if gap > self._limit() * _MS:
            return self._silent()
        if gap <= self.profile.gap * _MS:
            burst.quick += 1
        else:
            burst.hiccups += 1
        return ()

    def _silent(self) -> tuple[RawScan, ...]:
        """The keys stopped without an end mark."""
        burst, self._burst = self._burst, _Burst()
        if burst.framed:
            self.lost += 1
            return ()
        # A held key repeats as fast as a scanner types, but only itself.
        varied = len(set(burst.text)) > 1
        quick = burst.quick + burst.hiccups >= len(burst.text) - 1
        if varied and quick and len(burst.text) >= self.profile.least_unended:
            return (self._scan(burst.text),)
        return ()

    def _ended(self) -> tuple[RawScan, ...]:
        burst, self._burst = self._burst, _Burst()
        if burst.framed:
            return (self._scan(burst.text),) if burst.text else ()
        if self.profile.prefix or len(burst.text) < self.profile.least:
            return ()
        if len(set(burst.text)) < 2:
            return ()
        self._sends_ends = True
        return (self._scan(burst.text),)

    def _scan(self, text: str) -> RawScan:
        if _SWAPPED.match(text):
            text = text.swapcase()
        if self.profile.layout:
            pairs = self.profile.layout
            text = text.translate(str.maketrans(pairs[0::2], pairs[1::2]))
        if self.profile.separator:
            text = text.replace(self.profile.separator, _GS)
        found = _SYMBOLOGY.match(text)
        symbology_id = found.group() if found else ""
        return RawScan(
            data=text.removeprefix(symbology_id).encode(),
            source="wedge",
            symbology_id=symbology_id,
        )
