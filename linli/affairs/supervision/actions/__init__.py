"""Everything that changes supervision."""

from linli.affairs.supervision.actions.announcing import (
    MayNotAnnounce,
    NotADraft,
    correct,
    discard,
    draft,
    publish_bulletin,
)
from linli.affairs.supervision.actions.archiving import archive_supervisions
from linli.affairs.supervision.actions.deciding import (
    AlreadyDecided,
    AlreadyUnderWay,
    MayNotDecide,
    NotInHand,
    begin,
    come_back,
    decline,
    put_off,
    take_up,
)
from linli.affairs.supervision.actions.gathering import gather, lapse, suggest_by_clocks
from linli.affairs.supervision.actions.moving import (
    accept,
    answer,
    dismiss,
    go_on,
    object_,
    refer,
    send_back,
    take_back,
    tolerate,
    uphold,
)

__all__ = [
    "AlreadyDecided",
    "AlreadyUnderWay",
    "MayNotAnnounce",
    "MayNotDecide",
    "NotADraft",
    "NotInHand",
    "accept",
    "answer",
    "archive_supervisions",
    "begin",
    "come_back",
    "correct",
    "decline",
    "discard",
    "dismiss",
    "draft",
    "gather",
    "go_on",
    "lapse",
    "object_",
    "publish_bulletin",
    "put_off",
    "refer",
    "send_back",
    "suggest_by_clocks",
    "take_back",
    "take_up",
    "tolerate",
    "uphold",
]
