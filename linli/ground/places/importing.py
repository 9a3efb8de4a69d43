"""Tables and maps of places: their columns, what a row means, and the numbering of grids."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, cos, radians, sqrt
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from shapely.geometry.base import BaseGeometry

from linli.ground.places import geometry
from linli.ground.places.codes import CODE_LENGTHS, LEVELS, Level
from linli.ground.places.coordinates import OutsideChina, require_china
from linli.ground.sheets.checking import BadRow
from linli.ground.sheets.reading import MAX_BYTES, Column, Row, Unreadable, read

MAX_GRIDS = 999
_EXTENT = (
    Column(
        "polygon", gettext_lazy("Extent"), "边界", "范围", "多边形", "geometry", "geojson", "wkt"
    ),
    Column("longitude", gettext_lazy("Longitude"), "经度", "lon", "lng"),
    Column("latitude", gettext_lazy("Latitude"), "纬度", "lat"),
)
PLACE_COLUMNS = (
    Column("code", pgettext_lazy("place", "Code"), "编码", "代码", "区划代码", required=True),
    Column("name", pgettext_lazy("place", "Name"), "名称", required=True),
    *_EXTENT,
)
GRID_COLUMNS = (
    Column("code", gettext_lazy("Grid code"), "网格编码", "网格代码", "编码", "grid_code"),
    Column("community", gettext_lazy("Community code"), "社区编码", "社区代码", "community_code"),
    Column("name", gettext_lazy("Grid name"), "网格名称", "名称", "grid_name"),
    *_EXTENT,
)


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place as a row describes it; `code` is "" for a grid that has yet to be numbered."""

    code: str
    above: str
    name: str
    polygon: BaseGeometry | None
    point: tuple[float, float] | None

    def fields(self) -> dict[str, Any]:
        """What the row says about the place, by field; what it leaves out is not among them."""
        said: dict[str, Any] = {"name": self.name} if self.name else {}
        if self.polygon is not None:
            said["polygon"] = geometry.as_geojson(self.polygon)
        if self.point:
            said["longitude"], said["latitude"] = self.point
        return said


def read_rows(
    source: Path | BinaryIO, columns: Sequence[Column], *, name: str = ""
) -> Iterator[Row]:
    """The rows of a table, or the features of a .geojson or .json file. Raises Unreadable."""
    known = (name or str(getattr(source, "name", source))).lower()
    if known.endswith((".geojson", ".json")):
        return _features(source, columns)
    return read(source, columns, name=name)


def read_grids(source: Path | BinaryIO, *, name: str = "") -> Iterator[Row]:
    """The rows of a table or map of grids, for `actions.import_grids`. Raises Unreadable."""
    return read_rows(source, GRID_COLUMNS, name=name)


def read_places(source: Path | BinaryIO, *, name: str = "") -> Iterator[Row]:
    """The rows of a table or map of places, for `actions.import_places`. Raises Unreadable."""
    return read_rows(source, PLACE_COLUMNS, name=name)


def _features(source: Path | BinaryIO, columns: Sequence[Column]) -> Iterator[Row]:
    try:
        body = source.read_bytes() if isinstance(source, Path) else source.read(MAX_BYTES + 1)
        features = json.loads(body[: MAX_BYTES + 1])["features"]
        pairs = [(feature["properties"] or {}, feature["geometry"]) for feature in features]
    except OSError as error:
        raise Unreadable(
            _("The file %(name)s cannot be opened: %(reason)s.")
            % {"name": source, "reason": error.strerror}
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable(_("The file is no GeoJSON with a list of features.")) from error
    names = {title: column.name for column in columns for title in column.known_as()}
    for number, (properties, shape) in enumerate(pairs, start=1):
        titles = {names[key.casefold()]: key for key in properties if key.casefold() in names}
        values = {column: _plain(properties[key]) for column, key in titles.items()}
        if shape:
            values["polygon"] = json.dumps(shape)
        yield Row(number, values, titles)


def parse_place(row: Row) -> PlaceRow:
    """A place of any level with its own code. Raises BadRow."""
    code, messages = row["code"], {}
    if not (code.isascii() and code.isdigit() and len(code) in LEVELS):
        messages["code"] = _("“%(code)s” must have 2, 4, 6, 9, 12, 15 or 20 digits.") % {
            "code": code
        }
    if not row["name"]:
        messages["name"] = _("The name is missing.")
    lengths = [length for length in CODE_LENGTHS.values() if length < len(code)]
    return _row(row, code, code[: max(lengths, default=0)], messages)


def parse_grid(row: Row) -> PlaceRow:
    """A grid with its own code, or with that of its community. Raises BadRow."""
    code, community, messages = row["code"], row["community"], {}
    if code and not (code.isascii() and code.isdigit() and len(code) == CODE_LENGTHS[Level.GRID]):
        messages["code"] = _("“%(code)s” is no grid code: 15 digits, the community's first.") % {
            "code": code
        }
    elif code and community and not code.startswith(community):
        messages["community"] = _(
            "The grid %(code)s cannot lie in the community %(community)s."
        ) % {
            "code": code,
            "community": community,
        }
    elif not code and len(community) != CODE_LENGTHS[Level.COMMUNITY]:
        messages["community"] = _("Neither a grid code nor the 12 digits of a community.")
    return _row(row, code, code[: CODE_LENGTHS[Level.COMMUNITY]] or community, messages)


def _row(row: Row, code: str, above: str, messages: dict[str, str]) -> PlaceRow:
    polygon, point = None, None
    if len(row["name"]) > 100:
        messages["name"] = _("The name is longer than 100 characters.")
    if row["polygon"]:
        try:
            polygon = geometry.parse(row["polygon"])
        except geometry.BadPolygon as error:
            messages["polygon"] = str(error)
    if row["longitude"] or row["latitude"]:
        try:
            point = float(row["longitude"]), float(row["latitude"])
            require_china(*point)
        except OutsideChina as error:
            messages["longitude"] = str(error)
        except ValueError:
            messages["longitude"] = _("Longitude and latitude must be numbers, both or neither.")
    elif polygon is not None:
        point = geometry.centre(polygon)
    if messages:
        raise BadRow(messages)
    return PlaceRow(code, above, row["name"], polygon, point)


def in_reading_order(rows: Sequence[PlaceRow]) -> list[PlaceRow]:
    """West to east within a band, the bands north to south; rows without a point come last.

    The bands are as high as a cell would be if the rows filled their extent as a square.
    """
    placed = [(row, row.point) for row in rows if row.point]
    if not placed:
        return list(rows)
    points = [point for _row, point in placed]
    narrowing = cos(radians(points[0][1]))
    width = (max(x for x, _y in points) - min(x for x, _y in points)) * narrowing
    north = max(y for _x, y in points)
    height = north - min(y for _x, y in points)
    cell = max(width, height) / max(1, ceil(sqrt(len(points))) - 1) or 1.0
    placed.sort(key=lambda pair: (round((north - pair[1][1]) / cell), pair[1][0]))
    return [row for row, _point in placed] + [row for row in rows if not row.point]


def grid_name(community: str, number: int) -> str:
    """What a grid is called where nobody gave it a name."""
    for ending in ("居民委员会", "村民委员会", "居委会", "村委会"):
        community = community.removesuffix(ending)
    return f"{community}第{number}网格"


def _plain(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()
