"""URLs of exams and the survey: the office's, and the participants' own (by their tokens)."""

from django.urls import path

from participants.views import answering, learning, learning_links

urlpatterns = [
    path("kegiatan/<str:code>/uji/", learning.activity_learning, name="activity_learning"),
    path("kegiatan/<str:code>/uji/baru/", learning.exam_new, name="exam_new"),
    path("kegiatan/<str:code>/survei/tautan/", learning_links.survey_links, name="survey_links"),
    path("ujian/<int:pk>/", learning.exam, name="exam"),
    path("ujian/<int:pk>/ubah/", learning.exam_edit, name="exam_edit"),
    path("ujian/<int:pk>/hapus/", learning.exam_remove, name="exam_remove"),
    path("ujian/<int:pk>/soal/baru/", learning.question_new, name="question_new"),
    path("ujian/<int:pk>/soal/impor/", learning.questions_import, name="questions_import"),
    path("ujian/<int:pk>/soal/salin/", learning.questions_copy, name="questions_copy"),
    path("ujian/<int:pk>/nilai/", learning.exam_scores, name="exam_scores"),
    path("ujian/<int:pk>/nilai/impor/", learning.scores_import, name="scores_import"),
    path("ujian/<int:pk>/tautan/", learning_links.exam_links, name="exam_links"),
    path("soal/<int:pk>/ubah/", learning.question_edit, name="question_edit"),
    path("soal/<int:pk>/hapus/", learning.question_remove, name="question_remove"),
    path("soal/<int:pk>/pindah/", learning.question_move, name="question_move"),
    path("uji/<str:token>/", answering.sheet, name="sheet"),
    path("survei/<str:token>/", answering.survey_page, name="survey"),
]
