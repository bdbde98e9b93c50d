import { isAbsolute, relative } from "node:path";
import { repositoryRoot } from "./paths.mjs";

/** Number of passed tests, and the failed tests with their locations. */
export class Outcome {
  passed = 0;
  failed = [];

  add({ passed, failed }) {
    this.passed += passed;
    this.failed.push(...failed);
  }

  /** Last lines of a run: the failed tests, one a line, then the numbers of passed and failed tests. */
  lines() {
    const counts = `${this.passed} passed, ${this.failed.length} failed`;
    return this.failed.length === 0 ? [counts] : ["failed:", ...this.failed.map((one) => `  ${one}`), counts];
  }
}

/** Parses the outcome of Node's runner from the lines of `test-reporter.mjs`. */
export function nodeOutcome(text) {
  const outcome = new Outcome();
  for (const line of text.split("\n").filter(Boolean)) {
    const test = JSON.parse(line);
    if (test.outcome === "passed") outcome.passed += 1;
    else outcome.failed.push(described(test));
  }
  return outcome;
}

/** Describes a failed test. A file that failed outside its tests appears as a test whose name is its path. */
function described({ file, name }) {
  const place = fromRoot(file ?? name);
  return place.endsWith(fromRoot(name)) ? place : `${place}: ${name}`;
}

const fromRoot = (path) => (isAbsolute(path) ? relative(repositoryRoot, path) : path);

/**
 * Parses the outcome of `cargo test --quiet --no-fail-fast`. Each target's own output lists its failed tests; cargo
 * names the failed targets afterwards, in the same order.
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
      // The heading appears twice, first above the tests' output and then above their bare names.
      names = [];
    } else if (/^ {4}\S/.test(line)) {
      names?.push(line.trim());
    }
  }
  for (const { target, crashed } of failedTargets(stderr)) {
    const found = crashed ? [] : (lists.shift() ?? []);
    outcome.failed.push(
      ...(found.length > 0 ? found.map((name) => `${target}: ${name}`) : [`${target}: ended before its tests did`]),
    );
  }
  outcome.failed.push(...lists.flat().map((name) => `Rust: ${name}`));
  for (const [, crate] of stderr.matchAll(/^error: could not compile `([^`]+)`/gm))
    outcome.failed.push(`Rust, ${crate}: does not compile`);
  return outcome;
}

function failedTargets(stderr) {
  const failure = /^error: (?:doc)?test failed, to rerun pass `([^`]+)`(\n\nCaused by:\n.*)?/gm;
  // A failing test ends its target with exit code 101, for which cargo prints no cause.
  return [...stderr.matchAll(failure)].map(([, target, cause]) => ({
    target: `Rust, ${target}`,
    crashed: cause !== undefined,
  }));
}
