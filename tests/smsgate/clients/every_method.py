"""Calls every method of the published Python client and prints what came of each, one JSON object a line.

The arguments are the base URL, a login, its password, and the ids of two devices of that user, of which the second
may be removed. A phone for the first one is expected to run meanwhile.
"""

import dataclasses
import datetime
import enum
import json
import sys
import time

from android_sms_gateway import client, domain, enums

base_url, login, password, device, spare_device = sys.argv[1:]
number = "+79999999999"
called = set()


class Recording:
    """The client, with a note of which of its methods were called."""

    def __init__(self, api):
        self.api = api

    def __getattr__(self, name):
        called.add(name)
        return getattr(self.api, name)


def plain(value):
    if dataclasses.is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime.datetime):
        return value.timestamp()
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return value


def tell(name, perform):
    try:
        outcome = {"result": plain(perform())}
    except Exception as error:
        status = getattr(error, "status_code", None)
        said = getattr(error, "response", None)
        outcome = {"error": type(error).__name__, "status": status, "said": said if isinstance(said, dict) else None, "text": str(error)}
    print(json.dumps({"name": name, **outcome}), flush=True)
    return outcome.get("result")


def until(look, wanted):
    deadline = time.monotonic() + 15
    while True:
        seen = look()
        if wanted(seen) or time.monotonic() > deadline:
            return seen
        time.sleep(0.02)


def moment(**shift):
    return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**shift)


def text(content="hi"):
    return domain.TextMessage(text=content)


def messages(api):
    sent = tell("send", lambda: api.send(domain.Message(phone_numbers=[number], text_message=text(), device_id=device)))
    tell("get_state", lambda: until(lambda: api.get_state(sent["id"]), lambda state: state.state == enums.ProcessState.Delivered))
    options = domain.Message(
        id="python-1", phone_numbers=["4321"], text_message=text("options"), priority=enums.MessagePriority.BYPASS_THRESHOLD,
        sim_number=1, with_delivery_report=False, valid_until=moment(hours=1), device_id=device,
    )
    tell("send, options", lambda: api.send(options, skip_phone_validation=True, device_active_within=24))
    tell("send, same id", lambda: api.send(options, skip_phone_validation=True))
    tell("send, bad number", lambda: api.send(domain.Message(phone_numbers=["+7999"], text_message=text())))
    data = domain.Message(phone_numbers=[number], data_message=domain.DataMessage.with_bytes(b"\x00\x01binary", 53739))
    tell("send, data", lambda: api.send(data))
    picture = domain.MmsAttachment(content_type="image/png", data="cG5n", name="a.png")
    mms = domain.Message(phone_numbers=[number], mms_message=domain.MmsMessage(subject="s", text="t", attachments=[picture]))
    tell("send, mms", lambda: api.send(mms))
    later = domain.Message(id="python-later", phone_numbers=[number], text_message=text(), device_id=spare_device)
    api.send(later)
    tell("cancel_message", lambda: api.cancel_message("python-later"))
    tell("get_state, cancelled", lambda: api.get_state("python-later"))
    tell("cancel_message, unknown", lambda: api.cancel_message("nothing"))
    tell("get_state, unknown", lambda: api.get_state("nothing"))
    tell("get_messages", lambda: api.get_messages())
    query = domain.MessagesQueryFilter(from_=moment(hours=-1), to=moment(hours=1), state="Delivered", device_id=device)
    page = domain.QueryPagination(limit=10, offset=0)
    tell("get_messages, chosen", lambda: api.get_messages(query=query, pagination=page, sort="created_at"))


def inbox(api):
    window = {"since": moment(hours=-1), "until": moment(hours=1)}
    tell("export_inbox", lambda: api.export_inbox(domain.MessagesExportRequest(device_id=device, **window)))
    request = domain.InboxRefreshRequest(device_id=device, message_types=["SMS", "MMS"], webhook_delivery=enums.WebhookDelivery.BATCH, **window)
    tell("refresh_inbox", lambda: api.refresh_inbox(request))
    listed = tell("list_inbox_messages", lambda: api.list_inbox_messages())
    chosen = domain.InboxQueryFilter(message_type="MMS", from_=moment(hours=-1), to=moment(hours=1), device_id=device, include_attachments=True)
    found = tell("list_inbox_messages, chosen", lambda: api.list_inbox_messages(inbox_filter=chosen, pagination=domain.QueryPagination(limit=5, offset=0)))
    [mms] = [one for one in (found or listed) if one["message_type"] == "MMS"]
    tell("download_attachment", lambda: api.download_attachment(mms["id"], 7))
    tell("download_attachment, unknown", lambda: api.download_attachment(mms["id"], 8))


