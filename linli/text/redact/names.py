"""Names of persons, where a word such as 联系人 or 我叫 stands before them.

A family name and one or two characters of a given name; how many is decided by what follows and
by where the dictionary ends a word. What the dictionary knows as an ordinary word (查证, 付出) is
no name, and a family name with a title (李女士, 王某) names nobody in particular and is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from itertools import accumulate

from linli.text.cutting import tagged
from linli.text.redact.reading import Reading
from linli.text.redact.spans import Kind, Span

LOOKED_AT = 10
"""Characters that are cut into words to see where a name may end."""


def _either(words: str) -> str:
    return "|".join(words.split())


def _run(characters: str) -> str:
    return "".join(characters.split())


_COMPOUND = _either(
    """
欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 端木 宇文 长孙 轩辕 闻人 独孤
南宫 西门
"""
)
_SINGLE = _run(
    """
王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏
吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱
严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚
符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆
农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋
商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀胥南班储原栗燕楚鄢劳奚粟冼蔺揭
阎傅萧欧谌旷漆湛厉亓仝郜阚郗蒯贲
"""
)
# These are family names too, but after a marker they are nearly always the next word.
_RARELY = frozenset("于和应时成全向管解关连明原单安时万方路文车华古商官封谈乐南班都房储")

_STRONG = _either(
    """
法定代表人 我的名字叫 名字叫做? 紧急联系人 本人姓名 法人代表 落款人? 收件人 负责人 本人叫
女儿叫 联络人 产权人 小孩叫 孙子叫 我名叫 老人叫 来电人 当事人 信访人 经办人 联系人 诉求人
举报人 申请人 求助人 报修人 儿子叫 小名叫 受害人 孙女叫 反映人 投诉人 孩子叫 名字是 老婆叫
老公叫 被害人 真名 署名 叫做 签名 姓名 法人 我叫 户主 名叫 留言人 委托人 债权人 债务人
担保人 借款人 出租人 承租人 被告人 嫌疑人 购房人
"""
)
_WEAK = _either(
    """
家长 本人 业主 居民 村民 住户 租户 房东 租客 患者 病人 学生 老人 儿子 (?<!妇)女儿 丈夫 妻子 老公
老婆 爱人 父亲 母亲 爸爸 妈妈 孩子 小孩 孙子 孙女 哥哥 弟弟 姐姐 妹妹 邻居 老师 班主任 医生
护士 司机 网格员 楼长 志愿者 员工 职工 同学 小朋友 老板 店主 商户 我是 他叫 她叫 死者 伤者
残疾人 低保户 退役军人 房主 车主 爷爷 奶奶 外公 外婆 岳父 岳母 公公 婆婆 叔叔 舅舅 原告 被告
客户 包工头 经理 主任 书记 支书 (?<!学)校长 局长 所长 队长 院长 园长 站长 科长 组长 镇长 乡长 民警
警察 城管 保安 教练 律师
"""
)
# Who lives there: 12栋的吴建国, 楼上的王芳. Of whole roads and estates things are told as often.
_DWELLING = (
    r"(?:(?:栋|幢|座|号楼|单元|室|[0-9]号|[0-9]房|[0-9一二三四五六七八九十](?:楼|层|组|队)|村|社区"
    r"|小区|花园|家园|苑|公寓|街道|镇|乡)的|(?:楼上|楼下|隔壁|对门)的?)"
)
_LINK = r"[ ]{0,2}(?:(?:姓名|名字)?[ ]?[::]|是(?=[^否不])|为|叫|[((])?[ ]{0,2}"
_strong = re.compile(rf"(?:{_STRONG}){_LINK}")
_weak = re.compile(rf"(?:{_WEAK})(?:[ ]{{0,2}}[::((]|叫|[ ])?[ ]?")
_signed = re.compile(r"此致[\s,!。]*敬礼[\s,!。:]*")
# Names of several minorities are written in two parts.
_dwelling = re.compile(_DWELLING)
_parted = re.compile(r"[\u4e00-\u9fff]{1,7}[·•・][\u4e00-\u9fff]{1,7}")
_family = re.compile(rf"(?:{_COMPOUND})|[{_SINGLE}]")

_TITLES = re.compile(
    _either(
        r"""
