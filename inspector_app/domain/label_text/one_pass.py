"""Values of one pass: each trigger word takes what stands after it, beside it or below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from inspector_app.domain.label_text import numbers
from inspector_app.domain.label_text.dates_seen import damaged_dates, date_seen, unlikely
from inspector_app.domain.label_text.durations import PrintedLife, jar_sign
from inspector_app.domain.label_text.layout import Place, below, places, right_of
from inspector_app.domain.label_text.line import LabelLine, label_line
from inspector_app.domain.label_text.lots import lone_lot, lots_after
from inspector_app.domain.label_text.not_of_goods import NotOfGoods, doubted, not_of_goods
from inspector_app.domain.label_text.plain_text import LONGEST_LINE
from inspector_app.domain.label_text.printed_dates import PrintedDate
from inspector_app.domain.label_text.reading import FieldName, TextLine, TextPass
from inspector_app.domain.label_text.seen import Elsewhere, PassSeen, Seen
from inspector_app.domain.label_text.tables import LabelTables, WordKind
from inspector_app.domain.label_text.timeline import usual_life
from inspector_app.domain.label_text.words import Word
from inspector_app.domain.shelf_life import parse_life

MOST_LINES = 2_000
MOST_CHARACTERS = 40_000
"""What is looked at of one pass: a full label has 60 lines and 1,500 characters."""
_JOINT = re.compile(r"[\s:/、,.&+|()及和与或-]*\Z")
_EMPTY = re.compile(r"[\s:;.,/|()1-]{0,3}\Z")
_FREE_KINDS: tuple[WordKind, ...] = ("produced", "expires")
_RANGE = re.compile(r"\s?日?\s?(?:-{1,2}|~|至|到|或者?|TO|OR|和|及|、|/)\s?", re.IGNORECASE)
_MOST_JUNK = 3
_DATE_REACH = 14
_MOST_SEARCHES = 100
_NEAR_LINES = 200
_DATE_KINDS: frozenset[WordKind] = frozenset({"produced", "expires", "expires_exclusive"})
_ELSEWHERE: dict[WordKind, FieldName] = {
    "produced": "produced",
    "expires": "expires",
    "expires_exclusive": "expires",
    "duration": "shelf_life",
    "lot": "lot",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scope:
    """Words of line ``said`` that share what follows them, and where that stands."""

    words: tuple[Word, ...]
    said: int
    at: int
    start: int
    end: int

    def kinds(self) -> list[WordKind]:
        return [word.kind for word in self.words]


@dataclass(slots=True)
class _Reader:
    name: str
    tables: LabelTables
    on: date
    lines: list[LabelLine]
    placed: tuple[Place | None, ...]
    others: NotOfGoods
    out: PassSeen = field(default_factory=lambda: PassSeen([], [], []))
    taken: set[tuple[int, int]] = field(default_factory=set)
    searches: int = 0

    def read(self) -> PassSeen:
        for index in range(len(self.lines)):
            for scope in self._scopes(index):
                self._take_with_doubt(scope)
        for index, line in enumerate(self.lines):
            self._leftovers(index, line)
            self.out.seen.extend(numbers.law_numbers(line, self.name, self.tables))
        self._lone_lots()
        return self.out

    def _scopes(self, index: int) -> Iterator[_Scope]:
        """Groups of words of a line and what they reach: up to the next group, else beside or
        below."""
        line = self.lines[index]
        if not line.words:
            return
        groups: list[list[Word]] = []
        for word in line.words:
            apart = not groups or "other" in (word.kind, groups[-1][-1].kind)
            if not apart and _JOINT.match(line.text[groups[-1][-1].end : word.start]):
                groups[-1].append(word)
            else:
                groups.append([word])
        ends = [group[0].start for group in groups[1:]] + [len(line.text)]
        for group, end in zip(groups, ends, strict=True):
            start = group[-1].end
            if _EMPTY.match(line.text[start:end]):
                yield from self._far(tuple(group), index)
            else:
                yield _Scope(words=tuple(group), said=index, at=index, start=start, end=end)

    def _far(self, words: tuple[Word, ...], index: int) -> Iterator[_Scope]:
        """The value is not on the line: beside it, else below it."""
        if self.searches >= _MOST_SEARCHES:
            return
        self.searches += 1
        kinds = {word.kind for word in words}
        for other in (*right_of(index, self.placed), *below(index, self.placed)):
            line = self.lines[other]
            if not line.words and self._fits(kinds, line) and not self._claimed(other, index):
                yield _Scope(words=words, said=index, at=other, start=0, end=len(line.text))
                return

    def _claimed(self, value: int, index: int) -> bool:
        """Whether another word stands left of that value: then it is not for the one above."""
        return any(
            line.words and at != index and value in right_of(at, self.placed)[:1]
            for at, line in enumerate(self.lines[:_NEAR_LINES])
        )

    def _fits(self, kinds: set[WordKind], line: LabelLine) -> bool:
        if kinds & _DATE_KINDS or "duration" in kinds:
            early = any(one.start <= _MOST_JUNK for one in line.dates)
            lives = "duration" in kinds and bool(line.lives(0, len(line.text)))
            return early or lives or self._place_named(line.text) != ""
        if "lot" in kinds:
            return lone_lot(line.text) is not None
        return bool(kinds & {"opened", "net_content", "standard_number"})

    def _take_with_doubt(self, scope: _Scope) -> None:
        before = len(self.out.seen)
        self._take(scope)
        said = self.lines[scope.said]
        if any(self.others.word(scope.said, said, word) for word in scope.words):
            self.out.seen[before:] = [doubted(seen) for seen in self.out.seen[before:]]

    def _take(self, scope: _Scope) -> None:
        line = self.lines[scope.at]
        kinds = scope.kinds()
        inside = [one for one in line.dates if scope.start <= one.start < scope.end]
        if not inside and self._elsewhere(scope, line):
            return
        if "licence" in kinds:
            # The validity of a licence is no date of the goods.
            self.taken.update((scope.at, one.start) for one in inside)
        if "opened" in kinds:
            self._opened(scope, line)
            return
        if set(kinds) & _DATE_KINDS or "duration" in kinds:
            self._dates(scope, line, inside)
        if "lot" in kinds:
            self._lots(scope, line, inside)
        if "net_content" in kinds:
            self.out.seen.extend(
                numbers.contents(line, scope.start, scope.end, self.name, self.tables)
            )
        if "standard_number" in kinds:
            self.out.seen.extend(
                numbers.standards(line, scope.start, scope.end, self.name, self.tables)
            )

    def _elsewhere(self, scope: _Scope, line: LabelLine) -> bool:
        text = line.text[scope.start : scope.end]
        place = self._place_named(text)
        if not place:
            return False
        self.out.elsewhere.extend(
            Elsewhere(
                name=_ELSEWHERE[word.kind],
                place=place,
                text=line.text,
                box=line.box,
            )
            for word in scope.words
            if word.kind in _ELSEWHERE
        )
        return True

    def _place_named(self, text: str) -> str:
        """Where the label says the value is; "" when it does not."""
        if any(char.isdigit() for char in text):
            return ""
        match = self.tables.reference.search(text)
        told = match["place"] if match else text.strip(" :;.()")
        for place in self.tables.places:
            if place in told and (match or (len(place) > 1 and told.endswith(place))):
                return told.strip()
        return ""

    def _opened(self, scope: _Scope, line: LabelLine) -> None:
        for life in line.lives(scope.start, scope.end)[:1]:
            doubt = "digits_repaired" if life.torn else ""
            self.out.seen.append(self._life_seen("opened_life", line, life, scope.words[-1], doubt))
            self.taken.add((scope.at, life.start))

    def _dates(self, scope: _Scope, line: LabelLine, inside: list[PrintedDate]) -> None:
        words = [word for word in scope.words if word.kind in _DATE_KINDS]
        lives_word = next((word for word in scope.words if word.kind == "duration"), None)
        usable = [one for one in inside if self._allowed(one, scope)]
        wanted = words or ([] if lives_word is None else [lives_word])
        lives = line.lives(scope.start, scope.end)
        if not words and lives and usable and lives[0].start < usable[0].start:
            usable = []  # 保质期12个月20260301: the life is its value, not the date behind it.
        if usable:
            self._assign(scope, line, wanted, usable)
            return
        word = lives_word or next((one for one in words if one.kind != "produced"), None)
        if lives and word is not None:
            self._lives(scope, line, lives, word)
        elif wanted and wanted[0].kind != "duration":
            self.out.seen.extend(
                damaged_dates(line, scope.start, scope.end, wanted[0], self.name, self.on)
            )

    def _allowed(self, one: PrintedDate, scope: _Scope) -> bool:
        if one.needs != "expiry_word":
            return True
        return any(kind in ("expires", "expires_exclusive") for kind in scope.kinds())

    def _assign(
        self, scope: _Scope, line: LabelLine, words: list[Word], dates: list[PrintedDate]
    ) -> None:
        """One word takes the first date; several words take as many dates in their order."""
        several = len(words) > 1
        short = several and len(dates) < len(words)
        if not several and self._is_range(line, words[0], dates):
            self._range(scope, line, words[0], dates[:2])
            return
        for word, one in zip(words, dates if not short else dates[:1] * len(words), strict=False):
            kind = "expires" if word.kind == "duration" else word.kind
            self.taken.add((scope.at, one.start))
            found = date_seen(line, one, kind, word, self.name, self.on, no_days=self.out.no_days)
            self.out.seen.extend(seen.doubtful("which_date") if short else seen for seen in found)

    def _is_range(self, line: LabelLine, word: Word, dates: list[PrintedDate]) -> bool:
        """Whether one word has two dates; a day to come behind one of production is its expiry."""
        if len(dates) < 2 or not _RANGE.fullmatch(line.text, dates[0].end, dates[1].start):
            return False
        to_come = dates[1].values and dates[1].values[0].first > self.on
        return not (word.kind == "produced" and to_come)

    def _range(
        self, scope: _Scope, line: LabelLine, word: Word, dates: Sequence[PrintedDate]
    ) -> None:
        """有效期 2026.03.01-2028.02.28, or two days of production: both are offered, for an expiry
        the second first."""
        kind: WordKind = "expires" if word.kind == "duration" else word.kind
        for one in dates if kind == "produced" else reversed(dates):
            self.taken.add((scope.at, one.start))
            found = date_seen(line, one, kind, word, self.name, self.on, no_days=self.out.no_days)
            self.out.seen.extend(seen.doubtful("which_date") for seen in found)

    def _lives(
        self, scope: _Scope, line: LabelLine, lives: Sequence[PrintedLife], word: Word
    ) -> None:
        several = len({life.value for life in lives}) > 1 or lives[0].conditional
        unusual = "" if usual_life(parse_life(lives[0].value)) else "unlikely_life"
        unusual = "digits_repaired" if lives[0].torn else unusual
        for rank, life in enumerate(lives[:5]):
            self.taken.add((scope.at, life.start))
            doubt = "several_values" if several else "unit_letter" if life.letter_unit else unusual
            self.out.seen.append(self._life_seen("shelf_life", line, life, word, doubt, rank))

    def _life_seen(
        self,
        name: FieldName,
        line: LabelLine,
        life: PrintedLife,
        word: Word | None,
        doubt: str,
        rank: int = 0,
    ) -> Seen:
        pattern = "D35" if name == "opened_life" else "D30" if life.text[0].isdigit() else "D31"
        return Seen(
            name=name,
            value=life.value,
            text=life.text,
            box=line.part(life.start, life.end),
            source=self.name,
            doubt=doubt,
            pattern="D32" if doubt == "several_values" else pattern,
            rank=rank,
            guessed_word=word is not None and word.sure == "guessed",
        )

    def _lots(self, scope: _Scope, line: LabelLine, inside: list[PrintedDate]) -> None:
        alone = all(kind == "lot" for kind in scope.kinds())
        found = lots_after(line, scope.start, scope.end, scope.words[-1], self.name, alone=alone)
        self.out.seen.extend(found)
        if not found or not alone:
            return
        for one in inside:
            if (scope.at, one.start) in self.taken or one.needs:
                continue
            self.taken.add((scope.at, one.start))
            # A batch may hold its production day: offered, never taken for granted.
            self.out.seen.extend(
                seen.doubtful("from_lot")
                for seen in date_seen(line, one, "produced", None, self.name, self.on)
            )

    def _leftovers(self, index: int, line: LabelLine) -> None:
        """Dates no word has taken: with a word after them, or with none at all."""
        for one in line.dates:
            if (index, one.start) in self.taken:
                continue
            after = self.tables.after_regex.match(line.text, one.end)
            if after is not None and _stands_free(after, line) and not line.embedded(one):
                kind = self.tables.after[after[1]]
                word = Word(start=after.start(), end=after.end(), kind=kind, text=after[0])
                self.taken.add((index, one.start))
                found = date_seen(line, one, kind, word, self.name, self.on, said_after=True)
                foreign = self.others.date(index, line, one, after[1])
                self.out.seen.extend(doubted(seen) if foreign else seen for seen in found)
            elif one.needs in ("", "date_word_or_alone"):
                self.out.seen.extend(self._unclaimed(line, one))
        if line.words:
            return
        if not line.dates:
            self.out.seen.extend(self._damaged_alone(line))
            jar = jar_sign(line.text)
            if jar is not None and len(line.text) <= 2 * len(jar.text) + 2:
                seen = self._life_seen("opened_life", line, jar, None, "")
                self.out.seen.append(seen)

    def _damaged_alone(self, line: LabelLine) -> Iterator[Seen]:
        """Digits that stand like a date at the beginning of a line, but are none."""
        if not line.text[:2].isdigit():
            return
        for kind in _FREE_KINDS:
            word = Word(start=0, end=0, kind=kind, sure="guessed")
            yield from damaged_dates(line, 0, _DATE_REACH, word, self.name, self.on)[:2]

    def _unclaimed(self, line: LabelLine, one: PrintedDate) -> Iterator[Seen]:
        """A date without a word: of production if past, of expiry if to come; only offered."""
        if line.embedded(one):
            for seen in date_seen(line, one, "produced", None, self.name, self.on):
                yield seen.doubtful("from_lot")
            return
        for kind in _FREE_KINDS:
            for seen in date_seen(line, one, kind, None, self.name, self.on):
                if seen.date is not None and not unlikely(seen.name, seen.date, self.on):
                    yield replace(seen, doubt="no_keyword")

    def _lone_lots(self) -> None:
        if any(seen.name == "lot" for seen in self.out.seen):
            return
        lines = [line for line in self.lines if not line.words]
        for line in lines[: MOST_LINES // 10]:
            value = lone_lot(line.text)
            if value is None or any(not line.embedded(one) for one in line.dates if not one.needs):
                continue
            self.out.seen.append(
                Seen(
                    name="lot", value=value, text=line.text, box=line.box, source=self.name,
                    doubt="no_keyword", pattern="D37",
                )
            )  # fmt: skip


def read_pass(text: TextPass, tables: LabelTables, on: date) -> PassSeen:
    """Everything one pass gives; what is beyond the bounds above is not looked at."""
    used = _bounded(text.lines[:MOST_LINES])
    lines, placed = [label_line(line, tables) for line in used], places(used)
    reader = _Reader(
        name=text.name,
        tables=tables,
        on=on,
        lines=lines,
        placed=placed,
        others=not_of_goods(lines, placed, tables),
    )
    return reader.read()


def _stands_free(after: re.Match[str], line: LabelLine) -> bool:
    """Whether a word after a date is none of the words before the next value (生产批号)."""
    return not any(
        word.start < after.end() and after.start() < word.end and word.text != after[1]
        for word in line.words
    )


def _bounded(lines: Sequence[TextLine]) -> Sequence[TextLine]:
    room = MOST_CHARACTERS
    for index, line in enumerate(lines):
        room -= min(len(line.text), LONGEST_LINE)
        if room < 0:
            return lines[:index]
    return lines
