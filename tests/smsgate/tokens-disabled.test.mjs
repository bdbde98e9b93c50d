import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { Face, bearer, outcome, unauthorized } from "./support/face.mjs";

const disabled = { status: 501, body: { message: "token service disabled, contact your administrator" } };

let wireroom, face, login;
before(async () => {
  wireroom = await startWireroom({ secrets: { JWT_SECRET: "" } });
  face = new Face(wireroom);
  login = await wireroom.account.setLogin();
});
after(() => wireroom.stop());

test("without a secret the token routes are 501 for logged-in callers", async () => {
  const as = login.basic;
  const calls = [
    ["POST", "/3rdparty/v1/auth/token", { json: { scopes: ["all:any"] } }],
    ["POST", "/3rdparty/v1/auth/token/refresh", {}],
    ["DELETE", "/3rdparty/v1/auth/token/unknown", {}],
  ];
  for (const [method, path, more] of calls) {
    assert.deepEqual(outcome(await face.call(method, path, { as, ...more })), disabled, path);
    assert.deepEqual(outcome(await face.call(method, path, more)), unauthorized, path);
  }
});

test("without a secret no token is valid, not even one signed with an empty key", async () => {
  const claims = Buffer.from(JSON.stringify({ sub: login.login, scopes: ["all:any"] })).toString("base64url");
  for (const token of ["x", `eyJhbGciOiJIUzI1NiJ9.${claims}.`, `eyJhbGciOiJub25lIn0.${claims}.`]) {
    assert.deepEqual(outcome(await face.call("GET", "/3rdparty/v1/devices", { as: bearer(token) })), unauthorized);
  }
});

test("without a secret passwords still work", async () => {
  assert.equal((await face.call("GET", "/3rdparty/v1/devices", { as: login.basic })).status, 200);
});
