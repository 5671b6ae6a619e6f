"""Beside each address of the pages what does, or shows, the same for scripts.

A line is "names of addresses: ids of operations". `BROWSER` holds those that are a browser's own.
"""

from __future__ import annotations

from collections.abc import Mapping

_TABLE = """
home: read_needs
incidents: list_incidents
incident: read_incident list_imports
incident-new: create_incident
incident-edit: edit_incident
incident-archive: archive_incident
incident-restore: restore_incident
incident-share: read_share weigh_incident
incident-waive: waive
incident-ask: withdraw_waiver
incident-link incident-relink incident-unlink post-mortem-incidents: \
    link_incidents read_linked_incidents
incident-import upload-start: begin_upload
upload-file: upload_file upload_packed_files list_uploaded_files
draft-request: draft_upload_files read_draft_request
load-example: load_example

timeline timeline-data: list_events read_milestones
timeline-history: list_timeline_changes
timeline-clocks: read_clocks
timeline-undo: undo_change
timeline-selection: mark_events merge_events split_event star_event \
    unstar_event hide_event show_event
event: read_event list_records
event-new: add_event
event-edit: rewrite_event remove_event put_event_back revert_event split_event
event-record: list_records
milestone: read_milestone move_milestone clear_milestone

post-mortems: list_post_mortems
post-mortem: read_post_mortem list_sections read_markdown
post-mortem-adopt: adopt_document adopt_upload
adoption: adopt_upload
post-mortem-new: start_post_mortem list_forms
post-mortem-export: export
post-mortem-edit: list_sections write_markdown
section section-title: read_section write_section
section-new: add_section
section-move: move_section
section-removal: remove_section
section-return: restore_section
post-mortem-look: check_sections read_checks
post-mortem-citable: list_citable
post-mortem-details ownership: read_details edit_details
post-mortem-variant: change_variant
block: list_blocks read_block write_block
post-mortem-factors: read_checks list_acceptances
risk-accept: accept_risk
risk-withdraw: withdraw_acceptance
post-mortem-open: read_checks
statement-mark: mark_statement
statement-settle: settle_statement
post-mortem-evidence: list_evidence add_evidence add_evidence_file
evidence-file: read_evidence_content
evidence-remove: remove_evidence
evidence-return: return_evidence
evidence-erase: erase_evidence
post-mortem-revisions: list_revisions
revision: read_revision read_revision_markdown
revision-keep: keep_revision
revision-compare: compare_revisions
revision-restore: restore_revision
post-mortem-people: read_named_people
post-mortem-grant: grant_role
post-mortem-grant-withdrawal: withdraw_grant
post-mortem-restriction: restrict
post-mortem-restriction-lifting: lift_restriction

status: read_status
status-step: submit return_to_draft approve withdraw_approval publish withdraw_publication
publication: read_publication publish_to_customers
publication-words: read_public_text write_public_words
publication-withdrawal: withdraw_to_customers
publication-restoring: restore_publication
check-ins: list_all_check_ins list_check_ins
check-in: read_check_in close_check_in
check-in-opening: reopen_check_in
reviews: schedule_review list_reviews
review: move_review
review-cancellation: cancel_review
review-held: hold_review unhold_review
review-calendar: read_review_calendar

comments comments-beside: list_comments comment
comment-replies: reply
comment-edit: edit_comment
comment-removal: remove_comment return_comment
comment-resolution: resolve_comment reopen_comment
comment-acceptance comment-refusal: decide_suggestion reopen_suggestion
review-room review-summary: get_review_room
review-invitees: list_invitees ask_to_review
review-invitee-off: take_invitee_off
review-place: choose_where_to_meet
review-ticks: tick_off
review-start: start_review
review-item: go_to_agenda_item
review-lead: lead_review
review-note-taker: set_note_taker
review-end: end_review
review-reopening: go_on_with_review
review-entries: put_down
review-entry-off: take_entry_out
review-entry-back: return_entry
review-answers: answer_closing_questions closing_answers
account: get_accounts write_my_account
account-timeline: see_the_timeline_first
accounts: get_accounts request_accounts
accounts-comparison: compare_accounts

actions action-list: list_actions
action: read_action read_action_history
action-new: add_action
action-edit: edit_action
action-move: start_action plan_action complete_action verify_action judge_action cancel_action \
    reopen_action withdraw_verification withdraw_judgement
action-undo: undo_action
action-backlog: read_backlog
action-replay: read_replay
action-effect: read_effect
effects service-effect: read_service_effect
factor-effect: read_factor_effect
similar similar-pair: list_similar judge_pair
similar-withdrawal: withdraw_judgement_of_pair
recurrence: read_recurrence
causes: list_causes count_as_one_cause
cause-apart: count_causes_apart
learning learning-actions learning-patterns learning-process: \
    read_chart read_figures closing_answers
learning-availability: read_availabilities read_availability read_availability_by_month
learning-review learning-quarter: read_quarter
learning-quarter-file: export_quarter
learning-table: read_chart_table

settings settings-general: read_general_settings set_general_settings
settings-severities: read_severity_scale set_severity_scale
settings-policy: read_policy set_policy
settings-policy-preview: preview_policy
settings-policy-application: apply_policy
settings-services: list_services
settings-service-new: add_service
settings-service: read_service change_service
settings-service-archive: archive_service
settings-service-restoration: restore_service
settings-service-undo: undo_service
settings-maintenance: list_maintenance declare_maintenance
settings-maintenance-withdrawal: withdraw_maintenance
settings-maintenance-restoration: restore_maintenance
settings-monitors: list_monitors tie_monitor release_monitor
settings-figures: read_figure_definitions define_figure
settings-figure-withdrawal: withdraw_figure
settings-figure-restoration: restore_figure
settings-undo: undo_general_settings undo_policy undo_severity_scale
templates: list_templates
template-new: add_template
template-look: check_template
template: read_template change_template list_template_revisions
template-archive: archive_template
template-restoration: restore_template
template-version: restore_template_revision
template-shown template-file: read_template_text

people: list_people create_account
person: read_person list_tokens
role-giving team-joining: give_role
role-withdrawal: withdraw_role
person-closure: close_account
person-reopening: open_account
person-token-revocation token-revocation: revoke_token
teams: list_teams create_team
team: read_team rename_team
team-removal: remove_team
team-restoration: restore_team
invitations: list_invitations invite
invitation-revocation: revoke_invitation
invitation-renewal: renew
invitation: accept_invitation
profile: read_me edit_me
tokens: list_tokens create_token
reminders: read_reminders choose_reminders
search: find
search-suggest: suggest
view-save: save_view list_views
view-change: edit_view
view-remove: delete_view
view-restore: bring_view_back
audit: list_audit_entries
audit-verification: verify_audit_trail
"""

