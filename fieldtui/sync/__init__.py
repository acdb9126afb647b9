"""How ledgers meet without a network: keys, signed bundles, and the two streams between the office and each device."""
