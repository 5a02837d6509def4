"""What a centre wants to reach: its concept of five years."""
