"""Charts: the drawing and its table say the same; unknown, zero and nothing recorded look different (R4)."""

import io
import re
from datetime import date

import openpyxl
import pytest

from dekon_portal.core.known import NOTHING, Known
from programs.models import ActivityTarget
from reports.charts import CHARTS
from reports.charts.svg import ticks
from reports.selection import Selection
from tests import make

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n"


def chart(key, user, **narrowed):
    make.year(2020)
    return CHARTS[key].of(Selection(user, 2020, **narrowed))


def cells(drawn):
    """The table by its first cell."""
    return {row[0]: [getattr(cell, "value", cell) for cell in row[1:]] for row in drawn.rows}


@pytest.mark.parametrize(
    ("most", "steps"), [(0, [0]), (1, [0, 1]), (4, [0, 1, 2, 3, 4]), (17, [0, 5, 10, 15, 20]), (150, [0, 50, 100, 150])]
)
def test_scales_are_round_and_hold_the_largest(most, steps):
    assert ticks(most) == steps


@pytest.mark.parametrize("key", CHARTS)
def test_without_any_record_nothing_is_drawn(client, reviewer, key):
    assert chart(key, reviewer).is_empty
    client.force_login(reviewer)
    assert "Tidak ada catatan untuk pilihan ini." in client.get("/dasbor/grafik/?year=2020").content.decode()


def test_the_time_line_tells_plan_and_doing_apart_and_counts_what_is_not_dated(office_sumsel, officer_sumsel, reviewer):
    make.activity(office_sumsel, officer_sumsel, planned_month=date(2020, 6, 1), actual_start=date(2020, 8, 3))
    make.activity(office_sumsel, officer_sumsel, planned_start=date(2020, 6, 15))
    make.activity(office_sumsel, officer_sumsel, planned_start=date(2021, 1, 4))
    make.activity(office_sumsel, officer_sumsel)
    drawn = chart("garis-waktu", reviewer)
    told = {name: values for name, values in cells(drawn).items() if any(values)}
    assert told == {"Juni": [2, 0], "Agustus": [0, 1], "Belum diketahui": [1, 3], "Tahun lain": [1, 0]}
    assert drawn.body.count('fill="url(#garis-garis-waktu)"') == 2  # plan and doing of what has no month


def test_states_add_up_to_the_activities_and_lead_to_their_rows(office_sumsel, officer_sumsel, reviewer, client):
    for _again in range(3):
        make.activity(office_sumsel, officer_sumsel)
    drawn = chart("status", reviewer)
    assert cells(drawn)["Konsep"] == [3, "100 %"]
    assert sum(values[0] for values in cells(drawn).values()) == 3
    client.force_login(reviewer)
    behind = client.get(drawn.rows[0][1].url)
    assert behind.context["proof"].holds


def test_goods_keep_their_units_and_unknown_zero_and_nothing_differ(activity_sumsel, officer_sumsel, reviewer):
    mask = make.product()
    ActivityTarget._base_manager.create(activity=activity_sumsel, product=mask, unit="helai", quantity=500)
    order = make.order(activity_sumsel, officer_sumsel, 100, product=mask)
    type(order)._base_manager.filter(pk=order.pk).update(unit="buah")
    make.production(activity_sumsel, officer_sumsel, None, product=mask)
    drawn = chart("barang", reviewer)
    by_unit = {row[1]: [cell.value for cell in row[2:]] for row in drawn.rows}
    assert by_unit["buah"] == [NOTHING, Known(100, 1, 1), NOTHING, NOTHING, NOTHING]
    assert by_unit["helai"] == [Known(500, 1, 1), NOTHING, Known(None, 0, 1), NOTHING, NOTHING]
    assert drawn.body.count("tidak ada catatan") == 7
    assert drawn.body.count("belum diketahui") == 1
    assert drawn.body.count('fill="url(#garis-barang)"') == 1


def test_a_drawing_is_named_and_needs_no_style_of_its_own(client, reviewer, office_sumsel, officer_sumsel):
    make.activity(office_sumsel, officer_sumsel)
    client.force_login(reviewer)
    content = client.get("/dasbor/grafik/?year=2020").content.decode()
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=", content)
    for opened in re.findall(r'<svg class="plot"[^>]*aria-labelledby="([^"]+)"', content):
        title, told = opened.split()
        assert f'<title id="{title}">' in content
        assert f'<desc id="{told}">' in content


def test_words_of_people_are_escaped_in_the_drawing(activity_sumsel, officer_sumsel, reviewer):
    odd = make.product("aneh", name="<script>x</script>")
    make.order(activity_sumsel, officer_sumsel, 1, product=odd)
    assert "<script" not in chart("barang", reviewer).drawing


@pytest.mark.parametrize("key", CHARTS)
def test_every_chart_can_be_taken_away(client, reviewer, activity_sumsel, officer_sumsel, key):
    make.order(activity_sumsel, officer_sumsel, None)
    client.force_login(reviewer)
    picture = client.get(f"/dasbor/grafik/{key}/png/?year=2020")
    assert b"".join(picture.streaming_content).startswith(PNG)
    sheet = client.get(f"/dasbor/grafik/{key}/xlsx/?year=2020")
    page = openpyxl.load_workbook(io.BytesIO(b"".join(sheet.streaming_content))).active
    drawn = chart(key, reviewer)
    assert [cell.value for cell in page[4]] == list(drawn.headings)
    assert page.max_row == 4 + len(drawn.rows)


def test_a_sheet_says_unknown_in_words_and_never_as_zero(client, reviewer, activity_sumsel, officer_sumsel):
    make.order(activity_sumsel, officer_sumsel, None)
    client.force_login(reviewer)
    answer = client.get("/dasbor/grafik/barang/xlsx/?year=2020")
    page = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert [cell.value for cell in page[5]][2:4] == ["tidak ada catatan", "belum diketahui (0 dari 1 diketahui)"]


@pytest.mark.parametrize("path", ["tidak-ada/png/", "status/svg/"])
def test_what_is_not_declared_is_not_there(client, reviewer, path):
    client.force_login(reviewer)
    assert client.get(f"/dasbor/grafik/{path}?year=2020").status_code == 404
