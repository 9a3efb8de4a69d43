"""Marks of letters and digits: passports, licence plates, e-mail, WeChat, QQ."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linli.text.redact.reading import NO_PERSON, Reading
from linli.text.redact.spans import Kind, Span

_passport = re.compile(
    r"(?<![0-9A-Za-z])([EGeg]\d{8}|[Ee][A-HJ-NP-Za-hj-np-z]\d{7})(?![0-9A-Za-z])"
)
_permit = re.compile(r"(?<![0-9A-Za-z])([A-Za-z]{0,2}[ ]?\d{6,10})(?![0-9A-Za-z])")
_travel = re.compile(r"(?:护照|通行证|回乡证|台胞证|旅行证)(?:号码?)?[为是]?[\s::()]*$")

_plate = re.compile(
    r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼])[ ]?([A-HJ-NP-Za-hj-np-z])"
    r"[ ·.•・\-]{0,2}([0-9A-Za-z]{5,6}|[0-9A-Za-z]{4}[挂学警港澳领])(?![0-9A-Za-z])"
)
_ordinary = re.compile(r"[0-9A-HJ-NP-Z]{5}|[0-9A-HJ-NP-Z]{4}[挂学警港澳领]")
_new_energy = re.compile(r"[A-HJK][0-9A-HJ-NP-Z]\d{4}|\d{5}[A-HJK]")
_plate_word = re.compile(r"(?:车牌|牌照|车号|车辆|号牌|轿车|货车|小车)[^,。,]{0,6}$")

_email = re.compile(
    r"(?<![\w.+\-])([A-Za-z0-9][\w.+\-]{0,63} ?@ ?[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*"
    r"\.[A-Za-z]{2,10})(?![A-Za-z0-9])",
    re.ASCII,
)
_LINK = (
    r"[^\S\n]{0,2}(?:联系)?(?:账号|帐号|号码?|ID|id)?[^\S\n]{0,2}(?:[::是为(]|就是)?[^\S\n]{0,2}"
)
_wechat = re.compile(
    rf"(?:微 ?信|薇信|威信|加[Vv]|[Vv]信"
    rf"|(?<![A-Za-z])(?:[Ww]e[Cc]hat|[Ww]eixin|WECHAT|[Vv][Xx]|[Ww][Xx]))"
    rf"{_LINK}([A-Za-z][A-Za-z0-9_\-]{{5,19}})(?![A-Za-z0-9_\-])"
)
_wechat_id = re.compile(r"(?<![A-Za-z0-9])(wxid_[a-z0-9]{10,16})(?![A-Za-z0-9_])")
_qq = re.compile(
    rf"(?:(?<![A-Za-z])[Qq] ?[Qq]群?|扣扣|企鹅号?|加[Qq](?![A-Za-z])){_LINK}([1-9]\d{{4,10}})"
    rf"(?![0-9A-Za-z@]|\.\d)"
)


def passports(read: Reading) -> Iterator[Span]:
    """Passports of the People's Republic by their form; other documents behind their name."""
    for match in _passport.finditer(read.plain):
        before = read.before(match.start())
        if NO_PERSON.search(before) and "护照" not in before:
            continue
        certainty = 0.95 if _travel.search(before) else 0.75
        yield _span(Kind.PASSPORT, match, match[1].upper(), True, certainty)
    for match in _permit.finditer(read.plain):
        value = match[1].upper().replace(" ", "")
        if _travel.search(read.before(match.start())) and not _passport.fullmatch(match[1]):
            valid = True if _passport.fullmatch(value) else None
            yield _span(Kind.PASSPORT, match, value, valid, 0.85)


def plates(read: Reading) -> Iterator[Span]:
    """Licence plates (GA 36), those of new-energy vehicles with six places among them."""
    for match in _plate.finditer(read.plain):
        number = match[3].upper()
        valid = bool((_ordinary if len(number) == 5 else _new_energy).fullmatch(number))
        marked = bool(_plate_word.search(read.before(match.start())))
        if any(place.isdigit() for place in number) and (valid or marked):
            value = f"{match[1]}{match[2].upper()}{number}"
            yield Span(Kind.PLATE, *match.span(), value, valid, 0.95 if valid else 0.6)


def emails(read: Reading) -> Iterator[Span]:
    """E-mail addresses."""
    for match in _email.finditer(read.plain):
        yield _span(Kind.EMAIL, match, match[1].replace(" ", ""), True, 0.98)


def wechats(read: Reading) -> Iterator[Span]:
    """WeChat names behind the word, and the inner ones that begin with wxid_."""
    for pattern in (_wechat, _wechat_id):
        for match in pattern.finditer(read.plain):
            yield _span(Kind.WECHAT, match, match[1], None, 0.9)


def qqs(read: Reading) -> Iterator[Span]:
    """QQ numbers, of people and of groups, behind the word."""
    for match in _qq.finditer(read.plain):
        yield _span(Kind.QQ, match, match[1], None, 0.95)


def _span(
    kind: Kind, match: re.Match[str], value: str, valid: bool | None, certainty: float
) -> Span:
    return Span(kind, *match.span(1), value, valid, certainty)
