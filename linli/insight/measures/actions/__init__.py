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
    PublishingRefused,
    ReasonMissing,
    publish_month,
    recompute,
)

__all__ = [
    "Difference",
    "ExclusionRefused",
    "MayNotPublish",
    "MonthNotOver",
    "NotNow",
    "NotYours",
    "PublishingRefused",
    "ReasonMissing",
    "ask_exclusion",
    "end_exclusion",
    "judge_exclusion",
    "publish_month",
    "rebuild",
    "recompute",
    "refresh",
]
