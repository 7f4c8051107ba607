"""Group included convictions into packets: grouping, parts, and the store they wait in."""
