"""The addresses of the list of post-mortems and of taking in old ones; each one's own are the
editor's."""

from __future__ import annotations

from django.urls import path

from hansei.web.postmortems import adopting, views

urlpatterns = [
    path("postmortems/", views.listed, name="post-mortems"),
    path("postmortems/adopt/", adopting.choose, name="post-mortem-adopt"),
    path("postmortems/adopt/<str:upload>/", adopting.progress, name="adoption"),
]
