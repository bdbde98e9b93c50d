import { PlainError } from "./log.mjs";
import { readWranglerConfig } from "./miniflare-options.mjs";
import { localBinary } from "./paths.mjs";
import { capture } from "./run.mjs";

/** Returns the names of the deployed Worker's secrets. A Worker that is not deployed yet has none. */
export async function secretNames() {
  const { code, stdout, all } = await capture(localBinary("wrangler"), ["secret", "list", "--format", "json"], {
    env: { CI: "1", WRANGLER_SEND_METRICS: "false" },
  });
  // Before the first deployment there is no Worker to have secrets; `wrangler secret put` creates it.
  if (code !== 0 && /10007|does not exist|not found/i.test(all)) return [];
  if (code !== 0) {
    throw new PlainError(
      `wrangler cannot list the Worker's secrets. Log in with \`npx wrangler login\` or set CLOUDFLARE_API_TOKEN ` +
        `(and CLOUDFLARE_ACCOUNT_ID if you have several accounts).\n${all.trim()}`,
    );
  }
  return JSON.parse(stdout.slice(stdout.indexOf("["))).map(({ name }) => name);
}

/** Whether the deployed Worker, with secrets of these names, has a way to push. */
export const canPush = (names) =>
  pushes({ ...readWranglerConfig().vars, ...Object.fromEntries(names.map((name) => [name, "set"])) });

/** Whether settings give a Worker a way to push. */
export const pushes = ({ FCM_CREDENTIALS_JSON, PUSH_UPSTREAM_URL } = {}) =>
  Boolean(FCM_CREDENTIALS_JSON?.trim() || PUSH_UPSTREAM_URL);
