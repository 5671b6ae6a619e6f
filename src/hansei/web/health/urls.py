"""The addresses that tell whether this process can answer."""

from __future__ import annotations

from django.urls import path

from hansei.web.health import views

urlpatterns = [
    path("health/live", views.live, name="health-live"),
    path("health/ready", views.ready, name="health-ready"),
]
