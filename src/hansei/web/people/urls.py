"""The addresses of people, teams, invitations, and of those named in a post-mortem."""

from __future__ import annotations

from django.urls import path

from hansei.web.people import invitations, named, teams, views

urlpatterns = [
    path("people/", views.everybody, name="people"),
    path("people/<int:person>/", views.somebody, name="person"),
    path("people/<int:person>/roles/", views.giving, name="role-giving"),
    path("people/<int:person>/roles/withdrawal/", views.withdrawal, name="role-withdrawal"),
    path("people/<int:person>/closure/", views.closure, name="person-closure"),
    path("people/<int:person>/reopening/", views.reopening, name="person-reopening"),
    path("people/<int:person>/password-link/", views.password_link, name="password-link"),
    path("people/<int:person>/factors/removal/", views.factors_removal, name="factors-removal"),
    path("people/<int:person>/tokens/<int:token>/revocation/", views.token_revocation,
         name="person-token-revocation"),
    path("people/teams/", teams.every_team, name="teams"),
    path("people/teams/<int:team>/", teams.one_team, name="team"),
    path("people/teams/<int:team>/people/", teams.joining, name="team-joining"),
    path("people/teams/<int:team>/removal/", teams.removal, name="team-removal"),
    path("people/teams/<int:team>/restoration/", teams.restoration, name="team-restoration"),
    path("people/invitations/", invitations.open_ones, name="invitations"),
    path("people/invitations/<int:invitation>/revocation/", invitations.revocation,
         name="invitation-revocation"),
    path("people/invitations/<int:invitation>/renewal/", invitations.renewal,
         name="invitation-renewal"),
    path("postmortems/<int:number>/people/", named.people_of, name="post-mortem-people"),
    path("postmortems/<int:number>/people/grant/", named.grant, name="post-mortem-grant"),
    path("postmortems/<int:number>/people/withdrawal/", named.withdrawal,
         name="post-mortem-grant-withdrawal"),
    path("postmortems/<int:number>/people/restriction/", named.restriction,
         name="post-mortem-restriction"),
    path("postmortems/<int:number>/people/restriction/lifting/", named.lifting,
         name="post-mortem-restriction-lifting"),
]  # fmt: skip
