"""Reading and writing a post-mortem through the pages, with the stranger beside the writer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hansei.accounts.actor import system
from hansei.audit.models import Entry
from hansei.domain.document import Block, BlockKind, Section, drafted
from hansei.domain.section_text import section_digest, section_text
from hansei.postmortem.models import Evidence, Grant, PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.save_draft import save_draft
from tests.store.samples import sample_draft
from tests.web.people import ANONYMOUS, STRANGER, Person

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}
SECTIONS = (
    Section("summary", "Overview", (
        drafted("summary.window", "It began at 12:00 [e1]. **Unknown:** who saw it first?"),
        Block("<!-- public -->\nWe were slow. [e77, ev1] <script>alert(1)</script>"),
    )),
    Section("timeline", "Timeline", (Block(kind=BlockKind.TIMELINE),)),
    Section("detection", "Detection", (Block(kind=BlockKind.MILESTONES),)),
    Section("lessons", "Lessons learned"),
)  # fmt: skip


@pytest.fixture
def found(db: None) -> PostMortem:
    draft = sample_draft(count=9, sections=SECTIONS)
    made = save_draft(actor=system("test"), draft=draft, source="/incidents/1")
    Evidence.objects.create(
        post_mortem=made, number=1, title="Graph of the queue", added=made.created, added_by="x"
    )
    return made


@pytest.fixture
def writer(people: Mapping[str, Person]) -> Client:
    return people["contributor"].client


def _text(found: PostMortem, at: int = 0) -> str:
    found.refresh_from_db()
    return section_text(document_of(found).sections[at])


def _digest(found: PostMortem, at: int = 0) -> str:
    found.refresh_from_db()
    return section_digest(document_of(found).sections[at])


def _save(client: Client, text: str, base: str, **more: Any) -> Any:
    path = "/postmortems/1/edit/summary/"
    return client.post(path, {"text": text, "base": base, **more}, **JSON)


def _asked(client: Client, path: str, content: object) -> Any:
    return client.post(path, json.dumps(content), content_type="application/json")


def test_it_reads_with_its_citations_marks_and_figures(found: PostMortem, writer: Client) -> None:
    page = writer.get("/postmortems/1/").content.decode()
    incident = found.incidents.get().pk
    assert '<a href="#cite-e1" class="cite" data-cite="e1"' in page
    assert f'href="/incidents/{incident}/timeline/#e1"' in page
    assert "Graph of the queue" in page
    assert '<li id="cite-e77" class="missing">' in page
    assert '<strong class="mark unknown">Unknown:</strong>' in page
    assert "For customers" in page
    assert "<script>alert" not in page
    assert "Something happened (0)" in page
    assert "Slack · " in page
    assert "slack · " not in page
    assert "2 of 2 claims cited" in page or "claims cited" in page
    assert "Nothing is written here yet." in page
    assert "4 min" in page


def test_findings_of_the_same_words_are_told_apart(found: PostMortem, writer: Client) -> None:
    factors = (
        "| Factor | Type |\n| --- | --- |\n| The pool had no bound | condition |\n"
        "| Nobody was paged | detection gap |"
    )
    actions = "| Action | Owner | Due |\n| --- | --- | --- |\n| Buy | A lead | 2026-12-01 |"
    document = document_of(found)
    sections = [Section("root_cause", "Root cause", (Block(factors),)),
                Section("actions", "Actions", (Block(actions),))]  # fmt: skip
    made = save_draft(actor=system("test"), source="/incidents/2", draft=sample_draft(
        sections=(*document.sections[:1], *sections)))  # fmt: skip
    page = writer.get(f"/postmortems/{made.number}/").content.decode()
    assert page.count("no action answers this contributing factor") == 2
    assert "<q>The pool had no bound</q>" in page
    assert "<q>Nobody was paged</q>" in page


def test_who_reads_and_who_writes(found: PostMortem, people: Mapping[str, Person]) -> None:
    pages = ("", "edit/", "edit/summary/", "details/", "citable/", "export/markdown/")
    expected = {
        ANONYMOUS: (302,) * 6,
        STRANGER: (404,) * 6,
        "viewer": (200, 404, 404, 200, 200, 200),
        "auditor": (200, 404, 404, 200, 200, 200),
        "contributor": (200,) * 6,
        "lead": (200,) * 6,
        "administrator": (200,) * 6,
    }
    for who, statuses in expected.items():
        client = people[who].client
        seen = tuple(client.get(f"/postmortems/1/{each}").status_code for each in pages)
        assert seen == statuses, who


def test_a_restricted_one_is_not_there_for_others(
    found: PostMortem, people: Mapping[str, Person]
) -> None:
    PostMortem.objects.update(restricted=True)
    named = people["contributor"]
    Grant.objects.create(post_mortem=found, user=named.user, role="contributor")
    for path in ("", "edit/", "details/", "export/json/", "citable/"):
        assert people["lead"].client.get(f"/postmortems/1/{path}").status_code == 404
        assert named.client.get(f"/postmortems/1/{path}").status_code == 200
    for path, content in (("look/", {}), ("preview/", {"handle": "summary", "text": "x"})):
        assert _asked(people["lead"].client, f"/postmortems/1/{path}", content).status_code == 404
        assert _asked(named.client, f"/postmortems/1/{path}", content).status_code == 200
    refused = _save(people["lead"].client, "Mine.", _digest(found))
    assert refused.status_code == 404
    assert "Mine." not in _text(found)


@pytest.mark.parametrize("who", [STRANGER, "viewer", "auditor"])
def test_readers_change_nothing(found: PostMortem, people: Mapping[str, Person], who: str) -> None:
    client = people[who].client
    entries = Entry.objects.count()
    for path in (
        "edit/summary/", "edit/summary/title/", "edit/summary/move/", "edit/summary/removal/",
        "edit/summary/return/?revision=1", "sections/", "details/", "variant/",
        "look/", "preview/",
    ):  # fmt: skip
        answer = client.post(f"/postmortems/1/{path}", {"text": "x", "title": "x", "key": "cost"})
        assert answer.status_code == 404, path
    client.post("/postmortems/1/incidents/", {"more": "1"})
    assert client.post("/postmortems/new/", {"title": "x"}).status_code == 404
    assert (Entry.objects.count(), PostMortem.objects.count()) == (entries, 1)


def test_a_section_is_saved_by_a_script(found: PostMortem, writer: Client) -> None:
    answer = _save(writer, "Slow [e1].", _digest(found))
    assert answer.json() == {"version": 2, "digest": _digest(found)}
    assert (_text(found), answer["Cache-Control"]) == ("Slow [e1].", "no-store")


def test_a_script_that_comes_too_late_gets_both(
    found: PostMortem, writer: Client, people: Mapping[str, Person]
) -> None:
    base = _digest(found)
    _save(people["lead"].client, "Theirs.", base)
    answer = _save(writer, "Mine.", base)
    theirs = answer.json()["theirs"]
    assert (answer.status_code, theirs["text"], theirs["by"]) == (409, "Theirs.", "The lead")
    assert theirs["digest"] == _digest(found)
    assert _text(found) == "Theirs."
    assert _save(writer, "Mine.", theirs["digest"]).status_code == 200


def test_a_section_that_is_gone_keeps_what_was_typed(found: PostMortem, writer: Client) -> None:
    base = _digest(found)
    writer.post("/postmortems/1/edit/summary/removal/")
    answer = _save(writer, "Mine.", base)
    assert (answer.status_code, answer.json()["theirs"]) == (409, None)
    page = writer.post("/postmortems/1/edit/summary/", {"text": "Mine.", "base": base})
    assert (page.status_code, "Mine.</textarea>" in page.content.decode()) == (409, True)


def test_text_of_one_person_is_not_saved_by_another(
    found: PostMortem, writer: Client, people: Mapping[str, Person]
) -> None:
    user = people["lead"].user
    assert user is not None
    answer = _save(writer, "Mine.", _digest(found), **{"as": str(user.pk)})
    assert (answer.status_code, answer.json()["code"]) == (403, "somebody-else")
    assert "Mine." not in _text(found)


def test_a_form_without_scripts_saves_and_asks(found: PostMortem, writer: Client) -> None:
    base = _digest(found)
    path = "/postmortems/1/edit/summary/"
    form = writer.get(path).content.decode()
    assert (f'value="{base}"' in form, "It began at 12:00 [e1]." in form) == (True, True)
    done = writer.post(path, {"text": "First.\r\n\r\nSecond.", "base": base})
    assert (done.status_code, done["Location"]) == (303, "/postmortems/1/edit/#summary")
    assert _text(found) == "First.\n\nSecond."
    late = writer.post(path, {"text": "Too <late>.", "base": base})
    page = late.content.decode()
    assert late.status_code == 409
    assert "Too &lt;late&gt;.</textarea>" in page
    assert "First." in page
    assert f'value="{_digest(found)}"' in page


def test_a_refused_form_keeps_what_was_typed(found: PostMortem, writer: Client) -> None:
    long = "word " * 110_000
    answer = writer.post("/postmortems/1/edit/summary/", {"text": long, "base": _digest(found)})
    page = answer.content.decode()
    assert (answer.status_code, "500,000" in page, long[:500] in page) == (400, True, True)
    assert _save(writer, long, _digest(found)).json()["code"] == "input"


def test_the_checks_look_at_what_is_typed(found: PostMortem, writer: Client) -> None:
    text = "It began [e1].\n\n\nOf course it was slow [e8]."
    answer = _asked(writer, "/postmortems/1/look/", {"drafts": {"summary": text}}).json()
    (hindsight,) = [each for each in answer["findings"] if each["rule"] == "blame/hindsight"]
    assert (hindsight["section"], hindsight["line"], hindsight["column"]) == ("summary", 4, 1)
    assert hindsight["change"]["insert"] == "I"
    assert not [each for each in answer["findings"] if "e8" in each["says"]]
    assert answer["claims"] == {"cited": 2, "total": 2, "marked": 0}
    assert answer["factors"]["total"] == 0
    assert "It began" in _text(found)


@pytest.mark.parametrize("body", ["", "[]", '{"drafts": 3}', "\xff", '{"drafts": {"summary": 1}}'])
def test_a_request_that_is_none_is_refused(found: PostMortem, writer: Client, body: str) -> None:
    for path in ("look/", "preview/"):
        answer = writer.post(
            f"/postmortems/1/{path}", body.encode("latin-1"), content_type="application/json"
        )
        assert (answer.status_code, answer.json()["code"]) == (400, "input")


def test_a_section_is_shown_as_it_will_read(found: PostMortem, writer: Client) -> None:
    asked = {"handle": "summary", "text": "*So* [e1] <b>it</b>\n\n<!-- timeline -->"}
    html = _asked(writer, "/postmortems/1/preview/", asked).json()["html"]
    assert "<em>So</em>" in html
    assert 'class="cite"' in html
    assert "&lt;b&gt;" in html
    assert "The timeline stands here" in html


def test_what_can_be_cited_is_offered(found: PostMortem, writer: Client) -> None:
    def names(text: str) -> list[str]:
        return [each["id"] for each in writer.get(
            "/postmortems/1/citable/", {"q": text}).json()["found"]]  # fmt: skip

    assert names("") == ["e1", "e2", "e3", "ev1"]
    assert names("queue") == ["ev1"]
    assert names("12:07") == ["e8"]
    shown = writer.get("/postmortems/1/citable/", {"q": "12:07"}).json()["found"]
    assert [each["source"] for each in shown] == ["Slack"]


@pytest.mark.parametrize("name", ["markdown", "html", "json", "ics", "statuspage"])
def test_it_is_taken_out_as_a_file(found: PostMortem, writer: Client, name: str) -> None:
    answer = writer.get(f"/postmortems/1/export/{name}/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith('attachment; filename="PM-1-')
    assert answer.content


def test_an_unknown_format_is_not_there(found: PostMortem, writer: Client) -> None:
    assert writer.get("/postmortems/1/export/novel/").status_code == 404


def test_sections_are_added_renamed_moved_and_taken_back(found: PostMortem, writer: Client) -> None:
    assert writer.post("/postmortems/1/sections/", {"key": "cost"})["Location"].endswith("#cost")
    own = writer.post("/postmortems/1/sections/", {"key": "own", "title": "What we saw"})
    assert own["Location"].endswith("#what-we-saw")
    renamed = writer.post("/postmortems/1/edit/what-we-saw/title/", {"title": "Seen"})
    assert renamed["Location"].endswith("#seen")
    writer.post("/postmortems/1/edit/seen/move/", {"to": "up"})
    titles = [each.title for each in document_of(PostMortem.objects.get()).sections]
    assert titles[-2:] == ["Seen", "Financial cost"]
    before = _text(found)
    writer.post("/postmortems/1/edit/summary/removal/")
    assert "Overview" not in {each.title for each in document_of(PostMortem.objects.get()).sections}
    page = writer.get("/postmortems/1/edit/").content.decode()
    undo = page.split('action="/postmortems/1/edit/summary/return/?revision=', 1)[1].split('"')[0]
    writer.post(f"/postmortems/1/edit/summary/return/?revision={undo}")
    assert _text(found) == before
    refused = writer.post("/postmortems/1/sections/", {"key": "own", "title": " "}, follow=True)
    assert "a section&#39;s title has" in refused.content.decode()


def test_details_are_edited_and_asked_about(found: PostMortem, writer: Client) -> None:
    form = writer.get("/postmortems/1/details/")
    base = form.content.decode().split('name="base" value="', 1)[1].split('"')[0]
    typed = {
        "title": "Slow queue", "owner": "The lead", "severity": "SEV2", "zone": "Asia/Tokyo",
        "services": "queue, web", "due": "2026-03-09", "base": base,
    }  # fmt: skip
    assert writer.post("/postmortems/1/details/", typed).status_code == 303
    found.refresh_from_db()
    assert (found.title, found.zone, str(found.due)) == ("Slow queue", "Asia/Tokyo", "2026-03-09")
    assert found.owner_user is not None
    late = writer.post("/postmortems/1/details/", {**typed, "title": "Another"})
    page = late.content.decode()
    assert (late.status_code, 'value="Another"' in page, "Slow queue" in page) == (409, True, True)
    for field, value in (("zone", "Mars"), ("due", "soon"), ("title", " ")):
        wrong = writer.post("/postmortems/1/details/", {**typed, "base": base, field: value})
        assert (wrong.status_code, f'id="field-{field}"' in wrong.content.decode()) == (400, True)
        assert f'value="{value}"' in wrong.content.decode() or field == "due"


def test_incidents_are_linked_by_number(found: PostMortem, writer: Client) -> None:
    other = save_draft(actor=system("test"), draft=sample_draft(), source="/b").incidents.get().pk
    first = found.incidents.get().pk
    writer.post("/postmortems/1/incidents/", {"incident": [first], "more": f"#{other}"})
    assert set(found.incidents.values_list("pk", flat=True)) == {first, other}
    writer.post("/postmortems/1/incidents/", {"incident": [first], "more": "soon"})
    writer.post("/postmortems/1/incidents/", {"incident": [first], "more": "987"})
    assert set(found.incidents.values_list("pk", flat=True)) == {first, other}
    writer.post("/postmortems/1/incidents/", {"incident": [first]})
    assert set(found.incidents.values_list("pk", flat=True)) == {first}


def test_another_variant_is_followed(found: PostMortem, writer: Client) -> None:
    writer.post("/postmortems/1/variant/", {"variant": "regulated"})
    found.refresh_from_db()
    assert found.variant == "regulated"
    writer.post("/postmortems/1/variant/", {"variant": "novel"})
    found.refresh_from_db()
    assert found.variant == "regulated"


def test_one_is_started(found: PostMortem, writer: Client) -> None:
    incident = found.incidents.get()
    form = writer.get("/postmortems/new/", {"incident": incident.pk}).content.decode()
    assert f'value="{incident.title}"' in form
    refused = writer.post("/postmortems/new/", {"title": " ", "variant": "one-pager"})
    assert (refused.status_code, "a title has" in refused.content.decode()) == (400, True)
    done = writer.post(
        "/postmortems/new/",
        {"title": "New", "variant": "one-pager", "module": "cost", "incident": incident.pk},
    )
    assert done["Location"] == "/postmortems/2/edit/"
    made = PostMortem.objects.get(number=2)
    assert (made.title, made.variant, made.incidents.get()) == ("New", "one-pager", incident)
    assert writer.get("/postmortems/new/", {"incident": 987}).status_code == 404


def test_a_page_asks_the_store_as_often_however_much_is_in_it(
    found: PostMortem, writer: Client
) -> None:
    large = sample_draft(
        count=300,
        sections=(*SECTIONS, *(
            Section(f"own{at}", f"Own {at}", (Block(f"It was slow [e{at + 20}]."),))
            for at in range(40)
        )),
    )  # fmt: skip
    save_draft(actor=system("test"), draft=large, source="/incidents/2")
    asked = []
    for page in ("1/", "2/", "1/edit/", "2/edit/"):
        with CaptureQueriesContext(connection) as queries:
            assert writer.get(f"/postmortems/{page}").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 24
    assert asked[2] == asked[3] <= 26


def test_what_stands_in_the_way_is_handed_to_the_script(found: PostMortem, writer: Client) -> None:
    page = writer.get("/postmortems/1/edit/").content.decode()
    assert '<template data-card="timeline">' in page
    assert "&lt;!-- timeline --&gt;" in page
    words = page.split("data-words>", 1)[1].split("</script>")[0]
    assert json.loads(words)["saved"] == "Saved"
