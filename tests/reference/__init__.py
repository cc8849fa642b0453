"""A slow, plain evaluator, written from docs/semantics.md alone: what the engine is compared with."""
