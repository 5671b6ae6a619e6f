"""The addresses of searching."""

from __future__ import annotations

from django.urls import path

from hansei.web.search import saved, views

urlpatterns = [
    path("search/", views.found, name="search"),
    path("search/suggest", views.suggest, name="search-suggest"),
    path("search/views/", saved.save, name="view-save"),
    path("search/views/<int:view>/", saved.change, name="view-change"),
    path("search/views/<int:view>/removal/", saved.remove, name="view-remove"),
    path("search/views/<int:view>/return/", saved.restore, name="view-restore"),
]
