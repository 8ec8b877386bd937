"""Indonesian paths of IKM, people, accompaniment and imports."""

from . import accompaniment, imports, people

app_name = "participants"
urlpatterns = [*people.urlpatterns, *accompaniment.urlpatterns, *imports.urlpatterns]
