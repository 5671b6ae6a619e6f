"""The addresses of searching."""

from __future__ import annotations

from django.urls import path

from hansei.web.search import views

urlpatterns = [
    path("search/", views.found, name="search"),
    path("search/suggest", views.suggest, name="search-suggest"),
]
