"""How forms read and show values, what lists show, and that every state has its icon."""

import datetime

import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django_filters import CharFilter, ChoiceFilter, DateFromToRangeFilter, FilterSet

from dekon_portal.core import icons, tables
from dekon_portal.core.forms import LocalDateField, LocalIntegerField
from dekon_portal.core.templatetags.portal import active_filters
from participants.models.imports import BatchState
from programs.models import DeliveryState
from programs.models.regions import Province
from programs.models.review import State

NIK = "1671014506850001"


class TargetForm(forms.Form):
    people = LocalIntegerField(label="Sasaran peserta", unit="orang", required=False, min_value=1, help_text="Rencana.")
    start = LocalDateField(required=False)
    mode = forms.ChoiceField(widget=forms.RadioSelect, choices=[("luring", "Luring"), ("daring", "Daring")])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("12.500", 12500, id="a dot separates thousands"),
        pytest.param("12500", 12500, id="plain digits"),
        pytest.param("", None, id="R4: empty is unknown, not 0"),
    ],
)
def test_a_number_is_read_as_it_is_written_here(typed, meant):
    assert LocalIntegerField(required=False).clean(typed) == meant


@pytest.mark.parametrize("typed", ["12,5", "1.2", "dua belas", "-", "1e3"])
def test_what_is_no_whole_number_is_refused_with_an_example(typed):
    with pytest.raises(forms.ValidationError, match=r"misalnya 12\.500"):
        LocalIntegerField().clean(typed)


def test_a_number_is_shown_with_its_thousands_and_unit():
    html = TargetForm(initial={"people": 12500})["people"].as_field_group()
    assert 'value="12.500"' in html
    assert 'inputmode="numeric"' in html
    assert "orang" in html


def test_what_was_typed_wrongly_is_shown_again():
    assert 'value="12,5"' in TargetForm({"people": "12,5"})["people"].as_field_group()


def test_an_error_and_the_help_are_tied_to_their_field():
    html = TargetForm({"people": "0"})["people"].as_field_group()
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_people_helptext id_people_error"' in html
    assert 'id="id_people_error"' in html
    assert 'id="id_people_helptext"' in html


def test_choices_are_one_group_that_the_error_summary_can_reach():
    html = TargetForm({})["mode"].as_field_group()
    assert '<fieldset class="field" id="id_mode"' in html
    assert 'aria-describedby="id_mode_error"' in html


@pytest.mark.parametrize("typed", ["2020-06-15", "15/06/2020", "15-6-2020"])
def test_a_date_is_read_day_first(typed):
    assert LocalDateField().clean(typed) == datetime.date(2020, 6, 15)


class GoodsTable(tables.PortalTable):
    name = tables.tables.Column()
    made = tables.IntegerColumn()
    nik = tables.MaskedNikColumn()

    class Meta(tables.PortalTable.Meta):
        pass


def test_a_list_says_what_is_unknown_and_keeps_zero_apart():
    """R4"""
    unknown, none = GoodsTable([{"name": "a", "made": None}, {"name": "b", "made": 0}]).rows
    assert "belum diketahui" in unknown.get_cell("made")
    assert none.get_cell("made") == "0"


def test_a_list_never_shows_a_full_nik():
    """R3"""
    html = GoodsTable([{"name": "a", "made": 1, "nik": NIK}]).as_html(RequestFactory().get("/"))
    assert NIK not in html
    assert "1671••••••••••01" in html


class ActivityFilter(FilterSet):
    q = CharFilter(label="Cari")
    state = ChoiceFilter(label="Keadaan", choices=State.choices)
    start = DateFromToRangeFilter(label="Mulai")


def test_each_filter_in_force_can_be_taken_away_alone():
    query = QueryDict("q=masker&state=draft&start_after=2020-06-15&page=3&urut=title")
    q, state, start = active_filters(ActivityFilter(query, queryset=Province.objects.none()))
    assert (q.label, q.value, q.without) == ("Cari", "masker", "?state=draft&start_after=2020-06-15&urut=title")
    assert (state.value, state.without) == ("Konsep", "?q=masker&start_after=2020-06-15&urut=title")
    assert (start.value, start.without) == ("15 Juni 2020 – …", "?q=masker&state=draft&urut=title")


@pytest.mark.parametrize("state", [*State, *DeliveryState, *BatchState])
def test_every_state_is_told_by_icon_and_word(state):
    html = Template('{% include "_state.html" %}').render(Context({"state": state}))
    assert icons.svg(state.icon) in html
    assert str(state.label) in html
