import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import "../support/contract/lenient.mjs";
import { HttpGateway, silentPhone } from "../http/support/gateway.mjs";
import { privateToken, startWireroom } from "../support/wireroom.mjs";

let wireroom, account, phone;
before(async () => {
  wireroom = await startWireroom();
  account = wireroom.account;
  phone = await silentPhone(wireroom);
});
after(() => wireroom.stop());

const parts = (fields) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
};
const post = (path, key, body, headers) => wireroom.request("POST", path, { key, body, headers });
/** Returns the frame for the phone that results from a form. */
async function commandOf(body, headers) {
  const arrives = phone.next("command");
  const { status, text } = await post("/api/v1/sms/send", account.key, body, headers);
  assert.equal(status, 202, text);
  return arrives;
}

test("a multipart form is read correctly, whatever its texts contain", async () => {
  const registered = await post(
    "/api/v1/gateway/register",
    privateToken,
    parts({ device_id: "in parts", name: "Ünï & co" }),
  );
  assert.deepEqual([registered.status, registered.body.gateway?.name], [201, "Ünï & co"], registered.text);
  for (const message of ["50 % & = + ü 😀", 'a, b\r\nc --x-- "d"', "a\0b\u0001c\u007f", `--${"-".repeat(30)}`]) {
    const command = await commandOf(parts({ to: "+12025550123", message, priority: "3.0" }));
    // The form's encoding determines the line ends.
    assert.deepEqual([command.recipient, command.message], ["+12025550123", message]);
  }
});

test("files and half an emoji in a form do no harm", async () => {
  const form = parts({ to: "+12025550123" });
  form.append("picture", new Blob(["\u0000\u0001"], { type: "image/png" }), "a.png");
  form.append("message", "with a file");
  assert.equal((await commandOf(form)).message, "with a file");
  const half = await commandOf("to=%2B12025550123&message=cut+%ED%A0%BD", {
    "content-type": "application/x-www-form-urlencoded",
  });
  assert.equal(half.message, "cut \ufffd");
});

test("an invalid multipart form is 400", async () => {
  for (const [type, body] of [
    ["multipart/form-data", "--b\r\n"],
    ["multipart/form-data; boundary=b", "to=1&message=x"],
    ["multipart/form-data; boundary=b", '--b\r\nContent-Disposition: form-data; name="to"\r\n\r\n+1202'],
    [
      "multipart/form-data; boundary=b",
      Buffer.from('--b\r\nContent-Disposition: form-data; name="to"\r\n\r\n\xff\r\n--b--', "latin1"),
    ],
  ]) {
    const { status, body: answer } = await post("/api/v1/sms/send", account.key, body, { "content-type": type });
    assert.deepEqual([status, answer], [400, { status: 400, error: "Bad Request" }]);
  }
});

test("consecutive slashes in a path count as one, because base URLs may end in a slash", async () => {
  for (const path of ["//api/v1/sms/send", "/api/v1//sms/send", "///api//v1///sms//send", "//api/v1/sms/send/"]) {
    const { status, text } = await wireroom.request("POST", path, {
      key: account.key,
      json: { to: "+12025550123", message: path },
    });
    assert.equal(status, 202, `${path}: ${text}`);
  }
  assert.equal((await wireroom.request("GET", "//up")).status, 200);
  assert.equal((await wireroom.request("GET", "//api/v1//nothing", { key: account.key })).status, 404);
});

test("a heartbeat with an impossible battery or signal counts as a sign of life without them", async () => {
  const gateway = await HttpGateway.register(wireroom, "mains");
  const shown = async () => {
    const { body } = await wireroom.request("GET", "/api/v1/admin/gateways", { key: account.key });
    return body.gateways.find(({ device_id: id }) => id === "mains");
  };
  const readings = ({ metadata }) => [metadata.battery_level ?? null, metadata.signal_strength ?? null];
  assert.equal((await gateway.heartbeat({ battery_level: 85, signal_strength: 4 })).status, 200);
  assert.deepEqual(readings(await shown()), [85, 4]);
  for (const unusable of [-1, 101, 255, 85.5, "unknown", "", null, true, [], {}, 1e30]) {
    const { status, body } = await gateway.heartbeat({ battery_level: unusable, signal_strength: unusable });
    assert.deepEqual([status, body.success], [200, true], JSON.stringify(unusable));
    assert.deepEqual((await shown()).status, "online");
  }
  for (const unusable of [-1, "x", 1.5, {}, 4_294_967_296]) {
    assert.equal((await gateway.heartbeat({ messages_in_queue: unusable })).status, 200, JSON.stringify(unusable));
  }
});
