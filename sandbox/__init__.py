"""The sandbox: stand-ins of Telegram, VK and the order service, for demo, tests and play."""
