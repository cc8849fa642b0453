"""From meaning to decision.

Derived facts, compiled conditions, decide, forecast, trace; pure, total, deterministic. It is told
everything, the instant included. Not here: YAML, template or schema libraries, frameworks, clock,
chance, settings or log. It does not know `language`.
"""
