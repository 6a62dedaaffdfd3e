"""BLAKE2b, without the three milliseconds that ``import hashlib`` takes to load OpenSSL."""

from __future__ import annotations

try:
    from _blake2 import blake2b  # the module behind hashlib.blake2b
except ImportError:  # an interpreter that keeps it elsewhere
    from hashlib import blake2b

__all__ = ["blake2b"]
