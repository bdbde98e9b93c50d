import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PlainError, reportFailure, say } from "../lib/log.mjs";
import { repositoryRoot } from "../lib/paths.mjs";

/** Largest share of doc comments, in percent, that may open with a relative pronoun in place of their subject. */
const highestPercent = 4;

const subjectless = /^(What|Whoever|Whose|Whom|So many|By so|How much|Nobody|Who)\b/;

// A line of four slashes is an ordinary comment, as Rust has it.
const docComment = /^\s*(\/\/\/(?!\/)|\/\/!)(.*)$/;

/** The first line with text of every doc comment of a Rust source: `[{ line, text }]`, lines counted from 1. */
function openings(source) {
  const found = [];
  let marker; // of the block that the line before belongs to
  let awaitsText = false;
  for (const [index, content] of source.split(/\r?\n/).entries()) {
    const [, lineMarker, rest] = docComment.exec(content) ?? [];
    if (lineMarker !== marker) awaitsText = lineMarker !== undefined;
    marker = lineMarker;
    const text = rest?.trim();
    if (!awaitsText || !text) continue;
    found.push({ line: index + 1, text });
    awaitsText = false;
  }
  return found;
}

function trackedRustFiles() {
  const { error, status, stdout, stderr } = spawnSync("git", ["ls-files", "-z", "--", "*.rs"], {
    cwd: repositoryRoot,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (error || status !== 0) throw new PlainError(`git ls-files failed: ${error?.message ?? stderr.trim()}`);
  // A file that was deleted stays tracked until the deletion is staged.
  return stdout.split("\0").filter((file) => file !== "" && existsSync(join(repositoryRoot, file)));
}

/** Lists the openings without a subject and fails if too many doc comments of the tracked Rust files have one. */
function check() {
  const all = trackedRustFiles().flatMap((file) =>
    openings(readFileSync(join(repositoryRoot, file), "utf8")).map((opening) => ({ file, ...opening })),
  );
  const listed = all.filter(({ text }) => subjectless.test(text));
  const percent = all.length === 0 ? 0 : (100 * listed.length) / all.length;
  const share = `${listed.length} of ${all.length} doc comments (${percent.toFixed(1)} %) open without their subject`;
  if (percent <= highestPercent) {
    say(`${share}; the limit is ${highestPercent} %`);
    return;
  }
  for (const { file, line, text } of listed) say(`${file}:${line}: ${text}`);
  throw new PlainError(`${share}; the limit is ${highestPercent} %. Open with a noun phrase or a verb: "Returns …"`);
}

try {
  check();
} catch (error) {
  reportFailure(error);
}
