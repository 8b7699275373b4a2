"""The picture of the provinces: complete, both archipelagos in the file, decoded right."""

import json
import re

from dieuphoi.web import province_map
from dieuphoi.web.province_map import HEIGHT, WIDTH, decoded, drawing

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
ARCHIPELAGOS = {
    ("Quần đảo Hoàng Sa", "48", "thành phố Đà Nẵng"): (112.0, 16.5),
    ("Quần đảo Trường Sa", "56", "tỉnh Khánh Hòa"): (113.9, 9.8),
}


def test_both_archipelagos_lie_in_the_file_where_they_are() -> None:
    topology = json.loads(province_map.FILE.read_text(encoding="utf-8"))
    (wide, high), (left, low) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = {
        (one["properties"]["name"], one["properties"]["code"], one["properties"]["belongs_to"]): (
            round(one["coordinates"][0] * wide + left, 1),
            round(one["coordinates"][1] * high + low, 1),
        )
        for one in topology["objects"]["vn63"]["geometries"]
        if one["type"] == "Point"
    }
    assert found == ARCHIPELAGOS


def test_both_archipelagos_are_drawn_inside_the_frame() -> None:
    found = {(one.name, one.code, one.belongs_to) for one in drawing().islands}
    assert found == set(ARCHIPELAGOS)
    assert all(60 < one.x < WIDTH - 60 and 0 < one.y < HEIGHT - 40 for one in drawing().islands)


def test_34_provinces_are_drawn_each_once_inside_the_frame() -> None:
    shapes = drawing().shapes
    assert len({one.code for one in shapes}) == len(shapes) == 34
    for shape in shapes:
        numbers = [float(n) for n in NUMBER.findall(shape.path)]
        assert all(0 < x < WIDTH for x in numbers[0::2]), shape.name
        assert all(0 < y < HEIGHT for y in numbers[1::2]), shape.name


def test_an_arc_is_walked_both_ways_and_rings_are_closed() -> None:
    square = {
        "transform": {"scale": [1, 1], "translate": [105, 10]},
        "arcs": [[[0, 0], [1, 0], [0, 1]], [[0, 0], [0, 1], [1, 0]]],
        "objects": {
            "vn63": {
                "geometries": [
                    {
                        "type": "Polygon",
                        "arcs": [[0, ~1]],
                        "properties": {"name": "Ô vuông", "code": "00"},
                    }
                ]
            }
        },
    }

    (shape,) = decoded(square).shapes

    corners = NUMBER.findall(shape.path)
    assert len(corners) == 8
    assert shape.path.startswith("M")
    assert shape.path.endswith("Z")
    assert len({tuple(corners[n : n + 2]) for n in range(0, 8, 2)}) == 4
