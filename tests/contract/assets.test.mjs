import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { documentNames, readDocument } from "../../scripts/lib/openapi/documents.mjs";
import { startWireroom } from "../support/wireroom.mjs";

let wireroom;
before(async () => {
  wireroom = await startWireroom();
});
after(() => wireroom.stop());

const get = (path) => fetch(`${wireroom.url}${path}`);

test("every document is served as it is in the repository, to pages of any origin", async () => {
  const paths = documentNames.map((name) => [`/openapi/${name}.json`, name]);
  for (const [path, name] of [["/openapi.json", "wireroom"], ...paths, ["/openapi/asyncapi.json", "asyncapi"]]) {
    const response = await get(path);
    assert.deepEqual([response.status, response.headers.get("content-type")], [200, "application/json"], path);
    assert.equal(response.headers.get("access-control-allow-origin"), "*", path);
    assert.deepEqual(await response.json(), readDocument(name), path);
  }
});

test("the viewer loads nothing from other hosts, and its policy forbids it", async () => {
  const page = await get("/reference/");
  const html = await page.text();
  assert.equal(page.status, 200);
  assert.doesNotMatch(html, /(src|href)="(https?:)?\/\//);
  assert.doesNotMatch(html, /<script>|<style|style="/);
  assert.equal(
    page.headers.get("content-security-policy"),
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  const files = [...html.matchAll(/(?:src|href)="([\w-]+\.(?:js|css))"/g)].map(([, file]) => file);
  assert.equal(files.length, 4);
  for (const file of files) assert.equal((await get(`/reference/${file}`)).status, 200, file);
});

test("paths that are no file go to the Worker, also the root and the masking callback", async () => {
  const root = await wireroom.request("GET", "/");
  assert.deepEqual([root.status, root.body.reason], [405, "methodNotAllowed"]);
  const callback = await wireroom.request("POST", "/", { json: {} });
  assert.deepEqual([callback.status, callback.body.reason], [401, "unauthorized"]);
  for (const path of ["/openapi", "/reference/nothing", "/_headers", "/.wireroom-stamp"]) {
    const answer = await wireroom.request("GET", path);
    assert.deepEqual([answer.status, answer.body], [404, { error: "Not Found", status: 404 }], path);
  }
});
