"""Everything Inspector runs with may go into a product under Apache-2.0, and NOTICE names it."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[3]
STRONG_COPYLEFT = re.compile(r"(?<!L)\bA?GPL|(?<!Lesser )General Public License|Affero", re.I)


def runtime_closure() -> Iterator[importlib.metadata.Distribution]:
    """Each installed distribution that the declared dependencies lead to, on this platform."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    waiting = [Requirement(line) for line in project["dependencies"]]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        wanted = waiting.pop()
        key = (canonicalize_name(wanted.name), frozenset(wanted.extras))
        if key in seen or not applies(wanted, frozenset()):
            continue
        seen.add(key)
        distribution = importlib.metadata.distribution(wanted.name)
        yield distribution
        for line in distribution.requires or ():
            needed = Requirement(line)
            if applies(needed, key[1]):
                needed.marker = None
                waiting.append(needed)


def applies(wanted: Requirement, extras: frozenset[str]) -> bool:
    marker = wanted.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in {"", *extras})


def stated_licence(distribution: importlib.metadata.Distribution) -> str:
    """The licence expression, else the first line of the licence field, else the classifiers."""
    metadata = distribution.metadata
    expression = metadata.get("License-Expression")
    if expression:
        return str(expression)
    field = str(metadata.get("License") or "").strip()
    if field:
        return field.splitlines()[0]
    classifiers = metadata.get_all("Classifier") or []
    return "; ".join(line for line in classifiers if line.startswith("License"))


def forbidden(licence: str) -> bool:
    """Whether only (A)GPL is offered: an OR with another licence leaves the choice to us."""
    choices = re.split(r"\bOR\b", licence)
    return all(STRONG_COPYLEFT.search(choice) is not None for choice in choices)


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("MIT", False),
        ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", False),
        ("LGPL-3.0-or-later", False),
        ("License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)", False),
        ("GPL-3.0-only", True),
        ("GPLv2+", True),
        ("MIT AND GPL-2.0-only", True),
        ("AGPL-3.0-or-later", True),
        ("License :: OSI Approved :: GNU General Public License v2 (GPLv2)", True),
        ("License :: OSI Approved :: GNU Affero General Public License v3", True),
    ],
)
def test_a_licence_is_judged_by_its_choices(licence: str, expected: bool) -> None:
    assert forbidden(licence) is expected


def test_nothing_at_run_time_is_under_gpl_or_agpl_alone() -> None:
    licences = {each.name: stated_licence(each) for each in runtime_closure()}
    assert len(licences) > 40
    assert {name: text for name, text in licences.items() if not text} == {}
    assert {name: text for name, text in licences.items() if forbidden(text)} == {}


def test_notice_names_every_library_at_run_time() -> None:
    words = set(re.findall(r"[A-Za-z0-9][A-Za-z0-9._-]*", (ROOT / "NOTICE").read_text("utf-8")))
    named = {canonicalize_name(word.rstrip(".")) for word in words}
    names = {canonicalize_name(each.name) for each in runtime_closure()}
    assert sorted(names - named) == []


def test_the_licence_is_the_apache_licence_whole() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert "Version 2.0, January 2004" in text
    assert "9. Accepting Warranty or Additional Liability." in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_the_licence_of_the_font_stands_beside_it() -> None:
    fonts = ROOT / "resources" / "fonts"
    assert list(fonts.glob("*.ttf"))
    assert "SIL Open Font License" in (fonts / "OFL.txt").read_text("utf-8")
