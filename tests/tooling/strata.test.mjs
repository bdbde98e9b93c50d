import assert from "node:assert/strict";
import { test } from "node:test";
import { workspaceCrates } from "../support/workspace.mjs";

/** The strata from the bottom up: a crate depends on crates of lower strata, and on a sibling only if it is named. */
const strata = [
  { name: "values", folder: /^crates\/values\/[^/]+$/ },
  { name: "domain", folder: /^crates\/domain\/[^/]+$/ },
  { name: "adapters", folder: /^crates\/adapters\/[^/]+$/ },
  { name: "services", folder: /^crates\/services\/[^/]+$/ },
  { name: "borders", folder: /^(durable-objects|functions)\/[^/]+$/ },
  { name: "worker", folder: /^$/ },
  { name: "tools", folder: /^tools\/[^/]+$/ },
];

/** Each crate with the crates of its own stratum that it may use. A new edge between siblings is a decision. */
const siblings = {
  cable: ["lenient-input", "request-limits"],
  devices: ["messaging", "object-commands"],
  dispatcher: [
    "dispatcher-records",
    "lenient-input",
    "masking",
    "messaging",
    "object-commands",
    "object-sql",
    "opt-outs",
    "sealing",
    "telephony",
    "webhooks",
  ],
  "dispatcher-records": ["masking", "messaging", "telephony", "webhooks"],
  masking: ["telephony"],
  messaging: ["masking", "telephony"],
  "object-commands": ["messaging", "opt-outs", "relay-users", "sync-session", "telephony", "webhooks"],
  "one-time-codes": ["telephony"],
  "opt-outs": ["telephony"],
  platforms: ["lenient-input", "outbound"],
  "push-queue": ["object-commands"],
  "relay-crypto": ["lenient-input", "sealing"],
  "relay-requests": ["lenient-input", "platforms", "relay-crypto", "telephony"],
  settings: [
    "cable",
    "identity",
    "masking",
    "messaging",
    "object-commands",
    "one-time-codes",
    "outbound",
    "platforms",
    "push-queue",
    "relay-crypto",
    "relay-requests",
    "relay-users",
    "request-limits",
    "sealing",
    "sms-providers",
    "sync-session",
    "telephony",
  ],
  "sms-providers": ["lenient-input", "telephony"],
  "sync-session": ["relay-users"],
  "webhook-delivery": ["lenient-input", "object-sql"],
  webhooks: ["masking", "sealing", "telephony"],
  "object-kit": ["runtime"],
  logins: ["password-guesses", "throttling"],
  "password-guesses": ["throttling"],
  "phone-verification": ["throttling", "webhook-endpoints"],
  "provider-access": ["throttling"],
  publishing: ["platform-grants", "webhook-endpoints"],
  "gateway-api": ["edge-kit"],
  "number-proxy": ["edge-kit"],
  providers: ["edge-kit"],
  relay: ["edge-kit"],
  smsgate: ["edge-kit"],
};

/** Dependencies that would give the domain a platform, a clock or randomness of its own. */
const impure =
  /^(worker|wasm-bindgen|wasm-bindgen-futures|js-sys|web-sys|getrandom|rand|tokio|chrono|instant|web-time)$/;

const crates = workspaceCrates();
const levelOf = ({ folder }) => strata.findIndex((stratum) => stratum.folder.test(folder));
const byName = new Map(crates.map((crate) => [crate.name, crate]));
const internal = ({ dependencies }) => dependencies.map(({ name }) => byName.get(name)).filter(Boolean);

test("every crate lies in the folder of one stratum", () => {
  assert.deepEqual(
    crates.filter((crate) => levelOf(crate) < 0).map(({ folder }) => folder),
    [],
  );
  for (const [level, { name }] of strata.entries()) {
    assert.ok(
      crates.some((crate) => levelOf(crate) === level),
      `${name} has no crate`,
    );
  }
});

test("no crate depends on a crate of a higher stratum", () => {
  const upward = crates.flatMap((crate) =>
    internal(crate)
      .filter((used) => levelOf(used) > levelOf(crate))
      .map((used) => `${crate.name} -> ${used.name}`),
  );
  assert.deepEqual(upward, []);
});

test("crates of one stratum depend on each other exactly where the table says", () => {
  const found = {};
  for (const crate of crates) {
    const used = internal(crate)
      .filter((other) => levelOf(other) === levelOf(crate))
      .map(({ name }) => name);
    if (used.length > 0) found[crate.name] = [...new Set(used)].sort();
  }
  assert.deepEqual(found, siblings);
});

test("values and domain depend on no platform, clock or source of randomness", () => {
  const pure = crates.filter((crate) => levelOf(crate) <= 1);
  const found = pure.flatMap(({ name, dependencies }) =>
    dependencies
      .filter((used) => used.kind !== "dev" && impure.test(used.name))
      .map((used) => `${name} -> ${used.name}`),
  );
  assert.deepEqual(found, []);
});
