"""One module a command: its options, one service function, its answer.

A module is imported when its command is asked for, and imports what it needs when it runs.
"""
