"""One module per system. Each has `write(witness)`, which fills its files and sightings."""
