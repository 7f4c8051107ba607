"""Included convictions become packets: grouping, parts, and the store they wait in."""
