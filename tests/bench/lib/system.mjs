import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startRuntime } from "../../../scripts/lib/runtime.mjs";
import { createAccount } from "../../../scripts/lib/accounts.mjs";
import { parsePermissions } from "../../../scripts/lib/credentials.mjs";
import { createKey } from "../../../scripts/lib/keys.mjs";
import { OperatorApi } from "../../../scripts/lib/operator-api.mjs";
import { HttpClient } from "./http-client.mjs";
import { cpuMs, forgetPeak, memory, runtimeProcesses } from "./process-usage.mjs";
import { BenchAccount } from "./account.mjs";

/** One Worker in a separate runtime, on a new state on disk that is deleted at the end. */
export class System {
  #accounts = 0;
  #api;
  #runtime;
  #secret;
  #stateDir;

  /** `log` receives the errors of the runtime and the Worker. */
  static async start(worker, { log = () => {}, vars = {}, secrets = {} } = {}) {
    const system = new System();
    const others = new Set(runtimeProcesses());
    system.#secret = randomBytes(32).toString("hex");
    system.#stateDir = mkdtempSync(join(tmpdir(), "wireroom-bench-"));
    const startedMs = performance.now();
    system.#runtime = await startRuntime({
      stateDir: system.#stateDir,
      vars: { ENVIRONMENT: "local", ...vars },
      secrets: {
        SERVER_SECRET: system.#secret,
        GATEWAY_PRIVATE_TOKEN: randomBytes(16).toString("hex"),
        SEALING_KEYS: `bench:${randomBytes(32).toString("base64")}`,
        ...secrets,
      },
      log,
      // The cron would add its work to whatever is measured at a full minute.
      cron: false,
      worker,
    });
    system.readyMs = performance.now() - startedMs;
    system.url = system.#runtime.url;
    system.pid = runtimeProcesses().find((pid) => !others.has(pid));
    system.d1 = await system.#runtime.getD1();
    system.#api = new OperatorApi(system.url, system.#secret);
    system.http = new HttpClient(system.url, 64);
    return system;
  }

  /** Creates a new tenant, so that no operation is affected by data of another one. */
  async newAccount() {
    this.#accounts += 1;
    const account = await createAccount(this.#api, { name: `bench ${this.#accounts}` });
    const create = (kind, permissions) => createKey(this.#api, { account, kind, name: "bench", permissions });
    const client = await create("client", parsePermissions("all"));
    const registration = await create("registration", {});
    return new BenchAccount(this, {
      id: account.id,
      key: client.key,
      registrationToken: registration.key,
      serverSecret: this.#secret,
    });
  }

  cpuMs() {
    return cpuMs(this.pid);
  }

  memory() {
    return memory(this.pid);
  }

  forgetPeak() {
    forgetPeak(this.pid);
  }

  async stop() {
    this.http.close();
    await this.#runtime.stop();
    rmSync(this.#stateDir, { recursive: true, force: true });
  }
}
