"""URLs of the plan of a bimtek: trainers, the papers of a schedule, its calendar."""

from django.urls import URLPattern, path

from programs.views import plan_papers, trainers

urlpatterns: list[URLPattern] = [
    path("narasumber/", trainers.trainer_list, name="trainer_list"),
    path("narasumber/baru/", trainers.trainer_new, name="trainer_new"),
    path("narasumber/<int:pk>/", trainers.trainer, name="trainer"),
    path("narasumber/<int:pk>/ubah/", trainers.trainer_edit, name="trainer_edit"),
    path("narasumber/<int:pk>/cv/", trainers.trainer_cv, name="trainer_cv"),
    path("kegiatan/<str:code>/undangan/", plan_papers.invitation, name="invitation"),
    path("kegiatan/<str:code>/undangan.pdf", plan_papers.invitation_pdf, name="invitation_pdf"),
    path("kegiatan/<str:code>/rundown.pdf", plan_papers.rundown_pdf, name="rundown_pdf"),
    path("kegiatan/<str:code>/jadwal.ics", plan_papers.schedule_ics, name="schedule_ics"),
]
