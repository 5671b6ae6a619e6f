"""What is alike and why: rare words, services, alerts and factors; boilerplate weighs nothing."""

from __future__ import annotations

from hansei.domain.learning.likeness import THRESHOLD, Past, Profile, precision_recall, profile

FILLER = [
    profile(f"f{number}", title=f"{word} broke", text=f"The {word} went away", services=["web"])
    for number, word in enumerate(
        "printer mailer cache scheduler gateway parser billing export import search".split()
    )
]  # fmt: skip


def _past(*profiles: Profile) -> Past:
    return Past((*FILLER, *profiles))


def test_rare_words_make_alike_and_say_why() -> None:
    first = profile("a", title="Checkout fails", text="The connection pool was exhausted")
    again = profile("b", title="Carts are empty", text="Exhaustion of the connection pool")
    (match,) = _past(first, again).like(again, least=0.3)
    assert match.id == "a"
    (reason,) = match.why
    assert reason.kind == "words"
    assert {"pool", "connection", "exhaustion"} <= set(reason.shared)


def test_what_every_status_update_says_makes_nothing_alike() -> None:
    text = "We are investigating degraded performance. Everything operating normally."
    one = profile("a", title="Incident with mail", text=text)
    two = profile("b", title="Incident with printing", text=text)
    assert _past(one, two).score(one, two) == 0


def test_words_that_say_the_same_meet() -> None:
    one = profile("a", title="TLS certificate expired")
    two = profile("b", title="SSL cert expired")
    assert _past(one, two).score(one, two) > 0.9


def test_two_that_say_next_to_nothing_are_not_alike_by_saying_the_same() -> None:
    same = [profile(str(n), title="Incident with mail", services=["mail"]) for n in range(9)]
    past = _past(*same)
    assert past.score(same[0], same[1]) < THRESHOLD
    rich = [
        profile(name, title="Mail queue stuck", text="The relay refused its new credentials.")
        for name in ("x", "y")
    ]
    assert _past(*same, *rich).score(*rich) > 0.9


def test_services_alerts_and_factors_are_evidence_of_their_own() -> None:
    def score(**fields: list[str]) -> float:
        one = profile("a", title="Slow pages at noon", **fields)
        two = profile("b", title="Slow lists at night", **fields)
        return _past(one, two).score(one, two)

    plain = score()
    assert plain < score(services=["checkout"]) < score(alerts=["High latency on node 7"])
    assert score(services=["checkout"], factors=["No upper bound"]) > score(services=["checkout"])
    assert score(services=["a"], alerts=["b"], factors=["c d"]) < 1


def test_alerts_of_other_instances_are_the_same_alert() -> None:
    one = profile("a", title="x", alerts=["High latency on node-7 (3.2 s)"])
    two = profile("b", title="y", alerts=["High latency on node-9 (8 s)"])
    assert one.alerts == two.alerts == frozenset({"high latency nod"})


def test_a_word_of_a_known_service_tells_little() -> None:
    """It is compared as a service already: status pages name all components in every text."""
    many = [profile(f"m{n}", title=f"Event {n}", services=["webhooks"]) for n in range(3)]
    one = profile("a", title="Webhooks and tulips", services=["webhooks"])
    two = profile("b", title="Webhooks and roses", services=["webhooks"])
    assert Past((*many, one, two)).score(one, two) < Past((one, two, *FILLER)).score(one, two)


def test_the_order_does_not_matter_and_nobody_is_like_itself() -> None:
    one, two = (profile(each, title="The pool was exhausted again") for each in "ab")
    past = _past(one, two)
    assert past.score(one, two) == past.score(two, one)
    assert [each.id for each in past.like(one, least=0)] == ["b"]
    assert past.like(profile("empty", title=""), least=0) == []


def test_precision_and_recall_of_verdicts() -> None:
    scored = [(0.9, True), (0.8, False), (0.3, True), (0.1, False)]
    assert precision_recall(scored, 0.5) == (0.5, 0.5)
    assert precision_recall(scored, 0.95) == (None, 0)
    assert precision_recall([(0.9, False)], 0.5) == (0, None)
