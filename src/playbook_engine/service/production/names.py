"""Names that nobody can guess and nothing else has."""

import secrets


def drawn_name() -> str:
    """Sixteen hexadecimal digits."""
    return secrets.token_hex(8)
