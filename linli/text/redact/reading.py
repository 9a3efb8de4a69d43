"""A text as numbers are read in it: half width, and numerals as digits, character for character."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WIDTH = {0x3000: " ", 0xA0: " ", **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}}
# 幺 and 洞 are one and zero on the telephone.
_NUMERALS = str.maketrans(
    "〇零洞○一幺壹二两贰三叁四肆五伍六陆七拐柒八捌九勾玖", "00001112223344556677788999"
)
_numerals = re.compile(r"[〇零洞○一幺壹二两贰三叁四肆五伍六陆七拐柒八捌九勾玖]")
# 一 behind a number may begin the next word, and is a digit by then: 一直, 一个, 两次.
NEXT_WORD = r"(?=1[直个次下样定共起般些]|2[个次天年人点])"
_THINGS = (
    r"订单|单号|工单|编号|流水|受理|案号|案件|合同|发票|票号|运单|快递单|物流|取件|验证码|批号|条码|"
    r"条形码|信用代码|税号|文号|档号|序列|型号|房产证|产权证|许可证|执照|保单|凭证|交易|表号|户号|"
    r"回执|登记号|代码|备案|货号|桩号|设备|车次|航班|学号|准考证|批准文号|公告|IMEI|SN|NO\.?|No\.?"
)
_BETWEEN = r"[号码为是]{0,3}[\s:#()「『\"“]*[A-Za-z]{0,6}[\-#]?$"
THING = re.compile(rf"(?:{_THINGS}|ID){_BETWEEN}")
"""A number behind one of these names a thing or a dealing, not a person."""
NO_PERSON = re.compile(rf"(?:{_THINGS}){_BETWEEN}")
"""The same where ID means that of a person."""
LEAST_NUMERALS = 4
"""So many numerals in one number are no accident."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text in several forms of one length, so that a place in one is a place in all."""

    text: str
    plain: str
    """Half width, capital letters as they are."""
    folded: str
    """The same, with Chinese numerals as digits; "" where hardly any stand in the text."""

    @classmethod
    def of(cls, text: str) -> Reading:
        """Reads a text."""
        plain = text.translate(_WIDTH)
        many = len(_numerals.findall(plain)) >= LEAST_NUMERALS
        return cls(text, plain, plain.translate(_NUMERALS) if many else "")

    def numerals(self, start: int, end: int) -> int:
        """How many Chinese numerals stand in a stretch."""
        return len(_numerals.findall(self.plain, start, end))

    def before(self, start: int, length: int = 12) -> str:
        """What stands before a place, in the same sentence."""
        return _last_clause(self.plain[max(0, start - length) : start])


def _last_clause(text: str) -> str:
    return re.split(r"[。;;!?!?\n]", text)[-1]
