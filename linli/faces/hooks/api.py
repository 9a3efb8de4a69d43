"""Webhooks over the API: a service account keeps its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from linli.faces.hooks import actions
from linli.faces.hooks.models import Subscription
from linli.faces.hooks.rules import SCOPE
from linli.ground.org.models import User
from linli.ground.org.tokens import caller
from linli.ground.paging import page_of

router = Router(tags=["webhooks"])


class SubscriptionIn(Schema):
    """A wish to be told."""

    url: str = Field(max_length=500, description="begins with https://")
    events: list[str] = Field([], max_length=100, description="codes; empty: every event")
    place: str = Field("", pattern=r"^[0-9]{0,20}$", description="only below this place")


class SubscriptionOut(Schema):
    """A subscription."""

    id: int
    url: str
    events: list[str]
    place: str = Field(alias="place_code")
    created_at: datetime
    ended_at: datetime | None


class NewOut(SubscriptionOut):
    """A new subscription with its secret, which is shown this once."""

    secret: str = Field(alias="shown_secret")


class SubscriptionsOut(Schema):
    """One page of subscriptions; `next` is the cursor of the page after it."""

    items: list[SubscriptionOut]
    next: str | None


class SendingOut(Schema):
    """What became of one telling."""

    id: int
    event: str = Field(alias="entry.event")
    state: str
    attempts: int
    status: int | None
    error: str
    created_at: datetime
    updated_at: datetime


class SendingsOut(Schema):
    """One page of sendings, the newest first; `next` is the cursor of the page after it."""

    items: list[SendingOut]
    next: str | None


class PageIn(Schema):
    """Which page of a list."""

    cursor: str = Field("", pattern=r"^[0-9]{0,18}$", description="`next` of the page before")
    limit: int = Field(50, ge=1, le=200)


def _own(request: HttpRequest, pk: int) -> tuple[Subscription, User]:
    user = caller(request, SCOPE)
    return get_object_or_404(Subscription, account=user, pk=pk), user


@router.get("", response=SubscriptionsOut, summary="List my webhooks")
def list_subscriptions(request: HttpRequest, page: Query[PageIn]) -> dict[str, Any]:
    """The subscriptions of this account, ended ones among them, the newest first."""
    rows = Subscription.objects.filter(account=caller(request, SCOPE))
    return page_of(rows, by="-pk", cursor=page.cursor, limit=page.limit)


@router.post("", response={201: NewOut}, summary="Set up a webhook")
def subscribe(request: HttpRequest, body: SubscriptionIn) -> Status[Subscription]:
    """Be told at an address. The secret by which every telling is signed is shown this once."""
    user = caller(request, SCOPE)
    made, secret = actions.subscribe(
        account=user,
        url=body.url,
        events=body.events,
        place_code=body.place,
        by=user,
        at=timezone.now(),
    )
    shown: Any = made
    shown.shown_secret = secret
    return Status(201, shown)


@router.delete("/{int:pk}", response={204: None}, summary="End a webhook")
def end(request: HttpRequest, pk: int) -> Status[None]:
    """Be told no more."""
    found, user = _own(request, pk)
    actions.end(found, by=user, at=timezone.now())
    return Status(204, None)


@router.get("/{int:pk}/sendings", response=SendingsOut, summary="What was sent")
def list_sendings(request: HttpRequest, pk: int, page: Query[PageIn]) -> dict[str, Any]:
    """What was told, the newest first."""
    found, _by = _own(request, pk)
    rows = found.sendings.select_related("entry")
    return page_of(rows, by="-pk", cursor=page.cursor, limit=page.limit)


@router.post("/{int:pk}/sendings/{int:sending}/resend", response={204: None}, summary="Send again")
def resend(request: HttpRequest, pk: int, sending: int) -> Status[None]:
    """Begin anew with one that was given up."""
    found, user = _own(request, pk)
    one = get_object_or_404(found.sendings.select_related("subscription"), pk=sending)
    actions.resend(one, by=user, at=timezone.now())
    return Status(204, None)
