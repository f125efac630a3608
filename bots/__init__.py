"""Processes and transports: the only place that constructs things."""
