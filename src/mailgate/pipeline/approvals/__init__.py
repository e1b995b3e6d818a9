"""Somebody's yes: asked for, waited for, given or refused."""
