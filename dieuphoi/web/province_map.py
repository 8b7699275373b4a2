"""The picture of the 34 provinces: a TopoJSON file decoded to the paths of an SVG drawing.

An illustration, not a map of boundaries; both archipelagos are in the file and always drawn.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from math import cos, radians
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "static" / "vendor" / "vn34" / "vn34.topo.json"

WEST, EAST, SOUTH, NORTH = 101.9, 116.4, 8.0, 23.6
"""The frame, in degrees: the land, and the archipelagos with their labels."""
SCALE = 40
"""Units of the drawing for a degree of latitude."""
_NARROWER = cos(radians(16))  # a degree of longitude is that much shorter than one of latitude
WIDTH, HEIGHT = round((EAST - WEST) * SCALE * _NARROWER), round((NORTH - SOUTH) * SCALE)

Point = tuple[float, float]


@dataclass(frozen=True)
class Shape:
    """A province: its code of Decision 19/2025/QĐ-TTg, its name in the file, and its outline."""

    code: str
    name: str
    path: str


@dataclass(frozen=True)
class Islands:
    """An archipelago: where it is drawn, its name, and the province it belongs to."""

    code: str
    name: str
    belongs_to: str
    x: float
    y: float


@dataclass(frozen=True)
class Drawing:
    """All that is drawn."""

    shapes: tuple[Shape, ...]
    islands: tuple[Islands, ...]


@cache
def drawing() -> Drawing:
    """What the file holds, read once."""
    return decoded(json.loads(FILE.read_text(encoding="utf-8")))


def decoded(topology: dict[str, Any]) -> Drawing:
    """The provinces and archipelagos of a quantized topology, as they stand in the frame."""
    found = topology["objects"]["vn63"]["geometries"]
    arcs = [_points(arc, topology["transform"]) for arc in topology["arcs"]]
    return Drawing(
        tuple(_shape(one, arcs) for one in found if one["type"] != "Point"),
        tuple(_islands(one, topology["transform"]) for one in found if one["type"] == "Point"),
    )


def _shape(geometry: dict[str, Any], arcs: list[list[Point]]) -> Shape:
    several = geometry["type"] == "MultiPolygon"
    polygons = geometry["arcs"] if several else [geometry["arcs"]]
    path = "".join(_path(_ring(ring, arcs)) for polygon in polygons for ring in polygon)
    return Shape(geometry["properties"]["code"], geometry["properties"]["name"], path)


def _islands(geometry: dict[str, Any], transform: dict[str, Any]) -> Islands:
    ((x, y),) = _points([geometry["coordinates"]], transform)
    own = geometry["properties"]
    return Islands(own["code"], own["name"], own["belongs_to"], round(x, 1), round(y, 1))


def _points(arc: Iterable[Iterable[int]], transform: dict[str, Any]) -> list[Point]:
    """The points of an arc, each written as the step from the one before, in the frame."""
    (wide, high), (left, low) = transform["scale"], transform["translate"]
    places = accumulate(arc, lambda at, step: [a + b for a, b in zip(at, step, strict=True)])
    return [_placed(x * wide + left, y * high + low) for x, y in places]


def _placed(longitude: float, latitude: float) -> Point:
    return (longitude - WEST) * SCALE * _NARROWER, (NORTH - latitude) * SCALE


def _ring(numbers: Iterable[int], arcs: list[list[Point]]) -> Iterator[Point]:
    """The points around: arc ~n is arc n walked backwards; where two meet their point is given once."""
    for number in numbers:
        points = arcs[number] if number >= 0 else arcs[~number][::-1]
        yield from points[:-1]


def _path(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points) + "Z"
