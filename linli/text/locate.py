"""Finding places in free Chinese text by the names of streets, communities and villages.

    names = PlaceNames([("990101001", "青梧街道"), ("990101001001", "桂花里社区居委会")])
    names.find("家住青梧街道桂花里社区")      # what is named, and where in the text
    names.resolve("家住青梧街道桂花里社区")   # the one place that is meant, or what holds for sure

Nothing is guessed: a name that several places share counts when a street or district that is
named beside it tells them apart, and names that contradict one another give the place that
holds both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from linli.text.addresses import Kind, Part, parts
from linli.text.forms import CITY, COMMUNITY, DISTRICT, STREET, Strength, forms, usable

_LENGTHS = (2, CITY, DISTRICT, STREET, COMMUNITY, 15, 20)
# A short form before one of these is part of another name: 青梧路, 青梧大桥, 青梧小学.
_GOES_ON = (
    *("路", "街", "巷", "弄", "大道", "大桥", "桥", "立交", "站", "地铁", "高速", "隧道", "线"),
    *("小区", "花园", "家园", "公寓", "广场", "大厦", "公园", "市场", "商场", "酒店", "公司"),
    *("小学", "中学", "学校", "幼儿园", "大学", "学院", "医院", "银行", "派出所", "水库", "工业园"),
    *("山", "河", "江", "湖", "港", "国际", "新城", "新村", "名苑", "华府", "府", "苑", "城"),
)
# The characters that a short form must have: two are enough for a street in a named district,
# for a community (there are ten times as many) they would be any word.
_SHORTEST = {STREET: 2, COMMUNITY: 3}
# One of these before a name may be the first part of a longer one that nobody has told us of:
# 杉仙岭社区, where only 仙岭社区 is known.
_NAME_PARTS = frozenset(
    "大小新老古东西南北高长天太平安永兴福金银铜铁石白黑红黄青绿紫龙凤马牛羊虎鹿鹤"
    "山岭坡冈河湖江海塘溪泉井沙洲水火木土松柏杉竹梅兰菊桃李梨杏柳桂枫杨荷花春夏秋冬"
)

NAMED, DOUBTED = 0.99, 0.9
_CONFIDENCE = {Strength.FULL: NAMED, Strength.VARIANT: 0.75, Strength.SHORT: 0.8}


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of text that names one place, or one of several of that name."""

    codes: tuple[str, ...]
    start: int
    end: int
    matched: str
    strength: Strength

    @property
    def exact(self) -> bool:
        """Whether the full name stands there."""
        return self.strength is Strength.FULL


@dataclass(frozen=True, slots=True)
class Resolution:
    """The smallest place that the text means for sure.

    `level` is the number of digits of `code`. `exact`: its full name stands in the text.
    `conflict`: what is named does not lie in one another, and `code` holds both. `ambiguous`:
    what is named more closely than `code` could be several places. `confidence` is the share of
    readings of this kind that were right on real messages, half of those with labels, which no
    figure is reported on (docs/reference/text/locate.md).
    """

    code: str | None
    level: int
    mentions: tuple[Mention, ...]
    exact: bool = False
    conflict: bool = False
    ambiguous: bool = False
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Location:
    """All that a text says about where: the place for sure, and the parts of addresses."""

    place: Resolution
    parts: tuple[Part, ...]

    @property
    def estates(self) -> tuple[str, ...]:
        """The names of estates, each once, in their order."""
        found = (part.name for part in self.parts if part.kind is Kind.ESTATE)
        return tuple(dict.fromkeys(found))


