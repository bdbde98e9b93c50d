import { PlatformFake } from "../support/platform-fake.mjs";
import { SyncedUser, sealingKeys } from "../support/relay.mjs";
import { startWireroom } from "../support/wireroom.mjs";

/** A request for each platform, and the resulting post. */
export const requests = {
  gmail: { plaintext: "g:alice@example.com:carol@example.com::Hi: there:Hello: world", text: " there:Hello: world" },
  twitter: { plaintext: "t:Hello: all of you", text: "Hello: all of you" },
  mastodon: { plaintext: "m:Hello from far away", text: "Hello from far away" },
  telegram: { plaintext: "T:+237699999999:Hello: friend", text: "Hello: friend" },
};

export const platforms = Object.keys(requests);

/** Starts the system and a fake of all platforms, for a file of tests. */
export async function startRelay({ vars = {}, secrets = {} } = {}) {
  const fake = await PlatformFake.listen();
  const wireroom = await startWireroom({
    vars: { ...fake.vars, PLATFORM_TIMEOUT_SECS: "1", ...vars },
    secrets: { SEALING_KEYS: sealingKeys, ...fake.secrets, ...secrets },
  });
  return {
    fake,
    wireroom,
    /** Creates a user with grants for these platforms. */
    async user(granted = platforms, options) {
      const user = await SyncedUser.create(wireroom, options);
      for (const platform of granted) await user.grant(platform, tokensFor(fake, platform));
      return user;
    },
    /** Ends the process, even during work, and starts another on the same state, with these settings added. */
    async restart(more = {}) {
      await wireroom.server.update((options) => ({
        ...options,
        workers: options.workers.map((worker) => ({ ...worker, vars: { ...worker.vars, ...more } })),
      }));
      const { url } = await wireroom.server.listen();
      wireroom.worker = wireroom.server.getWorker();
      wireroom.url = String(url).replace(/\/$/, "");
    },
    /** Runs the cron of some minutes later. */
    cron: (laterMs = 0) => wireroom.cron(new Date(Date.now() + laterMs)),
    async stop() {
      await wireroom.stop();
      await fake.close();
    },
  };
}

function tokensFor(fake, platform) {
  if (platform === "telegram") return { access_token: "telegram-session" };
  if (platform === "gmail") return { ...fake.grant("gmail"), id: `${Math.random()}@gmail.test` };
  return fake.grant(platform);
}

/** Number of requests for a post that the platform got. */
export const sends = (fake, platform) =>
  fake.made({ platform }).filter(({ operation, json }) => operation === "send" || json?.method === "send_message")
    .length;
