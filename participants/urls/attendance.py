"""URLs of attendance: the office's pages, and the two that QR codes lead to."""

from django.urls import path

from participants.views import attendance, attendance_papers, presence

urlpatterns = [
    path("kegiatan/<str:code>/kehadiran/", attendance.activity_attendance, name="activity_attendance"),
    path("kegiatan/<str:code>/kehadiran/kartu/", attendance_papers.attendance_cards, name="attendance_cards"),
    path("kegiatan/<str:code>/syarat-kelulusan/", attendance.passing_rule, name="passing_rule"),
    path("kegiatan/<str:code>/syarat-kelulusan/hapus/", attendance.passing_rule_remove, name="passing_rule_remove"),
    path("sesi/luring.js", attendance.sheet_worker, name="sheet_worker"),
    path("sesi/<int:pk>/kehadiran/", attendance.attendance_session, name="attendance_session"),
    path("sesi/<int:pk>/kehadiran/semua/", attendance.attendance_all, name="attendance_all"),
    path("sesi/<int:pk>/kehadiran/kirim/", attendance.attendance_send, name="attendance_send"),
    path("sesi/<int:pk>/kehadiran/daftar/", attendance_papers.attendance_sheet, name="attendance_sheet"),
    path("sesi/<int:pk>/kehadiran/kode/", attendance_papers.attendance_code, name="attendance_code"),
    path("hadir/kartu/<str:token>/", presence.attendance_card, name="attendance_card"),
    path("hadir/<str:token>/", presence.attendance_self, name="attendance_self"),
]
