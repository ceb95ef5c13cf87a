"""Sends originals: whole by one PUT, or in parts where the line keeps breaking.

A whole PUT costs the fewest bytes on a line that holds for a photo. After repeated breaks parts of
64 KB go out, and nothing that arrived is sent again. Where the central system
keeps photos in an object store it may ask for a PUT straight there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Final

from inspector_app.domain.errors import StorageError, SyncError
from inspector_app.services.photo_gate import PhotoGate
from inspector_app.services.ports import DurableFiles, PendingPhoto, SendQueue
from inspector_app.sync.answers import RefusedError, act_on
from inspector_app.sync.transport import Transport, read_answer
from inspector_app.wire.envelope import (
    OCTETS,
    PART_SIZE,
    BlobAnswer,
    BlobPlan,
    BlobPlanAnswer,
    BlobRef,
    BlobStored,
    UploadState,
)

BREAKS_TO_PARTS: Final = 2
"""So many broken uploads, and parts are sent instead of whole photos."""
_PLAN: Final = 50
_BREAKS_IN_A_ROW: Final = 5
"""So often one part is tried again at once; then the line is given a rest."""


class PhotoSender:
    """One run over the waiting photos. ``breaks`` counts broken uploads, kept between runs;
    ``held`` tells that photos were left waiting."""

    def __init__(
        self,
        queue: SendQueue,
        files: DurableFiles,
        transport: Transport,
        still_mine: Callable[[], None],
        breaks: int = 0,
        gate: PhotoGate | None = None,
    ) -> None:
        self.sent = self.parts = 0
        self.held = False
        self.breaks = breaks
        self._in_parts = breaks >= BREAKS_TO_PARTS
        self._queue = queue
        self._files = files
        self._transport = transport
        self._still_mine = still_mine
        self._gate = gate

    def run(self) -> None:
        """Send every photo that waits; SyncError at the first thing that needs a wait.

        Ends early, with a photo on its way sent to its end, when photos are held.
        """
        before = self.breaks
        later: set[str] = set()
        while waiting := self._waiting(later):
            if self._held():
                self.held = True
                return
            self._still_mine()
            later |= self._send_planned(waiting)
        if self._gate is not None and not later:
            self._gate.sent()
        if self._in_parts and self.breaks == before:
            self.breaks = 0  # the line held for a whole run: try it whole again

    def _held(self) -> bool:
        return self._gate is not None and self._gate.held() != ""

    def _waiting(self, later: set[str]) -> list[PendingPhoto]:
        found = self._queue.pending_photos(_PLAN + len(later))
        return [photo for photo in found if photo.sha256 not in later][:_PLAN]

    def _send_planned(self, waiting: Sequence[PendingPhoto]) -> set[str]:
        """Send what is wanted; the digests that stay pending until another run."""
        later: set[str] = set()
        refs = tuple(BlobRef(sha256=photo.sha256, size=photo.size) for photo in waiting)
        plan = self._transport.ask(BlobPlanAnswer, "POST", "/v1/blobs/plan", BlobPlan(blobs=refs))
        wanted: dict[str, BlobAnswer] = {blob.sha256: blob for blob in plan.blobs}
        for photo in waiting:
            answer = wanted.get(photo.sha256)
            if answer is not None and answer.action == "have":
                self._queue.mark_photo(photo.sha256, "sent")
                self.sent += 1
            elif self._held():
                break  # the caller looks again, finds it held, and ends
            elif not self._send(photo, answer):
                later.add(photo.sha256)
        return later

    def _send(self, photo: PendingPhoto, answer: BlobAnswer | None) -> bool:
        """False when the photo stays pending."""
        data = self._read(photo)
        if data is None:
            return True
        self._still_mine()
        try:
            stored = self._deliver(photo, data, answer)
        except RefusedError as problem:
            if act_on(problem) == "reread":
                # Our file is sound (hashed just now): it was damaged on the way; later again.
                self._queue.mark_photo(photo.sha256, "pending", problem.code)
                return False
            if act_on(problem) == "halve" or problem.status == 413:
                self._queue.mark_photo(photo.sha256, "corrupt", problem.code)
                return True
            raise
        if stored != photo.sha256:
            raise SyncError("unexpected_answer", status=200)
        self._queue.mark_photo(photo.sha256, "sent")
        self.sent += 1
        return True

    def _deliver(self, photo: PendingPhoto, data: bytes, answer: BlobAnswer | None) -> str:
        """The digest the central system says it holds now."""
        if self._in_parts:
            return self._put_parts(photo.sha256, data)
        try:
            if answer is not None and answer.action == "put":
                return self._put_straight(photo.sha256, data, answer)
            return self._put_whole(photo.sha256, data)
        except SyncError as problem:
            if problem.code == "offline":
                self.breaks += 1
            raise

    def _put_whole(self, sha256: str, data: bytes) -> str:
        answer = self._transport.call("PUT", f"/v1/blobs/{sha256}", data, {"content-type": OCTETS})
        return read_answer(answer, BlobStored).sha256

    def _put_straight(self, sha256: str, data: bytes, answer: BlobAnswer) -> str:
        """To the object store, whose word counts for nothing: the central system looks itself."""
        if not self._transport.put_straight(answer.url, data, answer.headers):
            return self._put_whole(sha256, data)
        found = self._transport.ask(BlobStored, "POST", f"/v1/blobs/{sha256}/verify")
        return found.sha256

    def _put_parts(self, sha256: str, data: bytes) -> str:
        """Go on where the last part ended. A broken part is tried again from what arrived."""
        path = f"/v1/uploads/{sha256}"
        state: UploadState | None = None
        broken = arrived = 0
        while state is None or not state.complete:
            try:
                if state is None:
                    state = self._transport.ask(UploadState, "POST", f"{path}?size={len(data)}")
                else:
                    state = self._put_part(path, data, state.offset)
                    self.parts += 1
                if state.offset > arrived:  # only progress counts: an answer alone sends nothing
                    broken, arrived = 0, state.offset
            except RefusedError as problem:
                if problem.code != "upload_offset":
                    raise
                state = None
            except SyncError as problem:
                broken += 1
                self.breaks += 1
                if problem.code != "offline" or broken >= _BREAKS_IN_A_ROW:
                    raise
                state = None
            self._still_mine()
        return sha256

    def _put_part(self, path: str, data: bytes, offset: int) -> UploadState:
        part = data[offset : offset + PART_SIZE]
        complete = offset + len(part) == len(data)
        headers = {
            "content-type": OCTETS,
            "upload-offset": str(offset),
            "upload-complete": "?1" if complete else "?0",
        }
        answer = self._transport.call("PATCH", path, part, headers)
        state = read_answer(answer, UploadState)
        if state.offset != offset + len(part) or state.complete != complete:
            raise SyncError("unexpected_answer", status=answer.status)
        return state

    def _read(self, photo: PendingPhoto) -> bytes | None:
        """The original's bytes; None after marking it, when it is lost or damaged here."""
        try:
            data = self._files.path(photo.sha256).read_bytes()
        except (StorageError, OSError):
            self._queue.mark_photo(photo.sha256, "corrupt", "photo_missing")
            return None
        if hashlib.sha256(data).hexdigest() != photo.sha256:
            self._queue.mark_photo(photo.sha256, "corrupt", "photo_damaged")
            return None
        return data
