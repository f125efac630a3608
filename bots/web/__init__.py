"""The hub's HTTP side: probes, metrics and the API, as the contract fixes them."""

from bots.web.api import Api
from bots.web.endpoint import Endpoint
from bots.web.files import ReadFile
from bots.web.intake import Posts
from bots.web.keys import Keys
from bots.web.links import Links
from bots.web.probes import Probes
from bots.web.server import WebServer, web_app
from bots.web.vk_callback import VkCallbacks, VkDoor
from bots.web.webhooks import Door, TelegramWebhooks

__all__ = [
    "Api",
    "Door",
    "Endpoint",
    "Keys",
    "Links",
    "Posts",
    "Probes",
    "ReadFile",
    "TelegramWebhooks",
    "VkCallbacks",
    "VkDoor",
    "WebServer",
    "web_app",
]
