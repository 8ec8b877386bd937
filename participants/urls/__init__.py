"""Indonesian paths of IKM, people, their part in activities and imports."""

from . import accompaniment, certificates, imports, learning, people, registrations

app_name = "participants"
urlpatterns = [
    *people.urlpatterns,
    *accompaniment.urlpatterns,
    *certificates.urlpatterns,
    *imports.urlpatterns,
    *learning.urlpatterns,
    *registrations.urlpatterns,
]
