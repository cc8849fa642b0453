"""The use cases from a terminal.

Options in, one service function, text or data out; and the pytest plugin. Commands import what they
need when they run, so that `playbook check` loads no server and no database. Not here: decisions of any
kind.
"""
