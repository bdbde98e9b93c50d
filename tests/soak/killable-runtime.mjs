import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { repositoryRoot } from "../../scripts/lib/paths.mjs";

const startTimeoutMs = 60_000;
const keptLines = 40;

/** `npm start`, by default without a phone, as a separate process that can be killed with all of its children. */
export class KillableRuntime {
  #child;
  #lines = [];
  #phone;
  #settings;
  #stateDir;

  constructor({ stateDir, settings = {}, phone = false }) {
    this.#phone = phone;
    this.#stateDir = stateDir;
    this.#settings = settings;
  }

  /** Starts it, always on the port of the first start. Resolves when it answers. */
  async start() {
    const startedMs = performance.now();
    this.#child = spawn(process.execPath, this.#arguments(), {
      cwd: repositoryRoot,
      // With a separate process group, one signal reaches the runtime and its starter together. The channel ends it
      // with this process.
      detached: true,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // The set-up was done before, and the build must stay the same from kill to kill.
      env: { ...process.env, WIREROOM_SET_UP: "1" },
    });
    this.exited = once(this.#child, "exit");
    createInterface({ input: this.#child.stderr }).on("line", (line) => this.#lines.push(line));
    const announced = await this.#announcement();
    const { port } = new URL(announced.url);
    Object.assign(this, { port, url: `http://127.0.0.1:${port}`, announced });
    await this.#answers();
    return performance.now() - startedMs;
  }

  #arguments() {
    const settings = Object.entries(this.#settings).flatMap(([name, value]) => ["--set", `${name}=${value}`]);
    return [
      "scripts/start.mjs",
      "--json",
      ...(this.#phone ? [] : ["--no-phone"]),
      "--state-dir",
      join(this.#stateDir),
      "--port",
      this.port ?? "0",
      ...settings,
    ];
  }

  async #announcement() {
    const line = once(createInterface({ input: this.#child.stdout }), "line", {
      signal: AbortSignal.timeout(startTimeoutMs),
    });
    const ended = this.exited.then(() =>
      Promise.reject(new Error(`the runtime ended instead of starting:\n${this.lastLines()}`)),
    );
    // This also rejects when the runtime is killed later, which is no failure of its start.
    ended.catch(() => {});
    const [text] = await Promise.race([line, ended]);
    return JSON.parse(text);
  }

  async #answers() {
    const deadline = Date.now() + startTimeoutMs;
    for (;;) {
      const answer = await fetch(`${this.url}/up`).catch(() => undefined);
      if (answer?.ok) return;
      if (Date.now() > deadline) throw new Error(`no answer from ${this.url}:\n${this.lastLines()}`);
      await sleep(20);
    }
  }

  /** Kills it and all of its children, at once and without warning. */
  kill() {
    process.kill(-this.#child.pid, "SIGKILL");
    return this.exited;
  }

  /** Shuts it down gracefully. */
  stop() {
    this.#child.kill("SIGTERM");
    return this.exited;
  }

  lastLines() {
    return this.#lines.slice(-keptLines).join("\n");
  }
}
