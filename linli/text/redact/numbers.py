"""Numbers that lead to one person: telephones, identity cards, bank cards.

Separators stand where people put them, and only there: 138 0013 8000 and 1-3-8-0-0-… are read as
a telephone number, a list of prices is not. A word such as 订单号 before a number says that it is
something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import phonenumbers

from linli.text.redact.reading import NEXT_WORD, NO_PERSON, THING, Reading
from linli.text.redact.spans import Kind, Span

_GAP = r"[ \t\-.·•_—–~]{0,2}"
_COUNTED = r"[ ]?(?:元|块钱|万|亿|平方|㎡|吨|公斤|斤|千克|度电|立方|秒|票|个)"
_END = rf"(?![0-9A-Za-z]|\.[0-9]|-[0-9]|{_COUNTED})|{NEXT_WORD}"
_EXTENSION = r"(?:-|转|[ ]?转分机|[ ]?分机|[ ]?[Ee]xt\.?)[ ]?\d{1,5}(?![0-9])"
_START = r"(?<![0-9A-Za-z])(?<![0-9][.\-])"

_mobile = re.compile(
    rf"{_START}(?:(?:\(?\+|00)?86\)?[ \-]?|0)?(1{_GAP}[3-9](?:{_GAP}\d){{9}})(?:{_END})"
)
_ABROAD = r"\(?(?:\+|00)86\)?[ \-]?"
_landline = re.compile(
    rf"{_START}({_ABROAD}\(?(?!1[3-9])[1-9]\d{{1,2}}\)?{_GAP}\d{{3,4}}[ \-]?\d{{4}}"
    rf"|(?:{_ABROAD})?\(?0(?!1[3-9]\d{{9}}(?!\d))\d{{2,3}}\)?{_GAP}"
    rf"(?:\d{{3,4}}[ \-]?\d{{4}}|\d{{4}}[ \-]\d{{3}}))(?:(?={_EXTENSION})|{_END})"
)
_abroad = re.compile(rf"^{_ABROAD}")
_local = re.compile(rf"{_START}([2-8]\d{{2,3}}[ \-]?\d{{4}})(?:{_END})")
_id_card = re.compile(rf"{_START}([1-9](?:{_GAP}\d){{16}}{_GAP}[0-9Xx×])(?:{_END})")
_card = re.compile(rf"{_START}([2-9](?:[ \-]{{0,2}}\d){{14,18}})(?:{_END})")
_odd_id_card = re.compile(rf"{_START}([1-9]\d{{14,18}}[Xx]?)(?:{_END})")

_MOBILE_GROUPS = {
    *((11,), (3, 4, 4), (4, 3, 4), (3, 8), (7, 4), (3, 3, 5), (5, 6), (3, 4, 2, 2), (4, 4, 3)),
    *((3, 2, 2, 2, 2), (3, 3, 3, 2), (5, 3, 3), (1,) * 11),
}
_ID_GROUPS = {
    *((18,), (6, 8, 4), (6, 4, 4, 4), (6, 4, 2, 2, 4), (3, 3, 4, 4, 4), (4, 4, 4, 4, 2)),
    *((6, 12), (14, 4), (1,) * 18, (3, 3, 8, 4), (6, 6, 6), (3, 3, 3, 3, 3, 3)),
}

_telephone = re.compile(
    r"(?:电话|手机|联系|号码|致电|来电|打|拨|回电|座机|固话|热线|TEL|Tel|tel|☎)[^,。,]{0,6}$"
)
_identity = re.compile(r"(?:身份证|证件|身份号|身份信息|公民身份)[^,。,]{0,8}$")
_bank = re.compile(
    r"(?:卡号|账号|帐号|账户|帐户|(?:银行|储蓄|信用|社保|工资|退休|养老|低保|补贴)卡|存折|开户|工行|"
    r"农行|建行|中行|交行|邮储|招行|信用社|农商行|银行)[^,。,]{0,10}$"
)

_paid = re.compile(r"(?:[打转汇退存]到|[打转汇退收]款|转账|卡[上里中])[^,。,]{0,6}$")

_CARDS = ("62", "9558")
"""UnionPay's, and the older ones of the bank that has issued most."""

_PROVINCES = frozenset(
    map(str, [*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55)])
) | frozenset(map(str, [*range(61, 66), 71, 81, 82, 83]))
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_FIRST_BIRTH = 1900


