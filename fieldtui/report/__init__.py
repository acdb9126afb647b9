"""What people hand on: the office's documents. None is written yet; the floor keeps their place."""
