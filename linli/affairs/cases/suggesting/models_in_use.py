"""The model of categories that is in use, in this process as in every other.

Models lie in the database, one file each, so every process on every machine reads with the same
one, and a backup has them. Where the chosen one cannot be read, the words that linli comes with
stand in, and whoever looks after it is told.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache

import structlog

from linli.affairs.cases.models import ModelUse, TextModel
from linli.ground.reference.queries import recall
from linli.text.classify import Joined, Lexicon, Model
from linli.text.classify.files import BadModel, unpacked

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class InUse:
    """A model that is ready; `trouble` says why it is not the one that was chosen."""

    model: Model
    checksum: str = ""
    trouble: str = ""

    @property
    def version(self) -> str:
        """Which model it is; it stands beside all that it suggests."""
        return self.model.version


@cache
def cold() -> Lexicon:
    """The words that linli comes with."""
    return Lexicon()


def model_in_use() -> InUse:
    """The model that reads what is reported; no query where nothing has changed."""
    return recall("model in use", _chosen)


def _chosen() -> InUse:
    use = ModelUse.objects.select_related("model").defer("model__content").first()
    if use is None or use.model is None:
        return InUse(cold())
    try:
        return ready(use.model)
    except BadModel as error:
        log.warning("model_unusable", version=use.model.version, error=str(error))
        return InUse(cold(), trouble=str(error))


_ready: dict[tuple[int, str], InUse] = {}
"""The last model that was made ready: it changes more seldom than other reference data."""


def ready(row: TextModel) -> InUse:
    """A model of the table together with the words that linli comes with. Raises BadModel."""
    key = (row.pk, row.checksum)
    if (made := _ready.get(key)) is not None:
        return made
    content = bytes(row.content)
    if hashlib.sha256(content).hexdigest() != row.checksum:
        raise BadModel("its content is not what was written")
    made = InUse(Joined(unpacked(content), cold()), row.checksum)
    _ready.clear()  # another thread may do so at any moment
    _ready[key] = made
    return made
