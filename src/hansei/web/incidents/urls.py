"""The addresses of incidents; their timelines have their own."""

from __future__ import annotations

from django.urls import path

from hansei.web.incidents import deciding, listing, one, writing

_ONE = "incidents/<int:incident>"

urlpatterns = [
    path("incidents/", listing.listed, name="incidents"),
    path("incidents/new/", writing.new, name="incident-new"),
    path(f"{_ONE}/", one.shown, name="incident"),
    path(f"{_ONE}/edit/", writing.edit, name="incident-edit"),
    path(f"{_ONE}/archive/", deciding.archive, name="incident-archive"),
    path(f"{_ONE}/restore/", deciding.restore, name="incident-restore"),
    path(f"{_ONE}/waiver/", deciding.waive, name="incident-waive"),
    path(f"{_ONE}/waiver/removal/", deciding.ask, name="incident-ask"),
    path(f"{_ONE}/postmortems/", deciding.link, name="incident-link"),
    path(f"{_ONE}/postmortems/<int:number>/removal/", deciding.unlink, name="incident-unlink"),
]
