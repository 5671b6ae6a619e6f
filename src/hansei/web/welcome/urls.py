"""The addresses of those who have no account yet."""

from __future__ import annotations

from django.urls import path

from hansei.web.welcome import views

urlpatterns = [
    path("welcome/", views.first_visit, name="welcome"),
    path("welcome/ready/", views.ready, name="welcome-ready"),
    path("invitations/<str:secret>/", views.invitation, name="invitation"),
]
