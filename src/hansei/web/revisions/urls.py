"""Addresses of the history of a post-mortem."""

from __future__ import annotations

from django.urls import path

from hansei.web.revisions import views

_HERE = "postmortems/<int:number>/revisions/"

urlpatterns = [
    path(_HERE, views.history_page, name="post-mortem-revisions"),
    path(f"{_HERE}keep/", views.keep, name="revision-keep"),
    path(f"{_HERE}compare/", views.compare_page, name="revision-compare"),
    path(f"{_HERE}<int:revision>/", views.one, name="revision"),
    path(f"{_HERE}<int:revision>/restore/", views.restore_one, name="revision-restore"),
]
