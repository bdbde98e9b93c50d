import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { distDirectory, repositoryRoot, siteDirectory } from "../../scripts/lib/paths.mjs";
import { privateToken, startWireroom } from "../support/wireroom.mjs";

test("without the platform's limiters everything works, and only enforced limits are announced", async () => {
  const folder = mkdtempSync(join(tmpdir(), "wireroom-config-"));
  const own = readFileSync(`${repositoryRoot}/wrangler.toml`, "utf8");
  const without = own
    .replaceAll(/\[\[ratelimits\]\]\n(?:[^\n[]+\n)+/g, "")
    .replace('migrations_dir = "d1-migrations"', `migrations_dir = "${repositoryRoot}/d1-migrations"`)
    .replace('directory = "public"', `directory = "${siteDirectory}"`)
    .replace('main = "build/index.js"', `main = "${process.env.WIREROOM_DIST ?? distDirectory}/index.js"`)
    .replace(/\[build\]\n(?:[^\n[]+\n)+/, "");
  assert.ok(!without.includes("LIMIT_"));
  const configPath = join(folder, "wrangler.toml");
  writeFileSync(configPath, without);
  const wireroom = await startWireroom({ vars: { ENVIRONMENT: "production" }, configPath });
  try {
    const { account } = wireroom;
    for (let count = 0; count < 120; count += 1) {
      const { status, headers } = await account.send({ to: "+12025550123", message: `${count}` });
      assert.deepEqual([status, headers.get("ratelimit-policy")], [202, null]);
    }
    // Exact limits do not need the platform's limiters.
    const sent = await wireroom.request("POST", "/api/v1/otp/send", {
      key: account.key,
      json: { phone_number: "+12025550123" },
    });
    assert.equal(sent.status, 200);
    assert.match(sent.headers.get("ratelimit-policy"), /^"otp-send-network";q=10;w=3600, "otp-number";q=3;w=3600$/);
    const register = (count) =>
      wireroom.request("POST", "/api/v1/gateway/register", {
        key: privateToken,
        json: { device_id: `device-${count}`, name: "Phone" },
      });
    for (let count = 0; count < 10; count += 1) assert.equal((await register(count)).status, 201);
    const refused = await register(10);
    assert.deepEqual([refused.status, refused.body], [429, { error: "Rate limit exceeded" }]);
    assert.equal(refused.headers.get("ratelimit-policy"), '"register-network";q=10;w=3600');
    assert.equal(refused.headers.get("ratelimit"), `"register-network";r=0;t=${refused.headers.get("retry-after")}`);
  } finally {
    await wireroom.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
