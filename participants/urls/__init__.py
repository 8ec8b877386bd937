"""Indonesian paths of IKM, people, certificates and imports."""

from . import certificates, imports, people

app_name = "participants"
urlpatterns = [*people.urlpatterns, *certificates.urlpatterns, *imports.urlpatterns]
