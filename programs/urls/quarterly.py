"""URLs of quarterly reports and their forms."""

from django.urls import URLPattern, path

from programs.views import deadlines, quarterly

_QUARTER = "formulir/<str:code>/<int:year>/<int:number>/"
urlpatterns: list[URLPattern] = [
    path("formulir/", quarterly.quarter_list, name="quarter_list"),
    path("formulir/kalender/", deadlines.calendar_link, name="calendar_link"),
    path("kalender/<str:token>/", deadlines.calendar_feed, name="calendar_feed"),
    path("formulir/konsolidasi/<int:year>/<int:number>/", quarterly.consolidation, name="consolidation"),
    path(_QUARTER, quarterly.quarter, name="quarter"),
    path(f"{_QUARTER}mulai/", quarterly.quarter_begin, name="quarter_begin"),
    path(f"{_QUARTER}<slug:letter>/", quarterly.form, name="form"),
    path("formulir/laporan/<int:pk>/kegiatan/<str:code>/", quarterly.quarter_entry, name="quarter_entry"),
    path("formulir/laporan/<int:pk>/langkah/<str:step>/", quarterly.quarter_step, name="quarter_step"),
]
