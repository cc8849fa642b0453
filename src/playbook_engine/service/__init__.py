"""The use cases, one function each: they return data, and are the only place that reads the clock.

Here a use case gathers its inputs, opens its transaction and calls the rooms below. Not here: printing,
HTTP, rules of evaluation.
"""
