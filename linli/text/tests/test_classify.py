"""Categories from words alone, from rows, and from both."""

from __future__ import annotations

import subprocess
import sys
from itertools import product

import numpy as np
import pytest

from linli.text.classify import reading
from linli.text.classify.answers import by_code, suggested
from linli.text.classify.calibration import brier, expected_error, macro_f1, reliability, threshold
from linli.text.classify.files import BadModel, load, save
from linli.text.classify.fitting import fit, fit_and_tell
from linli.text.classify.joined import Joined
from linli.text.classify.labelled import Row, TooFewRows
from linli.text.classify.lexicon import BadLexicon, Lexicon, parsed
from linli.text.classify.linear import Linear
from linli.text.classify.nearness import groups, known
from linli.text.classify.tree import Tree, UnknownCategory

WHERE = (
    "桂花里门口",
    "青梧路上",
    "我们单元楼下",
    "社区广场旁边",
    "临河苑北门",
    "学校对面",
    "菜场拐角",
)
WHEN = ("昨天晚上", "连着三天", "从上个月起", "每到周末", "今天早上", "一下雨")
WHAT = {
    "0303": ("垃圾没有人清运", "堆满了建筑垃圾", "保洁员不来打扫", "垃圾桶满了发臭"),
    "0305": ("路灯全都不亮", "井盖丢了很危险", "人行道地砖松动", "下水道堵了积水"),
    "0904": ("停水也不通知", "电压低空调开不了", "自来水发黄", "水表走得太快"),
}


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return [
        Row(f"{where}{when}{what}", code)
        for code, complaints in WHAT.items()
        for where, when, what in product(WHERE, WHEN, complaints)
    ]


@pytest.fixture(scope="module")
def model(rows: list[Row]) -> Linear:
    return fit(rows)


TREE = Tree(
    [
        ("03", "城乡建设"),
        ("0303", "市容市貌"),
        ("030302", "市容环卫"),
        ("0305", "城市设施"),
        ("99", "其他"),
    ]
)


def test_a_tree_knows_what_lies_above_a_code():
    assert TREE.path("030302") == ("03", "0303", "030302")
    assert (TREE.rolled_up("030302", 2), TREE.rolled_up("99", 2)) == ("0303", "99")


def test_a_tree_is_read_on_any_level():
    assert (TREE.at(1), TREE.at(2)) == (["03", "99"], ["0303", "0305", "99"])
    assert TREE.summed({"030302": 0.5, "0305": 0.3, "99": 0.2}, 1) == {"03": 0.8, "99": 0.2}


def test_a_code_that_is_not_in_the_tree_is_refused():
    with pytest.raises(UnknownCategory, match="0777"):
        TREE.rolled_up("0777", 1)


def test_the_cold_model_covers_the_second_level_of_the_standard():
    assert len(Lexicon().codes) == 99


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(("楼下路灯坏了半个月没人修", "0305"), ("垃圾桶满了没人清运", "0303")),
        *(("物业乱收停车费,保安不管", "0306"), ("电梯困人,维保单位不来", "0709")),
        *(("隔壁酒吧噪音扰民到凌晨", "0402"), ("老板拖欠工资三个月", "0805")),
        *(("医保报销比例怎么算", "0801"), ("公交车半小时等不到", "0502")),
        *(("外卖吃出虫子拉肚子", "0708"), ("孩子小学学位怎么申请", "0102")),
        *(("公积金贷款怎么提取", "0301"), ("办事大厅工作人员态度恶劣互相推诿", "1301")),
    ],
)
def test_the_cold_model_knows_the_words_of_residents(text, code):
    best = suggested(Lexicon(), text).best
    assert (best.code, best.probability > 0.4) == (code, True)


def test_the_words_that_spoke_are_told_with_their_place():
    text = "请问楼下路灯不亮怎么办"
    reason = suggested(Lexicon(), text).best.reasons[0]
    assert (reason.word, text[reason.start : reason.end]) == ("路灯不亮", "路灯不亮")


def test_where_no_word_speaks_no_category_is_likelier():
    probabilities = Lexicon().probabilities("嗯嗯")
    assert probabilities.max() == pytest.approx(1 / 99)


def test_a_lexicon_may_be_ones_own():
    own = Lexicon("01 *路灯 ~黑\n02 垃圾\n")
    assert by_code(own, "路灯不亮,太黑了")["01"] > 0.7


def test_a_lexicon_without_a_code_is_refused():
    with pytest.raises(BadLexicon, match="line 2"):
        parsed("# words\n  路灯 井盖\n")


def test_a_fitted_model_knows_what_it_has_not_read(model):
    suggestion = suggested(model, "桂花里北门的路灯不亮,井盖也丢了")
    assert suggestion.best.code == "0305"
    assert suggestion.sure(0.8)
    assert suggestion.best.reasons[0].word in {"路灯", "井盖", "不亮"}


def test_probabilities_add_up_to_one(model, rows):
    found = [model.probabilities(row.text) for row in rows[:20]]
    assert np.sum(found, axis=1) == pytest.approx(np.ones(20))
    assert model.probabilities("").sum() == pytest.approx(1)


def test_a_text_reads_the_same_whether_it_is_cut_or_not():
    assert reading.words("楼下的路灯,坏了!") == reading.words("楼下 路灯 坏", cut=True)


def test_full_width_and_capitals_make_no_difference():
    assert reading.words("ＷＩＦＩ坏") == reading.words("wifi坏")


