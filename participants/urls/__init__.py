"""Indonesian paths of IKM, people and imports."""

from . import follow_ups, imports, people

app_name = "participants"
urlpatterns = [*people.urlpatterns, *imports.urlpatterns, *follow_ups.urlpatterns]
