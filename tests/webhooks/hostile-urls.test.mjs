import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { eventually, startWireroom } from "../support/wireroom.mjs";
import { hostileUrls } from "./hostile-urls.mjs";
import { Subscriber } from "./subscriber.mjs";

// The runtime's outbound requests arrive at this process's fetch. The tests' own requests go to the runtime.
const realFetch = globalThis.fetch;
const outside = [];
const records = new Map();
let wireroom;
before(async () => {
  globalThis.fetch = (input, init) => {
    const url = new URL(input.url ?? input);
    // While the system starts, only the tests' own requests are made, which create the default account.
    if (!wireroom || url.origin === wireroom.url) return realFetch(input, init);
    outside.push(url);
    return url.hostname === "resolver.example" ? resolve(url) : Promise.resolve(new Response("seen"));
  };
  const started = await startWireroom({
    vars: { DNS_OVER_HTTPS_URL: "https://resolver.example/dns-query", PUBLIC_HOSTS: "api.wireroom.example" },
  });
  started.url = new URL(started.url).origin;
  wireroom = started;
});
after(async () => {
  await wireroom.stop();
  globalThis.fetch = realFetch;
});
afterEach(() => outside.splice(0));

/** Answers like the fake resolver: with a list of addresses, or with another kind of answer. */
async function resolve({ searchParams }) {
  const answer = records.get(searchParams.get("name"));
  if (answer === undefined) return Response.json({ Status: 3, TC: false });
  if (!Array.isArray(answer)) return answer();
  const type = searchParams.get("type") === "A" ? 1 : 28;
  const own = answer.filter((address) => address.includes(":") === (type === 28));
  return Response.json({
    Status: 0,
    TC: false,
    Answer: own.map((data) => ({ name: searchParams.get("name"), type, TTL: 60, data })),
  });
}

const requested = () => outside.filter(({ hostname }) => hostname !== "resolver.example").map(String);

test(`${hostileUrls.length} hostile URLs are refused with a reason, in creation and in change, and none is requested`, async () => {
  assert.ok(hostileUrls.length >= 120);
  const one = await Subscriber.create(wireroom, "hostile");
  const endpoint = await one.subscribe("https://hooks.example.com/fine");
  const reasons = new Set();
  for (const url of hostileUrls) {
    for (const answer of [await one.call("POST", "", { url }), await one.call("PATCH", `/${endpoint.id}`, { url })]) {
      assert.equal(answer.status, 422, `${JSON.stringify(url)}: ${answer.text}`);
      assert.deepEqual(Object.keys(answer.body), ["error"]);
      assert.match(answer.body.error, /URL/);
      reasons.add(answer.body.error);
    }
  }
  assert.ok(reasons.size >= 12, [...reasons].join("\n"));
  assert.equal((await one.call("GET")).body.webhooks.length, 1);
  assert.deepEqual(outside, []);
});

test("a URL that leads back to the service is refused, by the request's host name and by the configured ones", async () => {
  const one = await Subscriber.create(wireroom, "own");
  const { host } = new URL(wireroom.url);
  for (const url of [
    `https://${host}/`,
    "https://api.wireroom.example/",
    "https://API.wireroom.example/up",
    "https://api.wireroom.example:8443/",
  ]) {
    const { status, body } = await one.call("POST", "", { url });
    assert.deepEqual([status, body], [422, { error: "The URL leads back to this service." }], url);
  }
});

test("a URL with a public name is requested exactly as it was shown", async () => {
  records.set("hooks.example.com", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"]);
  const one = await Subscriber.create(wireroom, "public");
  const endpoint = await one.subscribe("https://Hooks.Example.com:443/a%20b?x=1");
  assert.equal(endpoint.url, "https://hooks.example.com/a%20b?x=1");
  await one.call("POST", `/${endpoint.id}/test`);
  await eventually(() => requested().length > 0);
  assert.deepEqual(requested(), [endpoint.url]);
});

const refusals = {
  "127.0.0.1": /leads to an address that is not public/,
  "169.254.169.254": /leads to an address that is not public/,
  "::1": /leads to an address that is not public/,
  "fd00::1": /leads to an address that is not public/,
  "93.184.215.14 10.0.0.1": /leads to an address that is not public/,
  "93.184.215.14 ::ffff:10.0.0.1": /leads to an address that is not public/,
};
const answers = {
  "no such name": { says: undefined, error: /does not exist/ },
  "no address": { says: [], error: /has no address/ },
  "a failing resolver": { says: () => new Response("", { status: 500 }), error: /could not be looked up/ },
  "a failed look-up": { says: () => Response.json({ Status: 2, TC: false }), error: /cannot be resolved/ },
  "a truncated answer": { says: () => Response.json({ Status: 0, TC: true, Answer: [] }), error: /truncated/ },
  nonsense: { says: () => new Response("<html>"), error: /cannot be read/ },
  "a redirecting resolver": {
    says: () => new Response("", { status: 302, headers: { location: "https://127.0.0.1/" } }),
    error: /could not be looked up/,
  },
  ...Object.fromEntries(
    Object.entries(refusals).map(([addresses, error]) => [addresses, { says: addresses.split(" "), error }]),
  ),
};
for (const [index, [name, { says, error }]] of Object.entries(answers).entries()) {
  test(`a name is not requested while it leads to ${name}`, async () => {
    const host = `rebinding-${index}.example.com`;
    if (says === undefined) records.delete(host);
    else records.set(host, says);
    const one = await Subscriber.create(wireroom, name);
    const endpoint = await one.subscribe(`https://${host}/hook`, { retry_schedule: [0] });
    await one.call("POST", `/${endpoint.id}/test`);
    const [attempt] = await eventually(async () => {
      const attempts = await one.attempts(endpoint.id);
      return attempts.length > 0 && attempts;
    });
    assert.deepEqual([attempt.status, attempt.delivered], [null, false]);
    assert.match(attempt.error, error);
    assert.deepEqual(requested(), []);
  });
}
