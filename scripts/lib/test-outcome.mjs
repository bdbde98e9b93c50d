import { isAbsolute, relative } from "node:path";
import { repositoryRoot } from "./paths.mjs";

/** How many tests passed, and each that failed with its place. */
export class Outcome {
  passed = 0;
  failed = [];

  add({ passed, failed }) {
    this.passed += passed;
    this.failed.push(...failed);
  }

  /** The last lines of a run: first what failed, one a line, then how many of each there were. */
  lines() {
    const counts = `${this.passed} passed, ${this.failed.length} failed`;
    return this.failed.length === 0 ? [counts] : ["failed:", ...this.failed.map((one) => `  ${one}`), counts];
  }
}

/** The outcome of Node's runner, from the lines of `test-reporter.mjs`. */
export function nodeOutcome(text) {
  const outcome = new Outcome();
  for (const line of text.split("\n").filter(Boolean)) {
    const test = JSON.parse(line);
    if (test.outcome === "passed") outcome.passed += 1;
    else outcome.failed.push(described(test));
  }
  return outcome;
}

/** A whole file that failed, before its first test or after its last, is a test with its path for a name. */
function described({ file, name }) {
  const place = fromRoot(file ?? name);
  return place.endsWith(fromRoot(name)) ? place : `${place}: ${name}`;
}

const fromRoot = (path) => (isAbsolute(path) ? relative(repositoryRoot, path) : path);

/**
 * The outcome of `cargo test --quiet --no-fail-fast`. Names of failed tests stand in the target's own output, in
 * cargo's order; which target each list belongs to is what cargo says afterwards, in the same order.
 */
export function cargoOutcome({ stdout, stderr }) {
  const outcome = new Outcome();
  const lists = [];
  let names;
  for (const line of stdout.split("\n")) {
    const result = /^test result: \w+\. (\d+) passed; (\d+) failed/.exec(line);
    if (result) {
      outcome.passed += Number(result[1]);
      if (Number(result[2]) > 0) lists.push(names ?? []);
      names = undefined;
    } else if (line === "failures:") {
      // The heading comes twice, first over what the tests printed and then over their bare names.
      names = [];
    } else if (/^ {4}\S/.test(line)) {
      names?.push(line.trim());
    }
  }
  for (const { target, crashed } of failedTargets(stderr)) {
    const found = crashed ? [] : (lists.shift() ?? []);
    outcome.failed.push(...(found.length > 0 ? found.map((name) => `${target}: ${name}`) : [`${target}: ended before its tests did`]));
  }
  outcome.failed.push(...lists.flat().map((name) => `Rust: ${name}`));
  for (const [, crate] of stderr.matchAll(/^error: could not compile `([^`]+)`/gm)) outcome.failed.push(`Rust, ${crate}: does not compile`);
  return outcome;
}

function failedTargets(stderr) {
  const failure = /^error: (?:doc)?test failed, to rerun pass `([^`]+)`(\n\nCaused by:\n.*)?/gm;
  // A test that fails ends its target with 101, of which cargo says no cause.
  return [...stderr.matchAll(failure)].map(([, target, cause]) => ({ target: `Rust, ${target}`, crashed: cause !== undefined }));
}
