"""Enterprise visits, problems and follow-ups for a county, recorded offline and handed in as sealed bundles."""

__version__ = "0.1.0"
