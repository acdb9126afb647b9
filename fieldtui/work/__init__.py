"""What the rules say: pure functions, records in, values out; time comes in as an argument."""
