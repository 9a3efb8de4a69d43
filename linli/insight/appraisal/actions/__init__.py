"""Drawing up an appraisal, reckoning it, hearing what is said against it, talking with workers."""

from linli.insight.appraisal.actions.drawing_up import (
    MayNotRun,
    NotNow,
    add_indicator,
    add_subject,
    draw_up,
    drop_indicator,
    settle,
)
from linli.insight.appraisal.actions.forgetting import forget_workers
from linli.insight.appraisal.actions.pleading import (
    MayNotJudge,
    MayNotObject,
    appeal,
    judge,
    judge_appeal,
    object_,
)
from linli.insight.appraisal.actions.reckoning import adjust, compute, enter, publish, show
from linli.insight.appraisal.actions.reviewing import decide_review, open_review

__all__ = [
    "MayNotJudge",
    "MayNotObject",
    "MayNotRun",
    "NotNow",
    "add_indicator",
    "add_subject",
    "adjust",
    "appeal",
    "compute",
    "decide_review",
    "draw_up",
    "drop_indicator",
    "enter",
    "forget_workers",
    "judge",
    "judge_appeal",
    "object_",
    "open_review",
    "publish",
    "settle",
    "show",
]
