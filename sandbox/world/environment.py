"""The environment variables with which the hub finds this world."""

from sandbox.world import messengers
from sandbox.world.shapes import World

# Fixed, so that whoever plays an outside party can sign what he sends.
SECRETS = {
    "MAIL_SECRET": "sandbox-mail-secret",
    "CALL_SECRET": "sandbox-call-secret",
    "REVIEW_SECRET": "sandbox-review-secret",
    "CHAT_SECRET": "sandbox-chat-secret",
    "CRM_HOOK_SECRET": "sandbox-crm-secret",
}
API_KEYS = {"API_KEY_ANDREY": "sandbox-key-andrey", "API_KEY_LENA": "sandbox-key-lena"}
TOKENS = {
    "STAFF_BOT_TOKEN": messengers.STAFF_BOT_TOKEN,
    "CUSTOMER_BOT_TOKEN": messengers.CUSTOMER_BOT_TOKEN,
    "CUSTOMER_MSK_BOT_TOKEN": messengers.CUSTOMER_MSK_BOT_TOKEN,
    "DESK_BOT_TOKEN": messengers.DESK_BOT_TOKEN,
    "VK_TOKEN": messengers.VK_TOKEN,
    "VK_MSK_TOKEN": messengers.VK_MSK_TOKEN,
    "ORDERS_TOKEN": World().orders_token,
}


def environment(base_url: str) -> dict[str, str]:
    """What sandbox/hub.yaml and the hub's own settings ask for, with a sandbox at `base_url`."""
    base = base_url.rstrip("/")
    return _addresses(base) | TOKENS | SECRETS | API_KEYS


def _addresses(base: str) -> dict[str, str]:
    return {
        "TELEGRAM_API_URL": f"{base}/telegram",
        "VK_API_URL": f"{base}/vk",
        "ORDERS_URL": f"{base}/orders-api",
        "MAIL_OUT_URL": f"{base}/out/mail",
        "REVIEW_OUT_URL": f"{base}/out/reviews",
        "CHAT_OUT_URL": f"{base}/out/chat",
        "FILES_URL": f"{base}/out-files",
        "CRM_HOOK": f"{base}/out/crm",
    }
