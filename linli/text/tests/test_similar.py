"""Said before: found again, with reasons, after changes, and after a restart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from linli.text import similar, stored
from linli.text.rows import NONE
from linli.text.sameness import Nearness, Pairs, distances, fit, nearness, probabilities
from linli.text.similar import Report, SimilarIndex
from linli.text.stored import DamagedFile

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SAID = {
    1: "青梧里小区12栋的电梯又停了，老人被困在里面半个小时",
    2: "望溪路夜市烧烤摊油烟太大，晚上开不了窗",
    3: "桂花里社区门口的下水道堵了，污水流到路面上",
    4: "梧桐苑幼儿园门前早晚接送时堵车，希望交警疏导",
    5: "石桥镇溪口村自来水浑浊，已经停水两天",
}


def report(text: str, days: float = 0, **more: object) -> Report:
    return Report(text, NOON + timedelta(days=days), **more)


def an_index() -> SimilarIndex:
    index = SimilarIndex()
    for key, text in SAID.items():
        index.add(key, report(text))
    return index


def keys(index: SimilarIndex, asked: Report, **how: float) -> list[int]:
    return [match.key for match in index.find(asked, **how)]


def test_what_was_said_in_other_words_is_found():
    assert keys(an_index(), report("青梧里12栋电梯困人了")) == [1]
    assert keys(an_index(), report("望溪路夜市的烧烤摊，油烟熏得开不了窗")) == [2]


def test_what_was_not_said_is_not_found():
    assert keys(an_index(), report("请问公积金怎么提取")) == []
    assert keys(SimilarIndex(), report("青梧里12栋电梯困人了"), least=0) == []
    assert keys(an_index(), report("，。！"), least=0) == []


def test_a_match_says_why():
    (match,) = an_index().find(report("青梧里12栋电梯困人了", days=3))
    assert {"电梯", "梧里"} <= set(match.words)
    assert (match.days, match.metres, match.nearness) == (3.0, None, Nearness.UNKNOWN)
    assert 0.5 < match.probability < 1


def test_common_words_are_no_reason():
    (match,) = an_index().find(report("小区里青梧里12栋的电梯有问题，希望解决"))
    assert not {"小区", "问题", "希望", "解决"} & set(match.words)


def test_a_year_later_the_same_words_are_less_likely_the_same_matter():
    index = an_index()
    soon, late = (index.find(report(SAID[3], days), least=0)[0].probability for days in (1, 365))
    assert late < soon


def test_a_report_from_elsewhere_is_less_likely_the_same_matter():
    index = SimilarIndex()
    for key, place in ((1, "990101001001"), (2, "990102001002"), (3, "")):
        index.add(key, report("楼道里的灯坏了", place=place))
    found = index.find(report("楼道灯坏了", place="990101001001"), least=0)
    assert [(m.key, m.nearness) for m in found] == [
        (1, Nearness.COMMUNITY),
        (3, Nearness.UNKNOWN),
        (2, Nearness.ELSEWHERE),
    ]


def test_points_tell_the_distance():
    index = SimilarIndex()
    index.add(1, report("楼道里的灯坏了", point=(112.9, 28.2)))
    (match,) = index.find(report("楼道灯坏了", point=(112.9, 28.2005)), least=0)
    assert match.metres == pytest.approx(55.6, abs=2)
    assert match.nearness is Nearness.COMMUNITY


def test_the_names_of_an_estate_weigh_more_than_words():
    index = SimilarIndex()
    index.add(1, report("电梯坏了", names=("青梧里小区",)))
    index.add(2, report("电梯坏了", names=("梧桐苑",)))
    found = index.find(report("电梯坏了", names=("梧桐苑",)), least=0)
    assert [match.key for match in found] == [2, 1]
    assert found[0].words[0] == "梧桐苑"


def test_what_is_removed_is_not_found():
    index = an_index()
    index.remove(1)
    index.remove(99)
    assert keys(index, report(SAID[1])) == []
    assert (len(index), 1 in index, 2 in index) == (4, False, True)


def test_what_is_changed_is_found_by_its_new_words_only():
    index = an_index()
    index.add(1, report("望溪路的路灯不亮"))
    assert keys(index, report(SAID[1])) == []
    assert keys(index, report("望溪路路灯不亮"), most=1) == [1]
    assert len(index) == 5


def test_what_is_old_is_forgotten_but_for_what_is_open():
    index = SimilarIndex()
    for key, days in ((1, 0), (2, 10), (3, 0)):
        index.add(key, report(SAID[key], days))
    assert index.forget(NOON + timedelta(days=5), keep=frozenset({3})) == 1
    assert [key in index for key in (1, 2, 3)] == [False, True, True]


def test_the_report_itself_and_what_is_too_much_are_left_out():
    index = SimilarIndex()
    for key in range(4):
        index.add(key, report(SAID[1]))
    assert 2 not in keys(index, report(SAID[1]), but=2)
    assert len(keys(index, report(SAID[1]), most=2)) == 2


def test_many_reports_fall_into_blocks_and_are_found_all_the_same(monkeypatch):
    monkeypatch.setattr(similar, "SMALL", 4)
    monkeypatch.setattr(similar, "LARGE", 16)
    index = SimilarIndex()
    for key in range(70):
        index.add(key, report(f"第{key}号楼的{SAID[key % 5 + 1]}", days=key))
    assert [block.stop - block.start for block in index._blocks] == [16, 16, 16, 16, 4]
    index.remove(33)
    for key in (0, 31, 40, 65, 69):
        assert key in keys(index, report(f"第{key}号楼的{SAID[key % 5 + 1]}", days=key), most=20)
    assert 33 not in keys(index, report(SAID[4], days=33), most=50, least=0)


def test_a_restart_changes_no_answer(tmp_path):
    index = an_index()
    index.remove(2)
    index.save(tmp_path / "similar")
    again = SimilarIndex.load(tmp_path / "similar")
    asked = report("青梧里12栋电梯困人了")
    assert again.find(asked, least=0) == index.find(asked, least=0)
    again.add(6, report("望溪路夜市又开始了"))
    assert len(again) == 5


@pytest.mark.parametrize("spoil", [slice(0, 40), slice(200, 240), slice(-40, None)])
def test_a_damaged_file_is_refused(tmp_path, spoil):
    path = tmp_path / "similar"
    an_index().save(path)
    content = bytearray(path.read_bytes())
    content[spoil] = b"x" * len(content[spoil])
    path.write_bytes(content)
    with pytest.raises(DamagedFile, match="similar"):
        SimilarIndex.load(path)


def test_a_file_that_fits_its_checksum_and_holds_no_index_is_refused(tmp_path):
    path = tmp_path / "similar"
    columns = an_index()._rows.living()
    for spoilt in (
        {},
        {**columns, "terms": columns["terms"] + NONE},
        {**columns, "minutes": columns["minutes"][:2]},
    ):
        stored.write(path, similar.KIND, spoilt)
        with pytest.raises(DamagedFile, match="holds no index"):
            SimilarIndex.load(path)


def test_an_interrupted_save_leaves_the_old_file(tmp_path):
    path = tmp_path / "similar"
    index = an_index()
    index.save(path)
    before = path.read_bytes()
    with pytest.raises(FileNotFoundError):
        index.save(tmp_path / "nowhere" / "similar")
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.glob("*.new") if p.is_file()] == []


@pytest.mark.parametrize(
    ("one", "other", "meaning"),
    [
        ("990101001001", "990101001001", Nearness.COMMUNITY),
        ("990101001001", "990101001002", Nearness.ELSEWHERE),
        ("990101001001", "990101001", Nearness.STREET),
        ("990101001", "990101001", Nearness.STREET),
        ("990101001", "990101002", Nearness.ELSEWHERE),
        ("990101001", "990101", Nearness.DISTRICT),
        ("990101", "990102", Nearness.ELSEWHERE),
        ("9901", "990102", Nearness.DISTRICT),
        ("990101", "", Nearness.UNKNOWN),
        ("", "990101", Nearness.UNKNOWN),
        ("99010100100101", "990101001001", Nearness.COMMUNITY),
    ],
)
def test_two_codes_are_near_as_far_as_both_are_known(one, other, meaning):
    places = np.array([similar._place(other)])
    assert nearness(similar._place(one), places, np.array([np.nan])).tolist() == [meaning]


def test_a_distance_decides_over_the_codes():
    places = np.array([990101001001, 990101001001, 990102001001])
    found = nearness(990101001001, places, np.array([50.0, 5_000.0, 300.0]))
    assert found.tolist() == [Nearness.COMMUNITY, Nearness.ELSEWHERE, Nearness.STREET]


def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres():
    found = distances((120.0, 30.0), np.array([[120.0, 31.0], [np.nan, np.nan]], np.float32))
    assert found[0] == pytest.approx(111_195, abs=1)
    assert np.isnan(found[1])


def test_weights_are_fitted_to_what_people_said():
    random, count = np.random.default_rng(1), 2_000
    near = np.full(count, Nearness.UNKNOWN, dtype=np.int8)
    alike, shared = random.uniform(0, 1, count), random.uniform(0, 60, count)
    pairs = Pairs(alike, shared, np.full(count, 9.0), near)
    same = random.uniform(0, 1, count) < probabilities(pairs)
    found = probabilities(pairs, fit(pairs, same))
    assert np.abs(found - probabilities(pairs)).mean() < 0.05
