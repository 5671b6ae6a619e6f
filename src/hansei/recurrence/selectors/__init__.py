"""Reads what incidents before and after tell, as far as the actor may see them."""
