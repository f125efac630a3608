"""Stand-in of VK's API, its Bots Long Poll, its uploads, and the people who write there."""
