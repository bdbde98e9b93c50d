import { readFileSync } from "node:fs";
import { repositoryRoot } from "../../../scripts/lib/paths.mjs";

/**
 * The router's own table, as `cargo test -p gateway-api` stores it: method, path, permitted callers, their
 * permissions, and the rate limit.
 */
export const routeTable = JSON.parse(readFileSync(`${repositoryRoot}/functions/gateway-api/routes.json`, "utf8"));

const unknownMessage = `msg_${"0".repeat(32)}`;
const unknownAccount = "0".repeat(16);
const unknownUser = "00000000-0000-4000-8000-000000000000";
const unknownWebhook = `we_${"0".repeat(32)}`;
const unknownPerson = `person_${"0".repeat(16)}`;
const unknownPasskey = `passkey_${"0".repeat(32)}`;
const unknownSession = "0".repeat(32);

let names = 0;
/** A text that `JSON.stringify` makes anew each time, since an account takes a name once. */
const unusedName = () => ({ toJSON: () => `made by a test ${(names += 1)}` });

/** For each route, a request that is valid except for its credentials: path parameters and body. */
const examples = {
  "POST /api/v1/gateway/register": { json: { device_id: "example", name: "Example" } },
  "POST /api/v1/gateway/heartbeat": { json: {} },
  "POST /api/v1/gateway/sms/received": {
    json: { sender: "+12025550123", message: "Hello", timestamp: "2026-01-01T00:00:00Z" },
  },
  "POST /api/v1/gateway/sms/status": { json: { message_id: unknownMessage, status: "sent" } },
  "GET /cable": {},
  "POST /api/v1/sms/send": { json: { to: "+12025550123", message: "Hello" } },
  "GET /api/v1/sms/status/{message_id}": { message_id: unknownMessage },
  "GET /api/v1/sms/received": {},
  "POST /api/v1/sms/{message_id}/cancel": { message_id: unknownMessage },
  "POST /api/v1/sms/{message_id}/resend": { message_id: unknownMessage },
  "POST /api/v1/otp/send": { json: { phone_number: "+12025550123" } },
  "POST /api/v1/otp/verify": { json: { phone_number: "+12025550123", code: "123456" } },
  "GET /api/v1/admin/gateways": {},
  "GET /api/v1/admin/gateways/{id}": { id: "999" },
  "PATCH /api/v1/admin/gateways/{id}": { id: "999", json: { priority: 2 } },
  "DELETE /api/v1/admin/gateways/{id}": { id: "999" },
  "POST /api/v1/admin/gateways/{id}/rotate-key": { id: "999" },
  "POST /api/v1/admin/gateways/{id}/test": { id: "999", json: { to: "+12025550123" } },
  "POST /api/v1/admin/gateways/{id}/toggle": { id: "999" },
  "GET /api/v1/admin/gateways/pending": {},
  "DELETE /api/v1/admin/gateways/pending/{id}": { id: "1999999999" },
  "POST /api/v1/admin/gateways/{id}/approve": { id: "999" },
  "POST /api/v1/admin/pairings": { json: { name: "made by a test" } },
  "GET /api/v1/admin/pairings/{id}": { id: "par_0000000000000000" },
  "DELETE /api/v1/admin/pairings/{id}": { id: "par_0000000000000000" },
  "POST /api/v1/pairings/redeem": { json: { token: "unknown", protocol: "cable" } },
  "GET /api/v1/admin/keys": {},
  "POST /api/v1/admin/keys": { json: { name: "made by a test" } },
  "POST /api/v1/admin/keys/{id}/revoke": { id: "key_0000000000000000" },
  "GET /api/v1/admin/keys/{id}": { id: "key_0000000000000000" },
  "PATCH /api/v1/admin/keys/{id}": { id: "key_0000000000000000", json: { name: "renamed" } },
  "GET /api/v1/admin/logins": {},
  "DELETE /api/v1/admin/logins/{login}": { login: "NOBODY" },
  "GET /api/v1/admin/tokens": {},
  "POST /api/v1/admin/tokens/revoke": {},
  "POST /api/v1/admin/tokens/{id}/revoke": { id: "x".repeat(21) },
  "GET /api/v1/admin/relay/users": {},
  "POST /api/v1/admin/relay/users": { json: { phone_number: "+237679466332", name: "Made by a test" } },
  "GET /api/v1/admin/relay/users/{id}": { id: unknownUser },
  "DELETE /api/v1/admin/relay/users/{id}": { id: unknownUser },
  "POST /api/v1/admin/relay/users/{id}/password": { id: unknownUser, json: {} },
  "GET /api/v1/admin/relay/users/{id}/grants": { id: unknownUser },
  "DELETE /api/v1/admin/relay/users/{id}/grants/{platform}": { id: unknownUser, platform: "gmail" },
  "GET /api/v1/admin/relay/invitations": {},
  "POST /api/v1/admin/relay/invitations": { json: { phone_number: "+237679466333" } },
  "DELETE /api/v1/admin/relay/invitations/{phone_number}": { phone_number: "00237679466334" },
  "GET /api/v1/operator/accounts": {},
  "POST /api/v1/operator/accounts": { json: { name: "made by a test" } },
  "GET /api/v1/operator/accounts/{id}": { id: unknownAccount },
  "PATCH /api/v1/operator/accounts/{id}": { id: unknownAccount, json: { name: "renamed" } },
  "DELETE /api/v1/operator/accounts/{id}": { id: unknownAccount, json: { name: "unknown" } },
  "GET /api/v1/operator/account-deletions": {},
  "GET /api/v1/operator/account-deletions/{id}": { id: "0".repeat(28) },
  "POST /api/v1/operator/accounts/{id}/disable": { id: unknownAccount },
  "POST /api/v1/operator/accounts/{id}/enable": { id: unknownAccount },
  "PUT /api/v1/operator/accounts/{id}/login": { id: unknownAccount, json: {} },
  "DELETE /api/v1/operator/accounts/{id}/login": { id: unknownAccount },
  "GET /api/v1/operator/settings": {},
  "GET /api/v1/admin/webhooks": {},
  "POST /api/v1/admin/webhooks": { json: { url: "https://hooks.example.com/" } },
  "GET /api/v1/admin/webhooks/events": {},
  "GET /api/v1/admin/webhooks/{id}": { id: unknownWebhook },
  "PATCH /api/v1/admin/webhooks/{id}": { id: unknownWebhook, json: { name: "renamed" } },
  "DELETE /api/v1/admin/webhooks/{id}": { id: unknownWebhook },
  "GET /api/v1/admin/webhooks/{id}/attempts": { id: unknownWebhook },
  "GET /api/v1/admin/webhooks/{id}/attempts/{attempt_id}": { id: unknownWebhook, attempt_id: "1.evt_0.1" },
  "POST /api/v1/admin/webhooks/{id}/replay": { id: unknownWebhook, json: { event_id: "evt_0" } },
  "POST /api/v1/admin/webhooks/{id}/rotate": { id: unknownWebhook },
  "POST /api/v1/admin/webhooks/{id}/test": { id: unknownWebhook },
  "GET /api/v1/webhooks/public-key/{account_id}": { account_id: unknownAccount },
  "GET /api/v1/admin/providers": {},
  "GET /api/v1/admin/providers/{provider}": { provider: "unheard-of" },
  "PUT /api/v1/admin/providers/{provider}": { provider: "unheard-of", json: { api_key: "x" } },
  "DELETE /api/v1/admin/providers/{provider}": { provider: "unheard-of" },
  "POST /api/v1/admin/providers/{provider}/endpoint": { provider: "unheard-of" },
  "DELETE /api/v1/admin/providers/{provider}/endpoint": { provider: "unheard-of" },
  "GET /api/v1/admin/providers/{provider}/numbers": { provider: "unheard-of" },
  "POST /api/v1/admin/providers/{provider}/numbers": { provider: "unheard-of", json: { number: "+12025550123" } },
  "PATCH /api/v1/admin/providers/{provider}/numbers/{id}": {
    provider: "twilio",
    id: "x".repeat(21),
    json: { priority: 2 },
  },
  "DELETE /api/v1/admin/providers/{provider}/numbers/{id}": { provider: "twilio", id: "x".repeat(21) },
  "GET /api/v1/admin/events": {},
  "GET /api/v1/admin/routing": {},
  "PATCH /api/v1/admin/routing": { json: { policy: "phones_only" } },
  "GET /api/v1/admin/otp/conversions": {},
  "GET /api/v1/admin/otp/blocks": {},
  "POST /api/v1/admin/otp/blocks": { json: { number_block: "+882999" } },
  "DELETE /api/v1/admin/otp/blocks/{number_block}": { number_block: "+882998" },
  "GET /api/v1/admin/otp/policy": {},
  "PATCH /api/v1/admin/otp/policy": { json: { grace_seconds: 120 } },
  "GET /api/v1/admin/usage": {},
  "GET /api/v1/admin/opt-out": {},
  "PATCH /api/v1/admin/opt-out": { json: { codes_exempt: true } },
  "GET /api/v1/admin/opt-outs": {},
  "POST /api/v1/admin/opt-outs": { json: { number: "+12025550187" } },
  "POST /api/v1/admin/opt-outs/import": { json: { numbers: ["+12025550188"] } },
  "GET /api/v1/admin/opt-outs/{number}": { number: "+12025550189" },
  "DELETE /api/v1/admin/opt-outs/{number}": { number: "+12025550189" },
  "GET /api/v1/admin/stats": {},
  "GET /api/v1/admin/messages": {},
  "GET /api/v1/admin/messages/export": {},
  "GET /api/v1/admin/messages/{message_id}": { message_id: unknownMessage },
  "GET /api/v1/admin/messages/{message_id}/timeline/verify": { message_id: unknownMessage },
  "GET /api/v1/admin/conversations": {},
  "GET /api/v1/admin/conversations/{number}": { number: "+12025550199" },
  "POST /api/v1/admin/conversations/{number}/read": { number: "+12025550199", json: {} },
  "GET /api/v1/admin/labels": {},
  "GET /api/v1/admin/labels/{label}": { label: "unknown" },
  "GET /api/v1/sms/received/{message_id}": { message_id: unknownMessage },
  "POST /api/v1/operator/sign-in-links": { json: { name: "Ada" } },
  "POST /api/v1/session/link": { json: { token: "unheard-of" } },
  "POST /api/v1/session/passkey/options": {},
  "POST /api/v1/session/passkey": { json: { id: "AA", response: {} } },
  "GET /api/v1/session": {},
  "DELETE /api/v1/session": {},
  "GET /api/v1/session/sessions": {},
  "DELETE /api/v1/session/sessions/{id}": { id: unknownSession },
  "POST /api/v1/session/passkeys/options": {},
  "GET /api/v1/session/passkeys": {},
  "POST /api/v1/session/passkeys": { json: { name: "laptop", response: {} } },
  "PATCH /api/v1/session/passkeys/{id}": { id: unknownPasskey, json: { name: "laptop" } },
  "DELETE /api/v1/session/passkeys/{id}": { id: unknownPasskey },
  "GET /api/v1/admin/people": {},
  "POST /api/v1/admin/people": { json: { name: unusedName(), role: "viewer" } },
  "PATCH /api/v1/admin/people/{id}": { id: unknownPerson, json: { role: "viewer" } },
  "DELETE /api/v1/admin/people/{id}": { id: unknownPerson },
  "POST /api/v1/admin/people/{id}/sign-in-link": { id: unknownPerson },
  "GET /api/v1/admin/people/{id}/sessions": { id: unknownPerson },
  "DELETE /api/v1/admin/people/{id}/sessions/{session_id}": { id: unknownPerson, session_id: unknownSession },
  "GET /api/v1/admin/audit": {},
  "GET /up": {},
};

export const routeName = ({ method, path }) => `${method} ${path}`;

/**
 * Every route with its example. A route without an example, or an example without a route, fails the importing tests.
 */
const routes = routeTable.map(({ method, path: pattern, access, act, permissions, limit }) => {
  const example = examples[`${method} ${pattern}`];
  if (!example) throw new Error(`${method} ${pattern} has no example in tests/http/support/routes.mjs`);
  const path = pattern.replaceAll(/\{(\w+)\}/g, (_, name) => example[name]);
  return { method, pattern, path, kind: access, act, permissions, limit, json: example.json };
});
const gone = Object.keys(examples).filter(
  (name) => !routes.some(({ method, pattern }) => `${method} ${pattern}` === name),
);
if (gone.length > 0) throw new Error(`examples of routes that do not exist: ${gone}`);

/** Routes that need a key; `kind` is the kind of key, and any one of `permissions` is enough. */
export const keyedRoutes = routes.filter(({ kind }) => !["anybody", "operator", "person"].includes(kind));

/** Routes of the person who has a session. */
export const personRoutes = routes.filter(({ kind }) => kind === "person");

/** Routes that need no key. */
export const openRoutes = routes.filter(({ kind }) => kind === "anybody");
