"""Charts as SVG from the server: crisp in light, dark and print, without a script.

Every chart is drawn twice, wide and narrow, so that its words stay legible on a phone, and comes
with the table that it was drawn from. Colours are classes; nothing is said by colour alone.
"""
