"""What stations sealed and what was acknowledged to them, held against what the central system has.

The ledger is kept outside of both: the test writes down each seal when its door has returned, and
each acknowledgement as the station learns of it. At the end the central rows are read with SQL
and the photos are hashed anew, past the program and past every faulty line.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import obstore
import zstandard
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from inspector_app.services.ports import SendQueue
from inspector_app.store.send_overview import SendOverview
from inspector_app.wire.adoption import decode_adopted
from inspector_app.wire.link import link
from tests.integration.sync import stored

Carried: TypeAlias = tuple[str, int, str, str]
_UNFINISHED = ("staging/", "uploads/", "incoming/")


@dataclass
class Ledger:
    """One identity of a device: a cloned or restored device begins another one."""

    station_id: str
    sealed: list[tuple[int, bytes, str]] = field(default_factory=list)
    """(seq, link, SHA-256 of the payload) in the order of sealing."""
    photos: dict[str, int] = field(default_factory=dict)
    """First seq that names the photo, by digest."""
    acknowledged: int = 0
    """Everything up to this seq was said to be durable, once."""
    safe: set[str] = field(default_factory=set)
    """Photos that were said to be durable, once."""
    spoiled: set[str] = field(default_factory=set)
    """Photos the test destroyed at the station before they were sent."""

    ended: bool = False
    """The device goes on under another identity; what was not acknowledged is carried over."""
    restored: bool = False
    """The device came back knowing less than it was promised; it has to notice that."""
    odd: set[int] = field(default_factory=set)
    """Events nobody can understand: no receipt ever says that their photos are complete."""
    broken: list[str] = field(default_factory=list)
    """Promises found broken while the campaign ran."""

    def seal(self, seq: int, bound: bytes, payload: bytes, photos: Iterable[str]) -> None:
        """The door has returned."""
        self.sealed.append((seq, bound, hashlib.sha256(payload).hexdigest()))
        for sha256 in photos:
            self.photos.setdefault(sha256, seq)

    def may_stay_unproved(self, sha256: str) -> bool:
        """Whether no completion receipt can be expected for a photo."""
        seq = self.photos[sha256]
        spoiled = {self.photos[each] for each in self.spoiled if each in self.photos}
        return seq in self.odd or seq in spoiled

    def hear(self, queue: SendQueue, overview: SendOverview) -> None:
        """Take down what the station knows to be delivered."""
        self.acknowledged = max(self.acknowledged, queue.delivered().seq)
        waiting = {line.sha256 for line in overview.photos(1_000_000) if line.state != "sent"}
        for sha256, seq in self.photos.items():
            if seq <= self.acknowledged and sha256 not in waiting:
                self.safe.add(sha256)

    def problems_of_queue(self, queue: SendQueue, overview: SendOverview) -> list[str]:
        """What was sealed and not acknowledged has to be queued still, in order and unchanged."""
        head, delivered = queue.head().seq, queue.delivered().seq
        found = list(self.broken)
        if self.ended or self.restored:
            return found
        if head != len(self.sealed):
            found.append(f"{self.station_id}: head {head}, sealed {len(self.sealed)}")
        waiting = [(event.seq, event.link) for event in queue.unsent_events(1_000_000)]
        expected = [(seq, bound) for seq, bound, _ in self.sealed if seq > delivered]
        if waiting != expected:
            found.append(f"{self.station_id}: the queue is not what was sealed")
        rows = sum(overview.photo_counts().values())
        if rows < len(self.photos):
            found.append(f"{self.station_id}: {rows} photos known, {len(self.photos)} sealed")
        return found


@dataclass
class Account:
    """The outcome of a campaign on one back end."""

    backend: str
    seed: int
    faults: Counter[str]
    events: int = 0
    photos: int = 0
    lost: int = 0
    doubled: int = 0
    problems: list[str] = field(default_factory=list)

    def line(self) -> str:
        return (
            f"{self.backend}: faults injected {self.faults.total()}, events {self.events}, "
            f"photos {self.photos}, lost {self.lost}, doubled {self.doubled}"
        )

    def write(self, name: str, path: Path = Path("build/faults.json")) -> None:
        """Print it, and keep it beside the others of this machine."""
        kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(self.faults.items()))
        print(f"{name}, seed {self.seed}: {self.line()} ({kinds})")
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):
            kept = {}
        kept[f"{name} · {self.backend}"] = {
            "seed": self.seed, "faults": self.faults.total(), "events": self.events,
            "photos": self.photos, "lost": self.lost, "doubled": self.doubled,
            "kinds": dict(sorted(self.faults.items())),
        }  # fmt: skip
        path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def settle(account: Account, audited: Path, ledgers: Sequence[Ledger], *, drained: bool) -> None:
    """Compare everything. ``audited`` is a folder whose settings lead past the faulty lines;
    ``drained``: all that was sealed should have arrived, not only what was acknowledged."""
    objects, carried = _objects(audited), _carried(audited)
    for ledger in ledgers:
        _settle_events(account, audited, ledger, carried, drained=drained)
        _settle_photos(account, audited, ledger, objects, drained=drained)
    found = stored.rows(
        audited,
        "SELECT inspection, revision, COUNT(*) FROM inspections GROUP BY inspection, revision "
        "HAVING COUNT(*) > 1",
    )
    account.doubled += len(found)
    account.problems += [f"inspection twice: {row[0]}" for row in found]


def _carried(audited: Path) -> set[Carried]:
    """What later identities brought along: (station, seq, link, SHA-256 of the payload)."""
    unpack = zstandard.ZstdDecompressor()
    found = set()
    for row in stored.rows(audited, "SELECT payload FROM events WHERE kind = 'adopted'"):
        inner = decode_adopted(unpack.decompress(bytes(row[0])))
        found.add((inner.old_station, inner.seq, inner.link, inner.payload_sha256().hex()))
    return found


def _settle_events(
    account: Account, audited: Path, ledger: Ledger, carried: set[Carried], *, drained: bool
) -> None:
    rows = stored.rows(
        audited,
        "SELECT seq, prev, link, signature, payload FROM events WHERE station = ? ORDER BY seq",
        ledger.station_id,
    )
    (key,) = stored.rows(
        audited, "SELECT public_key FROM stations WHERE station = ?", ledger.station_id
    )
    public = Ed25519PublicKey.from_public_bytes(bytes(key[0]))
    unpack = zstandard.ZstdDecompressor()
    here: dict[int, tuple[bytes, str]] = {}
    previous = bytes(32)
    for seq, prev, bound, signature, packed in rows:
        payload = unpack.decompress(bytes(packed))
        if seq in here:
            account.doubled += 1
        expected = link(uuid.UUID(ledger.station_id).bytes, int(seq), previous, payload)
        sound = bytes(prev) == previous and bytes(bound) == expected and seq == len(here) + 1
        try:
            public.verify(bytes(signature), bytes(bound))
        except InvalidSignature:
            sound = False
        if not sound:
            account.problems.append(f"{ledger.station_id}: chain broken at {seq}")
        here[int(seq)] = (bytes(bound), hashlib.sha256(payload).hexdigest())
        previous = bytes(bound)
    account.events += len(here)
    wanted = len(ledger.sealed) if drained else ledger.acknowledged
    missing = [
        seq
        for seq, bound, digest in ledger.sealed[:wanted]
        if here.get(seq) != (bound, digest)
        and (ledger.station_id, seq, bound.hex(), digest) not in carried
    ]
    account.lost += len(missing)
    account.problems += [f"{ledger.station_id}: event {seq} lost" for seq in missing[:5]]
    if len(here) > len(ledger.sealed) and not ledger.ended:
        account.problems.append(f"{ledger.station_id}: {len(here)} stored, more than was sealed")


def _settle_photos(
    account: Account, audited: Path, ledger: Ledger, objects: dict[str, list[str]], *, drained: bool
) -> None:
    wanted = set(ledger.photos) - ledger.spoiled if drained else set(ledger.safe)
    recorded = {
        str(row[0])
        for row in stored.rows(audited, "SELECT sha256 FROM blobs WHERE verified_at > 0")
    }
    for sha256 in sorted(wanted | ledger.safe):
        digests = objects.get(sha256, [])
        if digests != [sha256] or sha256 not in recorded:
            account.lost += not digests or sha256 not in recorded
            account.doubled += len(digests) > 1
            account.problems.append(f"{ledger.station_id}: photo {sha256[:8]} is {digests}")
    account.photos += len(wanted | ledger.safe)


def _objects(audited: Path) -> dict[str, list[str]]:
    """The digests of what is stored under each photo's name; unfinished uploads do not count."""
    store = stored.photo_store(audited)
    found: dict[str, list[str]] = {}
    for page in obstore.list(store):
        for entry in page:
            path = str(entry["path"])
            if not path.startswith(_UNFINISHED):
                data = bytes(obstore.get(store, path).bytes())
                digest = hashlib.sha256(data).hexdigest()
                found.setdefault(path.rpartition("/")[2], []).append(digest)
    return found
