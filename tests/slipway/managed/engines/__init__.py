"""What each engine is told."""
