"""An application that logs."""
