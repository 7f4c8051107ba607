"""Decide which rows are about one conviction, and what follows when they contradict each other.

A `Record` is what one row says, folded once (record.py); two of them are compared field by field
(compare_fields.py). What follows is one policy for each use: rows of one run (judge_case.py), what
was decided before (compare_decisions.py), two lists side by side (pairs.py).
"""
