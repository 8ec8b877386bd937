"""Indonesian paths of IKM, people, their part in activities and imports."""

from . import accompaniment, imports, learning, people, registrations

app_name = "participants"
urlpatterns = [
    *people.urlpatterns,
    *accompaniment.urlpatterns,
    *imports.urlpatterns,
    *learning.urlpatterns,
    *registrations.urlpatterns,
]
