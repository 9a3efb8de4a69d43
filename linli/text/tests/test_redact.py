"""What is personal in a text, and what only looks like it."""

from __future__ import annotations

import pytest

from linli.text.redact import Kind, cleared, redacted, spans
from linli.text.redact.numbers import checks, luhn

MOBILE = "13800138000"


def found(text: str) -> list[tuple[Kind, str, bool | None]]:
    return [(span.kind, span.value, span.valid) for span in spans(text)]


@pytest.mark.parametrize(
    "written",
    [
        *(MOBILE, "138 0013 8000", "138-0013-8000", "1380 013 8000", "138 00138000"),
        *("１３８００１３８０００", "1 3 8 0 0 1 3 8 0 0 0", "+8613800138000", "86 13800138000"),
        *(
            "138 001 380 00",
            "幺三八零零幺三八零零零",
            "一三八〇〇一三八〇〇〇",
            "138.0013.8000",
            "138—0013—8000",
        ),
    ],
)
def test_a_mobile_number_is_found_however_it_is_written(written):
    assert found(f"请打{written},谢谢") == [(Kind.MOBILE, MOBILE, True)]


def test_a_text_without_letters_is_still_looked_through_for_names_and_flats():
    assert found("住三栋二单元五零一室,联系人王建国") == [
        (Kind.ADDRESS, "三栋二单元五零一室", None),
        (Kind.NAME, "王建国", None),
    ]


def test_a_number_in_numerals_ends_where_the_next_word_begins():
    (span,) = spans("电话一三八零零一三八零零零一直有人接")
    assert (span.start, span.end, span.value) == (2, 13, MOBILE)


@pytest.mark.parametrize(
    "text",
    [
        *(f"订单号{MOBILE}", f"工单编号:{MOBILE}", f"合计{MOBILE}元", f"x{MOBILE}", f"{MOBILE}1"),
        *("菜价13.5 15.8 18.6 20.1", "2026-11-29 13:00:00", "二〇二六年十一月二十九日"),
        *("案号(2026)湘01民初1234号", "91430100MA4L123456", "拨打12345和110", "2栋2000元"),
        *(
            "12栋有120户",
            "3号楼的电梯",
            "501路公交",
            "2-3-4人一组",
            "坐G1234次到",
            "微信公众号linli",
        ),
    ],
)
def test_what_only_looks_personal_is_left(text):
    assert found(text) == []


def test_a_landline_is_found_with_its_area_code():
    assert found("办公室0731-88665110转801") == [(Kind.LANDLINE, "073188665110", True)]
    assert found("电话88665110") == [(Kind.LANDLINE, "88665110", None)]
    assert found("共88665110人") == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("座机+86-731-88665110无人接", "073188665110"), ("(+86)0731-88665110", "073188665110")),
        *(("传真0734-8866-511", "07348866511"), ("拨打+86 10 62345678", "01062345678")),
    ],
)
def test_a_landline_is_found_as_it_is_called_from_abroad_and_in_other_groups(text, number):
    assert found(text) == [(Kind.LANDLINE, number, True)]


@pytest.mark.parametrize("written", [f"0{MOBILE}", f"0086{MOBILE}", "(+86) 138-0013-8000"])
def test_a_mobile_number_behind_a_prefix_is_no_landline(written):
    assert found(f"致电{written}未接") == [(Kind.MOBILE, MOBILE, True)]


def test_an_identity_card_number_behind_id_is_found_and_an_order_number_is_not():
    assert found("ID:110105194912310021") == [(Kind.ID_CARD, "110105194912310021", False)]
    assert found("订单号110105194912310021") == []


def test_a_card_that_money_goes_to_is_found_whatever_it_begins_with():
    valid = next(
        f"370285123456789{last}" for last in "0123456789" if luhn(f"370285123456789{last}")
    )
    assert found(f"退款请打到{valid}") == [(Kind.BANK_CARD, valid, True)]
    assert found(f"共{valid}") == found(f"退款单号{valid}") == []


