import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startSync } from "../relay/sync.mjs";
import { GoldenAnswers, golden } from "./support/golden.mjs";

let wireroom, answers;
before(async () => {
  wireroom = await startSync();
  answers = new GoldenAnswers(wireroom);
});
after(() => wireroom.stop());

const record = (method, path, json, options) => answers.record(method, path, { json, ...options });
const nobody = "00000000-0000-4000-8000-000000000000";

test("the relay's bodies are the stored ones, byte for byte", async () => {
  await users();
  await sync();
  await platforms();
  await requestsBySms();
  await nodes();
  await directory();
  assert.equal(answers.text, golden("relay", answers.text));
});

async function users() {
  const person = { phone_number: "679400001", name: "Ngozi", country_code: "+237", password: "Correct-horse-7" };
  const made = await record("POST", "/v2/signup", { ...person, captcha_token: "" });
  answers.name(made.body.uid, "USER");
  await record("POST", "/v2/signup", { ...person, password: "short" });
  await record("POST", "/v2/signup", { ...person, phone_number: "x" });
  await record("POST", "/v2/signup", {});
  const cookie = made.headers.get("set-cookie").split(";")[0];
  const agent = { headers: { cookie, "user-agent": "node" } };
  await record("POST", `/v2/users/${made.body.uid}/OTP`, { phone_number: "+237679400001" }, agent);
  await record("PUT", "/v2/OTP", { code: "000000" }, agent);
  await record("PUT", "/v2/signup", undefined, agent);
  await record("POST", "/v2/login", { phone_number: "+237679400001", password: "wrong", captcha_token: "" });
  await record("POST", "/v2/login", {});
  await record("POST", "/v2/recovery", { phone_number: "+237679499999", captcha_token: "" });
  await record("POST", `/v2/users/${nobody}/verify`, { password: "x" });
  for (const [method, path] of [
    ["GET", "dashboard"],
    ["POST", "logout"],
    ["POST", "password"],
    ["GET", "platforms"],
  ])
    await record(method, `/v2/users/${nobody}/${path}`, method === "POST" ? {} : undefined);
  await record("DELETE", `/v2/users/${nobody}`, {});
}

async function sync() {
  await record("GET", "/v2/sync/keys");
  await record("GET", `/v2/sync/users/${nobody}`);
  await record("GET", `/v2/sync/users/${"x".repeat(80)}`);
  await record("GET", `/v2/sync/init/${nobody}`);
  await record("POST", `/v2/sync/users/${nobody}/sessions/unknown/handshake`, { public_key: "x" });
  await record("POST", `/v2/sync/users/${nobody}/sessions/unknown`, { password: "x" });
  await record("POST", `/v2/sync/users/${nobody}/sessions/unknown`, {});
  await record("POST", "/v2/sync/users/verification", { msisdn: "+237679400001", msisdn_signature: "x" });
  await record("POST", "/v2/sync/users/verification", {});
  await record("DELETE", "/v2/sync/users", {});
}

async function platforms() {
  await record("GET", "/v1/platforms");
  await record("GET", "/v1/platforms/unheard");
  await record("GET", "/v1/platforms/unheard/oauth/client-metadata.json");
  await record("GET", "/v1/platforms/gmail/oauth/callback");
  await record("GET", "/logos/unheard.png");
}

async function requestsBySms() {
  const text = Buffer.from("not a request").toString("base64");
  for (const platform of ["unheard", "android", "deku", "twilio"])
    await record("POST", `/sms/platform/${platform}`, { text, MSISDN: "+237679400001", date: "0", date_sent: "0" });
  await record("POST", "/sms/platform/android", {});
  await record("POST", "/sms/platform/android/incoming/protocol/verification", { text, MSISDN: "+237679400001" });
  await record("POST", "/v3/publish", { text, MSISDN: "+237679400001", date: "0", date_sent: "0" });
  await record("POST", "/v3/publish", {});
  const { key } = wireroom.account;
  await record("POST", "/publish", { message: "x:y", MSISDN: "+237679400001" }, { key });
  await record("POST", "/publish", { MSISDN: "+237679400001" }, { key });
  await record("POST", "/publish", {});
  await record("GET", "/v1/metrics/publications?start_date=2026-01-01&end_date=2026-01-02", undefined, { key });
  await record("GET", "/relay/settings", undefined, { key });
  await record("PUT", "/relay/settings", { inbound_requests: true }, { key });
  await record("PUT", "/relay/settings", { inbound_requests: 1 }, { key });
}

async function nodes() {
  const node = { IMSI: "624010000000001", MSISDN: "+237679000001", seed_type: "seed" };
  await record("POST", "/seeds/ping", node);
  await record("POST", "/ping", { ...node, IMSI: "624010000000002", MSISDN: "+237679000002" });
  await record("POST", "/seeds/ping", { MSISDN: "+237679000001" });
  await record("POST", "/seeds", { ...node, IMSI: "x" });
  await record("GET", "/seeds");
  await record("GET", "/seeds/624010000000001");
  await record("GET", "/seeders");
  const { key } = wireroom.account;
  await record("GET", "/relay/nodes", undefined, { key });
  await record("GET", "/relay/nodes?limit=x", undefined, { key });
  await record("PATCH", "/relay/nodes/624010000000001", { approved: true, operator_name: "MTN" }, { key });
  await record("PATCH", "/relay/nodes/624010000000001", { approved: "yes" }, { key });
  await record("PATCH", "/relay/nodes/unknown", { approved: true }, { key });
  await record("DELETE", "/relay/nodes/624010000000001", undefined, { key });
  await record("DELETE", "/relay/nodes?strangers=true", undefined, { key });
  await record("DELETE", "/relay/nodes", undefined, { key });
}

async function directory() {
  const { key } = wireroom.account;
  const client = { country: "Cameroon", operator: "MTN", operator_code: "62401", protocols: ["sms"] };
  await record("PUT", "/relay/clients/+237670000001", client, { key });
  await record("PUT", "/relay/clients/x", client, { key });
  await record("PUT", "/relay/clients/+237670000002", { country: 5 }, { key });
  await record("POST", "/relay/clients/+237670000001/key", undefined, { key });
  await record("DELETE", "/relay/clients/+237670000001/key", undefined, { key });
  await record("GET", "/v3/clients");
  await record("GET", "/v3/clients?page=0");
  await record("GET", "/v3/clients?per_page=1&country=Cameroon");
  await record("GET", "/v3/clients/countries");
  await record("GET", "/v3/clients/Cameroon/operators");
  await record("POST", "/v3/clients/+237670000001/tests");
  await record("POST", "/v3/clients/+237679999999/tests");
  await record("GET", "/v3/clients/+237670000001/tests");
  await record("GET", "/v3/clients/+237670000001/tests?page=x");
  await record("DELETE", "/relay/clients/+237670000001", undefined, { key });
  await record("DELETE", "/relay/clients/+237670000001", undefined, { key });
  await record("PUT", "/v3/clients", {});
}
