"""The addresses of the dashboards."""

from __future__ import annotations

from django.urls import path

from hansei.web.learning import views

urlpatterns = [
    path("learning/", views.incidents, name="learning"),
    path("learning/actions/", views.actions, name="learning-actions"),
    path("learning/patterns/", views.patterns, name="learning-patterns"),
    path("learning/process/", views.process_health, name="learning-process"),
    path("learning/tables/<slug:chart>.csv", views.table, name="learning-table"),
]
