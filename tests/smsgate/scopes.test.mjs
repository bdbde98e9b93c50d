import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { basicOf, startWireroom } from "../support/wireroom.mjs";
import { Face, bearer, outcome, scopeRequired, unauthorized } from "./support/face.mjs";
import { basicRoutes, deviceRoutes, guardedRoutes, integratorRoutes, routeName, scopes } from "./support/routes.mjs";

let wireroom, face, login, phone;
before(async () => {
  wireroom = await startWireroom();
  face = new Face(wireroom);
  login = await wireroom.account.setLogin();
  phone = await face.register({ name: "Phone" }, { as: login.basic });
});
after(() => wireroom.stop());

const call = (route, as, root = "/api") =>
  new Face(wireroom, root).call(route.method, route.path, { as, json: route.json });

/** Asserts that the handler was reached: it may refuse the example, but neither the caller nor the path. */
function assertReached(route, answer) {
  const { status, text } = answer;
  assert.ok(status < 300 || [400, 404, 409, 413, 501].includes(status), `${routeName(route)}: ${status} ${text}`);
  assert.notEqual(text, "Not Found", routeName(route));
}

test("a guarded route refuses a caller without credentials, with and without /api", async () => {
  for (const route of guardedRoutes) {
    for (const root of ["/api", ""]) {
      for (const as of [undefined, "Bearer", "Basic", "Basic !!!", "Token abc", "Code abc123"]) {
        assert.deepEqual(outcome(await call(route, as, root)), unauthorized, `${routeName(route)} as ${as}`);
      }
    }
  }
});

test("wrong credentials count as no credentials", async () => {
  const forged = [
    basicOf(login.login, "wrong"),
    basicOf("NOBODY", login.password),
    basicOf(login.login, ""),
    bearer("x"),
    bearer("eyJhbGciOiJub25lIn0.e30."),
    bearer(wireroom.mint("client")),
    bearer(wireroom.mint("gateway")),
    bearer(wireroom.account.key),
  ];
  for (const route of guardedRoutes) {
    for (const as of forged)
      assert.deepEqual(outcome(await call(route, as)), unauthorized, `${routeName(route)} as ${as}`);
  }
});

test("a token with one scope reaches exactly the routes of that scope", async () => {
  for (const scope of scopes) {
    const { access_token: token } = await face.tokens(login.basic, [scope]);
    for (const route of integratorRoutes) {
      const answer = await call(route, bearer(token));
      if (route.scope === scope) assertReached(route, answer);
      else assert.deepEqual(outcome(answer), scopeRequired(route.scope), `${routeName(route)} with ${scope}`);
    }
  }
});

test("the wildcard scope and a password reach every route except refreshing", async () => {
  const { access_token: token } = await face.tokens(login.basic, ["all:any"]);
  for (const as of [bearer(token), login.basic]) {
    for (const route of integratorRoutes) {
      const answer = await call(route, as);
      if (route.scope === "tokens:refresh") assert.deepEqual(outcome(answer), scopeRequired("tokens:refresh"));
      else assertReached(route, answer);
    }
  }
});

test("a refresh token reaches only the route for refreshing", async () => {
  const { refresh_token: token } = await face.tokens(login.basic, ["all:any"]);
  for (const route of integratorRoutes.filter(({ scope }) => scope !== "tokens:refresh")) {
    assert.deepEqual(outcome(await call(route, bearer(token))), scopeRequired(route.scope), routeName(route));
  }
});

test("a token is not accepted as user name and password, and neither is a device's token", async () => {
  const { access_token: token } = await face.tokens(login.basic, ["all:any"]);
  assert.ok(basicRoutes.length > 0);
  for (const route of basicRoutes) {
    for (const as of [bearer(token), bearer(phone.token)])
      assert.deepEqual(outcome(await call(route, as)), unauthorized, routeName(route));
    assertReached(route, await call(route, login.basic));
  }
});

test("an integrator's credential is refused on device routes, and a device's on integrators' routes", async () => {
  const { access_token: token } = await face.tokens(login.basic, ["all:any"]);
  for (const route of deviceRoutes) {
    for (const as of [bearer(token), login.basic])
      assert.deepEqual(outcome(await call(route, as)), unauthorized, routeName(route));
  }
  for (const route of integratorRoutes)
    assert.deepEqual(outcome(await call(route, bearer(phone.token))), unauthorized, routeName(route));
});

test("every route answers in the singular and in the plural, with and without /api", async () => {
  const spellings = (path) => [path, path.replace("/messages", "/message").replace("/devices", "/device")];
  for (const route of guardedRoutes) {
    for (const path of spellings(route.path)) {
      for (const root of ["/api", ""]) {
        const answer = await call({ ...route, path }, undefined, root);
        assert.deepEqual(outcome(answer), unauthorized, `${root}${path}`);
      }
    }
  }
});

test("credentials are checked before the body is read", async () => {
  const headers = { "content-type": "application/json" };
  for (const route of guardedRoutes.filter(({ json }) => json)) {
    const answer = await face.call(route.method, route.path, { body: "{", headers });
    assert.deepEqual(outcome(answer), unauthorized, routeName(route));
  }
});