def test_a_card_of_an_older_number_is_found_as_a_card():
    valid = next(
        f"955880021123456789{last}" for last in "0123456789" if luhn(f"955880021123456789{last}")
    )
    wrong = valid[:-1] + str((int(valid[-1]) + 1) % 10)
    assert found(f"钱退到{valid}") == [(Kind.BANK_CARD, valid, True)]
    assert found(f"工资卡{wrong}没到账") == [(Kind.BANK_CARD, wrong, False)]


def test_a_passport_with_a_gap_and_a_qq_number_by_its_letter_are_found():
    assert found("护照号E 12345678") == [(Kind.PASSPORT, "E12345678", True)]
    assert found("护照号码P 1234567") == [(Kind.PASSPORT, "P1234567", None)]
    assert found("加Q12345678") == found("Q Q：12345678") == [(Kind.QQ, "12345678", None)]


def test_what_has_the_form_of_a_passport_and_names_a_thing_is_left():
    assert found("设备编号E12345678") == found("3号水泵,型号G12345678") == []
    assert found("护照编号E12345678") == [(Kind.PASSPORT, "E12345678", True)]


def test_an_identity_card_number_is_held_against_its_check_digit():
    right = next(
        f"11010519491231002{last}" for last in "0123456789X" if checks(f"11010519491231002{last}")
    )
    assert found(f"身份证{right}") == [(Kind.ID_CARD, right, True)]
    assert found(f"({right[:6]} {right[6:14]} {right[14:]})") == [(Kind.ID_CARD, right, True)]


def test_an_identity_card_number_with_one_digit_wrong_is_told_as_wrong():
    assert found("身份证110105194912310021") == [(Kind.ID_CARD, "110105194912310021", False)]
    assert found("编了110105194912310021") == [(Kind.ID_CARD, "110105194912310021", False)]
    assert found("身份证11010519491331002X") == [(Kind.ID_CARD, "11010519491331002X", False)]
    assert found("编了11010519491331002X") == []


def test_a_bank_card_passes_luhn_or_stands_behind_its_word():
    assert (luhn("6222021001122334450"), luhn("6222021001122334451")) == (False, False)
    valid = next(
        f"622202100112233445{last}" for last in "0123456789" if luhn(f"622202100112233445{last}")
    )
    assert found(f"转到{valid}") == [(Kind.BANK_CARD, valid, True)]
    wrong = valid[:-1] + str((int(valid[-1]) + 1) % 10)
    assert found(f"转到{wrong}") == []
    assert found(f"卡号{wrong}") == [(Kind.BANK_CARD, wrong, False)]


def test_a_card_in_groups_is_no_telephone():
    assert [kind for kind, *_rest in found("卡号6217 0062 1331 3880 426")] == [Kind.BANK_CARD]


def test_plates_of_both_lengths_are_found():
    assert found("湘A12345和湘A·D12345") == [
        (Kind.PLATE, "湘A12345", True),
        (Kind.PLATE, "湘AD12345", True),
    ]
    assert found("在云ABCDEF里") == []


def test_passports_e_mail_wechat_and_qq_are_found():
    text = "护照E12345678,邮箱 wang@example.com,微信号:wang_2026,QQ 12345678"
    assert [kind for kind, *_rest in found(text)] == [
        Kind.PASSPORT,
        Kind.EMAIL,
        Kind.WECHAT,
        Kind.QQ,
    ]


