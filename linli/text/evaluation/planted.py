"""Made-up texts with personal data planted in them, and with things that only look like it.

    for text, planted in texts(2_000, seed=7): ...

Every number is drawn at random and fits its rule; what is wrong on purpose says so. No text is
anybody's: sentences and names are put together here.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from linli.text.redact.numbers import checks, luhn
from linli.text.redact.spans import Kind

_WIDE = {code - 0xFEE0: code for code in range(0xFF10, 0xFF1A)}
_SPOKEN = str.maketrans("0123456789", "零幺二三四五六七八九")
_WRITTEN = str.maketrans("0123456789", "〇一二三四五六七八九")
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
_AREAS = ("110105", "310104", "320106", "330106", "350203", "420111", "430104", "440305", "510107")
_MOBILE = (
    "130",
    "135",
    "138",
    "139",
    "147",
    "150",
    "155",
    "158",
    "166",
    "173",
    "177",
    "181",
    "186",
)
_AREA_CODES = (("010", 8), ("021", 8), ("0731", 8), ("0755", 8), ("028", 8), ("0744", 7))
_FAMILY = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯"
    "邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢"
)
_COMPOUND = ("欧阳", "司马", "上官", "诸葛", "皇甫")
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华建国志文玉兰"
    "春梅海燕雪峰晓红子涵梓萱浩宇欣怡思远嘉豪雨晨一凡"
)


@dataclass(frozen=True, slots=True)
class Planted:
    """What was planted: where, and what it means. `valid` false: wrong on purpose."""

    kind: Kind
    start: int
    end: int
    value: str
    valid: bool | None


class _Maker:
    """Draws values and the forms in which people write them: (written, value, valid)."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)  # noqa: S311 - made-up texts, nothing secret

    def digits(self, count: int) -> str:
        return "".join(self.draw.choices("0123456789", k=count))

    def day(self) -> tuple[int, int, int]:
        """Year, month and day."""
        return self.number(2010, 2026), self.number(1, 12), self.number(1, 28)

    def number(self, least: int, greatest: int) -> int:
        return self.draw.randint(least, greatest)

    def mobile(self) -> tuple[str, str, bool | None]:
        value = self.draw.choice(_MOBILE) + self.digits(8)
        a, b, c = value[:3], value[3:7], value[7:]
        forms = [
            *(
                value,
                value,
                value,
                f"{a} {b} {c}",
                f"{a}-{b}-{c}",
                f"+86 {value}",
                f"{a} {value[3:]}",
            ),
            *(value.translate(_WIDE), " ".join(value), f"{a}.{b}.{c}", f"{a}－{b}－{c}"),
            *(value.translate(_SPOKEN), value.translate(_WRITTEN), f"{value[:4]} {value[4:7]} {c}"),
        ]
        written = self.draw.choice(forms)
        return written, value, True

    def landline(self) -> tuple[str, str, bool | None]:
        code, length = self.draw.choice(_AREA_CODES)
        number = self.draw.choice("58") + self.digits(length - 1)
        forms = (f"{code}-{number}", f"{code}{number}", f"({code}){number}", f"{code} {number}")
        return self.draw.choice(forms), code + number, None

    def _identity(self) -> str:
        born = date(1945, 1, 1) + timedelta(days=self.draw.randrange(27_000))
        stem = self.draw.choice(_AREAS) + f"{born:%Y%m%d}" + self.digits(3)
        return next(stem + last for last in "0123456789X" if checks(stem + last))

    def id_card(self) -> tuple[str, str, bool | None]:
        value = self._identity()
        a, b, c = value[:6], value[6:14], value[14:]
        forms = (
            value,
            value,
            f"{a} {b} {c}",
            value.translate(_WIDE),
            value.lower(),
            f"{a}-{b}-{c}",
        )
        return self.draw.choice(forms), value, True

    def wrong_id_card(self) -> tuple[str, str, bool | None]:
        value = self._identity()
        place = self.draw.choice([14, 15, 16])
        digit = self.draw.choice([d for d in "0123456789" if d != value[place]])
        wrong = value[:place] + digit + value[place + 1 :]
        return wrong, wrong, False

    def bank_card(self) -> tuple[str, str, bool | None]:
        stem = self.draw.choice(("622202", "621700", "622848", "623058")) + self.digits(12)
        stem = stem[: self.draw.choice((15, 18))]
        value = next(stem + last for last in "0123456789" if luhn(stem + last))
        fours = " ".join(value[i : i + 4] for i in range(0, len(value), 4))
        return self.draw.choice((value, fours, value.translate(_WIDE))), value, True

    def passport(self) -> tuple[str, str, bool | None]:
        value = self.draw.choice(("E", "G", "EA", "EK")) + self.digits(8)
        value = value[:9]
        return value, value, True

    def plate(self) -> tuple[str, str, bool | None]:
        head = self.draw.choice(_PROVINCES) + self.draw.choice("ABCDE")
        if self.draw.random() < 0.4:
            tail = self.draw.choice("DF") + self.draw.choice(_PLATE) + self.digits(4)
        else:
            tail = "".join(self.draw.choices(_PLATE, k=4)) + self.digits(1)
        written = head + self.draw.choice(("", "", "·", " ", "-")) + tail
        return written, head + tail, True

    def email(self) -> tuple[str, str, bool | None]:
        name = "".join(self.draw.choices("abcdefghijklmnopqrstuvwxyz", k=6)) + self.digits(2)
        value = f"{name}@{self.draw.choice(('example.com', 'mail.example.cn', 'qq.example.com'))}"
        return value, value, True

    def wechat(self) -> tuple[str, str, bool | None]:
        value = "".join(self.draw.choices("abcdefghijkmnpqrstuvwxyz", k=5)) + self.digits(3)
        return value, value, None

    def qq(self) -> tuple[str, str, bool | None]:
        value = self.draw.choice("123456789") + self.digits(self.draw.choice((7, 8, 9)))
        return value, value, None

    def address(self) -> tuple[str, str, bool | None]:
        b, u, f = self.draw.randint(1, 30), self.draw.randint(1, 4), self.draw.randint(1, 32)
        room = f"{f}0{self.draw.randint(1, 4)}" if f < 10 else f"{f}{self.draw.randint(1, 4):02}"
        han = "一二三四五六七八九十"
        forms = (
            *(f"{b}栋{u}单元{room}室", f"{b}号楼{u}单元{room}", f"{b}栋{room}室", f"{b}幢{room}"),
            *(f"{b}栋{u}单元{room}房", f"{han[b % 9]}栋{han[u]}单元{room}", f"{b}号楼{room}室"),
            f"{han[b % 9]}组{u + 10}号",
        )
        written = self.draw.choice(forms)
        return written, written, None

    def name(self) -> tuple[str, str, bool | None]:
        family = self.draw.choice(_FAMILY if self.draw.random() < 0.95 else _COMPOUND)
        value = family + "".join(self.draw.sample(_GIVEN, self.draw.choice((1, 2, 2))))
        return value, value, None


