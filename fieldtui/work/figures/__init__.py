"""Figures 指标, each by its formula: a file a subject. `report` puts them together, `gather` fetches what they need."""
