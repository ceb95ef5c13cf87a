"""Sampling plans, switching rules and the verifiable draw."""
