"""Texts by key, read at once or when they are first wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from inspector_app.i18n import Catalogue, CatalogueError

FIRST = """
# A comment.
[page.title]
zh = "标题"
en = "Title"
[shared]
one = { zh = "一", en = "One" }
"""
SECOND = """
[shared.two]
zh = "二 {n}"
en = "Two {n}"
"""
MAKERS: tuple[Callable[[Iterable[str]], Catalogue], ...] = (Catalogue.from_toml, Catalogue.late)


@pytest.mark.parametrize("make", MAKERS)
def test_a_section_may_come_from_several_documents(make: Callable[..., Catalogue]) -> None:
    speak = make([FIRST, SECOND]).speak("en")
    assert [speak("shared.two", n=3), speak("shared.one"), speak("page.title")] == [
        "Two 3", "One", "Title",
    ]  # fmt: skip


@pytest.mark.parametrize("make", MAKERS)
def test_a_missing_text_shows_its_key(make: Callable[..., Catalogue]) -> None:
    speak = make([FIRST, SECOND]).speak("zh")
    assert speak("page.nothing") == "⟦page.nothing⟧"
    assert not speak.has("nowhere.nothing")


@pytest.mark.parametrize("make", MAKERS)
def test_all_texts_can_be_listed(make: Callable[..., Catalogue]) -> None:
    texts = make([FIRST, SECOND]).texts
    assert sorted(texts) == ["page.title", "shared.one", "shared.two"]
    assert len(texts) == 3


@pytest.mark.parametrize("make", MAKERS)
def test_a_text_given_twice_is_refused(make: Callable[..., Catalogue]) -> None:
    with pytest.raises(CatalogueError, match="given twice"):
        dict(make([FIRST, FIRST.replace("Title", "Other")]).texts)


def test_a_late_document_is_not_parsed_before_its_section_is_wanted() -> None:
    catalogue = Catalogue.late([FIRST, "[broken\n"])
    assert catalogue.speak("zh")("page.title") == "标题"
    with pytest.raises(ValueError, match="line 1"):
        catalogue.speak("zh")("broken.title")


def test_a_late_document_must_begin_with_a_section() -> None:
    catalogue = Catalogue.late(['page.title = { zh = "一", en = "One" }\n[other]\n'])
    with pytest.raises(CatalogueError, match="before the first section"):
        catalogue.speak("zh")("other.text")
