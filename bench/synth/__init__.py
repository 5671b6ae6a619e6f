"""Synthetic incidents with known truth, and a scorer for any tool that drafts or checks them."""
