import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { repositoryRoot } from "../../scripts/lib/paths.mjs";
import { keyedRoutes, openRoutes, personRoutes, routeName } from "../http/support/routes.mjs";
import { deviceRoutes, routeTable as smsgateTable } from "../smsgate/support/routes.mjs";
import { CableSocket } from "../support/cable-socket.mjs";
import { OwnPage, codeOf } from "../support/people.mjs";
import { startWireroom } from "../support/wireroom.mjs";
import { Console, approvedKey, register } from "./gateways.mjs";

// The lines of the route tables are the test cases. A kind of act, or a state, without an expectation fails.
const refusedEverywhere = { heartbeat: 401, attend: 401, upload: 401, read: 401, connect: 401 };
const expectations = {
  pending: {
    gateway: { heartbeat: 200, attend: 403, upload: 403 },
    device: refusedEverywhere,
    cable: false,
  },
  approved: {
    gateway: { heartbeat: 200, attend: 404, upload: 200 },
    device: { attend: "reached", upload: "reached", read: "reached", connect: 200 },
    cable: true,
  },
  inactive: {
    gateway: { heartbeat: 200, attend: 404, upload: 403 },
    device: { attend: "reached", upload: 503, read: 403, connect: 200 },
    cable: true,
  },
  revoked: { gateway: refusedEverywhere, device: refusedEverywhere, cable: false },
  deleted: { gateway: refusedEverywhere, device: refusedEverywhere, cable: false },
  disabled: { gateway: refusedEverywhere, device: refusedEverywhere, cable: false },
};
// Another account's gateway has the rights of an approved gateway, but only in its own account.
expectations.other = expectations.approved;
const texts = {
  pending: { error: "Gateway awaits approval" },
  inactive: { error: "Gateway is not active" },
};

let wireroom, keys;
before(async () => {
  wireroom = await startWireroom({ vars: { OPEN_REGISTRATION: "pending" } });
  const console = new Console(wireroom);
  const [other, disabled] = [await wireroom.createAccount("other"), await wireroom.createAccount("disabled")];
  keys = {
    pending: (await register(wireroom, "pending")).body.api_key,
    approved: await approvedKey(wireroom, "approved"),
    inactive: await approvedKey(wireroom, "inactive"),
    revoked: await approvedKey(wireroom, "revoked"),
    deleted: await approvedKey(wireroom, "deleted"),
    other: await approvedKey(wireroom, "other", await other.createKey("registration")),
    disabled: await approvedKey(wireroom, "disabled", await disabled.createKey("registration")),
  };
  await console.toggle("inactive");
  await console.revoke(keys.revoked);
  await console.delete("deleted");
  await wireroom.rows("UPDATE accounts SET disabled_at_ms = 1 WHERE id = ?", disabled.id);
});
after(() => wireroom.stop());

