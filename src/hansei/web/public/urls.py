"""The addresses that anybody may read."""

from __future__ import annotations

from django.urls import path

from hansei.web.public import views

urlpatterns = [
    path("public/feed.atom", views.feed, name="public-feed"),
    path("public/<str:slug>/", views.page, name="public-page"),
]
