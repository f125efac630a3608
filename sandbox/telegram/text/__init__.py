"""Texts with entities, read and refused as TDLib does it."""
