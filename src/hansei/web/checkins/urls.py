"""The addresses of check-ins."""

from __future__ import annotations

from django.urls import path

from hansei.web.checkins import views

_ONE = "postmortems/<int:number>/check-ins/<int:check_in>/"
urlpatterns = [
    path("check-ins/", views.listed, name="check-ins"),
    path(_ONE, views.one, name="check-in"),
    path(f"{_ONE}opening/", views.reopen, name="check-in-opening"),
]
