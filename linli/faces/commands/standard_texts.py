"""The standard texts of the demonstration: of the district for everybody, of the street its own."""

from __future__ import annotations

from datetime import datetime

from linli.ground.org.models import Unit, User
from linli.ground.texts.actions import write_text
from linli.ground.texts.models import Use

CHINESE, ENGLISH = "zh-hans", "en"
DISTRICT, STREET = ("990101", "lin"), ("990101001", "zhao")
"""A unit, and who keeps its texts."""

TEXTS: tuple[tuple[tuple[str, str], Use, str, str, str], ...] = (
    (DISTRICT, Use.RESULT, CHINESE, "已修复", "{日期}已派人到{地点}处理完毕，现场已恢复正常。"),
    (DISTRICT, Use.RESULT, CHINESE, "已清理", "{日期}已将{地点}的堆放物清理干净，并告知周边住户。"),
    (DISTRICT, Use.RESULT, ENGLISH, "Repaired", "Repaired at {place} on {date}; all is in order."),
    (DISTRICT, Use.REASON, CHINESE, "不属本单位职责", "经核实，{编号}不属{单位}职责，请重新派单。"),
    (DISTRICT, Use.REASON, CHINESE, "重复反映", "同一问题已有人反映并在办理中，请合并处理。"),
    (DISTRICT, Use.REASON, ENGLISH, "Not ours", "{number} is not in the charge of {unit}."),
    (DISTRICT, Use.DELAY, CHINESE, "等待配件", "所需配件正在采购，到货后即上门处理。"),
    (DISTRICT, Use.DELAY, CHINESE, "天气原因", "受天气影响暂时无法施工，天气好转后立即安排。"),
    (DISTRICT, Use.DELAY, ENGLISH, "Waiting for parts", "The parts are on order."),
    (STREET, Use.REPLY, CHINESE, "转相关部门", "您反映的问题需由专业部门处理，我们会跟进。"),
    (STREET, Use.QUESTION, CHINESE, "请补充位置", "请告诉我们具体的楼栋和单元，以便上门查看。"),
    (STREET, Use.QUESTION, CHINESE, "请补充照片", "方便的话，请拍一张现场照片发给我们。"),
    (STREET, Use.NOTE, CHINESE, "请先联系反映人", "请先与反映人联系，约好时间后到{地点}查看。"),
    (STREET, Use.NOTE, ENGLISH, "Call first", "Please call whoever reported it before you go."),
    (STREET, Use.COMMENT, CHINESE, "已电话沟通", "{日期}已与反映人电话沟通，对方知晓办理进度。"),
)  # fmt: skip
"""Of which unit, for which field, in which language, the name in the list, and the text."""


def write_standard_texts(*, at: datetime) -> None:
    """Write them all, each in the name of who keeps the texts of its unit."""
    for (code, keeper), use, language, name, text in TEXTS:
        write_text(
            unit=Unit.objects.get(code=code),
            use=use,
            language=language,
            name=name,
            text=text,
            by=User.objects.get(username=keeper),
            at=at,
        )
