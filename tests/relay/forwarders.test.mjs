import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, startWireroom } from "../support/wireroom.mjs";
import { Nodes, signature } from "./nodes.mjs";
import { startRelay } from "./publishing.mjs";

const client = "+237679466332";
const text = Buffer.alloc(64, 1).toString("base64");

/** Starts a system with a signing gateway client, and forwards an SMS to it in several ways. */
async function withForwarder(vars, work) {
  const wireroom = await startWireroom({ vars });
  try {
    const key = await new Nodes(wireroom).clientKey(client);
    const forward = (headers = {}, path = "/sms/platform/gateway-client") => {
      const body = JSON.stringify({ text, MSISDN: "+237600000001", date: Date.now(), date_sent: Date.now() });
      const { sign, ...more } = headers;
      const signed = sign ? { "x-signature": sign(body), "x-gateway-client": client } : {};
      return wireroom.request("POST", path, {
        body,
        headers: { "content-type": "application/json", ...signed, ...more },
      });
    };
    await work({ wireroom, key, forward });
  } finally {
    await wireroom.stop();
  }
}

test("if signatures are required, an SMS with a missing or wrong signature is refused, whatever its content", () =>
  withForwarder({ RELAY_FORWARDERS: "require" }, async ({ key, forward }) => {
    const right = { sign: (body) => signature(key, body) };
    for (const [name, headers] of Object.entries({
      none: {},
      "of another body": { sign: (body) => signature(key, `${body} `) },
      "under another key": { sign: (body) => signature(`${key.slice(0, -1)}x`, body) },
      "not hex": { sign: () => "signature" },
      "by nobody": { ...right, "x-gateway-client": "+237600000002" },
      "by something": { ...right, "x-gateway-client": "gateway" },
    })) {
      for (const path of ["/sms/platform/gateway-client", "/sms/platform/deku", "/v3/publish"]) {
        const refused = await forward(headers, path);
        assert.equal(refused.status, 403, `${name} ${path}: ${refused.text}`);
      }
    }
    const taken = await forward(right);
    assert.notEqual(taken.status, 403, taken.text);
    for (const spelling of [(hex) => hex.toUpperCase(), (hex) => `sha256=${hex}`]) {
      const answer = await forward({ sign: (body) => spelling(signature(key, body)) });
      assert.deepEqual([answer.status, answer.text], [taken.status, taken.text]);
    }
  }));

test("by default a signature does not change the answer, whether it is right or wrong", () =>
  withForwarder({}, async ({ key, forward }) => {
    const answers = [
      await forward(),
      await forward({ sign: (body) => signature(key, body) }),
      await forward({ sign: () => "wrong" }),
    ];
    for (const { status, text: answer } of answers)
      assert.deepEqual([status, answer], [answers[0].status, answers[0].text]);
    assert.notEqual(answers[0].status, 403);
  }));

test("a published request updates the last publication date only of the client that signed it", async () => {
  const relay = await startRelay();
  const { wireroom } = relay;
  try {
    const user = await relay.user(["twitter"]);
    const nodes = new Nodes(wireroom);
    const key = await nodes.clientKey(client);
    const forward = (plaintext, sign) => {
      const body = JSON.stringify({ text: user.encrypted(plaintext), MSISDN: user.phoneNumber });
      const headers = { "content-type": "application/json", "x-gateway-client": client, "x-signature": sign(body) };
      return wireroom.request("POST", "/sms/platform/gateway-client", { body, headers });
    };
    const published = async () => (await wireroom.request("GET", "/v3/clients")).body[0].last_published_date;
    assert.equal((await forward("t:By somebody", () => "wrong")).status, 200);
    assert.equal((await user.publications()).length, 1);
    assert.equal((await forward("no request", (body) => signature(key, body))).status, 200);
    assert.equal(await published(), null);
    assert.equal((await forward("t:By the client", (body) => signature(key, body))).status, 200);
    const at = await eventually(async () => (await published()) ?? undefined, { what: "the client is dated" });
    assert.ok(Math.abs(at - Date.now() / 1000) < 60, String(at));
    const clients = (await user.publications()).map(({ gateway_client }) => gateway_client);
    assert.equal(clients.filter((name) => name === client).length, 1, JSON.stringify(clients));
  } finally {
    await relay.stop();
  }
});
