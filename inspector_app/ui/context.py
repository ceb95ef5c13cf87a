"""What every view is given: texts, theme, icons, tasks, sounds and notices.

There is no global object: bootstrap builds one ``Ui`` and hands it to each page.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias
from weakref import ReferenceType, ref

import shiboken6
from PySide6.QtCore import QObject, Signal

from inspector_app.domain.errors import InspectorError
from inspector_app.i18n import Catalogue, Language, Translator
from inspector_app.services.refusals import SeenRefusals
from inspector_app.ui.theme.icons import Icons
from inspector_app.ui.theme.theme import Theme

_log = logging.getLogger(__name__)
if TYPE_CHECKING:  # a window paints before it needs to know what a scan means
    from inspector_app.domain.gs1 import ScanResult
    from inspector_app.domain.scan import RawScan
    from inspector_app.services.ports import TaskRunner

Param: TypeAlias = str | int | float
Cue: TypeAlias = Literal["accepted", "attention", "wrong"]
NoticeTone: TypeAlias = Literal["info", "accepted", "attention", "wrong"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanEvent:
    """One scan on its way to a page: what was read, and what it means.

    ``result`` comes from the interpreter bootstrap injects (``domain.gs1.parse_scan`` with the
    station's day and tables).
    """

    raw: RawScan
    result: ScanResult


class Sounds(Protocol):
    """Three cues a person tells apart without looking."""

    def play(self, cue: Cue) -> None:
        """Sound ``cue`` at once; silent where there is no audio device."""


class Silence:
    """``Sounds`` for tests and stations without a loudspeaker."""

    def play(self, cue: Cue) -> None:
        """Nothing is heard."""


class Texts(QObject):
    """The language in use; ``languageChanged`` fires after the switch."""

    languageChanged = Signal()

    def __init__(
        self, catalogue: Catalogue, language: Language = "zh", parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._translator = catalogue.speak(language)
        self._spoken: dict[tuple[int, str], _Spoken] = {}
        self._tidy_at = 256

    @property
    def translator(self) -> Translator:
        return self._translator

    @property
    def language(self) -> Language:
        return self._translator.language

    def speak(self, language: Language) -> Translator:
        """Texts of one language, whichever is in use: for words that are kept in both."""
        return self._catalogue.speak(language)

    def set_language(self, language: Language) -> None:
        """Speak ``language`` from now on."""
        if language == self.language:
            return
        self._translator = self._catalogue.speak(language)
        self._tidy()
        for spoken in tuple(self._spoken.values()):
            owner = spoken.alive()
            if owner is not None:
                getattr(owner, spoken.setter)(self._translator(spoken.key, **spoken.params))
        self.languageChanged.emit()

    def remember(self, owner: QObject, setter: str, key: str, params: dict[str, Param]) -> None:
        """Repeat ``owner.setter(text)`` at each change of language; a later key replaces it."""
        self._spoken[id(owner), setter] = _Spoken(ref(owner), setter, key, params)
        if len(self._spoken) > self._tidy_at:
            self._tidy()
            self._tidy_at = max(256, 2 * len(self._spoken))

    def _tidy(self) -> None:
        self._spoken = {
            place: spoken for place, spoken in self._spoken.items() if spoken.alive() is not None
        }


@dataclass(frozen=True, slots=True)
class _Spoken:
    owner: ReferenceType[QObject]
    setter: str
    key: str
    params: dict[str, Param]

    def alive(self) -> QObject | None:
        owner = self.owner()
        return owner if owner is not None and shiboken6.isValid(owner) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A line above the page: never modal, never in the way of the next scan.

    ``action`` is the text of its one button (such as 切换到该批), ``act`` what it does. With an
    action it stays, unless it is ``fleeting``: then it goes by itself after a while.
    """

    tone: NoticeTone
    text: str
    detail: str = ""
    action: str = ""
    act: Callable[[], None] | None = None
    lasting: bool = False
    fleeting: bool = False


class Notices(QObject):
    """Where pages post notices; the shell shows them and each tone has its sound."""

    posted = Signal(object)
    cleared = Signal()

    def __init__(self, sounds: Sounds, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sounds = sounds

    def post(self, notice: Notice, *, sound: bool = True) -> None:
        """Show ``notice`` and sound its cue (``info`` is silent)."""
        if sound and notice.tone != "info":
            self._sounds.play(notice.tone)
        self.posted.emit(notice)

    def info(self, text: str, detail: str = "") -> None:
        """Something good to know, silently."""
        self.post(Notice(tone="info", text=text, detail=detail))

    def accepted(self, text: str, detail: str = "") -> None:
        """The act was taken."""
        self.post(Notice(tone="accepted", text=text, detail=detail))

    def attention(self, text: str, detail: str = "") -> None:
        """A person should look; work may go on."""
        self.post(Notice(tone="attention", text=text, detail=detail, lasting=True))

    def wrong(self, text: str, detail: str = "") -> None:
        """Refused: wrong goods, wrong code."""
        self.post(Notice(tone="wrong", text=text, detail=detail, lasting=True))

    def clear(self) -> None:
        """Take the present notice away."""
        self.cleared.emit()


@dataclass(frozen=True, slots=True, weakref_slot=True, kw_only=True)
class Ui:
    """Given to every page and widget as its first argument."""

    texts: Texts
    theme: Theme
    icons: Icons
    tasks: TaskRunner
    sounds: Sounds
    notices: Notices
    seen: SeenRefusals = field(default_factory=lambda: SeenRefusals(_log))

    def t(self, key: str, /, **params: Param) -> str:
        """The text under ``key`` in the present language."""
        return self.texts.translator(key, **params)

    def pick(self, names: Any) -> str:
        """The present language of a ``{"zh": …, "en": …}`` value."""
        return self.texts.translator.pick(names)

    def sentence(self, problem: Exception) -> str:
        """What went wrong and what to do; for ``failed`` callbacks. Its code goes to the log."""
        if isinstance(problem, InspectorError):
            self.seen.note(problem)
            return self.texts.translator.error(problem)
        return self.t("errors.unknown", code=type(problem).__name__)

    def refuse(self, problem: Exception) -> None:
        """Show a refusal as a notice; a ready-made ``failed`` callback."""
        if isinstance(problem, InspectorError):
            self.seen.again(problem)
        self.notices.wrong(self.sentence(problem))

    def say(self, setter: Callable[[str], object], key: str, /, **params: Param) -> None:
        """Call ``setter`` with the text now and after each change of language.

        ``setter`` must be a bound method of a QObject (``label.setText``); it is forgotten
        when that object goes away.
        """
        owner = getattr(setter, "__self__", None)
        name = getattr(setter, "__name__", "")
        if not isinstance(owner, QObject) or not name:
            raise TypeError("say() needs a bound method of a QObject")
        self.texts.remember(owner, name, key, params)
        setter(self.t(key, **params))
