"""What is remembered: tables, queries, the unit of work.

Here: SQL and what rows mean. Not here: rules, decisions, the clock (each instant is given), HTTP. Every query names the
organisation, and PostgreSQL's row security is a second wall behind it.
"""