_PLANTING: tuple[tuple[Kind, str, tuple[tuple[str, str], ...]], ...] = (
    (
        Kind.MOBILE,
        "mobile",
        *(
            (
                *(
                    ("我的电话是", "，请尽快回复。"),
                    ("联系电话：", "。"),
                    ("手机", "，打了三次没人接。"),
                ),
                *(("请打", "找我。"), ("", "，随时可以联系。"), ("电话", "一直有人接听。")),
                *(("可致电", "核实。"), ("（电话：", "）"), ("来电号码", "，要求回电。")),
            ),
        ),
    ),
    (
        Kind.LANDLINE,
        "landline",
        *(
            (
                *(("座机", "，白天有人。"), ("联系电话：", "。"), ("办公室电话", "打不通。")),
                *(("店里电话是", "，没有人管。"), ("固定电话", "，晚上也在。")),
            ),
        ),
    ),
    (
        Kind.ID_CARD,
        "id_card",
        *(
            (
                *(("身份证号：", "。"), ("身份证", "，请核对。"), ("证件号码为", "，已经登记。")),
                *(("本人", "申请补贴，至今没有到账。"), ("（", "）")),
            ),
        ),
    ),
    (
        Kind.ID_CARD,
        "wrong_id_card",
        *((("身份证号：", "。"), ("身份证", "，系统提示有误。"), ("证件号码为", "，核对不上。")),),
    ),
    (
        Kind.BANK_CARD,
        "bank_card",
        *(
            (
                *(("工资卡", "没有到账。"), ("银行卡号：", "。"), ("卡号是", "，请退到这里。")),
                ("打款账号", "，户名是我本人的。"),
            ),
        ),
    ),
    (
        Kind.PASSPORT,
        "passport",
        *((("护照号码", "，签注到期了。"), ("护照", "，需要换发。"), ("护照号：", "。")),),
    ),
    (
        Kind.PLATE,
        "plate",
        *(
            (
                *(("车牌", "的小车长期占道。"), ("有一辆", "停在消防通道。"), ("车牌号：", "。")),
                *(("我的车", "被划了。"), ("出租车", "拒载。"), ("看到", "逆行。")),
            ),
        ),
    ),
    (
        Kind.EMAIL,
        "email",
        *((("邮箱：", "。"), ("请发到", "，谢谢。"), ("电子邮件", "没有回音。")),),
    ),
    (
        Kind.WECHAT,
        "wechat",
        *((("微信号：", "。"), ("加微信", "详谈。"), ("微信", "，有照片。"), ("vx:", "。")),),
    ),
    (Kind.QQ, "qq", *((("QQ：", "。"), ("加QQ", "可以看图。"), ("qq号", "。")),)),
    (
        Kind.ADDRESS,
        "address",
        *(
            (
                *(
                    ("我家住桂花里小区", "，楼上漏水。"),
                    ("地址：青梧花园", "。"),
                    ("住在临河苑", "的老人。"),
                ),
                *(("桂花里", "住户半夜装修。"), ("青梧小区", "，家里停水三天。")),
            ),
        ),
    ),
    (
        Kind.NAME,
        "name",
        *(
            (
                *(
                    ("联系人：", "。"),
                    ("我叫", "，今年六十八岁。"),
                    ("家长", "反映，孩子没有学位。"),
                ),
                *(("联系人", "，电话见后。"), ("姓名：", "，女。"), ("本人", "，是这里的业主。")),
                *(("业主", "要求退还押金。"), ("孩子叫", "，上三年级。"), ("投诉人：", "。")),
                *(("患者", "于上周住院。"), ("我是", "，住在这里十年了。"), ("学生", "被打。")),
                *(("桂花里9栋的", "反映电梯困人。"), ("楼上的", "每天半夜装修。")),
                *(("青梧村三组的", "，一个人住。"), ("对门", "家的狗整夜叫。")),
            ),
        ),
    ),
)

