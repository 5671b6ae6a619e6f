"""Editing together: one shared document per post-mortem, for as long as somebody has it open.

frames      what browsers and a room tell each other
wire        what the processes of the pages and the process of the rooms tell each other
shared      the shared document: one text a section
merging     carries a change of a stored text into a shared one
journal     what was typed, kept before it is acknowledged
room, rooms who is in, what they type, and what becomes of it
meetings    the rooms of reviews: who is in hears that something changed
desk        what takes longer, in a process of its own: writing back, checks
process     the process of the rooms: `python -m hansei.collab.process`

A room's text is typed into; the stored post-mortem follows it after every pause, by the same
change as every other edit.
"""
