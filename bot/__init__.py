"""The program: composition, the turn, the two ends of the road, and everything people touch."""
