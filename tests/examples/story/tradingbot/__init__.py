"""A small market-making bot: feed, book, quoter, risk, paper exchange, back-test."""

from tradingbot.bot import Bot
from tradingbot.config import BotConfig, Limits

__all__ = ["Bot", "BotConfig", "Limits"]
