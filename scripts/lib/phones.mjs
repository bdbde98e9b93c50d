import { PlainError } from "./log.mjs";
import { sql } from "./sql.mjs";

/**
 * Ways in which phones are notified of messages, named as in the listings of both APIs, with an explanation of each.
 */
export const reaches = {
  stream: "notified at once through its open event stream",
  push: "notified by push",
  poll: "not notified, because it has no open stream and push does not work; it only fetches messages on its own, every 15 minutes in the case of the app",
};

/**
 * Lists the phones that fetch their messages, of one account or of all, the oldest first, with the way each is notified
 * and the time at which it was last seen. `canPush` says whether the deployment can push.
 */
export async function listPhones(execute, { canPush, account }) {
  const id = account?.id ?? null;
  const rows = await execute(
    sql`SELECT a.name AS account, g.id, g.name, g.app_version, g.active AND g.approved AS active, g.online, g.streams, g.push_refused,
          COALESCE(g.push_token, '') > '' AS has_push_token, g.last_heartbeat_at_ms AS last_seen_at_ms,
          json_extract(s.document, '$.gateway.notification_channel') AS channel
        FROM gateways AS g JOIN accounts AS a ON a.id = g.account_id
        LEFT JOIN device_settings AS s ON s.account_id = g.account_id
        WHERE g.protocol = 'poll' AND (${id} IS NULL OR g.account_id = ${id}) AND a.disabled_at_ms IS NULL
        ORDER BY a.created_at_ms, a.id, g.number LIMIT 1000`,
  );
  return rows.map((row) => ({
    ...row,
    push_problem: pushProblems[row.push_refused],
    reached_by: reachOf(row, canPush),
    advice: adviceFor(row, canPush),
  }));
}

/** Returns the account whose phones are to be listed. A name may look like an id; the account with that name wins. */
export async function getAccountOfPhones(execute, nameOrId) {
  const [account] = await execute(
    sql`SELECT id FROM accounts WHERE name = ${nameOrId} OR id = ${nameOrId} ORDER BY name = ${nameOrId} DESC LIMIT 1`,
  );
  if (!account)
    throw new PlainError(`there is no account ${nameOrId}; list all accounts with \`npm run accounts -- list\``);
  return account;
}

/** Reasons why pushes do not reach a phone, by the numbers of the column `push_refused`. */
const pushProblems = [undefined, "token_refused", "not_sent"];

/** Applies the same rule as the Worker's own listings. */
function reachOf({ online, streams, has_push_token, push_refused }, canPush) {
  // The stream of a phone that went away stays open for a while, so an open one alone proves nothing.
  if (streams && online) return "stream";
  return canPush && has_push_token && !push_refused ? "push" : "poll";
}

/** Returns advice that makes a slow phone fast; `undefined` if it is fast or not in use. */
function adviceFor(row, canPush) {
  if (!row.active || reachOf(row, canPush) !== "poll") return undefined;
  if (!row.online)
    return "it has not contacted the server lately: check that the app is running and exempt from battery optimization";
  if (canPush && row.has_push_token) {
    return row.push_refused === 2
      ? "pushes cannot be sent, and not because of its token: the push service or the upstream fails, is unreachable, or refuses this deployment's credentials. The Worker's log has the status; see Event streams and push in docs/OPERATIONS.md. Until that is fixed, the notification channel SSE_ONLY works without push"
      : "the push service refuses its token, which belongs to another Firebase project or to an app that was uninstalled: set the notification channel to SSE_ONLY";
  }
  if (canPush) {
    return "its app has no push token, and no stream is open: choose SSE only as the notification channel in the app, then restart it (Offline, then Online)";
  }
  if (row.channel === "AUTO" && row.has_push_token)
    return "its account chose the channel AUTO, with which the app opens no stream: PATCH /settings with SSE_ONLY, then restart the app";
  return "restart the app (Offline, then Online) so that it loads the notification channel from the server; restart it again if it asks for that";
}
