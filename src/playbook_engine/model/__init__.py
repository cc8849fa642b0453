"""The nouns, frozen.

Money, calendars, the catalogue of facts, book, unit, events, playbook, decision, diagnostic. Here live
values, their invariants, their canonical encoding and digests. Not here: text that people write,
anything that decides, and any framework, clock, chance, setting or log.
"""