class PlaceNames:
    """The names of places, ready to be found. One place may come with several names."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        codes: dict[str, dict[Strength, set[str]]] = defaultdict(lambda: defaultdict(set))
        for code, name in names:
            for form, strength in forms(code, name):
                if usable(form, strength):
                    codes[form][strength].add(code)
        # A form keeps its strongest meaning: 长沙 is the city before it is 长沙县 cut short.
        self._forms = {
            form: (max(meanings), tuple(sorted(meanings[max(meanings)])))
            for form, meanings in codes.items()
        }
        self._strong = _lengths_by_start(self._of(Strength.VARIANT, Strength.FULL))
        self._short = _lengths_by_start(self._of(Strength.SHORT))

    def find(self, text: str) -> tuple[Mention, ...]:
        """Every mention, the longest at each point; full names before short forms."""
        strong = _doubted(text, list(self._scan(text, self._strong)))
        taken = [False] * len(text)
        for mention in strong:
            taken[mention.start : mention.end] = [True] * (mention.end - mention.start)
        short = [
            mention
            for mention in self._scan(text, self._short)
            if not any(taken[mention.start : mention.end])
            and not text.startswith(_GOES_ON, mention.end)
        ]
        return tuple(sorted([*strong, *short], key=lambda mention: mention.start))

    def resolve(self, text: str, within: str = "") -> Resolution:
        """The place that the text means, among those below `within`."""
        mentions = tuple(
            mention for found in self.find(text) if (mention := _narrowed(found, within))
        )
        return _Reading(mentions, within).resolution()

    def locate(self, text: str, within: str = "") -> Location:
        """The place that the text means, and estates, roads, numbers, buildings, units, rooms.

        Where a district, street or community is named in full no estate or road is seen: 青梧街道
        is none, but 青梧小区 is one, although 青梧 is short for the street.
        """
        place = self.resolve(text, within)
        named = [m for m in place.mentions if m.strength is not Strength.SHORT]
        return Location(place, parts(text, ((m.start, m.end) for m in named)))

    def _of(self, *strengths: Strength) -> Iterator[str]:
        return (form for form, (strength, _codes) in self._forms.items() if strength in strengths)

    def _scan(self, text: str, starts: dict[str, list[int]]) -> Iterator[Mention]:
        at = 0
        while at < len(text) - 1:
            for length in starts.get(text[at : at + 2], ()):
                form = text[at : at + length]
                found = self._forms.get(form)
                if found and len(form) == length:
                    strength, codes = found
                    yield Mention(codes, at, at + length, form, strength)
                    at += length
                    break
            else:
                at += 1


def _doubted(text: str, mentions: list[Mention]) -> list[Mention]:
    """The mentions; one that may be the end of a longer, unknown name is no longer exact."""
    known = {0, *(mention.end for mention in mentions)}
    return [
        replace(mention, strength=Strength.VARIANT)
        if mention.start not in known and text[mention.start - 1] in _NAME_PARTS
        else mention
        for mention in mentions
    ]


def _lengths_by_start(every: Iterable[str]) -> dict[str, list[int]]:
    """By the first two characters, the lengths of the forms that begin so, the longest first."""
    lengths: dict[str, set[int]] = defaultdict(set)
    for form in every:
        lengths[form[:2]].add(len(form))
    return {start: sorted(found, reverse=True) for start, found in lengths.items()}


def _narrowed(mention: Mention, within: str) -> Mention | None:
    codes = tuple(code for code in mention.codes if code.startswith(within))
    if not codes:
        return None
    return Mention(codes, mention.start, mention.end, mention.matched, mention.strength)


def _related(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


class _Reading:
    """What the mentions of one text mean together, from the district downwards."""

    def __init__(self, mentions: tuple[Mention, ...], within: str) -> None:
        self.mentions = mentions
        self.conflict = False
        self.ambiguous = False
        # The places that are named, on the lowest level so far that names any.
        self.named: set[str] = {within} if within else set()
        self.found = False

    def resolution(self) -> Resolution:
        for lowest, highest in ((2, DISTRICT), (STREET, STREET), (COMMUNITY, 20)):
            self._take(lowest, highest)
            if self.conflict:
                break
        else:
            self._take_short_forms()
        code = _common(self.named) if self.found else ""
        exact = any(mention.exact and code in mention.codes for mention in self.mentions)
        return Resolution(
            code or None,
            len(code),
            self.mentions,
            exact,
            self.conflict,
            self.ambiguous,
            self._confidence(code, exact),
        )

    def _confidence(self, code: str, exact: bool) -> float:
        if not code:
            return 0.0
        if self.conflict or self.ambiguous:
            return DOUBTED
        if exact:
            return NAMED
        named = [mention for mention in self.mentions if code in mention.codes]
        return max((_CONFIDENCE[mention.strength] for mention in named), default=DOUBTED)

    def _take(self, lowest: int, highest: int) -> None:
        """Goes down to what is named on these levels; full names before variants."""
        named = [m for m in self.mentions if lowest <= len(m.codes[0]) <= highest]
        full = [mention for mention in named if mention.exact]
        places = self._single(full)
        strays = {m.codes[0] for m in full if not self._inside(m) and _is_telling(m)}
        if not places and not strays:
            places = self._single([m for m in named if m.strength is Strength.VARIANT])
        if places:
            self.named = _lowest(places)
            self.ambiguous = len(self.named) > 1
            self.found = True
        elif strays:
            self.named = {_common(self.named | strays)}
            self.conflict = True
        elif full:
            self.ambiguous = True

    def _take_short_forms(self) -> None:
        """A short form counts only inside the one place of the level above, named in full."""
        above = next(iter(self.named), "")
        if len(self.named) != 1 or len(above) not in (DISTRICT, STREET):
            return
        lower = STREET if len(above) == DISTRICT else COMMUNITY
        places = {
            code
            for mention in self.mentions
            if mention.strength is Strength.SHORT and len(mention.matched) >= _SHORTEST[lower]
            for code in self._inside(mention)
            if len(code) == lower
        }
        if self.found and len(places) == 1:
            self.named = places

    def _single(self, mentions: list[Mention]) -> set[str]:
        """The places of the mentions that can mean one only, below what is named above."""
        inside = [self._inside(mention) for mention in mentions]
        return {code for codes in inside if len(codes) == 1 for code in codes}

    def _inside(self, mention: Mention) -> set[str]:
        above = self.named or {""}
        return {code for code in mention.codes if any(_related(code, a) for a in above)}


def _is_telling(mention: Mention) -> bool:
    """Whether a name that lies elsewhere contradicts what is named above it.

    Villages bear the same names everywhere and vanish from the tables when they are merged: one
    that is not where it should be is more likely one that we do not know.
    """
    return len(mention.codes) == 1 and not mention.matched.endswith("村")


def _lowest(codes: set[str]) -> set[str]:
    """The codes below which no other one of them lies."""
    return {c for c in codes if not any(o != c and o.startswith(c) for o in codes)}


def _common(codes: set[str]) -> str:
    """The smallest place that holds all of them; "" when that is the whole country."""
    first, last = min(codes), max(codes)
    fits = (length for length in _LENGTHS if length <= len(first))
    return next((first[:n] for n in sorted(fits, reverse=True) if first[:n] == last[:n]), "")
