"""Questions to the production evaluator: lists, one account, timelines, why and why not, work for people.

Here: use cases that change nothing. Not here: SQL (`store`), HTTP (`server`).
"""
