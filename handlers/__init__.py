"""Who wrote or tapped where, made into one call into the hub; and the words people read."""