_LOOKALIKES: tuple[Callable[[_Maker], str], ...] = (
    lambda m: f"订单号{m.digits(18)}，至今没有发货。",
    lambda m: f"快递单号：{m.draw.choice(('SF', 'YT', 'JD'))}{m.digits(13)}。",
    lambda m: f"订单编号{m.draw.choice('123456789')}{m.digits(16)}，商家不退款。",
    lambda m: f"工单编号 {m.digits(14)} 已经三次被退回。",
    lambda m: f"案号（20{m.digits(2)}）湘01民初{m.digits(4)}号，没有执行。",
    lambda m: f"受理编号{m.digits(12)}，没有人回复。",
    lambda m: f"统一社会信用代码91430100MA4L{m.digits(6)}，没有年报。",
    lambda m: f"交了{m.digits(5)}元押金，又收{m.digits(3)}.{m.digits(2)}元。",
    lambda m: f"房价从{m.number(6000, 9999)}元涨到{m.number(10000, 19999)}元一平。",
    lambda m: f"菜价13.5 15.8 18.6 20.{m.digits(1)}，一天一个样。",
    lambda m: "{}年{}月{}日上午，路灯又坏了。".format(*m.day()),
    lambda m: "{}-{:02}-{:02} 12:30:00 停水。".format(*m.day()),
    lambda m: f"二〇二六年十一月{m.draw.choice('一二三四五六七八九')}日起停水，三四五六月也停过。",
    lambda m: f"每天{m.number(1, 12)}:{m.number(10, 59)}-1{m.digits(1)}:30有人摆摊。",
    lambda m: "拨打12345、12315和110都没有结果，96519也打过。",
    lambda m: f"{m.number(1, 30)}栋的电梯坏了{m.number(2, 30)}天，{m.number(99, 900)}户不便。",
    lambda m: f"{m.number(1, 9)}号楼旁边的垃圾堆了{m.number(100, 900)}斤。",
    lambda m: f"2栋{m.number(100, 400)}户居民、3栋{m.number(100, 400)}人没有暖气。",
    lambda m: f"{m.number(100, 999)}路公交车等了{m.number(20, 90)}分钟。",
    lambda m: f"坐G{m.digits(4)}次高铁到站晚点，转K{m.digits(3)}。",
    lambda m: f"面积{m.digits(3)}.{m.digits(2)}平方米，容积率2.{m.digits(1)}。",
    lambda m: f"按湘政发〔20{m.number(10, 26)}〕{m.digits(2)}号文件执行。",
    lambda m: f"条形码69{m.digits(11)}的奶粉过期了。",
    lambda m: f"发票号码{m.digits(8)}，代码{m.digits(12)}。",
    lambda m: "生产批号{}{:02}{:02}A，型号HX-2046。".format(*m.day()),
    lambda m: "家长会上老师要求买资料，家长群里没人敢说。",
    lambda m: "本人于去年购房，业主们都没有拿到房产证。",
    lambda m: "家长高度重视，学生安全没有保障，居民时常被吵醒。",
    lambda m: "联系人的电话没有公布，负责人员一问三不知。",
    lambda m: "我是李女士，老人张大爷也去问过，王书记说不归他管。",
    lambda m: "微信公众号上写着可以办，微信支付却一直失败。",
    lambda m: "业主常年交物业费，村民和商户都有意见，患者应当知情。",
    lambda m: "家长白跑了三趟，居民白忙一场，业主曾去社区问过，同学申诉也没有用。",
    lambda m: "小区的金属栏杆、花园的白色围栏、3栋的石凳都坏了，楼上严重漏水。",
    lambda m: "负责人查证之后没有答复，业主付出的费用不退，老人应得的补贴没有发。",
    lambda m: "楼下车库积水，隔壁金店施工，对门毛坯房没有门，5楼的周女士也看见了。",
    lambda m: f"电表户号{m.digits(10)}，上月用了{m.digits(3)}度电。",
    lambda m: f"从{m.number(1, 9)}单元门口到B座大厅都是积水。",
    lambda m: f"经度11{m.digits(1)}.{m.digits(6)}，纬度2{m.digits(1)}.{m.digits(6)}。",
    lambda m: f"合同编号1{m.draw.choice('3578')}{m.digits(9)}，到期没有退款。",
)

