"""Models in files: numbers and JSON behind a checksum, and nothing that could be run.

A file is one line of text, `linli-classify 1 sha256=…`, and then a NumPy archive (.npz) whose
member `facts` is JSON. It is read with pickling forbidden.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from linli.text.classify import reading
from linli.text.classify.linear import Linear

FORMAT = 1
LARGEST = 1 << 30
"""Bytes of a model when unpacked; a larger one is none of ours."""

_ARRAYS = {
    "features": (np.int32, 1),
    "idf": (np.float32, 1),
    "weights": (np.float16, 2),
    "bias": (np.float64, 1),
    "shift": (np.float64, 1),
}


class BadModel(Exception):
    """A file that holds no model that can be used; the message says why."""


def save(model: Linear, path: Path) -> None:
    """Writes a model; an existing file is replaced when the new one is complete."""
    draft = path.with_name(f".{path.name}.new")
    draft.write_bytes(packed(model))
    draft.replace(path)


def load(path: Path) -> Linear:
    """Reads a model. Raises BadModel, and OSError where there is no such file."""
    return unpacked(path.read_bytes())


def packed(model: Linear) -> bytes:
    """A model as the content of a file."""
    facts = {
        "reading": reading.VERSION,
        "codes": [*model.codes],
        "counts": dict(model.counts),
        "slope": model.slope,
        "threshold": model.threshold,
        "version": model.version,
    }
    buffer = io.BytesIO()
    arrays = {name: getattr(model, name).astype(kind) for name, (kind, _d) in _ARRAYS.items()}
    told = np.frombuffer(json.dumps(facts, ensure_ascii=False).encode(), dtype=np.uint8)
    np.savez_compressed(buffer, facts=told, **arrays)
    payload = buffer.getvalue()
    checksum = hashlib.sha256(payload).hexdigest()
    return f"linli-classify {FORMAT} sha256={checksum}\n".encode() + payload


def unpacked(content: bytes) -> Linear:
    """The model that the content of a file is. Raises BadModel."""
    head, _newline, payload = content.partition(b"\n")
    words = head.decode("ascii", "replace").split()
    if len(words) != 3 or words[0] != "linli-classify":
        raise BadModel("this is no model of categories")
    if words[1] != str(FORMAT):
        raise BadModel(f"the format is {words[1]}, this program knows {FORMAT}")
    if words[2] != f"sha256={hashlib.sha256(payload).hexdigest()}":
        raise BadModel("the checksum does not fit: the file is damaged or was changed")
    return _read(payload)


def _read(payload: bytes) -> Linear:
    try:
        with zipfile.ZipFile(io.BytesIO(payload)) as archive:
            if sum(member.file_size for member in archive.infolist()) > LARGEST:
                raise BadModel("the model is too large")
        with np.load(io.BytesIO(payload), allow_pickle=False) as found:
            arrays = {name: found[name] for name in _ARRAYS}
            facts = json.loads(found["facts"].tobytes())
    except (ValueError, KeyError, zipfile.BadZipFile) as error:
        raise BadModel(f"it cannot be read: {error}") from error
    _check(facts, arrays)
    return Linear(
        codes=tuple(facts["codes"]),
        features=arrays["features"],
        idf=arrays["idf"],
        weights=arrays["weights"].astype(np.float32),
        bias=arrays["bias"],
        slope=float(facts["slope"]),
        shift=arrays["shift"],
        threshold=float(facts["threshold"]),
        counts={str(code): int(count) for code, count in facts["counts"].items()},
        version=str(facts["version"]),
    )


def _check(facts: Any, arrays: dict[str, Any]) -> None:
    if not isinstance(facts, dict) or facts.get("reading") != reading.VERSION:
        raise BadModel("it was fitted by another version of this program: fit it anew")
    missing = {"codes", "counts", "slope", "threshold", "version"} - facts.keys()
    if missing:
        raise BadModel(f"it does not say its {', '.join(sorted(missing))}")
    for name, (kind, dimensions) in _ARRAYS.items():
        if arrays[name].dtype != kind or arrays[name].ndim != dimensions:
            raise BadModel(f"{name} is not what it should be")
    features, codes = len(arrays["features"]), len(facts["codes"])
    shapes = {
        "weights": (features, codes), "idf": (features,), "bias": (codes,), "shift": (codes,),
    }  # fmt: skip
    wrong = [name for name, shape in shapes.items() if arrays[name].shape != shape]
    if wrong:
        raise BadModel(f"the sizes do not fit: {', '.join(wrong)}")
    known = arrays["features"]
    if len(known) and (known.min() < 0 or known.max() >= reading.FEATURES):
        raise BadModel("it has features that no text can have")
