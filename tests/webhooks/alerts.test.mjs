import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eventually } from "../support/wireroom.mjs";
import { answer } from "./receiver.mjs";
import { Subscriber, startWithReceiver } from "./subscriber.mjs";

let system;
let receiver;
before(async () => {
  system = await startWithReceiver();
  receiver = system.receiver;
});
after(() => system.stop());

const subscriber = (name) => Subscriber.create(system.wireroom, name);
const told = (requests) => requests.map(({ body }) => [body.type, body.data.endpoint_id, body.data.reason]);

/** Sends an endpoint this many test events and waits until each has had its only try. */
async function fails(one, endpoint, count) {
  const before = (await one.attempts(endpoint.id, "?limit=100")).length;
  for (let index = 0; index < count; index += 1)
    assert.equal((await one.call("POST", `/${endpoint.id}/test`)).status, 202);
  await eventually(async () => {
    const attempts = await one.attempts(endpoint.id, "?limit=100");
    return attempts.length === before + count && (await one.show(endpoint.id)).in_flight === 0;
  });
}

test("an endpoint that begins to fail and is disabled alerts the named one, once each, whatever that one subscribes to", async () => {
  const one = await subscriber("alerting");
  const path = "/alerting/alerted";
  const alerted = await one.subscribe(receiver.url(path), { format: "standard", events: ["inbound.received"] });
  const failing = await one.subscribe(receiver.answers("/alerting/failing", answer(500)), {
    retry_schedule: [0],
    events: ["sms_received"],
    alert_endpoint_id: alerted.id,
  });
  assert.equal(failing.alert_endpoint_id, alerted.id);
  await fails(one, failing, 9);
  await one.evict(failing.id);
  assert.deepEqual(receiver.at(path), []);
  await fails(one, failing, 1);
  const expected = [["endpoint.failing", failing.id, null]];
  assert.deepEqual(told(await receiver.had(path, 1)), expected);
  assert.equal((await one.show(failing.id)).circuit_open, true);
  // An attempt that was not recorded as ended would be repeated later.
  await eventually(async () => (await one.attempts(alerted.id)).length === 1);
  await one.evict(failing.id);
  await one.evict(alerted.id);

  // Enabling it ends the episode; a 410 then disables it.
  receiver.answers("/alerting/failing", answer(410));
  assert.equal((await one.call("PATCH", `/${failing.id}`, { active: true })).status, 200);
  assert.equal((await one.call("POST", `/${failing.id}/test`)).status, 202);
  expected.push(["endpoint.disabled", failing.id, "gone"]);
  assert.deepEqual(told(await receiver.had(path, 2)), expected);
  await eventually(async () => (await one.attempts(alerted.id)).length === 2);
  assert.equal((await one.show(failing.id)).active, false);
  assert.equal(receiver.at(path).length, 2);
});

test("an endpoint that subscribes to the alerts and is named for them gets each once", async () => {
  const one = await subscriber("both");
  const events = ["endpoint.failing", "endpoint.disabled"];
  const alerted = await one.subscribe(receiver.url("/both/alerted"), { format: "standard", events });
  await one.subscribe(receiver.url("/both/other"), { format: "standard", events });
  const failing = await one.subscribe(receiver.answers("/both/failing", answer(410)), {
    alert_endpoint_id: alerted.id,
  });
  assert.equal((await one.call("POST", `/${failing.id}/test`)).status, 202);
  for (const path of ["/both/alerted", "/both/other"])
    assert.deepEqual(told(await receiver.had(path, 1)), [["endpoint.disabled", failing.id, "gone"]]);
  await eventually(async () => (await one.attempts(alerted.id)).length === 1);
  assert.equal(receiver.at("/both/alerted").length, 1);
});

test("alerts go to another endpoint of the account and of the format standard alone", async () => {
  const [one, stranger] = [await subscriber("naming"), await subscriber("stranger")];
  const url = receiver.url("/naming");
  const good = await one.subscribe(url, { format: "standard" });
  const itself = await one.subscribe(url, { format: "standard" });
  const legacy = await one.subscribe(url);
  const foreign = await stranger.subscribe(url, { format: "standard" });
  await one.account.sendAccepted("+12025550123", "x", { callback_url: receiver.url("/naming/callback") });
  const [callback] = (await one.call("GET", "?kind=callback")).body.webhooks;
  for (const id of [itself.id, legacy.id, foreign.id, callback.id, `we_${"0".repeat(32)}`, "x".repeat(300)]) {
    const { status, explanation } = await one.call("PATCH", `/${itself.id}`, { alert_endpoint_id: id });
    assert.deepEqual(
      [status, explanation.code, explanation.param],
      [422, "invalid_parameter", "alert_endpoint_id"],
      id,
    );
  }
  const refused = await one.call("POST", "", { url, alert_endpoint_id: foreign.id });
  assert.deepEqual([refused.status, refused.explanation.param], [422, "alert_endpoint_id"]);

  const change = async (json) => (await one.call("PATCH", `/${itself.id}`, json)).body.webhook.alert_endpoint_id;
  assert.equal(await change({ alert_endpoint_id: good.id }), good.id);
  assert.equal(await change({ name: "renamed" }), good.id);
  assert.equal(await change({ alert_endpoint_id: null }), null);
  assert.equal(await change({ alert_endpoint_id: good.id }), good.id);
  assert.equal((await one.call("DELETE", `/${good.id}`)).status, 200);
  assert.equal((await one.show(itself.id)).alert_endpoint_id, null);
});
