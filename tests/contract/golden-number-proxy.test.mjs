import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startProxy } from "../number-proxy/proxy.mjs";
import { GoldenAnswers, golden } from "./support/golden.mjs";

let system, answers, key;
before(async () => {
  system = await startProxy();
  answers = new GoldenAnswers(system.wireroom);
  ({ key } = await system.wireroom.createAccount("golden"));
});
after(() => system.stop?.() ?? system.wireroom.stop());

test("the number proxy's and the providers' bodies are the stored ones, byte for byte", async () => {
  const record = (method, path, json, options) => answers.record(method, path, { key, json, ...options });
  await pool(record);
  await sessions(record);
  await settings(record);
  await callbacks(record);
  assert.equal(answers.text, golden("number-proxy", answers.text));
});

async function pool(record) {
  await record("POST", "/tn", { value: "12065550100" });
  await record("POST", "/tn", { value: 12065550101, provider: "twilio" });
  await record("POST", "/tn", { value: "12065550100" });
  await record("POST", "/tn", { value: "x" });
  await record("POST", "/tn", { value: "12065550102", provider: "unheard" });
  await record("POST", "/tn", { value: "12065550102", gateway_id: "nowhere" });
  await record("POST", "/tn", {});
  await record("GET", "/tn");
  await record("DELETE", "/tn", { value: "12065550101" });
  await record("DELETE", "/tn", { value: "12065550101" });
  await record("DELETE", "/tn", {});
}

async function sessions(record) {
  const people = { participant_a: "14155550100", participant_b: "16465550100" };
  const { session_id: id } = (await record("POST", "/session", { ...people, expiry_window: 60, ttl_secs: 90 })).body;
  answers.name(id, "SESSION");
  await record("POST", "/session", people);
  await record("POST", "/session", { participant_a: "14155550100" });
  await record("POST", "/session", { ...people, participant_b: "14155550100" });
  await record("POST", "/session", { ...people, participant_b: "x" });
  await record("POST", "/session", { ...people, expiry_window: "soon" });
  await record("POST", "/session", { ...people, selection: "odd" });
  await record("GET", "/session");
  await record("GET", "/session?limit=0");
  await record("GET", "/session?after=unknown");
  await record("GET", `/session/${id}`);
  await record("GET", "/session/unknown");
  await record("GET", "/session/unknown/interactions");
  await record("DELETE", "/tn", { value: "12065550100" });
  await record("DELETE", "/session", { session_id: id });
  await record("DELETE", "/session", { session_id: id });
  await record("DELETE", "/session", {});
  await record("GET", `/session/${id}`);
}

async function settings(record) {
  await record("GET", "/proxy/settings");
  await record("PUT", "/proxy/settings", { org_name: "Shop", help: null });
  await record("PUT", "/proxy/settings", { org_name: 5 });
  await record("PUT", "/proxy/settings", { colour: "red" });
  await record("GET", "/proxy/opt-outs");
  await record("DELETE", "/proxy/opt-outs", { number: "12065550100", participant: "14155550100" });
  await record("DELETE", "/proxy/opt-outs", {});
}

async function callbacks(record) {
  await record("POST", "/", { to: "12065550100", from: "14155550100" });
  await record("POST", "/", { to: "12065550199", from: "14155550100", body: "Hello", id: "1" });
  await record("GET", "/");
  await record("PATCH", "/tn", {});
  await record("GET", "/tn", undefined, { key: undefined });
  await record("GET", "/tn", undefined, { key: "api_live_unknown" });
  await record("POST", `/providers/twilio/${"0".repeat(48)}`, {}, { key: undefined });
  await record("GET", "/providers/unheard/x", undefined, { key: undefined });
}
