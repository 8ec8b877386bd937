"""Indonesian paths of IKM, people and imports."""

from . import imports, people

app_name = "participants"
urlpatterns = [*people.urlpatterns, *imports.urlpatterns]
