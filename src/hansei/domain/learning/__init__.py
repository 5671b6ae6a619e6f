"""Whether anything got better: availability, rates, durations, recurrence, and what they can tell.

Pure functions over plain values. numpy and scipy do the arithmetic of many values and of the
distributions (ADR 0009); everything that decides what a figure means is here.
"""