def mobiles(read: Reading) -> Iterator[Span]:
    """Mobile numbers of the mainland, valid where their prefix is assigned (Numbering plan)."""
    for start, end, found in _runs(read, _mobile):
        if _groups(found) not in _MOBILE_GROUPS or THING.search(read.before(start)):
            continue
        value = _bare(found)
        valid = _assigned(value)
        marked = _telephone.search(read.before(start))
        if valid or marked:
            yield Span(Kind.MOBILE, start, end, value, valid, 0.98 if valid else 0.7)


def landlines(read: Reading) -> Iterator[Span]:
    """Landline numbers with their area code; without one only behind a word such as 电话."""
    for start, end, found in _runs(read, _landline):
        value = "0" + re.sub(r"\D", "", _abroad.sub("", found, 1)).removeprefix("0")
        marked = _telephone.search(read.before(start))
        separated = not found.isdigit()
        if THING.search(read.before(start)) or not (_assigned(value) or (marked and separated)):
            continue
        yield Span(Kind.LANDLINE, start, end, value, _assigned(value), 0.95 if marked else 0.85)
    for start, end, found in _runs(read, _local):
        value = _bare(found)
        if _telephone.search(read.before(start)) and not THING.search(read.before(start)):
            yield Span(Kind.LANDLINE, start, end, value, None, 0.75)


def id_cards(read: Reading) -> Iterator[Span]:
    """Identity card numbers (GB 11643), and those with one digit wrong, marked as not valid.

    Eighteen digits with a date of birth and a wrong check digit are a number that somebody wrote
    down wrongly; what fits even less is told only behind a word such as 身份证.
    """
    for start, end, found in _runs(read, _id_card):
        value = _bare(found).upper().replace("×", "X")
        if _groups(found) not in _ID_GROUPS or NO_PERSON.search(read.before(start)):
            continue
        marked = bool(_identity.search(read.before(start)))
        likely = value[:2] in _PROVINCES and _is_date(value[6:14])
        valid = likely and checks(value)
        if valid or likely or marked:
            yield Span(Kind.ID_CARD, start, end, value, valid, 0.99 if valid else 0.8)
    for start, end, found in _runs(read, _odd_id_card):
        if len(found) != 18 and _identity.search(read.before(start)):
            old = len(found) == 15 and found[:2] in _PROVINCES and _is_date(f"19{found[6:12]}")
            yield Span(Kind.ID_CARD, start, end, found, None if old else False, 0.75)


def bank_cards(read: Reading) -> Iterator[Span]:
    """Bank card numbers: valid by Luhn's rule (GB/T 14504, ISO/IEC 7812-1).

    Without a word such as 卡号 before it, a number must pass the rule and begin as cards here do.
    """
    for start, end, found in _runs(read, _card):
        value = _bare(found)
        grouped = _groups(found)
        if not _as_on_a_card(grouped) or THING.search(read.before(start)):
            continue
        valid = luhn(value)
        marked = bool(_bank.search(read.before(start)))
        written = len(grouped) > 1 or _paid.search(read.before(start))
        known = valid and (value.startswith(_CARDS) or (written and value[0] in "3456"))
        if marked or known:
            yield Span(Kind.BANK_CARD, start, end, value, valid, 0.9 if valid else 0.7)


def checks(number: str) -> bool:
    """Whether the last digit of an identity card number is the one that the others ask for."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number[:17], strict=True))
    return _CHECK[total % 11] == number[17]


def luhn(number: str) -> bool:
    """Whether the digits of a card number pass Luhn's rule."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = [digit * 2 - (9 if digit > 4 else 0) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _runs(read: Reading, pattern: re.Pattern[str]) -> Iterator[tuple[int, int, str]]:
    """Where the pattern stands in the text as it is, and with its numerals read as digits."""
    for match in pattern.finditer(read.plain):
        yield *match.span(1), match[1]
    for match in pattern.finditer(read.folded):
        if read.numerals(*match.span(1)):
            yield *match.span(1), match[1]


def _bare(number: str) -> str:
    return re.sub(r"[^0-9Xx×]", "", number)


def _groups(number: str) -> tuple[int, ...]:
    return tuple(len(group) for group in re.split(r"[^0-9Xx×]+", number))


def _as_on_a_card(groups: tuple[int, ...]) -> bool:
    total = sum(groups)
    return 15 <= total <= 19 and (
        len(groups) == 1 or all(g == 4 for g in groups[:-1]) or groups in {(6, total - 6)}
    )


def _is_date(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return born.year >= _FIRST_BIRTH


def _assigned(number: str) -> bool:
    """Whether a telephone number lies in a block that is in use in China."""
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, "CN"))
    except phonenumbers.NumberParseException:
        return False
