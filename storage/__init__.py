"""Everything the hub keeps: MongoDB, Redis, and the embedded servers that carry them."""
