"""Indonesian paths of IKM, people, their part in activities and imports."""

from . import accompaniment, attendance, certificates, follow_ups, imports, learning, people, registrations

app_name = "participants"
urlpatterns = [
    *people.urlpatterns,
    *accompaniment.urlpatterns,
    *attendance.urlpatterns,
    *certificates.urlpatterns,
    *follow_ups.urlpatterns,
    *imports.urlpatterns,
    *learning.urlpatterns,
    *registrations.urlpatterns,
]
