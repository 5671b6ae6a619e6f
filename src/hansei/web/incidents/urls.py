"""The addresses of incidents; their timelines have their own."""

from __future__ import annotations

from django.urls import path

from hansei.web.incidents import deciding, importing, listing, one, writing

_ONE = "incidents/<int:incident>"

urlpatterns = [
    path("incidents/", listing.listed, name="incidents"),
    path("incidents/new/", writing.new, name="incident-new"),
    path("incidents/import/", importing.choose, name="incident-import"),
    path("incidents/import/uploads/", importing.start, name="upload-start"),
    path("incidents/import/uploads/<str:upload>/files/", importing.file, name="upload-file"),
    path("incidents/import/<str:name>/", importing.progress, name="draft-request"),
    path("incidents/example/", importing.example, name="load-example"),
    path(f"{_ONE}/", one.shown, name="incident"),
    path(f"{_ONE}/edit/", writing.edit, name="incident-edit"),
    path(f"{_ONE}/archive/", deciding.archive, name="incident-archive"),
    path(f"{_ONE}/restore/", deciding.restore, name="incident-restore"),
    path(f"{_ONE}/share/", deciding.weigh, name="incident-share"),
    path(f"{_ONE}/waiver/", deciding.waive, name="incident-waive"),
    path(f"{_ONE}/waiver/removal/", deciding.ask, name="incident-ask"),
    path(f"{_ONE}/postmortems/", deciding.link, name="incident-link"),
    path(f"{_ONE}/postmortems/<int:number>/", deciding.relink, name="incident-relink"),
    path(f"{_ONE}/postmortems/<int:number>/removal/", deciding.unlink, name="incident-unlink"),
]
