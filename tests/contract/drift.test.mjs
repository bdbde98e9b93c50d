import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { differences } from "../support/contract/answers.mjs";
import { checkFrame } from "../support/contract/frames.mjs";
import { requestDifferences } from "../support/contract/requests.mjs";
import { startWireroom } from "../support/wireroom.mjs";

// The comparison with the document has to find real answers that were changed in one place, as a changed handler would.

let wireroom;
before(async () => {
  wireroom = await startWireroom();
});
after(() => wireroom.stop());

async function answered(method, path, options) {
  const { status, headers, text } = await wireroom.request(method, path, options);
  return { method, url: `${wireroom.url}${path}`, status, headers, text };
}

const withMember = (answer, change) => ({ ...answer, text: JSON.stringify(change(JSON.parse(answer.text))) });
const withHeader = ({ headers, ...answer }, name, value) => {
  const changed = new Headers(headers);
  if (value === undefined) changed.delete(name);
  else changed.set(name, value);
  return { ...answer, headers: changed };
};

test("a success that differs by one member, status, header or type is found", async () => {
  const { key } = wireroom.account;
  const json = { to: "+12025550123", message: "Hello" };
  await wireroom.register("phone");
  const sent = await answered("POST", "/api/v1/sms/send", { key, json });
  assert.equal(sent.status, 202);
  assert.deepEqual(differences(sent), []);
  for (const [changed, expected] of [
    [withMember(sent, (body) => ({ ...body, surprise: 1 })), /unevaluated properties surprise/],
    [withMember(sent, ({ message_id: _, ...body }) => body), /required property 'message_id'/],
    [withMember(sent, (body) => ({ ...body, success: "true" })), /must be boolean/],
    [{ ...sent, status: 201 }, /answered 201, which is not documented/],
    [withHeader(sent, "x-surprise", "1"), /header x-surprise, which is not documented/],
    [withHeader(sent, "content-type", "text/plain"), /content type text\/plain/],
    [{ ...sent, text: "sent" }, /no JSON/],
  ])
    assert.match(differences(changed).join("\n"), expected);
});

test("a failure that lacks its link, or has a code that the document does not name, is found", async () => {
  const { key } = wireroom.account;
  const missing = await answered("GET", "/api/v1/sms/status/none", { key });
  assert.deepEqual(differences(missing), []);
  for (const [changed, expected] of [
    [withHeader(missing, "link"), /leads to no explanation/],
    [withHeader(missing, "link", '</errors/surprise>; rel="help"'), /unknown code surprise/],
    [withHeader(missing, "link", '</errors/rate_limited>; rel="help"'), /rate_limited, which is not documented/],
  ])
    assert.match(differences(changed).join("\n"), expected);
});

test("two codes for one text of one route are found, because they would tell a secret", async () => {
  const textOf = (code) => JSON.stringify({ error: "a text of this test only", code, doc_url: `/errors/${code}` });
  const headers = (code) => new Headers({ "content-type": "application/json", link: `</errors/${code}>; rel="help"` });
  const url = `${wireroom.url}/api/v1/nothing`;
  const answered = (code) => ({ method: "GET", url, status: 401, headers: headers(code), text: textOf(code) });
  const first = answered("invalid_credentials");
  assert.deepEqual(differences(first), []);
  const second = differences(answered("wrong_password"));
  assert.match(second.join("\n"), /wrong_password, before with invalid_credentials/);
});

test("a route that no document has is found unless it refuses", () => {
  const answer = { method: "GET", url: "http://h/surprise", status: 200, headers: new Headers(), text: "" };
  assert.match(differences(answer).join("\n"), /no document has the route/);
});

test("an accepted request that the document would not accept is found", () => {
  const of = (body, type = "application/json") => ({
    method: "POST",
    url: "http://h/api/v1/sms/send",
    init: { body, headers: { "content-type": type } },
  });
  assert.deepEqual(requestDifferences(of('{"to":"+12025550123","message":"Hello"}')), []);
  assert.deepEqual(requestDifferences(of("to=%2B12025550123&message=Hello", "application/x-www-form-urlencoded")), []);
  assert.match(requestDifferences(of('{"to":"+12025550123"}')).join("\n"), /required property 'message'/);
  assert.match(requestDifferences(of('{"to":12025550123,"message":"Hello"}')).join("\n"), /must be string/);
});

test("a frame that the AsyncAPI document does not have is found", () => {
  checkFrame("cable", { type: "ping", message: 1_767_225_600 });
  checkFrame("deviceEvents", null, "MessageEnqueued");
  checkFrame("syncSession", "201- pause");
  for (const [channel, frame, name] of [
    ["cable", { type: "ping", message: 1_767_225_600, surprise: 1 }],
    ["deviceEvents", { surprise: 1 }, "MessageEnqueued"],
    ["deviceEvents", null, "Surprise"],
    ["syncSession", "202- surprise"],
  ])
    assert.throws(() => checkFrame(channel, frame, name), /no such frame/);
});
