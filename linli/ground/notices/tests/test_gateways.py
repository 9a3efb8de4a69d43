"""The ways out, over the wire to a server on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from linli.environment import Outside
from linli.ground.notices.channels import Doubtful, Letter, NotSent
from linli.ground.notices.gateways import SmsGateway, WeChat, WeCom, filled, sm3_hmac
from linli.ground.notices.mail import MailServer
from linli.ground.notices.tests.outside import Gateway, Mailbox, running

AT = datetime(2026, 5, 11, 1, 0, tzinfo=UTC)
LETTER = Letter(
    key="linli-7",
    address="13900000001",
    subject="已收到",
    text="【邻里】已收到",
    at=AT,
    code="cases.received",
    values={"number": "8", "link": "https://linli.example.org/s/x"},
)
TOKEN = (200, {"access_token": "t1", "expires_in": 7200})


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with running(Gateway()) as server:
        yield server


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with running(Mailbox()) as server:
        yield server


def sms(gateway, **more):
    return SmsGateway(Outside(sms_url=f"{gateway.url}/sms", sms_secret="geheim", **more))


def test_an_sms_carries_key_number_and_text(gateway):
    gateway.answers = [(200, {"id": 42})]
    assert sms(gateway).send(LETTER) == "42"
    path, headers, _body = gateway.got[0]
    assert (path, headers["Idempotency-Key"]) == ("/sms", "linli-7")
    assert gateway.body() == {"key": "linli-7", "phone": "13900000001", "text": "【邻里】已收到"}


def test_an_sms_is_signed_over_account_time_and_body(gateway):
    sms(gateway, sms_account="linli").send(LETTER)
    _path, headers, body = gateway.got[0]
    signed = sm3_hmac("geheim", b"linli", str(int(AT.timestamp())).encode(), body)
    assert headers["X-Linli-Signature"] == f"sm3={signed}"
    assert headers["X-Linli-Time"] == str(int(AT.timestamp()))


def test_the_signature_is_the_known_one():
    # GB/T 15852.2 test of HMAC-SM3 as GmSSL prints it: key and data from RFC 4231, case 2.
    assert sm3_hmac("Jefe", b"what do ya want for nothing?") == (
        "2e87f1d16862e6d964b50a5200bf2b10b764faa9680a296a2405f24bec39f882"
    )


def test_the_gateway_may_want_its_own_template(gateway):
    body = '{"to":["$address"],"tpl":"$template","args":"$values","sign":"邻里 $key"}'
    sms(gateway, sms_body=body, sms_templates={"cases.received": "T1"}).send(LETTER)
    assert gateway.body() == {
        "to": ["13900000001"],
        "tpl": "T1",
        "args": dict(LETTER.values),
        "sign": "邻里 linli-7",
    }


def test_what_is_no_text_stays_as_it_is():
    assert filled({"a": [1, None, "$x", "$y"]}, {"x": {"b": 2}}) == {"a": [1, None, {"b": 2}, "$y"]}


def test_a_key_that_the_gateway_had_before_counts_as_taken(gateway):
    gateway.answers = [(409, {})]
    assert sms(gateway).send(LETTER) == "linli-7"


@pytest.mark.parametrize(
    ("status", "final"), [(400, True), (403, True), (429, False), (503, False)]
)
def test_a_refusal_says_whether_it_lasts(gateway, status, final):
    gateway.answers = [(status, {})]
    with pytest.raises(NotSent, match=str(status)) as refused:
        sms(gateway).send(LETTER)
    assert (refused.value.final, isinstance(refused.value, Doubtful)) == (final, False)


def test_nobody_there_is_no_doubt_and_a_broken_line_is(gateway):
    away = SmsGateway(Outside(sms_url="http://127.0.0.1:9/", sms_secret="s"))
    with pytest.raises(NotSent) as refused:
        away.send(LETTER)
    assert not isinstance(refused.value, Doubtful)
    gateway.answers = [(0, {})]
    with pytest.raises(Doubtful):
        sms(gateway).send(LETTER)


def wecom(gateway):
    return WeCom(
        Outside(wecom_url=gateway.url, wecom_corp="c", wecom_secret="s", wecom_agent=1000002)
    )


def test_wecom_is_asked_for_a_token_once(gateway):
    gateway.answers = [TOKEN, (200, {"errcode": 0, "msgid": "m1"}), (200, {"errcode": 0})]
    channel = wecom(gateway)
    assert channel.send(LETTER) == "m1"
    channel.send(LETTER)
    assert [path for path, _headers, _body in gateway.got] == [
        "/cgi-bin/gettoken?corpid=c&corpsecret=s",
        "/cgi-bin/message/send?access_token=t1",
        "/cgi-bin/message/send?access_token=t1",
    ]
    assert gateway.body()["touser"] == "13900000001"
    assert gateway.body()["text"] == {"content": "【邻里】已收到"}


def test_a_token_that_is_over_is_asked_for_anew(gateway):
    again = (200, {"access_token": "t2", "expires_in": 7200})
    gateway.answers = [TOKEN, (200, {"errcode": 42001}), again, (200, {"msgid": "m2"})]
    assert wecom(gateway).send(LETTER) == "m2"
    assert gateway.got[-1][0].endswith("access_token=t2")


@pytest.mark.parametrize(
    ("answer", "final"),
    [
        ({"errcode": 81013, "errmsg": "user not found"}, True),
        ({"errcode": 0, "invaliduser": "li"}, True),
        ({"errcode": 45009, "errmsg": "too often"}, False),
    ],
)
def test_wecom_says_who_is_nobody(gateway, answer, final):
    gateway.answers = [TOKEN, (200, answer)]
    with pytest.raises(NotSent) as refused:
        wecom(gateway).send(LETTER)
    assert refused.value.final is final


def test_the_robot_of_a_group_names_the_member(gateway):
    url = f"{gateway.url}/cgi-bin/webhook/send?key=k"
    gateway.answers = [(200, {"errcode": 0})]
    WeCom(Outside(wecom_url=url)).send(LETTER)
    assert gateway.body() == {
        "msgtype": "text",
        "text": {"content": "【邻里】已收到", "mentioned_list": ["13900000001"]},
    }


def wechat(gateway, **templates):
    return WeChat(
        Outside(
            wechat_url=gateway.url, wechat_app="a", wechat_secret="s", wechat_templates=templates
        )
    )


def test_wechat_fills_the_template_of_the_notice(gateway):
    gateway.answers = [TOKEN, (200, {"errcode": 0, "msgid": 5})]
    assert wechat(gateway, **{"cases.received": "T9"}).send(LETTER) == "5"
    body = gateway.body()
    assert (body["template_id"], body["client_msg_id"]) == ("T9", "linli-7")
    assert (body["url"], body["data"]) == (LETTER.values["link"], {"number": {"value": "8"}})


def test_wechat_without_a_template_is_not_asked(gateway):
    with pytest.raises(NotSent) as refused:
        wechat(gateway).send(LETTER)
    assert (refused.value.final, gateway.got) == (True, [])


def mail(mailbox):
    server = MailServer(Outside(email_url=mailbox.url, email_from="邻里 <linli@example.org>"))
    letter = Letter("linli-7", "li@example.org", "Case 8", "Please sign for it.", AT)
    return server.send(letter)


def test_a_letter_carries_its_key_as_its_id(mailbox):
    assert mail(mailbox) == "linli-7"
    [letter] = mailbox.letters
    assert "Message-ID: <linli-7@example.org>" in letter
    assert "Subject: Case 8" in letter


@pytest.mark.parametrize("answer", ["550 no such user", "450 later"])
def test_a_recipient_that_the_server_refuses_is_final_only_for_good(mailbox, answer):
    mailbox.refuses = answer
    with pytest.raises(NotSent) as refused:
        mail(mailbox)
    assert refused.value.final is answer.startswith("5")
    assert not isinstance(refused.value, Doubtful)


def test_a_mail_server_that_is_away_is_tried_again():
    server = MailServer(Outside(email_url="smtp://127.0.0.1:9", email_from="linli@example.org"))
    with pytest.raises(NotSent) as refused:
        server.send(LETTER)
    assert (refused.value.final, isinstance(refused.value, Doubtful)) == (False, False)