_FILLERS = (
    *("小区门口的路灯坏了半个月。", "物业一直说在处理。", "请有关部门尽快解决。", "谢谢！"),
    *("晚上施工到两点，老人睡不着。", "楼道里堆满了杂物，", "多次反映没有结果，"),
    *("停水已经三天了，", "垃圾没有人清运，", "路面坑坑洼洼，", "希望社区能来看看。"),
)


def texts(count: int, *, seed: int) -> Iterator[tuple[str, list[Planted]]]:
    """So many texts with what was planted in each; the same for the same seed."""
    maker = _Maker(seed)
    for _number in range(count):
        text = ""
        planted: list[Planted] = []
        for _sentence in range(maker.draw.randint(2, 6)):
            chance = maker.draw.random()
            if chance < 0.45:
                text = _plant(maker, text, planted)
            elif chance < 0.75:
                text += maker.draw.choice(_LOOKALIKES)(maker)
            else:
                text += maker.draw.choice(_FILLERS)
        yield text, planted


def _plant(maker: _Maker, text: str, planted: list[Planted]) -> str:
    kind, name, around = maker.draw.choice(_PLANTING)
    before, after = maker.draw.choice(around)
    written, value, valid = getattr(maker, name)()
    start = len(text) + len(before)
    # A prefix +86 and a bracket stand around the number, they are no part of it.
    lead = 4 if written.startswith("+86 ") else 0
    planted.append(Planted(kind, start + lead, start + len(written), value, valid))
    return f"{text}{before}{written}{after}"
