"""The ways out that speak HTTP: an SMS gateway, WeCom, a WeChat official account."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from string import Template
from typing import Any

import httpx
from cryptography.hazmat.primitives import hashes, hmac
from django.utils.translation import gettext as _

from linli.environment import Outside
from linli.ground.notices.channels import Doubtful, Letter, NotSent

TIMEOUT = 10.0
"""Seconds; a batch of letters is tried within its lease."""

LATER = {408, 425, 429}
"""Refusals that may not last."""

TOKEN_OVER = {40001, 40014, 42001}
"""What Tencent says of an access token that is no longer good."""

NOBODY = {40003, 43004, 60111, 81013}
"""What Tencent says of an address that is nobody's."""


def post(url: str, **how: Any) -> httpx.Response:
    """Send a request. Raises NotSent; Doubtful where it had left when the connection broke."""
    try:
        response = httpx.post(url, timeout=TIMEOUT, **how)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise NotSent(f"{type(error).__name__}: {error}") from error
    except httpx.HTTPError as error:
        raise Doubtful(f"{type(error).__name__}: {error}") from error
    if response.is_success or response.status_code == httpx.codes.CONFLICT:
        return response
    final = response.is_client_error and response.status_code not in LATER
    raise NotSent(f"HTTP {response.status_code}: {response.text[:200]}", final=final)


def sm3_hmac(secret: str, *parts: bytes) -> str:
    """The SM3-HMAC of the parts, joined by line feeds, in hexadecimal digits."""
    digest = hmac.HMAC(secret.encode(), hashes.SM3())
    digest.update(b"\n".join(parts))
    return digest.finalize().hex()


def filled(template: Any, values: Mapping[str, Any]) -> Any:
    """A JSON template with `$name` replaced; a text that is nothing but a name takes its value."""
    if isinstance(template, dict):
        return {name: filled(each, values) for name, each in template.items()}
    if isinstance(template, list):
        return [filled(each, values) for each in template]
    if not isinstance(template, str):
        return template
    if template.startswith("$") and template[1:] in values:
        return values[template[1:]]
    return Template(template).safe_substitute(values)


@dataclass(frozen=True, slots=True)
class SmsGateway:
    """A gateway that takes JSON by HTTP; docs/howto/send-messages.md describes the request.

    An answer 2xx means taken, 409 means that it had this key before.
    """

    settings: Outside

    @property
    def repeatable(self) -> bool:
        """As the deployment says of its gateway."""
        return self.settings.sms_knows_keys

    def send(self, letter: Letter) -> str:
        """Hand the letter over."""
        ours = self.settings
        values = {
            "key": letter.key,
            "address": letter.address,
            "text": letter.text,
            "template": ours.sms_templates.get(letter.code, ""),
            "values": dict(letter.values),
            "account": ours.sms_account,
        }
        body = json.dumps(filled(ours.sms_body, values), ensure_ascii=False).encode()
        moment = str(int(letter.at.timestamp()))
        signed = sm3_hmac(ours.sms_secret, ours.sms_account.encode(), moment.encode(), body)
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": letter.key,
            "X-Linli-Account": ours.sms_account,
            "X-Linli-Time": moment,
            "X-Linli-Signature": f"sm3={signed}",
        }
        return _number(post(ours.sms_url, content=body, headers=headers), letter)


class Tencent:
    """A way by the servers of Tencent, which want an access token with every request."""

    repeatable = False  # they know keys for some minutes only, shorter than our lease

    def __init__(self, settings: Outside) -> None:
        """Nothing is asked yet."""
        self.settings = settings
        self._token, self._good_until = "", 0.0
        self._lock = threading.Lock()

    def ask(self, path: str, body: Mapping[str, Any], token_path: str, base: str) -> str:
        """Send a message, with a new token where the old one is over; its number."""
        for fresh in (False, True):
            token = self._access_token(f"{base}{token_path}", fresh=fresh)
            answer = _answer(post(f"{base}{path}?access_token={token}", json=dict(body)))
            if answer.get("errcode", 0) not in TOKEN_OVER:
                return _taken(answer)
        raise NotSent(_said(answer))

    def _access_token(self, url: str, *, fresh: bool) -> str:
        with self._lock:
            if fresh or time.monotonic() > self._good_until:
                answer = _answer(post(url))
                if "access_token" not in answer:
                    raise NotSent(_said(answer))
                self._token = str(answer["access_token"])
                self._good_until = time.monotonic() + answer.get("expires_in", 7200) - 300
            return self._token


class WeCom(Tencent):
    """Messages of a WeCom application to a member, or of a group's robot that names the member."""

    def send(self, letter: Letter) -> str:
        """Hand the letter over; the address is the member's account."""
        ours = self.settings
        if not ours.wecom_corp:
            text = {"content": letter.text, "mentioned_list": [letter.address]}
            return _taken(_answer(post(ours.wecom_url, json={"msgtype": "text", "text": text})))
        body = {
            "touser": letter.address,
            "msgtype": "text",
            "agentid": ours.wecom_agent,
            "text": {"content": letter.text},
        }
        keys = f"?corpid={ours.wecom_corp}&corpsecret={ours.wecom_secret}"
        return self.ask("/cgi-bin/message/send", body, f"/cgi-bin/gettoken{keys}", ours.wecom_url)


class WeChat(Tencent):
    """Template messages of an official account; the address is the follower's openid."""

    def send(self, letter: Letter) -> str:
        """Hand the letter over. Without a template for the notice it is not sent."""
        ours = self.settings
        template = ours.wechat_templates.get(letter.code)
        if template is None:
            raise NotSent(_("WeChat has no template for this notice."), final=True)
        data = {name: {"value": value} for name, value in letter.values.items() if name != "link"}
        body = {
            "touser": letter.address,
            "template_id": template,
            "url": letter.values.get("link", ""),
            "client_msg_id": letter.key,
            "data": data,
        }
        keys = f"?grant_type=client_credential&appid={ours.wechat_app}&secret={ours.wechat_secret}"
        return self.ask(
            "/cgi-bin/message/template/send", body, f"/cgi-bin/token{keys}", ours.wechat_url
        )


def _number(response: httpx.Response, letter: Letter) -> str:
    """The gateway's number for the letter where it gives one, else our key."""
    try:
        return str(response.json()["id"])
    except (ValueError, KeyError, TypeError):
        return letter.key


def _answer(response: httpx.Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except ValueError as error:
        raise Doubtful(f"HTTP {response.status_code}: {response.text[:200]}") from error
    return answer if isinstance(answer, dict) else {}


def _taken(answer: Mapping[str, Any]) -> str:
    code = answer.get("errcode", 0)
    if code or answer.get("invaliduser"):
        raise NotSent(_said(answer), final=code in NOBODY or not code)
    return str(answer.get("msgid", ""))


def _said(answer: Mapping[str, Any]) -> str:
    return f"{answer.get('errcode', 0)}: {answer.get('errmsg') or answer.get('invaliduser', '')}"
