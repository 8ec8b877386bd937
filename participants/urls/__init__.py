"""Indonesian paths of IKM, people and imports."""

from . import attendance, imports, people

app_name = "participants"
urlpatterns = [*people.urlpatterns, *attendance.urlpatterns, *imports.urlpatterns]
