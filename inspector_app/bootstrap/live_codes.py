"""Reading the codes the camera sees: the newest frame at a time, never a queue of old ones."""

from __future__ import annotations

import atexit
import logging
from collections.abc import Callable
from threading import Condition, Lock, Thread
from time import perf_counter
from typing import Final
from weakref import WeakSet

from inspector_app.bootstrap.decoding import decoder
from inspector_app.bootstrap.live_parts import Part, part_of
from inspector_app.domain.errors import PhotoError
from inspector_app.domain.scan import RawScan
from inspector_app.domain.trust import ANYTHING, FrameAgreement, InHand
from inspector_app.scanning.picture import read_grey
from inspector_app.services.picture_codes import Standing, standing
from inspector_app.services.ports import Frame
from inspector_app.services.station import Station
from inspector_app.ui.tools import CameraDesk, LiveCodes

FORMATS: Final = ("retail", "code128", "itf", "qr", "datamatrix")
QUICK: Final = ("retail", "code128", "itf", "qr")
"""Looking for DataMatrix costs as much as all else together."""
FRAME_MS: Final = 33
REST_MS: Final = 2_000
"""So long a code must be out of view to count as shown anew, and so far apart may be the two
frames that agree on an unknown one."""
_MOST_REMEMBERED: Final = 500
_LAST_FRAME: Final = 10.0
_AT_WORK: Final[WeakSet[LiveReader]] = WeakSet()
_log = logging.getLogger(__name__)


class LiveReader:
    """Reads frames of ``desk`` on a thread of its own until ``stop``; ``on_codes`` is called
    there, once a frame, also when the frame shows no code. Where a frame takes longer to read
    than the next one takes to come, every other one is read without the dearest format. Wide frames
    are read in turns: the whole coarsely, then the middle finely."""

    def __init__(
        self,
        desk: CameraDesk,
        station: Station,
        on_codes: Callable[[LiveCodes], None],
        in_hand: InHand = ANYTHING,
    ) -> None:
        self._station = station
        self._in_hand = in_hand
        self._full_ms = 0.0
        self._skip = False
        self._turn = 0
        self._on_codes = on_codes
        self._agreement = FrameAgreement(window=REST_MS)
        self._stands: dict[bytes, Standing] = {}
        self._newest: Frame | None = None
        self._ended = False
        self._changed = Condition()
        self._telling = Lock()
        self._thread = Thread(target=self._run, name="live-codes", daemon=True)
        self._thread.start()
        _AT_WORK.add(self)
        self._look = desk.look(self._take, codes=True)

    def stop(self) -> None:
        """Nothing is told after return; the frame being read is still finished."""
        self._look.stop()
        with self._changed:
            self._ended, self._newest = True, None
            self._changed.notify()
        with self._telling:  # what is being told now may end
            self._on_codes = _nobody

    def finish(self) -> None:
        """End, and wait for the frame being read."""
        self.stop()
        self._thread.join(_LAST_FRAME)

    def _take(self, frame: Frame) -> None:
        with self._changed:
            self._newest = frame
            self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._newest is not None or self._ended)
                if self._ended:
                    return
                frame, self._newest = self._newest, None
            assert frame is not None
            try:
                self._read(frame)
            except PhotoError as refusal:
                _log.info("live_frame_refused code=%s", refusal.code)
            except Exception:  # edge of a thread: one bad frame must not end the reading
                _log.exception("live_frame_failed number=%s", frame.number)
            del frame  # while one waits for the next, the camera has its memory back

    def _read(self, frame: Frame) -> None:
        still = frame.format == "jpeg"
        grey = _upright(frame) if still else frame
        seen = self._decoded(grey, all_formats=still)
        self._tell(grey, seen, still=still)
        if still and not seen:  # there is time for all that is done for a photo
            found = tuple(decoder().decode(bytes(frame.data), find_all=True))
            if found and self._newest is None:
                self._tell(grey, found, still=True)

    def _decoded(self, grey: Frame, *, all_formats: bool) -> tuple[RawScan, ...]:
        part = Part(grey) if all_formats else part_of(grey, self._turn)
        self._turn += 1
        self._skip = not self._skip and not all_formats and self._full_ms > FRAME_MS
        begun = perf_counter()
        seen = decoder().decode_frame(part.frame, QUICK if self._skip else FORMATS)
        if not self._skip:
            self._full_ms = (perf_counter() - begun) * 1_000
        return tuple(part.placed(scan) for scan in seen)

    def _tell(self, grey: Frame, seen: tuple[RawScan, ...], *, still: bool) -> None:
        now = self._station.clock.monotonic_ns() // 1_000_000
        news = self._agreement.add(now, seen, self._is_known)
        codes = LiveCodes(
            seen=seen, news=news, width=grey.width, height=grey.height, at_ms=now,
            frame=grey.number, still=still,
            wanted=tuple(scan for scan in seen if self._standing(scan).wanted),
        )  # fmt: skip
        with self._telling:
            self._on_codes(codes)

    def _is_known(self, scan: RawScan) -> bool:
        return self._standing(scan).known

    def _standing(self, scan: RawScan) -> Standing:
        """What the records say of the code; asked once a code."""
        found = self._stands.get(scan.data)
        if found is None:
            if len(self._stands) >= _MOST_REMEMBERED:
                self._stands.clear()
            found = standing(self._station, scan, self._in_hand)
            self._stands[scan.data] = found
        return found


@atexit.register
def _finish_all() -> None:
    """A program that ends while the decoder's own code runs on a thread would be aborted."""
    for reader in tuple(_AT_WORK):
        reader.finish()


def _upright(frame: Frame) -> Frame:
    """A picture file as grey pixels, turned as its camera was held."""
    pixels = read_grey(bytes(frame.data))
    if pixels is None:
        raise PhotoError("truncated_picture")
    height, width = pixels.shape
    return Frame(
        data=pixels.reshape(-1), format="grey", width=width, height=height,
        stride=int(pixels.strides[0]), number=frame.number,
    )  # fmt: skip


def _nobody(codes: LiveCodes) -> None:
    """Nobody listens any more."""
