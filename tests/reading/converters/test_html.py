"""HTML as wikis and editors export it, as it is told from Markdown, and as nobody should write."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.domain.errors import HanseiError, Unreadable
from hansei.reading import actions, decode, read_text
from hansei.reading.converters.formats import is_html
from hansei.reading.converters.html import html_text
from hansei.reading.converters.tidy import MOST_ELEMENTS, tidy
from tests.growth import is_about_linear

CONFLUENCE = """<!DOCTYPE html><html><head><title>OPS : Login outage</title>
<style>p { color: red }</style><script>var at = "10:00";</script></head>
<body class="theme-default aui-theme-default"><nav><ol><li>14:00 not an event</li></ol></nav>
<h1 id="title-heading" class="pagetitle"><span id="title-text">OPS : Login outage</span></h1>
<div class="table-wrap"><table class="confluenceTable"><tbody>
<tr><th class="confluenceTh"><p>Severity</p></th><td class="confluenceTd"><p>SEV2</p></td></tr>
<tr><th><p>Date</p></th><td><p><time datetime="2024-03-05" class="past">5 Mar</time></p></td>
</tr>
</tbody></table></div>
<h2>Timeline</h2><table><tbody>
<tr><th>Date</th><th>Time (UTC)</th><th>Who</th><th>What</th></tr>
<tr><td rowspan="2"><time datetime="2024-03-05">5 Mar</time></td><td>22:10</td><td>system</td>
<td><p>Errors begin on a|b</p><table><tr><td>rate</td><td>4 %</td></tr><tr><td>host</td>
<td>web</td></tr></table></td></tr>
<tr><td>22:31</td><td>system</td><td>Alert fired<br/>for failed logins</td></tr>
<tr><td><time datetime="2024-03-06">6 Mar</time></td><td>00:25</td><td>responder</td>
<td>Logins confirmed working</td></tr></tbody></table>
<h2>Action items</h2><ul class="inline-task-list"><li class="checked"><span>Renew certificates
early (owner: identity team, due 2024-04-01)</span></li><li>Alert on expiry</li></ul>
</body></html>"""


def test_a_wikis_page() -> None:
    text = decode(CONFLUENCE.encode())
    assert "| Date | 2024-03-05 |" in text
    assert r"| 2024-03-05 | 22:10 | system | Errors begin on a\|b rate: 4 %; host: web |" in text
    assert "color" not in text
    assert "not an event" not in text
    document = read_text(text).document
    assert document.title == "OPS : Login outage"
    assert [f"{event.at:%d %H:%M}" for event in document.events] == [
        "05 22:10", "05 22:31", "06 00:25",
    ]  # fmt: skip
    assert document.events[1].text == "Alert fired for failed logins"
    done, planned = actions(document)
    assert (done.status, done.owner) == ("completed", "identity team")
    assert planned.status == "planned"


def test_notions_page() -> None:
    text = decode(b"""<html><head><title>Login outage</title></head><body><article><header>
    <h1 class="page-title">Login outage</h1></header><div class="page-body"><h3>Action items</h3>
    <ul class="to-do-list"><li><div class="checkbox checkbox-on"></div> <span
    class="to-do-children-checked">Renew early</span></li></ul><ul class="to-do-list"><li><div
    class="checkbox checkbox-off"></div> <span>Alert on expiry</span></li></ul><p>Detected
    <time>@March 5, 2024 10:15 PM</time> by us.</p></div></article></body></html>""")
    assert "- [x] Renew early" in text
    assert "- [ ] Alert on expiry" in text
    assert "Detected March 5, 2024 10:15 PM by us." in " ".join(text.split())


def test_google_docs_page() -> None:
    page = (
        "<html><head><title>x</title></head><body><p class='c1 title'><span>Login&nbsp;outage"
        "</span></p><h1 class='c2'><span>Timeline</span></h1><ul><li><span>22:10 UTC - Errors begin"
        "</span></li></ul><h1></h1><img src='data:image/png;base64,AAAA' alt=''></body></html>"
    )
    assert html_text(page) == "# Login outage\n\n# Timeline\n\n- 22:10 UTC - Errors begin\n"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ('<time datetime="2024-03-05T22:10:00Z">2 hours ago</time> x', "2024-03-05T22:10:00Z x"),
        ('<time datetime="2024-03-05T22:10Z">23:10</time> CET', "23:10 CET"),
        ('<time datetime="2024-03-05">22:10</time>', "22:10"),
        ('<time datetime="PT5M">5 minutes</time>', "5 minutes"),
        ("<ul><li><input type=checkbox checked disabled> a<li><input type=checkbox> b</ul>",
         "- [x] a\n- [ ] b"),
        ("<dl><dt>Detected</dt><dd><p>12:06</p></dd><dt>Owner:<dd>team</dl>",
         "- Detected: 12:06\n- Owner: team"),
        ('<ol start="3"><li>a<li>b<ul><li>c</ul></ol>', "3. a\n4. b\n   - c"),
        ("<table><tr><td><h2>Summary</h2><p>a</td><td><p>b</td></tr></table>",
         "## Summary\n\na\n\nb"),
        ("<table><tr><td>12:06</td><td>a</td></tr></table>",
         "|  |  |\n| --- | --- |\n| 12:06 | a |"),
        ("<p>a <b>b</b><i> c</i><!-- d --><br>e<svg><text>f</text></svg>", "a **b** *c*\ne"),
        ('<a href="#m">Skip to content</a><p>Ops &gt; Reports<h1>A</h1><p>b <a href="#c">c</a>',
         "# A\n\nOps > Reports\n\nb c"),
        ("<p>a<pre># restart\n</pre><h2>B</h2>", "a\n\n```\n# restart\n```\n\n## B"),
        ("<p>1 < 2 &lt; 3 & <4", "1 < 2 < 3 & <4"),
    ],
)  # fmt: skip
def test_an_element(written: str, text: str) -> None:
    assert html_text(written).rstrip("\n").replace("  \n", "\n") == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<!-- saved -->\n<?xml version='1.0'?><!doctype HTML><p>x", True),
        ("<h1>a</h1><p>b</p><p>c</p>", True),
        ("<p align=center>\n<img src=x>\n</p></div></p>\n\n# Outage\n", False),
        ("<details>\n\n- a\n", False),
        ("# a\n\n<html>", False),
        ("<!-- note\n", False),
    ],
)
def test_a_page_is_told_from_markdown(text: str, told: bool) -> None:
    assert is_html(text) is told


def test_a_page_of_too_many_elements_is_refused() -> None:
    with pytest.raises(Unreadable, match="elements"):
        html_text("<br>" * (MOST_ELEMENTS + 1))


PIECES = st.sampled_from([
    "<", ">", "</", "<table>", "<tr>", "<td rowspan=9 colspan=7>", "</td>", "<li>", "<ul>", "</ul>",
    "<ol start=9>", "<p>", "<h1>", "</h1>", "<div class='checkbox'>", "<time datetime='2020'>",
    "<!--", "<script>", "</script>", "<svg>", "<nav>", "<head>", "<body>", "<dl><dt>", "<dd>", "'",
    '"', "=", "10:00", " a ", "&#xE000;", "&#0;", "&", "<pre>", "\n", "<a href=", "<th>", "<?",
    "<input type=checkbox>", "<caption>", "<thead>", "<br/>", "<img alt=x class=emoji>",
    "<blockquote>", "<![CDATA[",
])  # fmt: skip


@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_page_is_converted(page: str) -> None:
    read_text(html_text(page))


@given(
    st.integers(0, len(CONFLUENCE)), st.integers(0, 60), st.sampled_from(["", "<", '"', "</td>"])
)
def test_a_damaged_page_is_read_or_refused(at: int, length: int, insert: str) -> None:
    with suppress(HanseiError):
        read_text(decode((CONFLUENCE[:at] + insert + CONFLUENCE[at + length :]).encode()))


HOSTILE: dict[str, Callable[[int], str]] = {
    "nested blocks": lambda n: "<div>" * n,
    "closed twice": lambda n: "<div>" * n + "</x></div>" * n,
    "formatting": lambda n: "".join(f"<b class={each}>" for each in range(n)) + "<p>x" * n,
    "comments": lambda n: "<!--" * n,
    "tags without end": lambda n: "<a " * n,
    "values without end": lambda n: '<a b="' * n,
    "ampersands": lambda n: "&" * n,
    "blanks": lambda n: "<p>" + " &#32;" * n + "x",
    "numbered": lambda n: "<ol>" + "<li>x" * n,
    "nested tables": lambda n: "<table><tr><td>a<td>b" * n,
    "spans": lambda n: "<table>" + "<tr><td rowspan=500>1<td rowspan=499 colspan=50>2" * n,
    "headers": lambda n: "<table><thead>" + "<tr><th>a<th>b" * n,
    "terms": lambda n: "<dl>" + "<dt>a<dd>b" * n,
    "times": lambda n: "<time datetime='2020-01-01'>x</time>" * n,
    "scripts": lambda n: "<script>" * n,
}


@pytest.mark.parametrize("shape", HOSTILE)
def test_time_grows_with_the_page(shape: str) -> None:
    assert is_about_linear(lambda size: html_text(HOSTILE[shape](size)), 250, 2000)


def test_nesting_stays_shallow() -> None:
    assert tidy("<div>" * 5000 + "x").count("<div>") < 100
