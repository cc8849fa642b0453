"""From nodes to values of `model`: keys, names, conditions, facts, steps, rules, playbooks, the organisation.

Here lives what a folder of playbooks means and whether that is sound in itself. Not here: the grammar inside a scalar
(`phrases`), the reading of YAML, messages (`templates`), and anything that decides.
"""
