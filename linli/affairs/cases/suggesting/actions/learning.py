"""Fitting a model of categories on what was decided here, and choosing the one in use."""

from __future__ import annotations

import hashlib
import importlib
from dataclasses import asdict
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from linli.affairs.cases.events import MODEL_CHOSEN, MODEL_FITTED
from linli.affairs.cases.models import ModelUse, TextModel
from linli.affairs.cases.pack import LearningRules
from linli.affairs.cases.suggesting.learned import Worth, decided_rows, worth
from linli.affairs.cases.suggesting.models_in_use import cold, model_in_use, ready
from linli.affairs.cases.suggesting.reading import rules_at
from linli.ground.journal.actions import publish
from linli.ground.org.models import User
from linli.text.classify import Joined
from linli.text.classify.files import BadModel, packed
from linli.text.classify.labelled import TooFewRows

CHOOSES = "suggestions.choose"
"""The capability to choose the model in use; it reads for the whole deployment."""

REASON = 200


class NotFitted(ValueError):
    """No model was fitted; `str(error)` tells why."""


class TooFewDecided(NotFitted):
    """There are too few decided cases to learn from, or to measure on."""


class NothingNew(NotFitted):
    """The decided cases are those that a model has learned from already."""


class NotChosen(ValueError):
    """The model was not chosen; `str(error)` tells why."""


class MayNotChoose(PermissionDenied):
    """The user does not look after the models."""


def fit(*, by: User, at: datetime) -> TextModel:
    """Fit a model on what was decided until some weeks ago, measure it on what came since, keep it.

    It takes over where it is no worse than the one in use. Raises NotFitted (one of its kinds).
    """
    rules = rules_at("", at)
    learning = rules.learning
    until = at - timedelta(weeks=learning.held_out_weeks)
    rows, later = decided_rows(until, at, learning.most)
    _require_enough(len(rows), len(later), learning)
    # Fitting alone needs scikit-learn, which takes seconds to load.
    fitting = importlib.import_module("linli.text.classify.fitting")
    try:
        model = fitting.fit(rows)
    except TooFewRows as error:
        raise TooFewDecided(_("No two categories have ten decided cases or more.")) from error
    if TextModel.objects.filter(version=model.version).exists():
        raise NothingNew(_("Nothing was decided since %(version)s.") % {"version": model.version})
    rival = model_in_use()
    figures = worth(Joined(model, cold()), later, rules)
    others = worth(rival.model, later, rules)
    content = packed(model)
    kept = TextModel(
        version=model.version,
        checksum=hashlib.sha256(content).hexdigest(),
        content=content,
        rows=sum(model.counts.values()),
        categories=len(model.codes),
        learned_until=until,
        fitted_at=at,
        fitted_by=by,
        held_out=len(later),
        **asdict(figures),
        rival=rival.version,
        **{f"rival_{name}": figure for name, figure in asdict(others).items()},
    )
    return _keep(kept, is_no_worse(figures, others, learning.right), by, at)


def _require_enough(rows: int, later: int, learning: LearningRules) -> None:
    if rows < learning.fewest or later < learning.fewest_held_out:
        raise TooFewDecided(
            _(
                "There are %(rows)d decided cases to learn from and %(later)d later ones to measure"
                " on; %(fewest)d and %(held_out)d are needed."
            )
            % {
                "rows": rows,
                "later": later,
                "fewest": learning.fewest,
                "held_out": learning.fewest_held_out,
            }
        )


def is_no_worse(one: Worth, other: Worth, right: float) -> bool:
    """Whether a model may take over from another that was measured on the same cases.

    Who is sure less often is right more easily, so a share of `right` is enough; but who is never
    sure does not take over from who sometimes was.
    """
    sure = one.asked < 1 or other.asked == 1
    return sure and one.macro_f1 >= other.macro_f1 and one.right >= min(other.right, right)


@transaction.atomic
def _keep(kept: TextModel, takes_over: bool, by: User, at: datetime) -> TextModel:
    kept.save()
    publish(MODEL_FITTED, about=kept, by=by, at=at, opens=True, takes_over=takes_over)
    if takes_over:
        _use(kept, ModelUse.Why.LEARNED, "", by, at)
    return kept


@transaction.atomic
def use_model(model: TextModel | None, *, reason: str, by: User, at: datetime) -> ModelUse:
    """Let this model read what is reported from now on; None: the words that linli comes with.

    Raises MayNotChoose, NotChosen where there is no reason, or the model cannot be read.
    """
    if not by.has_any_capability(CHOOSES, at):
        raise MayNotChoose(_("Only who looks after the models can do this."))
    if not reason.strip():
        raise NotChosen(_("Please say why."))
    try:
        if model is not None:
            ready(model)
    except BadModel as error:
        raise NotChosen(_("The model cannot be used: %(reason)s.") % {"reason": error}) from error
    return _use(model, ModelUse.Why.CHOSEN, reason.strip()[:REASON], by, at)


def _use(model: TextModel | None, why: str, reason: str, by: User, at: datetime) -> ModelUse:
    use = ModelUse.objects.create(model=model, why=why, reason=reason, by=by, at=at)
    publish(MODEL_CHOSEN, about=use, by=by, at=at, opens=True, model=model.pk if model else 0)
    return use
