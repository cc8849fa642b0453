"""From text to meaning.

YAML with places, structure, lowering, type checks, formatting, templates, timeline tests. It is given a
mapping of path to bytes and returns values of `model` and diagnostics. Not here: opening files,
deciding anything, clock, chance, settings or log. It does not know `engine`.
"""
