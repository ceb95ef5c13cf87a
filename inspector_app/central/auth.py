"""Who calls: station signatures and central users."""
