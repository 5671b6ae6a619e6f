"""The addresses of templates: variants and modules of post-mortems."""

from __future__ import annotations

from django.urls import path

from hansei.web.templates_editor import editing, views

urlpatterns = [
    path("settings/templates/", views.listing, name="templates"),
    path("settings/templates/new/", editing.new, name="template-new"),
    path("settings/templates/look/", editing.look, name="template-look"),
    path("settings/templates/<int:template>/", editing.edit, name="template"),
    path("settings/templates/<int:template>/archive/", editing.archive, name="template-archive"),
    path("settings/templates/<int:template>/restoration/", editing.restore,
         name="template-restoration"),
    path("settings/templates/<int:template>/versions/<int:version>/", editing.restore_version,
         name="template-version"),
    path("settings/templates/<slug:kind>/<slug:name>/", views.one, name="template-shown"),
    path("settings/templates/<slug:kind>/<slug:name>/file/", views.export, name="template-file"),
]  # fmt: skip
