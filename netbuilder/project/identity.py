"""Ids of nodes, frames and notes: random, never reused, never shown."""

import secrets

LENGTH = 12


def new_id() -> str:
    """A new id: 12 hexadecimal digits, so 5,000 of them clash once in 20 million networks."""
    return secrets.token_hex(LENGTH // 2)
