"""Indonesian paths of activities, review, goods and files."""

from . import activities, budget, closing, files, goods, plan, quarterly, receipts, review

app_name = "programs"
urlpatterns = [
    *activities.urlpatterns,
    *plan.urlpatterns,
    *review.urlpatterns,
    *goods.urlpatterns,
    *receipts.urlpatterns,
    *files.urlpatterns,
    *closing.urlpatterns,
    *budget.urlpatterns,
    *quarterly.urlpatterns,
]
