"""A merged pack, as the rest of linli reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from linli.ground.rulepacks.merging import Path, merge
from linli.ground.rulepacks.registry import SECTIONS, default_body
from linli.ground.rulepacks.sentences import sentence

if TYPE_CHECKING:
    from linli.ground.rulepacks.models import Edition

S = TypeVar("S", bound=BaseModel)

EDITIONS_KEPT = 512
"""How many editions keep their sections read in this process."""


class MissingKey(LookupError):
    """A key that the pack does not have; the message names the key, the packs, the edition."""

    def __init__(self, key: str, pack: Pack) -> None:
        self.key, self.place_code, self.digest = key, pack.place_code, pack.digest
        super().__init__(
            _(
                "The rule pack of {place} (edition {edition}) has no value under “{key}”. "
                "Add it to the rule pack."
            ).format(place=pack.place_code or _("the default"), edition=pack.digest[:12], key=key)
        )


class PackDoesNotFit(ValueError):
    """A section that this release cannot read even with its own defaults below it."""


class Pack:
    """The rules of a place on a day: default, province, city and district laid over each other.

    A matter keeps the edition it started under. Where a later release asks for a key which that
    edition cannot have yet, the answer is the default of the release. Packs that say the same are
    equal, whoever read them.
    """

    def __init__(
        self,
        body: Mapping[str, Any],
        *,
        sources: Mapping[str, Any],
        digest: str,
        remember: Callable[[], Edition],
    ) -> None:
        self.body, self.sources, self.digest = body, sources, digest
        self._remember = remember
        self._edition: Edition | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pack) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"<Pack {self.place_code or 'default'} {self.digest[:12]}>"

    @property
    def place_code(self) -> str:
        """The innermost place that has a say in this pack; empty when it is all default."""
        return max((code for code in self.sources if code != "default"), key=len, default="")

    @property
    def edition(self) -> Edition:
        """The row that keeps these rules for good; written when nobody has needed it before."""
        if self._edition is None:
            self._edition = self._remember()
        return self._edition

    def section(self, model: type[S]) -> S:
        """The section of this model, read and checked once for each edition; not to be changed.

        Raises MissingKey when no app registered the model, PackDoesNotFit when the values are of
        a kind that this release does not know.
        """
        read = _read_sections(self.digest)
        if model not in read:
            read[model] = self._section(model)
        return cast(S, read[model])

    def get(self, key: str) -> Any:
        """The plain value under a key such as `cases.limits.handle`. Raises MissingKey."""
        path = tuple(key.split("."))
        for body in (self.body, default_body()):
            found, value = _look_up(body, path)
            if found:
                return deepcopy(value) if isinstance(value, dict | list) else value
        raise MissingKey(key, self)

    def _section(self, model: type[S]) -> S:
        name = next((each.name for each in SECTIONS.values() if each.model is model), None)
        if name is None:
            raise MissingKey(model.__name__, self)
        own = self.body.get(name, {})
        try:
            return model.model_validate(own, extra="ignore")
        except ValidationError:
            # The edition is older than a key that this release asks for.
            return self._with_defaults(name, model, own)

    def _with_defaults(self, name: str, model: type[S], own: Mapping[str, Any]) -> S:
        try:
            return model.model_validate(merge(default_body().get(name, {}), own), extra="ignore")
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in (name, *first["loc"]))
            message = _(
                "The rule pack, edition {edition}, does not fit this release: {key}: {fault}"
            )
            raise PackDoesNotFit(
                message.format(edition=self.digest[:12], key=where, fault=sentence(first))
            ) from error


@lru_cache(maxsize=EDITIONS_KEPT)
def _read_sections(digest: str) -> dict[type[BaseModel], BaseModel]:
    # Two threads may read the same section at once; both get equal values, the later one is kept.
    return {}


def _look_up(body: Mapping[str, Any], path: Path) -> tuple[bool, Any]:
    value: Any = body
    for part in path:
        if not isinstance(value, dict) or part not in value:
            return False, None
        value = value[part]
    return True, value
