"""Standard texts and colleagues beside the fields of a matter."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.affairs.cases.retention import cases_of
from linli.affairs.cases.tests.stages import (
    accepted,
    dispatched,
    in_progress,
    reported,
    verified,
)
from linli.ground.journal.models import Entry
from linli.ground.notices.models import Notification
from linli.ground.org.models import User
from linli.ground.texts.actions import write_text
from linli.matters.actions import write_comment
from linli.matters.engine import submit
from linli.matters.mentions import MOST_ASKED, MentionRefused, without_names
from linli.matters.models import Comment
from linli.matters.templatetags.matters import mentions

STREET = "990101001"


def text(cast, monday, **given: str) -> None:
    words = {"use": "reason", "language": "zh-hans", "name": "不属本网格", "text": "x", **given}
    write_text(unit=cast.units[STREET], by=cast.zhao, at=monday, **words)


def say(case, words: str, by, monday, audience: str = "internal") -> Comment:
    return write_comment(case, text=words, audience=audience, by=by, at=monday)


def told(person) -> list[str]:
    return list(Notification.objects.filter(user=person).values_list("code", flat=True))


def test_a_text_is_offered_with_what_the_matter_gives(client, cast, monday):
    case = dispatched(cast, monday)
    text(cast, monday, text="{编号}位于{地点}，{单位}于{日期}核实。")
    client.force_login(cast.li)
    found = client.get(f"/matters/{case.number}/texts/?use=reason").context["found"]
    before, day = found[0].text.split("于20")
    assert before == f"{case.number}位于青梧街道桂花里社区桂花里第一网格，桂花里第一网格"
    assert day.endswith("日核实。")


def test_texts_in_the_readers_language_come_first(client, cast, monday):
    case = dispatched(cast, monday)
    text(cast, monday)
    text(cast, monday, language="en", name="Not our grid")
    client.force_login(cast.li)
    path = f"/matters/{case.number}/texts/?use=reason"
    names = [each.name for each in client.get(path).context["found"]]
    english = client.get(path, headers={"accept-language": "en"}).context["found"]
    assert (names[0], english[0].name) == ("不属本网格", "Not our grid")


def test_only_texts_for_the_same_use_are_offered(client, cast, monday):
    case = dispatched(cast, monday)
    text(cast, monday)
    client.force_login(cast.li)
    assert client.get(f"/matters/{case.number}/texts/?use=reply").context["found"] == []
    assert client.get(f"/matters/{case.number}/texts/?use=no").status_code == 404


def test_the_form_of_a_move_leads_to_its_texts(client, cast, monday):
    case = in_progress(cast, monday)
    client.force_login(cast.li)
    page = client.get(f"/cases/{case.number}/?move=raise").content.decode()
    assert f"/matters/{case.number}/texts/?use=reason" in page
    assert f"/matters/{case.number}/texts/?use=comment" in page


@pytest.mark.parametrize("path", ["texts/?use=reason", "colleagues/?q=zh"])
@pytest.mark.parametrize(
    ("who", "status"), [("wang", 404), ("qian", 404), ("liu", 404), ("zhou", 403), ("auditor", 404)]
)
def test_who_may_not_see_the_matter_gets_neither(client, cast, monday, path, who, status):
    case = dispatched(cast, monday)
    client.force_login(getattr(cast, who))
    assert client.get(f"/matters/{case.number}/{path}").status_code == status


@pytest.mark.parametrize(
    "words", ["@陈静 请看", "@陈静请看", "请@chen 看", "@CHEN，请看", "（@陈静）"]
)
def test_a_colleague_is_found_by_name_or_user_name(cast, monday, deliver_all, words):
    case = dispatched(cast, monday)
    said = say(case, words, cast.zhao, monday)
    deliver_all()
    entry = Entry.objects.get(event="matters.comment")
    assert entry.data["mentioned"] == [cast.chen.pk]
    assert "matters.mentioned" in told(cast.chen)
    assert 'class="mention"' in mentions(said.text)


@pytest.mark.parametrize("written", ["Wang.Fang", "wang-fang", "fang@qingwu.example", "FangFang"])
def test_a_colleague_is_found_by_every_user_name_that_there_may_be(cast, monday, written):
    case = dispatched(cast, monday)
    User.objects.filter(pk=cast.chen.pk).update(username=written, name="Chen Jing")
    said = say(case, f"@{written}, 请看", cast.zhao, monday)
    entry = Entry.objects.get(event="matters.comment")
    assert entry.data["mentioned"] == [cast.chen.pk]
    assert f">@{written}</span>, 请看" in mentions(said.text)


def test_a_name_before_a_full_stop_is_found_and_two_names_in_a_row_are_two(cast, monday):
    case = dispatched(cast, monday)
    said = say(case, "@chen.请看 @陈静@李晓梅.", cast.zhao, monday)
    entry = Entry.objects.get(event="matters.comment")
    assert said.text == "@chen .请看 @陈静@李晓梅."
    assert set(entry.data["mentioned"]) == {cast.chen.pk, cast.li.pk}


@pytest.mark.parametrize("who", ["王磊", "钱进", "何青", "zhou", "没有这人", "sysadmin"])
def test_nobody_is_mentioned_who_may_not_see_the_matter(client, cast, monday, deliver_all, who):
    case = dispatched(cast, monday)
    client.force_login(cast.zhao)
    words = {"text": f"@{who} 请看", "audience": "internal"}
    answer = client.post(f"/matters/{case.number}/comment/", words)
    deliver_all()
    assert not Comment.objects.filter(text__contains="@").exists()
    assert "matters.mentioned" not in Notification.objects.values_list("code", flat=True)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["text"])
    assert f"@{who} 请看" in answer.content.decode()


def test_two_of_one_name_are_told_apart_by_their_user_names(cast, monday):
    case = dispatched(cast, monday)
    cast.sun.name = cast.chen.name
    cast.sun.save()
    with pytest.raises(MentionRefused, match="@chen"):
        say(case, "@陈静 请看", cast.zhao, monday)
    assert say(case, "@chen 请看", cast.zhao, monday).text == "@chen 请看"


def test_an_address_is_no_mention(cast, monday):
    case = dispatched(cast, monday)
    said = say(case, "写给 office@qingwu.example", cast.zhao, monday)
    assert "mention" not in mentions(said.text)


def test_a_chip_brings_no_markup_of_its_own():
    assert mentions("@陈静 <b>") == '<span class="mention">@陈静</span> &lt;b&gt;'


def test_completion_offers_only_who_may_see_the_matter(client, cast, monday):
    case = dispatched(cast, monday)
    client.force_login(cast.zhao)
    offered = [
        client.get(f"/matters/{case.number}/colleagues/", {"q": typed}).json()["colleagues"]
        for typed in ("陈\0", "王", "", "周")
    ]
    chen = {"name": "陈静", "write": "陈静", "unit": "桂花里社区"}
    li = {"name": "李晓梅", "write": "李晓梅", "unit": "桂花里第一网格"}
    assert offered == [[chen], [], [li], []]


def test_among_many_of_a_name_those_come_first_who_have_the_matter_at_hand(client, cast, monday):
    case = dispatched(cast, monday)
    for number in range(MOST_ASKED):
        name = {"username": f"chen{number}", "name": f"陈{number}"}
        User.objects.create(kind="staff", created_at=monday, **name)
    client.force_login(cast.zhao)
    offered = [
        [each["write"] for each in answer.json()["colleagues"]]
        for typed in ("陈", "晓梅", "LI")
        if (answer := client.get(f"/matters/{case.number}/colleagues/", {"q": typed}))
    ]
    assert offered == [["陈静"], ["李晓梅"], ["李晓梅", "林涛"]]


def dispatch(client, case, note: str):
    given = {"unit": case.place_id, "note": note, "version": case.version}
    return client.post(f"/cases/{case.number}/moves/dispatch/", given)


def test_whom_the_note_of_a_move_mentions_is_told_as_by_a_comment(
    client, cast, monday, deliver_all
):
    case = accepted(cast, monday)
    client.force_login(cast.zhao)
    assert dispatch(client, case, "@陈静请一起去").status_code == 302
    deliver_all()
    assert Entry.objects.get(event="matters.mention").data["mentioned"] == [cast.chen.pk]
    assert told(cast.chen).count("matters.mentioned") == 1
    page = client.get(f"/cases/{case.number}/")
    last = page.context["timeline"][-1]
    assert (last.text, str(last.label)) == ("@陈静 请一起去", "已派单")
    assert '<span class="mention">@陈静</span>' in page.content.decode()


@pytest.mark.parametrize("who", ["王磊", "没有这人", "zhou", "sysadmin"])
def test_a_move_that_mentions_who_may_not_see_the_matter_is_not_made(client, cast, monday, who):
    case = accepted(cast, monday)
    client.force_login(cast.zhao)
    answer = dispatch(client, case, f"@{who} 请看")
    assert answer.status_code == 422
    assert f"@{who} 请看" in answer.content.decode()
    case.refresh_from_db()
    assert (case.state, list(told(cast.wang))) == ("accepted", [])


def test_a_resident_mentions_nobody_with_a_rating_and_learns_no_name(cast, monday):
    case = verified(cast, monday)
    given = {"contacted": "yes", "solved": "yes", "satisfaction": "5", "note": "@陈静 @没有"}
    submit(case, "rate", given, by=cast.zhou, at=monday + timedelta(hours=1))
    assert not Entry.objects.filter(event="matters.mention").exists()
    assert case.follow_ups.get().note == "@陈静 @没有"


def test_a_resident_reads_no_name_in_the_words_of_a_move(client, cast, monday):
    case = in_progress(cast, monday)
    given = {"outcome": "solved", "text": "@赵敏 已安排更换灯头"}
    submit(case, "finish", given, by=cast.li, at=monday + timedelta(hours=1))
    client.force_login(cast.zhou)
    page = client.get(f"/my-case/{case.number}/").content.decode()
    assert ("赵敏" in page, "@同事 已安排更换灯头" in page) == (False, True)


def test_a_resident_reads_that_a_colleague_is_mentioned_and_no_name(client, cast, monday):
    case = reported(cast, monday)
    say(case, "@陈静 会给您回电", cast.zhao, monday, audience="reporter")
    client.force_login(cast.zhou)
    page = client.get(f"/my-case/{case.number}/").content.decode()
    assert "陈静" not in page
    assert "@同事 会给您回电" in page
    assert without_names("无人") == "无人"


def test_a_resident_who_asks_for_their_data_is_given_no_name_either(cast, monday):
    case = reported(cast, monday)
    say(case, "@陈静 会给您回电", cast.zhao, monday, audience="reporter")
    (copy,) = cases_of(case.reporter, monday)
    assert [words[17:] for words in copy["told to you"]] == ["@同事 会给您回电"]
