import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** One bash session, in which an error ends everything (`set -eu`), as in a script. */
export class ShellSession {
  #child;
  #directory;
  #ended;
  #files = 0;
  #output = { stdout: "", stderr: "" };
  #wake = () => {};

  /** Starts bash in a directory, which also gets the files with the scripts that it runs. */
  constructor({ directory, env = {} }) {
    this.#directory = directory;
    this.#child = spawn("bash", [], {
      cwd: directory,
      // With a separate process group, one signal also ends what the scripts left running in the background.
      detached: true,
      env: { ...process.env, ...env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    for (const name of ["stdout", "stderr"]) {
      this.#child[name].setEncoding("utf8").on("data", (chunk) => {
        this.#output[name] += chunk;
        this.#wake();
      });
    }
    this.#child.on("exit", (code, signal) => {
      this.#ended = code ?? signal;
      this.#wake();
    });
    // The shell has a process group of its own, so that it would outlive a test that is ended from outside.
    process.once("exit", () => this.end());
    // Writing to a shell that has ended is no failure of its own: `run` reports the end.
    this.#child.stdin.on("error", () => {});
    this.#child.stdin.write("set -eu\n");
  }

  /** Runs a script in the session and returns its standard output. Throws if it fails, or takes longer. */
  async run(script, { timeoutMs = 20_000 } = {}) {
    const file = join(this.#directory, `.script-${(this.#files += 1)}.sh`);
    writeFileSync(file, script);
    const mark = `end-of-script-${randomUUID()}`;
    this.#output = { stdout: "", stderr: "" };
    // The script comes from a file, so that none of its commands can read the following scripts as input.
    this.#child.stdin.write(`. '${file}' </dev/null\nprintf '%s\\n' '${mark}'\n`);
    const deadline = Date.now() + timeoutMs;
    while (!this.#output.stdout.includes(mark)) {
      if (this.#ended !== undefined) throw this.#failure(`the shell ended with ${this.#ended}`);
      if (Date.now() > deadline) throw this.#failure(`the script did not end within ${timeoutMs / 1_000} s`);
      await this.#news(deadline);
    }
    return this.#output.stdout.slice(0, this.#output.stdout.indexOf(mark));
  }

  /** Ends the shell and everything that it started. */
  end() {
    try {
      process.kill(-this.#child.pid, "SIGKILL");
    } catch (error) {
      if (error.code !== "ESRCH") throw error;
    }
  }

  /** Waits until there is output, the shell has ended or the deadline has passed. */
  #news(deadline) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, deadline - Date.now()) + 1);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #failure(what) {
    const { stdout, stderr } = this.#output;
    return new Error(`${what}\nstandard output:\n${stdout}\nstandard error:\n${stderr}`);
  }
}
