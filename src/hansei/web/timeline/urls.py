"""The addresses of an incident's timeline."""

from __future__ import annotations

from django.urls import path

from hansei.web.timeline import changing, milestones, reading

_ONE = "incidents/<int:incident>/timeline"
urlpatterns = [
    path(f"{_ONE}/", reading.page, name="timeline"),
    path(f"{_ONE}/data.json", reading.data, name="timeline-data"),
    path(f"{_ONE}/history/", reading.changes, name="timeline-history"),
    path(f"{_ONE}/clocks/", reading.clocks, name="timeline-clocks"),
    path(f"{_ONE}/new/", changing.add, name="event-new"),
    path(f"{_ONE}/selection/", changing.selection, name="timeline-selection"),
    path(f"{_ONE}/changes/<int:change>/undo/", changing.undo, name="timeline-undo"),
    path(f"{_ONE}/milestones/<str:milestone>/", milestones.move, name="milestone"),
    path(f"{_ONE}/<str:event>/", reading.event, name="event"),
    path(f"{_ONE}/<str:event>/edit/", changing.edit, name="event-edit"),
    path(f"{_ONE}/<str:event>/records/<int:record>/", reading.record, name="event-record"),
]
