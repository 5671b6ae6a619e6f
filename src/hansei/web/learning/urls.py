"""The addresses of the dashboards."""

from __future__ import annotations

from django.urls import path

from hansei.web.learning import views

urlpatterns = [
    path("learning/", views.incidents, name="learning"),
    path("learning/availability/", views.availability, name="learning-availability"),
    path("learning/actions/", views.actions, name="learning-actions"),
    path("learning/patterns/", views.patterns, name="learning-patterns"),
    path("learning/process/", views.process_health, name="learning-process"),
    path("learning/review/", views.review, name="learning-review"),
    path("learning/review/<str:quarter>/", views.one_quarter, name="learning-quarter"),
    path(
        "learning/review/<str:quarter>/file.<str:extension>",
        views.quarter_file,
        name="learning-quarter-file",
    ),
    path("learning/tables/<slug:chart>.csv", views.table, name="learning-table"),
]
