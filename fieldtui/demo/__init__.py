"""The sample county: its content as data, how it is played into ledgers, and the scripted tour."""
