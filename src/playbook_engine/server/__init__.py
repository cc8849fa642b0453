"""The evaluator behind HTTP: routes, wire types, problem details, wiring.

Here: what is a matter of HTTP alone. Not here: what happens (`service`), SQL (`store`), rules (`engine`). A handler
takes a wire type in, calls one use case, and gives a wire type out.
"""