@pytest.mark.parametrize(
    "address",
    [
        *(
            "3栋2单元501室",
            "3号楼501",
            "三栋二单元五零一室",
            "12栋1203房",
            "5号楼2门301室",
            "七组15号",
        ),
        *("B座1203室", "3-2-501"),
    ],
)
def test_what_leads_to_one_door_is_found(address):
    assert found(f"家住桂花里小区{address},楼上漏水") == [(Kind.ADDRESS, address, None)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *(
            ("联系人:欧阳晓明,", "欧阳晓明"),
            ("我叫李建国家住青梧", "李建国"),
            ("家长王丽反映", "王丽"),
        ),
        *(("孩子叫李想,", "李想"), ("姓名:王芳", "王芳"), ("本人张伟,", "张伟")),
        ("联系人:买买提·阿不都,", "买买提·阿不都"),
        *(("留言人：廖凡。", "廖凡"), ("债务人曹雪，", "曹雪"), ("被告蒋欣，", "蒋欣")),
        *(("爷爷傅明远今年80岁", "傅明远"), ("房东沈玉拒绝退押金", "沈玉")),
        *(("村支书高祥反映", "高祥"), ("此致。敬礼！ 曾志强，", "曾志强")),
    ],
)
def test_a_name_behind_its_word_is_found(text, name):
    assert found(text) == [(Kind.NAME, name, None)]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "家长会上说",
            "本人于去年买房",
            "业主常年交费",
            "我是李女士",
            "老人张大爷",
            "学生安全没有保障",
        ),
        *(
            "联系人的电话",
            "居民时常被吵醒",
            "老人钱财被骗",
            "患者应当知情",
            "业主尤其不满",
            "法人田老板",
            "此致敬礼！桂花园社区全体业主",
            "书记和主任都不管",
            "学校长期占用",
        ),
    ],
)
def test_what_follows_such_a_word_is_not_always_a_name(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *(("桂花里9栋的吴建国反映", "吴建国"), ("青梧村三组的王芳，", "王芳")),
        *(("楼上的李大山每天半夜装修", "李大山"), ("对门马芳家的狗", "马芳")),
        *(("3单元的上官文静说", "上官文静"), ("望溪社区的周桂兰。", "周桂兰")),
    ],
)
def test_a_name_behind_where_somebody_lives_is_found(text, name):
    assert found(text) == [(Kind.NAME, name, None)]


@pytest.mark.parametrize(
    "text",
    [
        *("家长白跑了三趟", "本人白跑一趟", "居民白忙一场", "业主付出的费用不退"),
        *("负责人查证后没有答复", "同学申诉无门", "当事人应诉去了", "本人曾到社区问过"),
        *("小区的金属栏杆", "3栋的石凳坏了", "楼上严重漏水", "隔壁金店施工", "5楼的周女士"),
        *("对门毛坯房", "12栋的钱谁来出", "对门陈列馆", "妇女儿童解决就医", "带孙子去医院"),
    ],
)
def test_an_ordinary_word_that_begins_like_a_name_is_none(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *(
            ("投诉人：李鸣联系方式", "李鸣"),
            ("负责人赵敏恶意拖欠", "赵敏"),
            ("我叫杨柳来自", "杨柳"),
        ),
        *(("孩子叫孙子涵，", "孙子涵"), ("业主高志远反映", "高志远"), ("家长许子轩的", "许子轩")),
    ],
)
def test_a_name_ends_where_the_next_word_begins(text, name):
    assert found(text) == [(Kind.NAME, name, None)]


def test_a_masked_text_says_what_stood_there():
    text = f"我叫王芳,电话{MOBILE},家住桂花里3栋501室。"
    assert redacted(text) == "我叫〔姓名〕,电话〔手机号〕,家住桂花里〔住址〕。"


def test_only_the_kinds_that_are_asked_for_are_masked():
    assert redacted(f"我叫王芳,电话{MOBILE}", {Kind.MOBILE}) == "我叫王芳,电话〔手机号〕"


def test_a_building_with_its_unit_is_told_and_not_masked():
    assert [span.certainty < 0.5 for span in spans("9栋2单元的电梯")] == [True]
    assert redacted("9栋2单元的电梯") == "9栋2单元的电梯"


def test_what_is_cleared_leaves_no_word_of_what_was_personal():
    assert cleared("菜场后巷路灯不亮，电话13900000001") == "菜场后巷路灯不亮，电话 "