BROWSER: Mapping[str, str] = {
    "post-mortem-preview": "Markdown as it will look, while somebody types",
    "review-here": "being seen in a room, for a moment",
    "review-follow": "a phone that follows a meeting",
    "review-screen": "the shared screen of a meeting",
    "review-tag": "whether a page of the room is still current",
    "review-pointing": "an event on every screen, for a moment",
    "review-speakers": "the facilitator's own help, while people speak",
    "profile-security": "passwords, passkeys and second factors: a token opens no account",
    "password-link": "the same",
    "factors-removal": "the same",
    "waiting": "signing in",
    "welcome": "the first visit",
    "welcome-ready": "the first visit",
    "reminders-stop": "a link in a letter, without signing in",
    "public-feed": "open to everybody as it is",
    "public-page": "open to everybody as it is",
    "metrics": "for Prometheus as it is",
    "health-live": "for whoever watches the server as it is",
    "health-ready": "for whoever watches the server as it is",
}
"""Addresses without an operation, with the reason."""


def operations_of() -> Mapping[str, tuple[str, ...]]:
    """The operations for each address of a page, by its name."""
    found: dict[str, tuple[str, ...]] = {}
    for line in filter(None, _TABLE.replace("\\\n", " ").splitlines()):
        pages, _, operations = line.partition(":")
        found.update(dict.fromkeys(pages.split(), tuple(operations.split())))
    return found
