"""Addresses of the structured blocks, and of what they are about: factors and open points."""

from __future__ import annotations

from django.urls import path

from hansei.web.blocks import factors, opened, views

_ONE = "postmortems/<int:number>"

urlpatterns = [
    path(f"{_ONE}/sections/<str:handle>/blocks/<str:form>/", views.block, name="block"),
    path(f"{_ONE}/factors/", factors.factors, name="post-mortem-factors"),
    path(f"{_ONE}/factors/accept/", factors.accept, name="risk-accept"),
    path(
        f"{_ONE}/factors/acceptances/<int:acceptance>/withdraw/",
        factors.withdraw,
        name="risk-withdraw",
    ),
    path(f"{_ONE}/open/", opened.opened, name="post-mortem-open"),
    path(f"{_ONE}/open/mark/", opened.mark, name="statement-mark"),
    path(f"{_ONE}/open/settle/", opened.settle, name="statement-settle"),
]
