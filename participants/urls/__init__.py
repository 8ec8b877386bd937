"""Indonesian paths of IKM, people and imports."""

from . import imports, people, registrations

app_name = "participants"
urlpatterns = [*people.urlpatterns, *imports.urlpatterns, *registrations.urlpatterns]
