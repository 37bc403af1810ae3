"""Records of a shop."""

from models.base import Model
from models.records import Customer, Invoice

__all__ = ["Customer", "Invoice", "Model"]