/** Returns only the status, because an open stream has no end to wait for. */
async function call(method, path, { key, json }) {
  const controller = new AbortController();
  const response = await fetch(`${wireroom.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(json ? { "content-type": "application/json" } : {}) },
    body: json && JSON.stringify(json),
    signal: controller.signal,
  });
  const streams = response.headers.get("content-type") === "text/event-stream";
  const text = streams ? "" : await response.text();
  controller.abort();
  return { status: response.status, headers: response.headers, text };
}

const brought = async () =>
  (
    await wireroom.rows("SELECT (SELECT COUNT(*) FROM inbound_messages) + (SELECT COUNT(*) FROM inbox_items) AS count")
  )[0].count;

for (const [state, expected] of Object.entries(expectations)) {
  test(`a key of a gateway that is ${state} can use exactly the gateway routes that its state allows`, async () => {
    const before = await brought();
    for (const route of keyedRoutes.filter(({ kind }) => kind === "gateway")) {
      const wanted = expected.gateway[route.act];
      assert.ok(wanted, `${routeName(route)}: nothing is expected of ${route.act}`);
      const { status, text } = await call(route.method, route.path, { key: keys[state], json: route.json });
      assert.equal(status, wanted, `${routeName(route)} as ${state}: ${text}`);
      if (status === 403) assert.deepEqual(JSON.parse(text), texts[state], routeName(route));
      if (route.act === "heartbeat" && state === "pending") assert.equal(JSON.parse(text).approved, false);
    }
    for (const route of deviceRoutes) {
      const wanted = expected.device[route.act];
      assert.ok(wanted, `${route.method} ${route.pattern}: nothing is expected of ${route.act}`);
      for (const root of ["/api", ""]) {
        const { status, headers, text } = await call(route.method, `${root}${route.path}`, {
          key: keys[state],
          json: route.json,
        });
        const what = `${route.method} ${root}${route.pattern} as ${state}: ${status} ${text}`;
        // The example request may be refused for its content, but not for its credential.
        if (wanted === "reached")
          assert.ok(
            status < 300 ||
              status === 400 ||
              /failed to change password/.test(text) ||
              (status === 403 && route.act === "attend"),
            what,
          );
        else assert.equal(status, wanted, what);
        if (status === 503) assert.ok(Number(headers.get("retry-after")) > 0, what);
      }
    }
    if (["approved", "other"].includes(state)) return;
    assert.equal(await brought(), before);
  });

  test(`a key of a gateway that is ${state} ${expected.cable ? "opens a socket" : "opens no socket"}`, async () => {
    const socket = await CableSocket.open(wireroom, { key: keys[state] });
    const frame = await socket.next();
    const refused = { type: "disconnect", reason: "unauthorized", reconnect: false };
    assert.deepEqual(frame, expected.cable ? { type: "welcome" } : refused);
    socket.close();
  });

  test(`a key of a gateway that is ${state} reaches no route outside those for gateways`, async () => {
    for (const face of ["gateway-api", "smsgate", "number-proxy", "providers", "relay"]) {
      const table = JSON.parse(readFileSync(`${repositoryRoot}/functions/${face}/routes.json`, "utf8"));
      for (const { method, path: pattern, access } of table) {
        if (["anybody", "gateway", "device"].includes(access)) continue;
        const path = pattern.replaceAll(/\{\w+\}/g, "1");
        const { status } = await call(method, path, {
          key: keys[state],
          json: method === "GET" || method === "DELETE" ? undefined : {},
        });
        assert.ok(status >= 400 && status < 500, `${face}: ${method} ${pattern} as ${state}: ${status}`);
      }
    }
  });
}

// Permissions with which each role changes things. A viewer has none.
const permissionsOf = {
  owner: ["send_sms", "receive_sms", "send_otp", "verify_otp", "manage_gateways", "manage_account", "publish"],
  operator: ["send_sms", "receive_sms", "send_otp", "verify_otp", "manage_gateways", "publish"],
  viewer: [],
};

for (const [role, held] of Object.entries(permissionsOf))
  for (const scope of ["account", "deployment"])
    test(`a session of the ${scope}'s ${role} reads every administrative route and changes what the role permits`, async () => {
      const account = await wireroom.createAccount(`administered by the ${scope}'s ${role}`);
      const person = { name: `${role} of the ${scope}`, role, account: scope === "account" ? account : undefined };
      const page = await OwnPage.signIn(wireroom, person);
      const headers = scope === "account" ? {} : { "wireroom-account": account.id };
      const refusals = ["missing_credentials", "invalid_credentials", "invalid_session", "insufficient_permissions"];
      for (const face of ["gateway-api", "number-proxy", "relay"]) {
        const table = JSON.parse(readFileSync(`${repositoryRoot}/functions/${face}/routes.json`, "utf8"));
        const examples = new Map(keyedRoutes.map((route) => [`${route.method} ${route.pattern}`, route]));
        for (const { method, path: pattern, access, permissions } of table.filter(
          ({ access }) => access === "client",
        )) {
          const example = face === "gateway-api" ? examples.get(`${method} ${pattern}`) : undefined;
          const path = example?.path ?? pattern.replaceAll(/\{\w+\}/g, "1");
          const reads = method === "GET";
          const json = reads || method === "DELETE" ? undefined : (example?.json ?? {});
          // A stream has no end to wait for, and a bad cursor is refused only after the credential is admitted.
          const asked = pattern === "/api/v1/admin/events" ? `${path}?after=none` : path;
          const answer = await page.request(method, asked, { json, headers });
          const what = `${face}: ${method} ${pattern} (${access}): ${answer.status} ${answer.text}`;
          const code = codeOf(answer);
          if (!permissions.some((permission) => permission.startsWith("manage_")))
            assert.deepEqual([answer.status, code], [401, "missing_credentials"], what);
          else if (reads || permissions.some((permission) => held.includes(permission)))
            assert.ok(!refusals.includes(code), what);
          else assert.equal(code, "insufficient_permissions", what);
        }
      }
    });

test("a person's own routes take a session and no other credential", async () => {
  const account = await wireroom.createAccount("of a person");
  const page = await OwnPage.signIn(wireroom, { name: "Ada", account });
  for (const route of personRoutes.filter(
    ({ method, pattern }) => `${method} ${pattern}` !== "DELETE /api/v1/session",
  )) {
    const byKey = await wireroom.request(route.method, route.path, { key: account.key, json: route.json });
    assert.deepEqual([byKey.status, codeOf(byKey)], [401, "invalid_session"], routeName(route));
    const answer = await page.request(route.method, route.path, { json: route.json });
    assert.ok(![401, 403].includes(answer.status), `${routeName(route)}: ${answer.status} ${answer.text}`);
  }
});

test("the phone routes without credentials are a known list, so that a new one needs a decision", () => {
  const open = smsgateTable.filter(({ access, path }) => access === "anybody" && path.startsWith("/mobile/"));
  assert.deepEqual(
    open.map(({ method, path }) => `${method} ${path}`),
    ["POST /mobile/v1/device", "GET /mobile/v1/device"],
  );
  assert.deepEqual(
    openRoutes.map(({ pattern }) => pattern),
    [
      "/api/v1/gateway/register",
      "/cable",
      "/api/v1/pairings/redeem",
      "/api/v1/webhooks/public-key/{account_id}",
      "/api/v1/session/link",
      "/api/v1/session/passkey/options",
      "/api/v1/session/passkey",
      "/up",
    ],
  );
});

test("a phone that is pending, or whose key is revoked, can read only its own address", async () => {
  for (const state of ["pending", "revoked", "deleted", "disabled"]) {
    const { status, text } = await call("GET", "/api/mobile/v1/device", { key: keys[state] });
    assert.deepEqual([status, Object.keys(JSON.parse(text))], [200, ["externalIp"]], state);
  }
});
