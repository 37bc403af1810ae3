"""What the engine has seen since it was started."""

TRADES = []
