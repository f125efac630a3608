"""The operators' side in Telegram: topics, cards, marks, and what is written there."""
