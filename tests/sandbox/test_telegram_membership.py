"""Who comes into a group and who goes: links, bans, another's hand, and what bots are told."""

from typing import Any

import pytest

from sandbox.client import Refused
from tests.sandbox.telegram_support import Stage

FORUM, ANN, BOB, STRANGER, DESK = -1001, 11, 12, 13, 700


@pytest.fixture
async def heard(stage: Stage) -> Stage:
    """The desk bot asks for what happens to members."""
    kinds = ["message", "chat_member", "my_chat_member", "chat_join_request"]
    await stage.desk.result("getUpdates", allowed_updates=kinds)
    await stage.desk.drain()
    return stage


async def _moves(stage: Stage) -> list[dict[str, Any]]:
    updates = await stage.desk.all_updates()
    return [one["chat_member"] for one in updates if "chat_member" in one]


def _statuses(move: dict[str, Any]) -> tuple[str, str]:
    return move["old_chat_member"]["status"], move["new_chat_member"]["status"]


async def test_who_came_by_a_link_is_told_with_it(heard: Stage) -> None:
    given = {"chat_id": FORUM, "name": "Вера " * 9, "member_limit": 1}
    link = await heard.desk.result("createChatInviteLink", **given)
    assert (len(link["name"]), link["creator"]["id"], link["is_primary"]) == (32, DESK, False)
    assert await heard.stranger.join(invite=link["invite_link"]) == {
        "chat": FORUM, "status": "member",
    }  # fmt: skip
    [move] = await _moves(heard)
    assert _statuses(move) == ("left", "member")
    assert move["from"]["id"] == STRANGER
    assert move["invite_link"] == link
    assert "via_join_request" not in move


async def test_the_link_of_another_bot_is_half_hidden_and_not_ones_own(heard: Stage) -> None:
    await heard.forum.promote("shy_bot")
    link = await heard.shy.result("createChatInviteLink", chat_id=FORUM)
    await heard.stranger.join(invite=link["invite_link"])
    shown = next(one for one in await _moves(heard) if "invite_link" in one)["invite_link"]
    assert shown["invite_link"].endswith("...")
    assert link["invite_link"].startswith(shown["invite_link"][:-3])
    mine = {"chat_id": FORUM, "invite_link": link["invite_link"]}
    refusal = await heard.desk.refusal("revokeChatInviteLink", **mine)
    assert refusal == "400 Bad Request: INVITE_HASH_EXPIRED"


@pytest.mark.parametrize("how", ["used", "expired", "revoked"])
async def test_a_link_that_is_over_lets_nobody_in(heard: Stage, how: str) -> None:
    now = int(await heard.people.clock.now())
    given = {"chat_id": FORUM, "member_limit": 1, "expire_date": now + 60}
    link = await heard.desk.result("createChatInviteLink", **given)
    if how == "used":
        await heard.stranger.join(invite=link["invite_link"])
        await heard.stranger.leave(FORUM)
    elif how == "expired":
        await heard.people.clock.advance(61)
    else:
        named = {"chat_id": FORUM, "invite_link": link["invite_link"]}
        assert (await heard.desk.result("revokeChatInviteLink", **named))["is_revoked"]
    with pytest.raises(Refused, match="no longer valid"):
        await heard.stranger.join(invite=link["invite_link"])


async def test_a_member_uses_no_link_up(heard: Stage) -> None:
    link = await heard.desk.result("createChatInviteLink", chat_id=FORUM, member_limit=1)
    await heard.bob.join(invite=link["invite_link"])
    assert (await heard.stranger.join(invite=link["invite_link"]))["status"] == "member"


async def test_a_link_is_changed_and_a_primary_one_made_anew(heard: Stage) -> None:
    where = {"chat_id": FORUM}
    link = await heard.desk.result("createChatInviteLink", **where, name="a", member_limit=5)
    named = {**where, "invite_link": link["invite_link"]}
    changed = await heard.desk.result("editChatInviteLink", **named, name="b")
    assert changed["name"] == "b"
    assert "member_limit" not in changed
    first = await heard.desk.result("exportChatInviteLink", **where)
    assert await heard.desk.result("exportChatInviteLink", **where) != first
    with pytest.raises(Refused, match="no longer valid"):
        await heard.stranger.join(invite=first)


async def test_who_has_to_ask_is_let_in_or_not(heard: Stage) -> None:
    given = {"chat_id": FORUM, "creates_join_request": True}
    link = await heard.desk.result("createChatInviteLink", **given)
    assert (await heard.stranger.join(invite=link["invite_link"]))["status"] == "requested"
    [update] = await heard.desk.all_updates()
    request = update["chat_join_request"]
    assert (request["from"]["id"], request["user_chat_id"]) == (STRANGER, STRANGER)
    assert request["invite_link"]["pending_join_request_count"] == 1
    who = {"chat_id": FORUM, "user_id": STRANGER}
    assert await heard.desk.result("declineChatJoinRequest", **who)
    refusal = await heard.desk.refusal("approveChatJoinRequest", **who)
    assert refusal == "400 Bad Request: HIDE_REQUESTER_MISSING"
    await heard.stranger.join(invite=link["invite_link"])
    await heard.desk.drain()
    assert await heard.desk.result("approveChatJoinRequest", **who)
    [move] = await _moves(heard)
    assert move["via_join_request"]
    assert move["from"]["id"] == DESK
    refusal = await heard.desk.refusal("approveChatJoinRequest", **who)
    assert refusal == "400 Bad Request: USER_ALREADY_PARTICIPANT"


