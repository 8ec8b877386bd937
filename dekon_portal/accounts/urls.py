"""Sign-in by django-allauth, only the pages we use; accounts are made by an admin."""

from allauth.account import views
from django.contrib.auth.decorators import login_not_required
from django.urls import path

urlpatterns = [
    path("masuk/", login_not_required(views.login), name="account_login"),
    path("keluar/", login_not_required(views.logout), name="account_logout"),
    path("ulang-masuk/", views.reauthenticate, name="account_reauthenticate"),
    path("tidak-aktif/", login_not_required(views.account_inactive), name="account_inactive"),
    path("kata-sandi/ubah/", views.password_change, name="account_change_password"),
]
