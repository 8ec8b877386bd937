"""The map: unknown, zero and nothing look different; a shape of several provinces says so."""

from datetime import date

import pytest

from dekon_portal.core.known import NOTHING, Known
from programs.models import Province
from reports.choropleth import draw
from reports.registry import Column, Row
from reports.selection import Selection

INTEGER = Column("activities", "Kegiatan", "kegiatan", "integer")
KNOWN = Column("wub", "WUB", "orang", "known")


def row(code, activities, wub=NOTHING, shape=""):
    province = Province(code=code, name=f"Provinsi {code}", map_id=shape or f"id-{code}")
    selection = Selection(user=None, year=2020, province=province)
    values = {"province": province.name, "activities": activities, "wub": wub}
    return Row(values, narrowed=selection, url=f"/dasbor/?province={code}")


def classes(drawn):
    return {shape.key.removeprefix("id-"): shape.css for shape in drawn.shapes}


def test_unknown_zero_and_nothing_at_all_have_three_looks_and_three_words():
    rows = [
        row("11", 2, Known(5, 2, 3)),
        row("12", 2, Known(None, 0, 3)),
        row("13", 2, Known(0, 3, 3)),
        row("14", 0),
    ]
    drawn = draw(rows, KNOWN)
    assert classes(drawn) == {"11": "q1", "12": "map-unknown", "13": "q0", "14": "map-none"}
    assert [shape.label for shape in drawn.shapes] == [
        "Provinsi 11: 5 (2 dari 3 diketahui) orang",
        "Provinsi 12: belum diketahui (0 dari 3 diketahui)",
        "Provinsi 13: 0 orang",
        "Provinsi 14: tidak ada kegiatan",
    ]
    assert drawn.legend == [
        ("q1", "5"),
        ("q0", "0"),
        ("map-unknown", "belum diketahui"),
        ("map-none", "tidak ada kegiatan"),
    ]


def test_more_is_never_lighter_and_equal_figures_look_equal():
    figures = [1, 1, 2, 3, 5, 8, 8, 13, 21, 1000]
    drawn = draw([row(str(11 + place), figure) for place, figure in enumerate(figures)], INTEGER)
    steps = [int(css[1]) for _code, css in sorted(classes(drawn).items())]
    assert steps == sorted(steps)
    assert steps[0] == steps[1]
    assert steps[5] == steps[6]
    assert set(steps) == {1, 2, 3, 4}
    assert drawn.legend[-1] == ("q4", "21–1.000")


def test_a_legend_without_figures_has_no_ranges():
    assert draw([row("11", 0)], INTEGER).legend == [("map-none", "tidak ada kegiatan")]


def test_r11_provinces_that_share_a_shape_are_added_up_and_named():
    drawn = draw([row("91", 2, shape="id-pa"), row("93", 3, shape="id-pa"), row("92", 1, shape="id-pb")], INTEGER)
    shared = next(shape for shape in drawn.shapes if shape.key == "id-pa")
    assert shared.label == "Provinsi 91, Provinsi 93: 5 kegiatan"
    assert shared.url == "#per-provinsi"
    assert drawn.shared == ["Provinsi 91, Provinsi 93"]


def test_the_chosen_province_is_marked_and_drawn_last():
    drawn = draw([row("11", 1), row("12", 1)], INTEGER, chosen="11")
    assert [(shape.key, shape.is_chosen) for shape in drawn.shapes] == [("id-12", False), ("id-11", True)]


@pytest.mark.django_db
@pytest.mark.parametrize(("year", "provinces", "shapes"), [(2020, 34, 34), (2022, 38, 34), (2026, 38, 34)])
def test_r11_the_year_decides_which_provinces_there_are(client, reviewer, year, provinces, shapes):
    from programs import reference

    reference.seed()
    client.force_login(reviewer)
    board = client.get(f"/dasbor/?year={year}").context["board"]
    assert len(board.rows) == provinces
    assert len(board.map.shapes) == shapes
    assert len(board.map.shared) == (2 if provinces == 38 else 0)
    assert all(
        row.narrowed.province.valid_from is None or row.narrowed.province.valid_from <= date(year, 12, 31)
        for row in board.rows
    )