def webhooks(api):
    hook = domain.Webhook(id=None, url="https://example.com/hook", event=enums.WebhookEvent.SMS_RECEIVED)
    made = tell("create_webhook", lambda: api.create_webhook(hook))
    for event in enums.WebhookEvent:
        api.create_webhook(domain.Webhook(id=f"w-{event.name}"[:36], url="https://example.com/hook", event=event, device_id=device))
    tell("get_webhooks", lambda: api.get_webhooks())
    tell("delete_webhook", lambda: api.delete_webhook(made["id"]))
    tell("get_webhooks, after", lambda: api.get_webhooks())
    insecure = domain.Webhook(id=None, url="http://example.com", event=enums.WebhookEvent.SMS_RECEIVED)
    tell("create_webhook, insecure", lambda: api.create_webhook(insecure))


def settings(api):
    whole = domain.DeviceSettings(
        messages=domain.SettingsMessages(
            limit_period=enums.LimitPeriod.PER_HOUR, limit_value=5, log_lifetime_days=7, send_interval_min=1, send_interval_max=2,
            processing_order=enums.MessagesProcessingOrder.FIFO, sim_selection_mode=enums.SimSelectionMode.ROUND_ROBIN,
        ),
        gateway=domain.SettingsGateway(notification_channel="SSE_ONLY"),
        ping=domain.SettingsPing(interval_seconds=60),
    )
    tell("update_settings", lambda: api.update_settings(whole))
    tell("patch_settings", lambda: api.patch_settings(domain.DeviceSettings(messages=domain.SettingsMessages(limit_value=6))))
    tell("get_settings", lambda: api.get_settings())
    private = domain.DeviceSettings(encryption=domain.SettingsEncryption(passphrase="secret"))
    tell("patch_settings, private", lambda: api.patch_settings(private))
    # Resets the phone's order of sending as well.
    api.update_settings(domain.DeviceSettings())


def tokens(api):
    pair = tell("generate_token", lambda: api.generate_token(domain.TokenRequest(scopes=["messages:list"], ttl=600)))
    with client.APIClient(None, pair["access_token"], base_url=base_url) as bearer:
        tell("get_messages, by token", lambda: len(bearer.get_messages()))
        tell("list_devices, by token", lambda: bearer.list_devices())
    renewed = tell("refresh_token", lambda: api.refresh_token(pair["refresh_token"]))
    tell("refresh_token, again", lambda: api.refresh_token(pair["refresh_token"]))
    tell("revoke_token", lambda: api.revoke_token(renewed["id"]))
    with client.APIClient(None, renewed["access_token"], base_url=base_url) as bearer:
        tell("get_messages, revoked", lambda: bearer.get_messages())


def others(api):
    tell("list_devices", lambda: api.list_devices())
    tell("remove_device", lambda: api.remove_device(spare_device))
    tell("list_devices, after", lambda: api.list_devices())
    for name in ["health_check", "liveness_check", "readiness_check", "startup_check"]:
        tell(name, lambda: getattr(api, name)())
    tell("get_logs", lambda: api.get_logs(from_="2026-01-01T00:00:00Z", to="2026-01-02T00:00:00Z"))


with client.APIClient(login, password, base_url=base_url) as real:
    recording = Recording(real)
    for part in [messages, inbox, webhooks, settings, tokens, others]:
        part(recording)
    methods = {name for name, one in vars(client.APIClient).items() if callable(one) and not name.startswith("_")}
    print(json.dumps({"name": "not called", "result": sorted(methods - called)}), flush=True)

with client.APIClient(login, "wrong", base_url=base_url) as stranger:
    tell("list_devices, stranger", lambda: stranger.list_devices())
