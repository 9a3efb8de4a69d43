"""Finding what is in hand by its words, its number, its address, or the phone of who reported."""