async def test_strange_links_are_refused(stage: Stage) -> None:
    wrong = {
        "EXPIRE_DATE_INVALID": {"expire_date": 1},
        "USAGE_LIMIT_INVALID": {"member_limit": 100_000},
        "member limit can't be specified for links requiring administrator approval": {
            "member_limit": 1,
            "creates_join_request": True,
        },
    }
    for words, given in wrong.items():
        refusal = await stage.desk.refusal("createChatInviteLink", chat_id=FORUM, **given)
        assert refusal == f"400 Bad Request: {words}"
    private = await stage.desk.refusal("createChatInviteLink", chat_id=ANN)
    assert private == "400 Bad Request: can't invite members to a private chat"
    none = await stage.desk.refusal("editChatInviteLink", chat_id=FORUM)
    assert none == "400 Bad Request: invite link must be non-empty"


async def test_without_the_right_nothing_can_be_done_to_members(stage: Stage) -> None:
    who = {"chat_id": FORUM, "user_id": BOB}
    for method, words in (
        ("createChatInviteLink", "not enough rights to manage chat invite link"),
        ("revokeChatInviteLink", "not enough rights to manage chat invite link"),
        ("approveChatJoinRequest", "not enough rights to manage chat join requests"),
        ("banChatMember", "not enough rights to restrict/unrestrict chat member"),
        ("unbanChatMember", "not enough rights to restrict/unrestrict chat member"),
    ):
        link = {} if method == "createChatInviteLink" else {"invite_link": "https://t.me/+x"}
        given = {"chat_id": FORUM, **link} if "Invite" in method else who
        assert await stage.shy.refusal(method, **given) == f"400 Bad Request: {words}"


async def test_owner_administrators_and_oneself_are_not_banned(stage: Stage) -> None:
    await stage.forum.promote(BOB)
    for who, words in (
        (ANN, "can't remove chat owner"),
        (BOB, "user is an administrator of the chat"),
        (DESK, "can't restrict self"),
    ):
        for method in ("banChatMember", "unbanChatMember"):
            refusal = await stage.desk.refusal(method, chat_id=FORUM, user_id=who)
            assert refusal == f"400 Bad Request: {words}"


async def test_a_ban_holds_until_it_is_over_or_taken_back(heard: Stage) -> None:
    who = {"chat_id": FORUM, "user_id": BOB}
    until = int(await heard.people.clock.now()) + 3600
    assert await heard.desk.result("banChatMember", **who, until_date=until, revoke_messages=True)
    [move] = await _moves(heard)
    assert _statuses(move) == ("member", "kicked")
    assert move["new_chat_member"]["until_date"] == until
    with pytest.raises(Refused, match="banned"):
        await heard.bob.join(FORUM)
    with pytest.raises(Refused, match="not a member"):
        await heard.bob.write("x", group=FORUM)
    await heard.people.clock.advance(3601)
    assert (await heard.desk.result("getChatMember", **who))["status"] == "left"
    await heard.bob.join(FORUM)
    await heard.desk.result("banChatMember", **who, until_date=until)
    assert (await heard.desk.result("getChatMember", **who))["until_date"] == 0
    assert await heard.desk.result("unbanChatMember", **who, only_if_banned=True)
    await heard.bob.join(FORUM)


async def test_unbanning_a_member_throws_him_out_unless_told_otherwise(heard: Stage) -> None:
    who = {"chat_id": FORUM, "user_id": BOB}
    assert await heard.desk.result("unbanChatMember", **who, only_if_banned=True)
    assert await _moves(heard) == []
    assert await heard.desk.result("unbanChatMember", **who)
    assert [_statuses(one) for one in await _moves(heard)] == [
        ("member", "kicked"),
        ("kicked", "left"),
    ]


async def test_members_bring_others_and_administrators_take_them_out(heard: Stage) -> None:
    await heard.bob.add_to(FORUM, STRANGER)
    with pytest.raises(Refused, match="may not restrict"):
        await heard.bob.remove_from(FORUM, STRANGER)
    await heard.ann.remove_from(FORUM, STRANGER)
    brought, removed = await _moves(heard)
    assert (_statuses(brought), brought["from"]["id"]) == (("left", "member"), BOB)
    assert (_statuses(removed), removed["from"]["id"]) == (("member", "kicked"), ANN)
    with pytest.raises(Refused, match="banned"):
        await heard.bob.add_to(FORUM, STRANGER)
    await heard.ann.unban(FORUM, STRANGER)
    await heard.bob.add_to(FORUM, STRANGER)
    await heard.forum.promote(BOB)
    with pytest.raises(Refused, match="owner cannot"):
        await heard.bob.remove_from(FORUM, ANN)


async def test_a_bot_is_told_of_its_own_standing(heard: Stage) -> None:
    await heard.ann.remove_from(FORUM, "desk_bot")
    update = next(one for one in await heard.desk.all_updates() if "my_chat_member" in one)
    mine = update["my_chat_member"]
    assert _statuses(mine) == ("administrator", "kicked")
    assert mine["from"]["id"] == ANN
    refusal = await heard.desk.refusal("banChatMember", chat_id=FORUM, user_id=BOB)
    assert refusal == "403 Forbidden: bot was kicked from the supergroup chat"


async def test_members_are_counted_and_administrators_listed(stage: Stage) -> None:
    assert await stage.desk.result("getChatMemberCount", chat_id=FORUM) == 4
    admins = await stage.desk.result("getChatAdministrators", chat_id=FORUM)
    assert [(one["user"]["id"], one["status"]) for one in admins] == [
        (DESK, "administrator"),
        (ANN, "creator"),
    ]
    seen_by_shy = await stage.shy.result("getChatAdministrators", chat_id=FORUM)
    assert [one["user"]["id"] for one in seen_by_shy] == [ANN]
    unknown = await stage.desk.result("getChatMember", chat_id=FORUM, user_id=STRANGER)
    assert unknown["status"] == "left"
