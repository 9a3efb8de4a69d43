"""What is in hand, and what hangs on it."""

from linli.matters.models.asking import Application, Participation
from linli.matters.models.clocks import Deadline, Extension, Pause
from linli.matters.models.files import Blob
from linli.matters.models.matter import (
    FLOWS,
    Channel,
    Holding,
    IdempotencyKey,
    Matter,
    MatterQuerySet,
    Onlooker,
    Urgency,
    Visibility,
)
from linli.matters.models.reading import Reading
from linli.matters.models.remarks import Attachment, Comment
from linli.matters.models.sealing import Seal
from linli.matters.models.words import Words

__all__ = [
    "FLOWS",
    "Application",
    "Attachment",
    "Blob",
    "Channel",
    "Comment",
    "Deadline",
    "Extension",
    "Holding",
    "IdempotencyKey",
    "Matter",
    "MatterQuerySet",
    "Onlooker",
    "Participation",
    "Pause",
    "Reading",
    "Seal",
    "Urgency",
    "Visibility",
    "Words",
]
