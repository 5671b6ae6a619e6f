"""The addresses of similar incidents, how often they come, and what is at stake."""

from __future__ import annotations

from django.urls import path

from hansei.web.recurrence import causes, rates, replay, similar

_ALL = "incidents/<int:incident>/similar/"
_ONE = f"{_ALL}<int:other>/"
urlpatterns = [
    path(_ALL, similar.listed, name="similar"),
    path(_ONE, similar.one, name="similar-pair"),
    path(f"{_ONE}withdrawal/", similar.withdraw, name="similar-withdrawal"),
    path("recurrence/", rates.shown, name="recurrence"),
    path("recurrence/causes/", causes.shown, name="causes"),
    path("recurrence/causes/<int:said>/apart/", causes.apart, name="cause-apart"),
    path("actions/backlog/", replay.ranked, name="action-backlog"),
    path("actions/<int:action>/replay/", replay.of_action, name="action-replay"),
]
