"""Signing in elsewhere, against a provider that runs here: who comes in, who does not."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.weixin.views import WeixinOAuth2Adapter

from linli.ground.journal.models import Entry
from linli.ground.signin.tests.provider import running
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
SSO, WECHAT = "/signin/elsewhere/oidc/sso/login/", "/signin/elsewhere/weixin/login/"


@pytest.fixture
def provider(settings, cast, monkeypatch):
    """A provider, set up as the settings would."""
    with running() as found:
        app = {
            "provider_id": "sso",
            "name": "政务统一认证",
            "client_id": "linli",
            "secret": "s",
            "settings": {"server_url": found.url, "oauth_pkce_enabled": True},
        }
        wechat = {"client_id": "wx", "secret": "s"}
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True},
            "weixin": {"APPS": [wechat]},
        }
        monkeypatch.setattr(
            WeixinOAuth2Adapter, "access_token_url", f"{found.url}/sns/oauth2/access_token"
        )
        monkeypatch.setattr(WeixinOAuth2Adapter, "profile_url", f"{found.url}/sns/userinfo")
        yield found


def come_back(client, provider, door: str, process: str = "login"):
    """Go to the provider and come back with a code, as a browser does."""
    away = client.post(f"{door}?process={process}")
    asked = parse_qs(urlsplit(away["Location"]).query)
    provider.challenge = asked.get("code_challenge", [""])[0]
    back = urlsplit(asked["redirect_uri"][0]).path
    return client.get(back, {"code": "c", "state": asked["state"][0]})


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_who_is_named_by_the_organisation_comes_in_and_is_linked(client, provider, cast):
    provider.claims = {"sub": "1", "preferred_username": "zhao"}
    come_back(client, provider, SSO)
    assert client.session["_auth_user_id"] == str(cast.zhao.pk)
    assert SocialAccount.objects.get().user == cast.zhao
    assert Entry.objects.about(cast.zhao).filter(event="signin.in").exists()


@pytest.mark.parametrize("name", ["nobody", "zhou", "secadmin", "", None, 7])
def test_nobody_else_comes_in_and_no_account_is_made(client, provider, cast, name):
    provider.claims = {"sub": "1", "preferred_username": name}
    before = type(cast.zhao).objects.count()
    assert come_back(client, provider, SSO)["Location"] == "/signin/"
    assert (signed_in(client), type(cast.zhao).objects.count()) == (False, before)


def test_a_code_that_somebody_else_asked_for_opens_nothing(client, provider, cast):
    provider.claims = {"sub": "1", "preferred_username": "zhao"}
    away = client.post(f"{SSO}?process=login")
    asked = parse_qs(urlsplit(away["Location"]).query)
    provider.challenge = "of somebody else"
    back = urlsplit(asked["redirect_uri"][0]).path
    client.get(back, {"code": "c", "state": asked["state"][0]})
    assert not signed_in(client)


def test_who_is_blocked_here_does_not_come_in_by_there(client, provider, cast):
    type(cast.zhao).objects.filter(pk=cast.zhao.pk).update(is_active=False)
    provider.claims = {"sub": "1", "preferred_username": "zhao"}
    come_back(client, provider, SSO)
    assert not signed_in(client)


def test_wechat_opens_only_what_was_linked_by_hand(client, provider, cast):
    come_back(client, provider, WECHAT)
    assert not signed_in(client)
    SocialAccount.objects.create(user=cast.zhao, provider="weixin", uid="o")
    SocialAccount.objects.create(user=cast.sun, provider="weixin", uid="of somebody else")
    come_back(client, provider, WECHAT)
    assert client.session["_auth_user_id"] == str(cast.zhao.pk)


def test_wechat_is_linked_by_hand_once_one_has_proved_again_to_be_there(client, provider, cast):
    client.force_login(cast.zhao)
    asked = come_back(client, provider, WECHAT, "connect")
    assert (asked["Location"], SocialAccount.objects.count()) == ("/security/again/", 0)
    client.post("/security/again/", {"password": "not hers"})
    assert SocialAccount.objects.count() == 0
    linked = client.post("/security/again/", {"password": PASSWORD})
    assert (linked["Location"], SocialAccount.objects.get().user) == ("/security/", cast.zhao)
    assert Entry.objects.about(cast.zhao).filter(event="signin.linked").exists()


def test_what_is_linked_to_one_is_not_taken_over_by_another(client, provider, cast):
    SocialAccount.objects.create(user=cast.sun, provider="weixin", uid="o")
    client.force_login(cast.zhao)
    come_back(client, provider, WECHAT, "connect")
    client.post("/security/again/", {"password": PASSWORD})
    assert SocialAccount.objects.get().user == cast.sun


@pytest.mark.parametrize("name", ["zhou", "wu"])
def test_a_resident_links_nothing(client, provider, cast, name):
    client.force_login(getattr(cast, name))
    come_back(client, provider, WECHAT, "connect")
    client.post("/security/again/", {"password": PASSWORD})
    assert SocialAccount.objects.count() == 0
