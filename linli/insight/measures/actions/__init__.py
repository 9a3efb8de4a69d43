"""Everything that changes what figures are made of: facts, exclusions, publications."""

from linli.insight.measures.actions.excluding import (
    ExclusionRefused,
    NotNow,
    NotYours,
    ask_exclusion,
    end_exclusion,
    judge_exclusion,
)
from linli.insight.measures.actions.facts import rebuild, refresh
from linli.insight.measures.actions.publishing import (
    Difference,
    MayNotPublish,
    MonthNotOver,
    PublishingGoesOn,
    PublishingRefused,
    ReasonMissing,
    ask_to_publish,
    carry_out,
    publish_month,
    recompute,
    redefined,
)

__all__ = [
    "Difference",
    "ExclusionRefused",
    "MayNotPublish",
    "MonthNotOver",
    "NotNow",
    "NotYours",
    "PublishingGoesOn",
    "PublishingRefused",
    "ReasonMissing",
    "ask_exclusion",
    "ask_to_publish",
    "carry_out",
    "end_exclusion",
    "judge_exclusion",
    "publish_month",
    "rebuild",
    "recompute",
    "redefined",
    "refresh",
]
