"""Stand-ins of Telegram, VK and an order service over real HTTP, with a people's side to act and look."""
