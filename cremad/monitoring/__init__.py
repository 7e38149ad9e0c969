"""Whether new clips and their predictions still have the same distribution as earlier ones."""
