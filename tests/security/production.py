"""Run by test_production.py in a process of its own, as production would: what real settings answer, as JSON."""

import json
import logging
import sys

import django

django.setup()
logging.disable(logging.CRITICAL)

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import path  # noqa: E402

from dekon_portal import urls  # noqa: E402
from dekon_portal.accounts.models import User  # noqa: E402

HOST = "portal.example.id"
SECRET = "rahasia-di-dalam-galat"


def broken(request):
    raise RuntimeError(SECRET)


def told(answer):
    cookies = {
        name: {"secure": bool(c["secure"]), "httponly": bool(c["httponly"]), "samesite": c["samesite"]}
        for name, c in answer.cookies.items()
    }
    return {
        "status": answer.status_code,
        "headers": dict(answer.headers),
        "cookies": cookies,
        "text": answer.content.decode(errors="replace"),
    }


call_command("migrate", verbosity=0)
User.objects.create_user("petugas", password="Tenun-Songket-88", full_name="Petugas Contoh")
urls.urlpatterns.append(path("rusak/", broken))


def client():
    return Client(SERVER_NAME=HOST, raise_request_exception=False)


signed_in = client()
signed_in.get("/akun/masuk/", secure=True)
answers = {
    "plain": client().get("/akun/masuk/"),
    "health": client().get("/sehat/"),
    "login": client().get("/akun/masuk/", secure=True),
    "signed_in": signed_in.post("/akun/masuk/", {"login": "petugas", "password": "Tenun-Songket-88"}, secure=True),
    "language": client().post("/bahasa/", {"language": "en"}, secure=True),
    "missing": signed_in.get("/tidak-ada/", secure=True),
    "broken": signed_in.get("/rusak/", secure=True),
    "other_host": Client(SERVER_NAME="jahat.example", raise_request_exception=False).get("/akun/masuk/", secure=True),
}
json.dump({name: told(answer) for name, answer in answers.items()}, sys.stdout)
