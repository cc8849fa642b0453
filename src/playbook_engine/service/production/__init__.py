"""The use cases of the production evaluator: one function each, over the store.

Here: who may, which transaction, which instant. Not here: SQL (`store`), HTTP (`server`), rules (`engine`).
"""
