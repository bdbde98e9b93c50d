import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ensurePythonPackages } from "../../../scripts/lib/python-packages.mjs";
import { capture } from "../../../scripts/lib/run.mjs";
import { recipient, startSmsGate, User } from "../support/user.mjs";

// Every method of the published Python client, unmodified, with a cooperating phone.

let wireroom;
let python;
before(async () => {
  [wireroom, python] = await Promise.all([startSmsGate(), ensurePythonPackages()]);
});
after(() => wireroom.stop());

const attachment = { partId: 7, contentType: "image/png", name: "a.png", data: Buffer.from("picture") };

for (const root of ["/api/3rdparty/v1", "/3rdparty/v1"]) {
  describe(`the Python client at ${root}`, () => {
    const outcomes = {};
    let user;
    let spare;
    before(async () => {
      user = await User.create(wireroom, { name: "python" });
      spare = await user.anotherPhone({ name: "spare", channel: "POLL", silent: true });
      await user.phone.receive({ sender: "+12025550177", text: "an SMS" });
      await user.phone.receive({ sender: "+12025550177", text: "an MMS", type: "MMS", attachments: [attachment] });
      const args = [
        "tests/smsgate/clients/every_method.py",
        `${wireroom.url}${root}`,
        user.login,
        user.password,
        user.phone.id,
        spare.id,
      ];
      const { code, stdout, all } = await capture(python, args);
      for (const line of stdout.trim().split("\n")) {
        const { name, ...outcome } = JSON.parse(line);
        outcomes[name] = outcome;
      }
      assert.equal(code, 0, all);
    });

    const result = (name) => {
      assert.ok(outcomes[name], `${name} was not tried`);
      assert.ok("result" in outcomes[name], JSON.stringify(outcomes[name]));
      return outcomes[name].result;
    };
    const refused = (name, error, status, message) => {
      const { said, ...outcome } = outcomes[name] ?? {};
      assert.deepEqual([outcome.error, outcome.status, said], [error, status, { message }], JSON.stringify(outcome));
    };

    test("every method was called", () => assert.deepEqual(result("not called"), []));

    test("messages can be sent, and their states read", () => {
      const sent = result("send");
      assert.deepEqual(
        [sent.state, sent.device_id === user.phone.id, sent.is_hashed, sent.is_encrypted],
        ["Pending", true, false, false],
      );
      assert.ok(Math.abs(sent.created_at - Date.now() / 1000) < 120);
      const state = result("get_state");
      assert.deepEqual(
        [state.state, state.recipients],
        ["Delivered", [{ phone_number: recipient, state: "Delivered", error: null }]],
      );
    });

    test("messages can be sent with every option, data and multimedia", () => {
      const options = result("send, options");
      assert.deepEqual(
        [options.id, options.device_id, options.recipients[0].phone_number],
        ["python-1", user.phone.id, "4321"],
      );
      for (const name of ["send, data", "send, mms"]) assert.equal(result(name).state, "Pending", name);
    });

    test("error answers raise the corresponding exceptions", () => {
      refused("send, same id", "APIError", 409, "message with the same ID already exists");
      refused("send, bad number", "BadRequestError", 400, "invalid phone number");
      refused("get_state, unknown", "NotFoundError", 404, "message not found");
      refused("list_devices, by token", "ForbiddenError", 403, "scope required: devices:list");
      refused("get_messages, revoked", "UnauthorizedError", 401, "Unauthorized");
      refused("refresh_token, again", "UnauthorizedError", 401, "Unauthorized");
      refused("list_devices, stranger", "UnauthorizedError", 401, "Unauthorized");
      refused("download_attachment, unknown", "NotFoundError", 404, "attachment not found");
      // The client itself checks only the status of a DELETE.
      assert.match(outcomes["cancel_message, unknown"].text, /^404 /);
      assert.equal(outcomes["create_webhook, insecure"].status, 400);
      assert.equal(outcomes["patch_settings, private"].status, 400);
    });

    test("messages can be cancelled", () => {
      assert.equal(result("cancel_message"), null);
      assert.match(result("get_state, cancelled").state, /^Cancell(ing|ed)$/);
    });

    test("messages can be listed, with and without filters", () => {
      assert.ok(result("get_messages").length >= 5);
      const chosen = result("get_messages, chosen");
      assert.ok(chosen.some(({ id }) => id === result("send").id));
      assert.ok(chosen.every(({ state, device_id }) => state === "Delivered" && device_id === user.phone.id));
    });

    test("exports can be requested, and received messages listed and downloaded", () => {
      for (const name of ["export_inbox", "refresh_inbox"]) assert.deepEqual(result(name), {}, name);
      assert.deepEqual(
        result("list_inbox_messages")
          .map(({ message_type }) => message_type)
          .sort(),
        ["MMS", "SMS"],
      );
      const [mms, ...none] = result("list_inbox_messages, chosen");
      assert.deepEqual(
        [mms.attachments, none],
        [[{ part_id: 7, name: "a.png", size: 7, content_type: "image/png" }], []],
      );
      assert.equal(result("download_attachment"), "picture");
    });

    test("webhooks for every known event can be created, listed and deleted", () => {
      assert.equal(result("create_webhook").event, "sms:received");
      const [before, after] = [result("get_webhooks"), result("get_webhooks, after")];
      assert.deepEqual([before.length, after.length], [15, 14]);
      assert.ok(after.every(({ device_id }) => device_id === user.phone.id));
    });

    test("settings can be replaced, changed and read", () => {
      const { messages, gateway, ping } = result("get_settings");
      assert.deepEqual(
        [
          messages.limit_period,
          messages.limit_value,
          messages.log_lifetime_days,
          messages.processing_order,
          messages.sim_selection_mode,
        ],
        ["PerHour", 6, 7, "FIFO", "RoundRobin"],
      );
      assert.deepEqual([gateway.notification_channel, ping.interval_seconds], ["SSE_ONLY", 60]);
      assert.equal(result("update_settings").messages.limit_value, 5);
      assert.equal(result("patch_settings").messages.limit_value, 6);
    });

    test("tokens can be created, used, refreshed and revoked", () => {
      const pair = result("generate_token");
      assert.deepEqual([pair.token_type, typeof pair.refresh_token], ["Bearer", "string"]);
      assert.ok(result("get_messages, by token") >= 5);
      assert.notEqual(result("refresh_token").id, pair.id);
      assert.equal(result("revoke_token"), null);
    });

    test("devices can be listed and removed", () => {
      assert.deepEqual(
        result("list_devices")
          .map(({ name }) => name)
          .sort(),
        ["python", "spare"],
      );
      assert.deepEqual(
        result("list_devices, after").map(({ id }) => id),
        [user.phone.id],
      );
    });

    test("all four kinds of health can be read, and logs are refused as the contract says", () => {
      for (const name of ["health_check", "liveness_check", "readiness_check", "startup_check"])
        assert.equal(result(name).status, "pass", name);
      refused(
        "get_logs",
        "APIError",
        501,
        "For privacy reasons, device's logs are not accessible through Cloud server",
      );
    });
  });
}
