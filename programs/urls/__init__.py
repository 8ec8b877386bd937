"""Indonesian paths of activities, review, goods and files."""

from . import activities, files, goods, review

app_name = "programs"
urlpatterns = [*activities.urlpatterns, *review.urlpatterns, *goods.urlpatterns, *files.urlpatterns]
