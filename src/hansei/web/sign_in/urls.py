"""The addresses of signing in that the library does not bring."""

from __future__ import annotations

from django.urls import path

from hansei.web.sign_in import views

urlpatterns = [path("account/waiting/", views.waiting, name="waiting")]
