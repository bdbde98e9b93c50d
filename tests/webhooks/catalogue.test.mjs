import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { Subscriber } from "./subscriber.mjs";

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

test("every event of the catalogue can be subscribed to by each of its names, and is documented", async () => {
  const one = await Subscriber.create(wireroom, "catalogue");
  const { status, body } = await one.call("GET", "/events");
  assert.equal(status, 200);
  const names = body.events.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const { name, gateway_api_name, smsgate_name, description, example, schema } of body.events) {
    assert.ok(description.endsWith("."), name);
    assert.equal(example.type, name);
    assert.equal(schema.properties.type.const, name);
    assert.deepEqual(Object.keys(schema.properties.data.properties).sort(), Object.keys(example.data).sort(), name);
    for (const [format, spelled] of [
      ["standard", name],
      ["gateway-api", gateway_api_name],
      ["smsgate", smsgate_name],
    ]) {
      if (spelled === null) continue;
      const created = await one.call("POST", "", { url: "https://hooks.example.com/", format, events: [spelled] });
      assert.equal(created.status, 201, created.text);
      assert.deepEqual(created.body.webhook.events, [spelled]);
      await one.call("DELETE", `/${created.body.webhook.id}`);
    }
  }
  const unknown = await one.call("POST", "", { url: "https://hooks.example.com/", events: ["message.lost"] });
  assert.deepEqual([unknown.status, unknown.explanation.param], [422, "events"]);
});
