"""Indonesian paths of IKM, people, imports and exams."""

from . import imports, learning, people

app_name = "participants"
urlpatterns = [*people.urlpatterns, *imports.urlpatterns, *learning.urlpatterns]
