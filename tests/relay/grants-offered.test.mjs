import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { crc32, inflateSync } from "node:zlib";
import { expected, startWithPlatforms } from "./grants.mjs";

let system;
before(async () => (system = await startWithPlatforms()));
after(() => system.stop());
const get = (path) => system.wireroom.request("GET", path);

/** Checks a one-bit PNG like a reader does, and returns its number of pixels. */
function pixelsOf(png) {
  assert.equal(png.subarray(0, 8).toString("latin1"), "\x89PNG\r\n\x1a\n");
  const chunks = {};
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + length);
    assert.equal(png.readUInt32BE(at + 8 + length), crc32(body));
    chunks[body.subarray(0, 4).toString()] = body.subarray(4);
    at += 12 + length;
  }
  const [width, height] = [chunks.IHDR.readUInt32BE(0), chunks.IHDR.readUInt32BE(4)];
  assert.equal(inflateSync(chunks.IDAT).length, height * (1 + width / 8));
  return width * height;
}

test("the registry lists the available platforms with their details", async () => {
  const { body } = await expected(200, get("/v1/platforms"));
  assert.deepEqual(
    body.map(({ name, shortcode, protocol_type, service_type, support_url_scheme }) => [
      name,
      shortcode,
      protocol_type,
      service_type,
      support_url_scheme,
    ]),
    [
      ["gmail", "g", "oauth2", "email", false],
      ["twitter", "t", "oauth2", "text", true],
      ["telegram", "T", "pnba", "message", false],
      ["mastodon", "m", "oauth2", "text", false],
      ["bluesky", "b", "oauth2", "text", false],
      ["reliability", "r", "event", "test", false],
    ],
  );
  for (const { name, icon_svg, icon_png } of body) {
    assert.equal(icon_svg, `${system.wireroom.url}/logos/${name}.svg`);
    assert.equal(icon_png, `${system.wireroom.url}/logos/${name}.png`);
  }
  for (const url of body.flatMap(({ icon_svg, icon_png }) => [icon_svg, icon_png])) {
    const icon = await fetch(url);
    assert.deepEqual(
      [icon.status, icon.headers.get("content-type"), icon.headers.get("cache-control")],
      [200, url.endsWith("svg") ? "image/svg+xml" : "image/png", "public, max-age=86400"],
      url,
    );
    const bytes = Buffer.from(await icon.arrayBuffer());
    if (url.endsWith("png")) assert.equal(pixelsOf(bytes), 96 * 96);
    else assert.match(bytes.toString(), /^<svg .*<\/svg>$/);
  }
  for (const name of ["slack.svg", "gmail.gif", "gmail", "%ff"])
    assert.equal((await get(`/logos/${name}`)).status, 404, name);
  assert.deepEqual((await expected(200, get("/v1/platforms/gmail"))).body, body[0]);
  for (const name of ["slack", "Gmail", "%ff"]) {
    const missing = await get(`/v1/platforms/${name}`);
    assert.deepEqual([missing.status, missing.body], [404, { detail: "Platform not found" }]);
  }
});

test("a wallet lists its platforms in the contract's form", async () => {
  const user = await system.user();
  const { body } = await expected(200, user.call("GET", "/platforms"));
  assert.deepEqual(Object.keys(body).toSorted(), ["saved_platforms", "unsaved_platforms"]);
  assert.deepEqual(
    body.unsaved_platforms.find(({ name }) => name === "telegram"),
    {
      name: "telegram",
      description: "Send Telegram messages from your account",
      logo: `${system.wireroom.url}/logos/telegram.png`,
      initialization_url: "/platforms/telegram/protocols/twofactor",
      type: "messaging",
      letter: "T",
    },
  );
});

test("a wallet cannot be read without a session or with another user's session", async () => {
  const [user, other] = [await system.user(), await system.user()];
  assert.equal((await get(`/v2/users/${user.id}/platforms`)).status, 401);
  assert.equal((await other.call("GET", "/platforms", undefined, { userId: user.id })).status, 401);
  assert.equal((await user.call("GET", "/platforms", undefined, { headers: { "user-agent": "another" } })).status, 401);
});

test("authorization servers get the client's metadata", async () => {
  const { body } = await expected(200, get("/v1/platforms/bluesky/oauth/client-metadata.json"));
  assert.equal(body.client_id, "https://relay.test/client-metadata.json");
  assert.deepEqual(body.redirect_uris, [
    `${system.wireroom.url}/platforms/bluesky/protocols/oauth2/redirect_codes/`,
    `${system.wireroom.url}/v1/platforms/bluesky/oauth/callback`,
  ]);
  assert.equal(body.dpop_bound_access_tokens, true);
  assert.equal((await get("/v1/platforms/gmail/oauth/client-metadata.json")).status, 404);
});

test("the operator sets the redirect origin and the folder of the logos", async () => {
  await system.restart(system.keys, {
    RELAY_ORIGIN: "https://app.relay.test/",
    RELAY_LOGOS_URL: "https://logos.relay.test",
  });
  const user = await system.user();
  const { back } = await user.agree("gmail");
  assert.equal(
    `${back.origin}${back.pathname}`,
    "https://app.relay.test/platforms/gmail/protocols/oauth2/redirect_codes/",
  );
  const { body } = await expected(200, get("/v1/platforms/gmail"));
  assert.equal(body.icon_svg, "https://logos.relay.test/gmail.svg");
});

test("an address from a stranger's handle is requested only if it is public", async () => {
  await system.restart(system.keys, { OUTBOUND_ALLOW_HOSTS: "" });
  const user = await system.user();
  const seen = () => system.fake.made({ platform: "bluesky" }).map(({ operation }) => operation);
  const before = seen().length;
  const answer = await user.start("bluesky", { handle: "bob.test" });
  assert.equal(answer.status, 403, answer.text);
  assert.deepEqual(seen().slice(before), ["handle", "document"], "the operator's own servers, and not the stranger's");
  assert.equal(await system.count("relay_consents", user), 0);
});

test("a platform without its settings is not offered", async () => {
  await system.restart(system.keys, { TWITTER_CLIENT_ID: "", TELEGRAM_ADAPTER_URL: "", BLUESKY_CLIENT_ID: "" });
  const { body } = await expected(200, get("/v1/platforms"));
  assert.deepEqual(
    body.map(({ name }) => name),
    ["gmail", "mastodon", "reliability"],
  );
  assert.equal((await get("/v1/platforms/twitter")).status, 404);
  assert.equal((await get("/v1/platforms/bluesky/oauth/client-metadata.json")).status, 404);
  const user = await system.user();
  assert.deepEqual(await user.wallet(), { saved: [], unsaved: ["gmail", "mastodon"] });
  assert.equal((await user.start("telegram", { phone_number: "+237650000000" })).status, 404);
});

test("without SEALING_KEYS no platform is offered, and every answer says so", async () => {
  await system.restart("");
  const { body } = await expected(200, get("/v1/platforms"));
  assert.deepEqual(
    body.map(({ name }) => name),
    ["reliability"],
  );
});
