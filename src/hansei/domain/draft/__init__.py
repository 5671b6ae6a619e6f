"""Drafting: a merged timeline becomes a working draft.

    facts      what is known, gathered once
    wording    times, durations and citations as words
    rules      one module a section: facts in, blocks out
    questions  what the review should ask, from gaps, silences and hand-offs
    compose    the rules put together under a variant
    redraft    drafting again over what people wrote since

Every drafted sentence cites events or is marked as an assumption, an unknown or a question.
Numbers come from the model alone. Causes are listed as candidates with their evidence, never
judged.
"""
