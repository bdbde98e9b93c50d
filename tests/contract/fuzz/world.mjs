import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Response as RuntimeResponse } from "miniflare";
import { builtModules } from "../../../scripts/lib/miniflare-options.mjs";
import { generateRelayKey } from "../../../scripts/lib/relay-key.mjs";
import { startRuntime } from "../../../scripts/lib/runtime.mjs";
import { PushServices } from "../../smsgate/push/push-services.mjs";
import { PlatformFake } from "../../support/platform-fake.mjs";
import { ProviderFake } from "../../support/provider-fake.mjs";
import { sealingKeys } from "../../support/relay.mjs";
import { Wireroom, localSecrets } from "../../support/wireroom.mjs";
import { FreshCredentials } from "./fresh-credentials.mjs";
import { answerForOutside, resolverUrl } from "./outside.mjs";

export const metricsToken = "a token for metrics that only tests use";
export const twilioToken = "a token of Twilio that only tests use";

/**
 * The whole system with every feature switched on, a phone, and fakes in place of all other servers. It runs without
 * the proxy of wrangler's test harness, which sometimes answers 500 or breaks the connection if the Worker refuses a
 * request before its body was read.
 */
export class FuzzWorld {
  #lines = [];

  static async start() {
    const world = new FuzzWorld();
    const [providers, platforms, pushes, fresh] = await Promise.all(
      [ProviderFake, PlatformFake, PushServices, FreshCredentials].map((server) => server.listen()),
    );
    world.servers = [providers, platforms, pushes, fresh];
    Object.assign(world, { platforms, fresh });
    world.stateDir = mkdtempSync(join(tmpdir(), "wireroom-fuzz-"));
    world.runtime = await startRuntime({
      stateDir: world.stateDir,
      cron: false,
      log: (level, message) => world.#lines.push({ level, message }),
      worker: { ...builtModules(), outboundService },
      vars: {
        // Nothing is rate-limited in a local environment.
        ENVIRONMENT: "local",
        ...providers.vars,
        ...platforms.vars,
        ...pushes.fcm.vars,
        DNS_OVER_HTTPS_URL: resolverUrl,
        PLATFORM_TIMEOUT_SECS: "1",
        PROVIDER_DEFAULTS_FOR: "all",
      },
      secrets: {
        ...localSecrets,
        ...providers.secrets,
        ...platforms.secrets,
        ...pushes.fcm.secrets,
        SEALING_KEYS: sealingKeys,
        METRICS_TOKEN: metricsToken,
        RELAY_SERVER_KEYS: generateRelayKey({ id: "k1" }).entry,
        RELAY_SERVICE_KEY: "a key of services that only tests use",
        RELAY_TWILIO_AUTH_TOKEN: twilioToken,
      },
    });
    const worker = { getEnv: async () => ({ DB: await world.runtime.getD1() }) };
    world.wireroom = new Wireroom({ close: () => world.runtime.stop() }, worker, world.runtime.url);
    world.wireroom.account = await world.wireroom.createAccount("default", { isDefault: true });
    await world.wireroom.phone();
    return world;
  }

  get url() {
    return this.wireroom.url;
  }

  /** Log lines about failures of the Worker itself, and of the runtime. */
  errors() {
    const isError = ({ level, message }) => level === "error" || message.includes('"level":"error"');
    return this.#lines.filter(isError).map(({ message }) => message);
  }

  async stop() {
    await this.wireroom.stop();
    await Promise.all(this.servers.map((server) => server.close()));
    rmSync(this.stateDir, { recursive: true, force: true });
  }
}

/** The runtime takes only its own kind of answers. */
async function outboundService(request) {
  const { status, headers, body } = await answerForOutside(request);
  return new RuntimeResponse(body, { status, headers });
}