某 老板 总 先生 女士 小姐 老师 师傅 医生 主任 书记 局长 院长 校长 经理 大爷 大妈 大姐
阿姨 叔 同志 姓 同学 警官 律师 教授 队长 所长 科长 处长 厅长 市长 县长 镇长 村长 家[的里] 氏
"""
    )
)
# No given name has these; where one of them stands the name has ended or there is none.
_NEVER = frozenset(
    """
的了是在不有我你他她它们被这那哪吗呢吧啊和与及或但而且就也都很太再又还没把让给向从对为以于因
所已将要会能可该说请问什么怎样几两个些每各住家址电话手机号码年月日时点分元岁路街巷栋楼室区县
镇乡村组社委局处科院校所站厂公司谁馆店
"""
)
_FOLLOWS = re.compile(
    _either(
        r"""
$ [^\w] [0-9A-Za-z] 反映 反应 来电 投诉 举报 咨询 求助 表示 认为 希望 建议 称 说 讲 家住
住在 住 家在 家[的里门] 现住 现年 今年 今天 昨天 前天 电话 手机 联系 身份证 性别 系 是 在 于 因 的
从 自 和 与 及 向 对 由 已 被 把 将 到 去 每天 经常 长期 多次 男 女 年龄 微信 户籍 患有 患 患者
生病 就读 上学 读 一家 全家 等 先生 女士 同志 老师 有 想 要 无 未 没 不 突 发 于 申请 要求
购买 买 租 出生 出 开 擅 违 私 也 就 都 不慎 受伤 去世 工作 车 非 其 两 等人 夫妇 夫妻 之
养 堆 骂 敲 占 态度 拒 欠 跑 殴打 打人 辱骂 体罚 威胁 承诺 答应 走失
失联 报名 报考 退休 刚 原 常 独居 瘫痪
"""
    )
)
_SPEAKS = re.compile("说|讲|称|反映|投诉|表示|家|每天|天天|经常")
_WORDS = re.compile(
    _either(
        r"""
