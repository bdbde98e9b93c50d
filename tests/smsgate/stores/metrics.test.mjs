import assert from "node:assert/strict";
import { test } from "node:test";
import { startWireroom } from "../../support/wireroom.mjs";
import { item, Owner } from "./owner.mjs";

const metricsToken = "a token that only monitoring knows";

test("the holder of the operator's token can read the counters", async () => {
  const wireroom = await startWireroom({ secrets: { METRICS_TOKEN: metricsToken } });
  try {
    const owner = await Owner.create(wireroom);
    await owner.upload([item("1"), item("2")]);
    const shown = await wireroom.request("GET", "/metrics", { key: metricsToken });
    assert.equal(shown.status, 200);
    assert.equal(shown.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    assert.match(shown.text, /^sms_messages_total\{state="Delivered"\} 0$/m);
    assert.match(shown.text, /^wireroom_inbox_items 2$/m);
    for (const key of [undefined, "another", owner.phone.token]) {
      assert.equal((await wireroom.request("GET", "/metrics", { key })).status, 401);
    }
  } finally {
    await wireroom.stop();
  }
});

test("operating figures are shown, and phones that connect are in them", async () => {
  const wireroom = await startWireroom({ secrets: { METRICS_TOKEN: metricsToken } });
  try {
    const phones = [await wireroom.phone(), await wireroom.phone()];
    const shown = await wireroom.eventually(
      async () => {
        const { text } = await wireroom.request("GET", "/metrics", { key: metricsToken });
        return /^wireroom_sockets 2$/m.test(text) && text;
      },
      { what: "metrics with both phones" },
    );
    assert.match(shown, /^wireroom_messages_waiting 0$/m);
    assert.match(shown, /^wireroom_retries_total 0$/m);
    for (const name of ["submit_to_frame", "frame_to_report", "projection_lag"]) {
      assert.match(shown, new RegExp(`^# TYPE wireroom_${name}_seconds histogram$`, "m"));
      assert.match(shown, new RegExp(`^wireroom_${name}_seconds_bucket\\{le="\\+Inf"\\} \\d+$`, "m"));
    }
    for (const phone of phones) await phone.stop();
  } finally {
    await wireroom.stop();
  }
});

test("without a configured token metrics are 404", async () => {
  const wireroom = await startWireroom();
  try {
    assert.equal((await wireroom.request("GET", "/metrics", { key: "" })).status, 404);
  } finally {
    await wireroom.stop();
  }
});
