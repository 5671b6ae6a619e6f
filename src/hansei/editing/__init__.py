"""What the doors share over a post-mortem while people write it.

placed.manuscript_of(document)    the document as a text with the place of each piece
look.look(document, drafts)       findings, claims, factors and marks, each at its line
"""
