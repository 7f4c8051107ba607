"""Synthetic lists to practise on."""
