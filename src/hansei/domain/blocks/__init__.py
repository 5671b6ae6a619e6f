"""Structured blocks: Markdown tables and lists of a section that a form can edit.

`form` says what a form is, `forms` which there are, `grid` reads and writes one, `cells` tells what
a cell means, `places` finds and puts blocks in a document. What one form alone knows stands in a
module of its own: `causes`, `causal_map`, `costs`, `clocks`, `told`, `whys`.
"""
