/**
 * Sends an SMS, waits until it is delivered, goes through the history, and verifies the webhook that tells the same.
 * Wireroom must run, and may call this program: `npm start -- --set OUTBOUND_ALLOW_HOSTS=localhost:4000`.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import process from "node:process";
import { createClient, pages, settled, verifyWebhook } from "../src/index.ts";

const baseUrl = process.env.WIREROOM_URL ?? "http://localhost:8787";
const port = Number(process.env.WEBHOOK_PORT ?? 4000);
const client = createClient({ baseUrl, apiKey: process.env.WIREROOM_API_KEY ?? "" });

// 1. A webhook endpoint, and a server that receives its requests.
const created = await client.POST("/api/v1/admin/webhooks", {
  body: { url: `http://localhost:${port}/`, format: "standard", events: ["message.delivered"] },
});
if (created.data === undefined) throw new Error(JSON.stringify(created.error));
const { webhook, secret_key: secret } = created.data;
const server = createServer(async (request, response) => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    server.emit("event", await verifyWebhook(Buffer.concat(chunks), request.headers, secret));
    response.writeHead(204).end();
  } catch {
    response.writeHead(401).end();
  }
});
server.listen(port);
const told = once(server, "event", { signal: AbortSignal.timeout(60_000) });

// 2. A message. It gets an Idempotency-Key, so that the client may repeat the request.
const sent = await client.POST("/api/v1/sms/send", { body: { to: "+12025550123", message: "Hello" } });
// Only the answer to a dry run has no id.
if (sent.data === undefined || !("message_id" in sent.data)) throw new Error(JSON.stringify(sent.error));
const status = await settled(client, sent.data.message_id, { everyMs: 200 });
console.log(`${status.message_id} is ${status.status}`);

// 3. The history, page by page.
let count = 0;
for await (const page of pages((cursor) =>
  client.GET("/api/v1/admin/messages", { params: { query: { limit: 1, ...(cursor && { cursor }) } } }),
)) {
  count += page.messages.length;
}
console.log(`the history has ${count} messages`);

// 4. The webhook, verified.
const [event] = await told;
console.log("verified webhook:", JSON.stringify(event));
server.close();
await client.DELETE("/api/v1/admin/webhooks/{id}", { params: { path: { id: webhook.id } } });
