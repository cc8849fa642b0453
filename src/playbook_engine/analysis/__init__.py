"""What playbooks say about themselves.

Boxes, findings, coverage, mutation, difference, generators of cases. It reads playbooks as data and may
ask the engine. Not here: frameworks, clock, chance, settings or log, and nothing about one real book.
It does not know `simulation`.
"""
