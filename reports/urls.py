"""Indonesian paths of dashboards and reports."""

from django.urls import path

from reports.views import catalogue, comparison, dashboard, flags, issued

app_name = "reports"
urlpatterns = [
    path("dasbor/", dashboard.dashboard, name="dashboard"),
    path("dasbor/tindak-lanjut/", dashboard.afterwards, name="dashboard_afterwards"),
    path("dasbor/grafik/", dashboard.charts, name="dashboard_charts"),
    path("dasbor/grafik/<slug:key>/<slug:kind>/", dashboard.chart_file, name="dashboard_chart_file"),
    path("dasbor/wilayah/", dashboard.places, name="dashboard_places"),
    path("dasbor/terlambat/", dashboard.late, name="dashboard_late"),
    path("dasbor/layar/", dashboard.wall, name="dashboard_wall"),
    path("laporan/", catalogue.catalogue, name="catalogue"),
    path("laporan/janggal/", flags.flag_list, name="flag_list"),
    path("laporan/janggal/<int:pk>/", flags.flag, name="flag"),
    path("laporan/janggal/<int:pk>/jelaskan/", flags.flag_clear, name="flag_clear"),
    path("laporan/terbit/", issued.issued_list, name="issued_list"),
    path("laporan/terbit/permintaan/<int:pk>/", issued.issue_request, name="issue_request"),
    path("laporan/terbit/<int:pk>/", issued.issued, name="issued"),
    path("laporan/terbit/<int:pk>/unduh/<slug:kind>/", issued.issued_file, name="issued_file"),
    path("laporan/terbit/<int:pk>/perubahan/", issued.issued_changes, name="issued_changes"),
    path("laporan/terbit/<int:pk>/buat-ulang/", issued.issued_again, name="issued_again"),
    path("verifikasi/laporan/<str:token>/", issued.issued_verify, name="issued_verify"),
    path("laporan/<slug:key>/", catalogue.report, name="report"),
    path("laporan/<slug:key>/terbitkan/", issued.issue_new, name="issue"),
    path("laporan/<slug:key>/unduh/<slug:kind>/", catalogue.download, name="download"),
    path("laporan/<slug:key>/perbandingan/", comparison.comparison, name="comparison"),
    path("laporan/<slug:key>/baris/", catalogue.rows, name="rows"),
]
