"""Bring the files that lay open in the folder into the store, encrypted, and take them away."""

import hashlib
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.db import migrations
from PIL import Image

from linli.matters.attachments import store
from linli.matters.attachments.contents import Content
from linli.matters.attachments.photos import small


def seal(apps, schema_editor):
    Attachment = apps.get_model("matters", "Attachment")
    Blob = apps.get_model("matters", "Blob")
    files = Attachment.objects.filter(blob=None).exclude(digest="").order_by("digest", "pk")
    for first in files.distinct("digest"):
        path = Path(settings.MEDIA_ROOT) / first.digest[:2] / first.digest
        if not path.is_file():
            continue
        content = _content(first, path.read_bytes())
        made = store.put(content, scan="none", at=first.uploaded_at)
        kept = {name: getattr(made, name) for name in ("digest", "name", "key", "size")}
        blob = Blob.objects.create(
            **kept, has_preview=made.has_preview, scan="none", created_at=made.created_at
        )
        Attachment.objects.filter(digest=first.digest).update(blob=blob)
        path.unlink()


def _content(attachment, data):
    preview = b""
    if attachment.content_type.startswith("image/"):
        with Image.open(BytesIO(data)) as photo:
            preview = small(photo)
    assert hashlib.sha256(data).hexdigest() == attachment.digest
    return Content(attachment.name, attachment.content_type, data, preview)


class Migration(migrations.Migration):

    dependencies = [("matters", "0005_blobs")]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
