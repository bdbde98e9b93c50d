"""Sends an SMS, waits until it is delivered, goes through the history, and verifies the webhook that tells the same.

Wireroom must run, and may call this program: ``npm start -- --set OUTBOUND_ALLOW_HOSTS=localhost:4000``.
"""

import os
import queue
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

# The package of this checkout, if it is not installed.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from wireroom import WebhookRefused, connect, pages, settled, verify_webhook
from wireroom.generated.api.messages import list_messages, send_sms
from wireroom.generated.api.webhooks import create_webhook, delete_webhook
from wireroom.generated.models import CreateWebhookIn, SendSmsIn, SendSmsOut, WebhookSecretOut

PORT = int(os.environ.get("WEBHOOK_PORT", "4000"))
client = connect(os.environ.get("WIREROOM_URL", "http://localhost:8787"), os.environ["WIREROOM_API_KEY"])

# 1. A webhook endpoint, and a server that receives its requests.
created = create_webhook.sync(
    client=client,
    body=CreateWebhookIn(url=f"http://localhost:{PORT}/", format_="standard", events=["message.delivered"]),
)
if not isinstance(created, WebhookSecretOut):
    sys.exit(f"no webhook: {created}")
events: queue.Queue = queue.Queue()


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        try:
            events.put(verify_webhook(body, dict(self.headers), created.secret_key))
            self.send_response(204)
        except WebhookRefused:
            self.send_response(401)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


server = HTTPServer(("localhost", PORT), Receiver)
threading.Thread(target=server.serve_forever, daemon=True).start()

# 2. A message. It gets an Idempotency-Key, so that the client may repeat the request.
sent = send_sms.sync(client=client, body=SendSmsIn(to="+12025550123", message="Hello"))
if not isinstance(sent, SendSmsOut):
    sys.exit(f"not sent: {sent}")
status = settled(client, sent.message_id, every_secs=0.2)
print(f"{status.message_id} is {status.status}")

# 3. The history, page by page.
count = sum(len(page.messages) for page in pages(list_messages.sync_detailed, client, limit=1))
print(f"the history has {count} messages")

# 4. The webhook, verified.
print("verified webhook:", events.get(timeout=30))
delete_webhook.sync(created.webhook.id, client=client)