def test_too_few_rows_are_refused(rows):
    with pytest.raises(TooFewRows):
        fit(rows[:9])


def test_rows_that_share_no_words_teach_nothing():
    said = [f"{chr(0x4E00 + 3 * n)}{chr(0x4E01 + 3 * n)}" for n in range(40)]
    with pytest.raises(TooFewRows):
        fit([Row(text, "0303" if n % 2 else "0305") for n, text in enumerate(said)])


def test_of_two_categories_that_say_the_same_none_is_ever_sure():
    said = [f"{where}{when}{what}" for where, when, what in product(WHERE, WHEN, WHAT["0303"])]
    assert fit([Row(text, code) for code in ("0303", "0305") for text in said]).threshold > 1


def test_each_row_is_read_blindly_once(rows):
    model, blind = fit_and_tell(rows)
    assert blind.found.shape == (len(rows), 3)
    assert 0 < model.threshold <= np.nextafter(1.0, 2.0)


def test_the_same_rows_give_the_same_model(model, rows):
    again = fit(rows)
    assert again.version == model.version
    assert np.array_equal(again.weights, model.weights)


def test_a_saved_model_says_the_same(model, tmp_path):
    save(model, tmp_path / "model")
    found = load(tmp_path / "model")
    text = "自来水发黄还停水"
    assert (found.codes, found.version) == (model.codes, model.version)
    assert found.probabilities(text) == pytest.approx(model.probabilities(text), abs=0.01)


def test_a_changed_model_is_refused(model, tmp_path):
    file = tmp_path / "model"
    save(model, file)
    packed = bytearray(file.read_bytes())
    packed[-30] ^= 1
    file.write_bytes(packed)
    with pytest.raises(BadModel, match="checksum"):
        load(file)


@pytest.mark.parametrize(
    "content",
    [b"", b"\x80\x04pickle", b"linli-classify 2 sha256=0\n", b"linli-classify 1 sha256=0\nPK"],
)
def test_what_is_no_model_is_refused(content, tmp_path):
    (tmp_path / "model").write_bytes(content)
    with pytest.raises(BadModel):
        load(tmp_path / "model")


def test_categories_without_rows_are_left_to_the_words(model):
    joined = Joined(model, Lexicon())
    assert len(joined.codes) == 99
    assert suggested(joined, "老板拖欠工资,劳动局不管").best.code == "0805"
    assert suggested(joined, "路灯不亮,井盖丢了").best.code == "0305"
    assert joined.probabilities("路灯").sum() == pytest.approx(1)


def test_several_categories_are_told_the_same_reasons_as_each_alone(model):
    text, codes = "临河苑北门的自来水发黄,路灯不亮,老板拖欠工资", ["0904", "0305", "0805"]
    for reader, some in ((model, codes[:2]), (Lexicon(), codes), (Joined(model, Lexicon()), codes)):
        alone = [reader.reasons(text, [code]) for code in some]
        assert reader.reasons(text, some) == [own for (own,) in alone]
        assert all(own for (own,) in alone)
    assert model.reasons("", codes[:2]) == [(), ()]


def test_texts_that_say_nearly_the_same_are_one_group():
    one = ["桂花里", "路灯", "不亮", "三天", "社区"]
    other = ["物业", "停车费", "上涨", "业主", "不满"]
    assert groups([one, other, [*one, "请求"]]) == [0, 1, 0]
    assert known([one, ["电梯", "停运"]], [other, one]) == [True, False]


def test_a_text_that_is_said_all_the_time_is_one_group():
    notes = [["路灯", "不亮"], ["垃圾", "没人", "清运"]] * 50
    assert groups(notes) == [0, 1] * 50
    assert known([["路灯", "不亮"], ["不亮", "路灯"]], notes) == [True, False]


HALF = np.array([[0.9, 0.1], [0.8, 0.2], [0.6, 0.4], [0.55, 0.45]])
TRUTH = [0, 0, 1, 0]


def test_the_threshold_is_the_least_with_which_enough_is_right():
    assert threshold(HALF, TRUTH, right=1.0) == 0.8
    assert threshold(HALF, TRUTH, right=0.5) == 0.55
    assert threshold(HALF, [1, 1, 1, 1], right=0.5) > 1


def test_what_is_promised_alike_is_above_the_threshold_together_or_not_at_all():
    assert threshold(np.array([[0.9, 0.1]] * 4), [0, 0, 1, 1], right=0.9) > 1
    assert threshold(np.array([[0.9, 0.1]] * 4), [0, 1, 0, 0], right=0.5) == 0.9


def test_calibration_is_told_in_figures():
    assert brier(np.array([[1.0, 0.0]]), [0]) == 0
    assert brier(np.array([[1.0, 0.0]]), [1]) == 2
    assert expected_error(np.array([[1.0, 0.0]] * 2), [0, 1]) == 0.5
    assert [(each.count, each.right) for each in reliability(HALF, TRUTH)] == [
        (1, 1),
        (1, 0),
        (1, 1),
        (1, 1),
    ]
    assert macro_f1([0, 0, 1], [0, 1, 1], 2) == pytest.approx(2 / 3)


def test_reading_does_not_load_what_fitting_and_grouping_need():
    program = (
        "import sys; import linli.text.classify, linli.text.classify.files, linli.text.evaluation;"
        "import linli.text.events, linli.text.surges;"
        "print({'sklearn', 'scipy', 'django'} & {*sys.modules})"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "set()"
