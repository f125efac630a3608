"""Wires VK into an aiohttp app: the API below /vk, the people below /people/vk."""

from aiohttp import web

from sandbox.vk.api import Api
from sandbox.vk.people import people_routes
from sandbox.vk.state import VkState
from sandbox.vk.transfer import Transfer


def add_routes(app: web.Application, state: VkState) -> None:
    """`state.close()` is to be awaited when the app goes down."""
    api, transfer = Api(state), Transfer(state)
    app.add_routes(
        [
            web.get("/vk/method/{method}", api.handle),
            web.post("/vk/method/{method}", api.handle),
            web.get(r"/vk/longpoll/{group_id:\d+}", transfer.poll),
            web.post(r"/vk/longpoll/{group_id:\d+}", transfer.poll),
            web.post(r"/vk/upload/{group_id:\d+}/{kind}", transfer.upload),
            web.get(r"/vk/files/{id:\d+}/{secret}", transfer.download),
            web.get("/vk/sticker/{name}", transfer.sticker),
            *people_routes(state),
        ]
    )
