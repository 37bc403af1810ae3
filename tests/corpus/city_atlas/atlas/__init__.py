"""An atlas of cities."""
