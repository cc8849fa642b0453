"""A YAML file in its usual form, edited by places: atoms, what stands between them, scalars, phrases, a last look.

Not here: emitting YAML from values, or changing the order of anything.
"""
