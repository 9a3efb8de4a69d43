"""What the public reads of a case: only what a person has approved, and only for so long."""

from __future__ import annotations

import pytest

from linli.affairs.cases import actions
from linli.affairs.cases.actions.publicity import (
    MayNotPublishWords,
    NotForThePublic,
    NoWords,
    StillPersonal,
    publish_words,
    withdraw_words,
)
from linli.affairs.cases.models import PublicWords
from linli.affairs.cases.tests.stages import GRID, MINUTE, accepted, dispatched, reported
from linli.affairs.cases.wording import approved
from linli.ground.journal.models import Entry

TEXT = "路灯不亮了,联系人王建国,电话13812345678。"
PUBLIC = "三号楼前的路灯不亮了。"
MAY = {"chen", "zhao", "sun", "lin"}
EVERYBODY = [
    "zhou", "wu", "li", "wang", "chen", "zhao", "liu", "sun", "lin", "he", "zheng", "qian",
    "sysadmin", "secadmin", "auditor",
]  # fmt: skip


def read(district: str = "990101") -> list[str]:
    return [words.text for words in approved(district)]


def test_only_who_has_the_capability_there_approves(cast, monday):
    case = dispatched(cast, monday, text=TEXT)
    approving = set()
    for name in EVERYBODY:
        try:
            publish_words(case, text=PUBLIC, by=getattr(cast, name), at=monday)
        except MayNotPublishWords:
            continue
        approving.add(name)
    assert approving == MAY


def test_nothing_is_read_before_somebody_approves_and_nothing_after_it_is_withdrawn(cast, monday):
    case = dispatched(cast, monday, text=TEXT)
    assert read() == []
    publish_words(case, text=PUBLIC, by=cast.chen, at=monday)
    assert (read(), read("990102")) == ([PUBLIC], [])
    with pytest.raises(MayNotPublishWords):
        withdraw_words(case, by=cast.li, at=monday)
    withdraw_words(case, by=cast.zhao, at=monday + MINUTE)
    withdraw_words(case, by=cast.zhao, at=monday + MINUTE)
    assert read() == []
    events = list(Entry.objects.about(case).values_list("event", "by"))[-2:]
    assert events == [
        ("cases.words_published", cast.chen.pk), ("cases.words_withdrawn", cast.zhao.pk),
    ]  # fmt: skip


def test_the_newest_words_take_the_place_of_those_before(cast, monday):
    case = dispatched(cast, monday, text=TEXT)
    publish_words(case, text="路灯坏了", by=cast.chen, at=monday)
    publish_words(case, text=PUBLIC, by=cast.zhao, at=monday + MINUTE)
    assert (read(), PublicWords.objects.count()) == ([PUBLIC], 2)


def test_what_still_tells_of_somebody_or_says_nothing_is_refused(cast, monday):
    case = dispatched(cast, monday, text=TEXT)
    with pytest.raises(StillPersonal, match="13812345678"):
        publish_words(case, text="电话13812345678", by=cast.chen, at=monday)
    with pytest.raises(NoWords):
        publish_words(case, text="  ", by=cast.chen, at=monday)
    assert read() == []


def test_of_what_accuses_somebody_nothing_is_published(cast, monday):
    for given in ({"type": "complaint"}, {"type": "tip_off"}, {"subject_unit": cast.units[GRID]}):
        case = reported(cast, monday, **given)
        with pytest.raises(NotForThePublic):
            publish_words(case, text=PUBLIC, by=cast.zhao, at=monday)


def test_what_comes_to_accuse_somebody_or_to_its_end_is_read_no_more(cast, monday):
    accused, ended = accepted(cast, monday), accepted(cast, monday)
    for case in (accused, ended):
        publish_words(case, text=PUBLIC, by=cast.zhao, at=monday)
    assert read() == [PUBLIC, PUBLIC]
    accused.subject_unit = cast.units[GRID]
    accused.save()
    actions.withdraw(ended, note="", by=cast.zhou, at=monday + 2 * MINUTE)
    assert read() == []


def test_the_unit_complained_about_does_not_decide(client, cast, monday):
    case = reported(cast, monday, type="complaint", subject_unit=cast.units["990101001"])
    client.force_login(cast.zhao)
    assert client.get(f"/cases/{case.number}/public/").status_code == 403


def test_the_page_offers_the_text_without_what_is_personal(client, cast, monday):
    case = dispatched(cast, monday, text=TEXT)
    door = f"/cases/{case.number}/public/"
    client.force_login(cast.chen)
    assert door in client.get(f"/cases/{case.number}/").text
    offered = client.get(door).context["form"].initial["text"]
    assert offered == "路灯不亮了,联系人〔姓名〕,电话〔手机号〕。"
    refused = client.post(door, {"text": TEXT})
    assert (refused.status_code, "13812345678" in refused.text, read()) == (422, True, [])
    assert client.post(door, {"text": PUBLIC}).status_code == 302
    assert PUBLIC in client.get("/around/").text
    client.post(door, {"step": "withdraw"})
    assert PUBLIC not in client.get("/around/").text


def test_others_have_no_such_page(client, cast, monday):
    case = dispatched(cast, monday)
    door = f"/cases/{case.number}/public/"
    assert client.post(door, {"text": PUBLIC}).status_code == 302
    for name, status in (("li", 403), ("wang", 404), ("liu", 404), ("auditor", 404), ("zhou", 403)):
        client.force_login(getattr(cast, name))
        assert client.get(door).status_code == status
        assert client.post(door, {"text": PUBLIC}).status_code == status
    assert read() == []
