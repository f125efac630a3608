"""The hub's HTTP side: probes, metrics and the API, as the contract fixes them."""

from bots.web.api import Api, ReadFile
from bots.web.endpoint import Endpoint
from bots.web.keys import Keys
from bots.web.probes import Probes
from bots.web.server import WebServer, web_app

__all__ = ["Api", "Endpoint", "Keys", "Probes", "ReadFile", "WebServer", "web_app"]
