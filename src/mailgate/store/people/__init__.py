"""Agents and their work: turns, absences, duty, access."""
