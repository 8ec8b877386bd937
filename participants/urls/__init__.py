"""Indonesian paths of IKM, people, their part in activities and imports."""

from . import imports, learning, people, registrations

app_name = "participants"
urlpatterns = [
    *people.urlpatterns,
    *imports.urlpatterns,
    *learning.urlpatterns,
    *registrations.urlpatterns,
]
