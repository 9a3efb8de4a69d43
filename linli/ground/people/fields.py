"""A model field that is encrypted in the database and masked in the program.

`resident.name` is a `Sealed`: printed, it is masked (张*); `resident.name.open()` is the whole
text. So a template, a log or an API schema that forgets about masking shows the mask. Only code
that has checked a right and written the journal calls `open`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from django.db.models.expressions import Expression
from django.db.models.query_utils import DeferredAttribute

from linli.ground.people import ciphers, masking

Mask = Callable[[str], str]


@dataclass(frozen=True, slots=True, repr=False)
class Sealed:
    """A text that is kept encrypted, tied to its column."""

    data: bytes
    context: str
    mask: Mask

    def open(self) -> str:
        """The whole text. Raises ciphers.WrongKey."""
        return ciphers.unseal(self.data, self.context)

    def __str__(self) -> str:
        return self.mask(self.open())

    def __repr__(self) -> str:
        return f"<Sealed {self.context}>"

    def __bool__(self) -> bool:
        return len(self.data) > ciphers.HEADER.size + ciphers.NONCE + ciphers.TAG

    @property
    def key_number(self) -> int:
        """The number of the key it is sealed with."""
        return ciphers.key_number(self.data)


class SealedAttribute(DeferredAttribute):
    """Seals a text when it is assigned, so that no model instance holds it open."""

    def __set__(self, instance: Model, value: object) -> None:
        instance.__dict__[self.field.attname] = self.field.to_python(value)


class SealedField(models.Field["Sealed | str", "Sealed"]):
    """Takes a text, stores `bytea`, gives a `Sealed`. An absent text is the empty one.

    The context is the column (`people.resident.name`): who renames the model or the field must
    seal the rows anew. The database cannot compare sealed texts, so every look-up is refused; a
    value that must be found has a hash beside it (ciphers.search_hash).
    """

    descriptor_class = SealedAttribute
    description = "Encrypted text"

    def __init__(self, *args: Any, mask: Mask = masking.everything, **kwargs: Any) -> None:
        self.mask = mask
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Without the mask, which is no matter of the database."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        return "BinaryField"

    @property
    def context(self) -> str:
        """What a value is tied to."""
        return f"{self.model._meta.label_lower}.{self.name}"

    def to_python(self, value: Any) -> Any:
        if isinstance(value, Expression) or value is None:
            return value
        if isinstance(value, Sealed):
            # Taken from another column, it is tied to that one.
            return value if value.context == self.context else self.to_python(value.open())
        if isinstance(value, bytes | memoryview):
            return Sealed(bytes(value), self.context, self.mask)
        return Sealed(ciphers.seal(str(value), self.context), self.context, self.mask)

    def from_db_value(self, value: Any, expression: object, connection: object) -> Any:
        return self.to_python(value)

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        sealed = self.to_python(value)
        return sealed.data if isinstance(sealed, Sealed) else sealed

    def get_lookup(self, lookup_name: str) -> None:
        """None: Django then says that the look-up is not supported."""

    def value_to_string(self, obj: Model) -> str:
        """The mask: a fixture is no way out of the encryption."""
        return str(self.value_from_object(obj))
