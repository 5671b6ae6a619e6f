"""The addresses of actions."""

from __future__ import annotations

from django.urls import path

from hansei.web.actions import editing, moving, views

urlpatterns = [
    path("actions/", views.board_page, name="actions"),
    path("actions/list/", views.list_page, name="action-list"),
    path("actions/new/", editing.new, name="action-new"),
    path("actions/<int:action>/", views.one, name="action"),
    path("actions/<int:action>/edit/", editing.edit, name="action-edit"),
    path("actions/<int:action>/move/", moving.move, name="action-move"),
    path("actions/<int:action>/undo/", moving.undo, name="action-undo"),
]
