"""The engine over a book and a calendar: timeline tests, scenarios, back-tests, comparisons.

Days come from the scenario, chance is a hash of its seed. Not here: rules of evaluation of its own,
frameworks, clock, settings or log. It does not know `analysis`.
"""
