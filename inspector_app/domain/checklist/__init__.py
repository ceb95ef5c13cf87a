"""Inspection standards and what comes next in a walk."""
