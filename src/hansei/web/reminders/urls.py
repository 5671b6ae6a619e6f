"""The addresses of choosing reminders, and of ending them from a letter."""

from __future__ import annotations

from django.urls import path

from hansei.web.reminders import views

urlpatterns = [
    path("reminders/", views.choose, name="reminders"),
    path("reminders/stop/<str:token>/", views.stop, name="reminders-stop"),
]