高中 高考 高度 高兴 高层 高速 高温 高龄 方面 方便 方式 方案 马上 马路 明天 明确 明年 黄金 常
时间 时候 任何 任职 应该 应当 安全 安装 安置 安排 张贴 计划 全部 全体 全家 全程 全年 白天
白色 万分 万元 周[一二三四五六日末边围] 水电 花费 管理 管道 曾经 曾多 连续 连夜 连接 成都
成功 成立 成为 成绩 向[^,。]{1,2} 江苏 江西 江南 江北 和[^,。] 关于 关心 关注 关系 关闭 解决
解释 解除 时常 时不 路过 路边 路口 文化 文明 文件 车[辆位库祸主牌上] 华[润] 石油 石材 林业
金额 金融 毛[坯病] 史上 陆续 陆陆 温度 雷[雨电] 单[位独元身] 严重 严格 严禁 幸 武[汉警]
农[民村业] 卫生 米[饭] 景区 谈[到话] 封[闭控] 商[业品场铺] 费用 古[镇] 房[子屋产东价租] 党员
乐[意] 游[客泳] 南[方边面] 安静 白血 童[年] 左右 左[边侧手] 于[今昨去上前本同当近每此该是]
欧[洲] 钱[款包] 明显 明明 原[本来因则] 班[级主] 沙[发子] 段时 程度 余[元款额] 易[燃] 丁字
宁愿 宁可 夏[天季] 冬 金[钱] 康复 熊孩 牛奶 祝[您] 尚[未] 包[括裹] 支付 司[机法] 古稀 田[地]
岳[父母] 向来 查[看询] 宋[体] 唐[突] 许[多可] 何[时处况必] 项目 简[单直] 边[上] 师[生]
毕业 尤其 迟迟 商讨 商量 房款 温馨 温暖 安然 顾虑 顾不上 凌晨 单独 支持 明知 荣获 包容 季度 万般
甘愿 乐于 施工 施压 施救 任由 任意 成年 成天 冷静 冷漠 符合 应付 党委 谈判 谈妥 阳台 殷切 原有
原先 费尽 严加 祝福 何以 何来 向上 方才 常来
钱财 劳动 党费 宁静 查出 查明 陈述 陈旧 高级 高尚 方法 方向 金属 金牌 水平 花钱 安心 余下
孙子(?![涵轩浩豪昂墨睿宸]) 孙女 谢谢 易怒 应拿 应该
白[跑等忙干来去交做住拿给] 曾[去到在向被因为任与以]
范围 江边 江湖 石头 毛病 白酒 严肃 白白 段路 夏季 马桶 牛肉 项链 许久 孔洞 洪水 洪灾 雷同 龙头
"""
    )
)


class _Rank(IntEnum):
    """How much the words before it say that a name follows."""

    DWELLING = 0  # of whom somebody tells something, or of what
    WEAK = 1
    STRONG = 2  # hardly anything else can follow


def names(read: Reading) -> Iterator[Span]:
    """Names behind the usual words; surer where nothing else can follow the word."""
    for rank, pattern in _MARKERS:
        for match in pattern.finditer(read.plain):
            if length := _length(read.plain, match.end(), rank):
                start, end = match.end(), match.end() + length
                certainty = _CERTAINTY[rank] + (0.0 if _goes_on(read.plain, end) else 0.1)
                yield Span(Kind.NAME, start, end, read.plain[start:end], None, certainty)


_MARKERS = (
    *((_Rank.STRONG, _strong), (_Rank.WEAK, _signed)),
    *((_Rank.WEAK, _weak), (_Rank.DWELLING, _dwelling)),
)
_CERTAINTY = {_Rank.STRONG: 0.8, _Rank.WEAK: 0.6, _Rank.DWELLING: 0.55}


def _goes_on(text: str, end: int) -> bool:
    """Whether a letter stands there, and no mark."""
    return text[end : end + 1].isalpha()


def _ends(text: str, end: int) -> bool:
    """Whether even a short name is known to end there."""
    return not _goes_on(text, end) or bool(_SPEAKS.match(text, end))


def _length(text: str, start: int, rank: _Rank) -> int:
    """How many characters from here are a name; 0 where none is."""
    strong = rank is _Rank.STRONG
    if strong and (parted := _parted.match(text, start)):
        return len(parted[0])
    family = _family.match(text, start)
    if family is None or _WORDS.match(text, start) or _TITLES.match(text, family.end()):
        return 0
    rare = family[0] in _RARELY
    words = tagged(text[start : start + LOOKED_AT])
    known = words[0][0] != family[0] and _is_known(*words[0])
    if (rare and not strong) or (known and (rank is _Rank.DWELLING or _is_ordinary(*words[0]))):
        return 0
    short = not (rare or rank is _Rank.DWELLING) or _ends(text, family.end() + 1)
    fits = [
        len(family[0]) + count
        for count in ((2, 1) if short else (2,))
        if _is_given(text[family.end() : family.end() + count], count)
    ]
    followed = {length for length in fits if _FOLLOWS.match(text, start + length)}
    if known or not strong:
        fits = [length for length in fits if length in followed]
    if known:
        fits = [length for length in fits if length > len(words[0][0])]
    ends = {*accumulate(len(word) for word, _part in words)}
    return max(fits, key=lambda length: (length in ends, length in followed), default=0)


def _is_known(word: str, part: str) -> bool:
    """Whether the dictionary knows the word, and not as the name of a person or a place."""
    return len(word) > 1 and not part.startswith(("nr", "ns", "nz"))


def _is_ordinary(word: str, part: str) -> bool:
    """Whether no name begins with a known word, as one may with 高志."""
    return len(word) > 2 or part.startswith("v")


def _is_given(characters: str, length: int) -> bool:
    return len(characters) == length and all(
        "\u4e00" <= character <= "\u9fff" and character not in _NEVER for character in characters
    )
