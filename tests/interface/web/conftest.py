"""The whole service on a small demonstration, made once and copied for each test."""

from security.conftest import served, template

__all__ = ["served", "template"]
