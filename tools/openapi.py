"""Write the API's description for programs: docs/reference/openapi.json.

python -m tools.openapi            # write it anew
python -m tools.openapi --check    # is it what the code says? Exit code 1 where not
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

import django
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation

FILE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "openapi.json"


def description() -> str:
    """The OpenAPI document of /api/v1/ as text, in English, the same on every machine."""
    from linli.faces.api.views import api  # noqa: PLC0415 - needs Django, which main() starts

    with translation.override("en"):
        schema = api.get_openapi_schema()
        return json.dumps(schema, indent=1, ensure_ascii=False, cls=DjangoJSONEncoder) + "\n"


def main() -> None:
    """Write the file, or tell whether it is up to date."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    wanted = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
    django.setup()
    if not wanted.check:
        FILE.write_text(description(), encoding="utf-8")
    elif FILE.read_text(encoding="utf-8") != description():
        sys.exit(f"{FILE.name} is not what the code says. Run: python -m tools.openapi")


if __name__ == "__main__":
    main()
