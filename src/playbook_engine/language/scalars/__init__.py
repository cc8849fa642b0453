"""From the text of one value to what its type makes of it: exact, or a diagnostic that shows how to write it.

Each type has a function from text (`money_in`) and one from a scalar with its place (`money`). Not here: phrases of
several words and comparisons, which are made of these.
"""
