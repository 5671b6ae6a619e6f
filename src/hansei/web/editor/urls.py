"""Addresses of reading and writing a post-mortem."""

from __future__ import annotations

from django.urls import path

from hansei.web.editor import (
    citing,
    details,
    exports,
    looking,
    reading,
    sections,
    starting,
    writing,
)

_ONE = "postmortems/<int:number>"

urlpatterns = [
    path("postmortems/new/", starting.new, name="post-mortem-new"),
    path(f"{_ONE}/", reading.read, name="post-mortem"),
    path(f"{_ONE}/export/<str:output>/", exports.export, name="post-mortem-export"),
    path(f"{_ONE}/edit/", writing.edit, name="post-mortem-edit"),
    path(f"{_ONE}/edit/<str:handle>/", writing.section, name="section"),
    path(f"{_ONE}/edit/<str:handle>/title/", sections.title, name="section-title"),
    path(f"{_ONE}/edit/<str:handle>/move/", sections.move, name="section-move"),
    path(f"{_ONE}/edit/<str:handle>/removal/", sections.removal, name="section-removal"),
    path(f"{_ONE}/edit/<str:handle>/return/", sections.back, name="section-return"),
    path(f"{_ONE}/sections/", sections.add, name="section-new"),
    path(f"{_ONE}/look/", looking.look, name="post-mortem-look"),
    path(f"{_ONE}/preview/", looking.preview, name="post-mortem-preview"),
    path(f"{_ONE}/citable/", citing.citable, name="post-mortem-citable"),
    path(f"{_ONE}/details/", details.details, name="post-mortem-details"),
    path(f"{_ONE}/variant/", details.variant, name="post-mortem-variant"),
    path(f"{_ONE}/incidents/", details.incidents, name="post-mortem-incidents"),
]
