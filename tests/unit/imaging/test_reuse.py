"""Perceptual hashes, the search among many, and the second look at what it finds."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inspector_app.domain.errors import PhotoError
from inspector_app.imaging.reuse import (
    FAR,
    NEAR,
    SAME_SHARE,
    TURNS,
    PhotoIndex,
    fingerprints,
    fingerprints_of,
    sameness,
    turned,
)
from tests.fakes.pack_pictures import pack, photograph
from tests.fakes.pictures import jpeg, noisy


def photo(seed: int, shot: int = 0) -> Image.Image:
    found = photograph(pack(seed).art, seed * 100 + shot, size=(1200, 900))
    return Image.fromarray(found.picture[:, :, ::-1].copy())


def kept(folder: Path, name: str, picture: Image.Image, quality: int = 90) -> Path:
    place = folder / f"{name}.jpg"
    place.write_bytes(jpeg(picture, quality=quality))
    return place


def name_of(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def bits(one: bytes, other: bytes) -> int:
    return (int.from_bytes(one) ^ int.from_bytes(other)).bit_count()


def random_hash(rng: np.random.Generator) -> bytes:
    return rng.integers(0, 256, 32, dtype=np.uint8).tobytes()


def with_flips(hashed: bytes, count: int, rng: np.random.Generator) -> bytes:
    value = int.from_bytes(hashed)
    for at in rng.choice(256, count, replace=False):
        value ^= 1 << int(at)
    return value.to_bytes(32)


@pytest.mark.parametrize("turn", TURNS)
def test_the_forms_are_the_hashes_of_the_turned_pictures(turn: str) -> None:
    grey = np.asarray(photo(1).convert("L").resize((64, 64)), dtype=np.float32)
    forms = fingerprints_of(grey)
    lying_so = fingerprints_of(turned(grey, turn))[0]
    assert forms[TURNS.index(turn)] == lying_so
    assert len(set(forms)) == 8


@pytest.mark.parametrize("seed", range(4))
def test_another_jpeg_size_light_and_noise_stay_near(tmp_path: Path, seed: int) -> None:
    old = photo(seed)
    before = fingerprints(kept(tmp_path, "old", old))[0]
    changed = {
        "poor": old, "small": old.resize((400, 300)), "noise": noisy(old, 8),
        "light": old.point(lambda value: min(255, int(value * 1.15))),
    }  # fmt: skip
    for name, picture in changed.items():
        place = kept(tmp_path, name, picture, 40)
        assert bits(before, fingerprints(place)[0]) <= NEAR
        assert sameness(place, tmp_path / "old.jpg", "as_taken") >= SAME_SHARE


def test_other_goods_are_far(tmp_path: Path) -> None:
    hashes = [fingerprints(kept(tmp_path, str(seed), photo(seed)))[0] for seed in range(8)]
    nearest = min(bits(a, b) for at, a in enumerate(hashes) for b in hashes[:at])
    assert nearest > NEAR


@pytest.mark.parametrize("shift", [8, 20])
def test_the_second_look_tells_a_new_photo_from_a_copy(tmp_path: Path, shift: int) -> None:
    """Eight pixels of 1200 are 2.7 mm where the picture shows 40 cm."""
    old = photo(2)
    moved = Image.fromarray(np.roll(np.asarray(old), (shift, shift), axis=(0, 1)))
    one, other = kept(tmp_path, "old", old), kept(tmp_path, "new", noisy(moved, 4))
    assert sameness(other, one, "as_taken") < SAME_SHARE / 2


@pytest.mark.parametrize(
    "picture",
    [
        Image.new("RGB", (800, 600), (0, 0, 0)),
        Image.new("RGB", (800, 600), (128, 128, 128)),
        noisy(Image.new("RGB", (800, 600), (90, 90, 90)), 5),
        photo(1).resize((40, 30)),
    ],
)
def test_flat_and_tiny_pictures_have_no_hash(tmp_path: Path, picture: Image.Image) -> None:
    assert fingerprints(kept(tmp_path, "nothing", picture)) == ()


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    place = tmp_path / "broken.jpg"
    place.write_bytes(jpeg(photo(1))[:3000])
    with pytest.raises(PhotoError) as refusal:
        fingerprints(place)
    assert refusal.value.code == "truncated_picture"


def test_the_index_finds_the_near_and_only_them() -> None:
    rng, index = np.random.default_rng(4), PhotoIndex()
    asked = random_hash(rng)
    for number in range(3000):
        index.add(name_of(number), random_hash(rng))
    planted = {name_of(9000 + count): count for count in (0, 5, 32, 56, 57)}
    for name, count in planted.items():
        index.add(name, with_flips(asked, count, rng))
    found = index.like([asked])
    assert {each.sha256: each.distance for each in found} == {
        name: count for name, count in planted.items() if count <= FAR
    }
    assert [each.distance for each in found] == sorted(each.distance for each in found)


def test_the_index_names_the_turn_and_a_photo_once() -> None:
    rng, index = np.random.default_rng(5), PhotoIndex()
    forms = [random_hash(rng) for _ in TURNS]
    index.add(name_of(1), with_flips(forms[3], 4, rng))
    index.add(name_of(1), with_flips(forms[3], 9, rng))
    [found] = index.like(forms)
    assert (found.turn, found.distance) == ("turned_270", 4)
    assert len(index) == 1


def test_an_empty_index_finds_nothing() -> None:
    assert PhotoIndex().like([bytes(32)]) == ()
