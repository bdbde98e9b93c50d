import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { repositoryRoot } from "../../scripts/lib/paths.mjs";

const contracts = ["gateway-api", "number-proxy", "providers", "relaysms", "smsgate"];

/** Sections with a letter belong to one contract, whatever file cites them. */
const contractOfLetter = { A: "gateway-api", B: "gateway-api", C: "number-proxy", D: "providers" };

/** Folders in whose files a section without a letter belongs to this contract unless the citation names another one. */
const contractOfFolder = [
  ["smsgate", /^(functions\/smsgate|crates\/domain\/devices|tests\/smsgate)\//],
  [
    "relaysms",
    /^(functions\/relay|crates\/domain\/(platforms|relay-[a-z]+|sync-session)|crates\/services\/(publishing|platform-grants)|durable-objects\/sync-session|tests\/relay)\//,
  ],
];

/**
 * The spellings of a citation, in a comment: `contract 3.1`, `smsgate contract 3.1`, `contract relaysms 1.2`,
 * `contract relaysms.md, 1.2`, and a name in backquotes. Several sections are joined by `,`, `and`, `to` or a dash. A
 * step (`step 1`) or a numbered finding (`#6`) belongs to the section before it.
 */
const name = contracts.join("|");
const section = String.raw`(?:(?:[A-D]\.)?\d+(?:\.\d+)*(?!\w|\.\w)|part [A-D]\b)`;
const item = String.raw`(?:${section}|step \d+|#\d+)`;
const separator = `(?:,? (?:and|to) |, | |–)`;
const citation = new RegExp(
  String.raw`(?:\b(${name}) )?\bcontract(?: \`?(${name})(?:\.md)?\`?,?)?(?: sections?)? (${item}(?:${separator}${item})*)`,
  "gi",
);
/** A reference to a whole contract. */
const reference = /\bcontract `([a-z-]+)`/g;
/** Section numbers that a comment about a contract gives in another spelling, so that no citation is overlooked. */
const stray = new RegExp(
  String.raw`\((?:section )?${section}(?:${separator}${item})*\)|\bas in ${section}|\b[A-D]\.\d`,
);

const trackedFiles = (...patterns) =>
  execFileSync("git", ["ls-files", "-z", "--", ...patterns], { cwd: repositoryRoot, encoding: "utf8" })
    .split("\0")
    .filter(Boolean);
const read = (path) => readFileSync(join(repositoryRoot, path), "utf8");

/** Yields a file's comments with their first lines: consecutive comment lines are one comment, joined by blanks. */
function* comments(text) {
  let joined = [];
  let first = 0;
  for (const [index, row] of [...text.split("\n"), ""].entries()) {
    const whole = /^\s*(?:\/\/[/!]?|\/\*\*?|\*(?= |\/|$))(.*)$/.exec(row);
    if (whole) {
      if (joined.length === 0) first = index + 1;
      joined.push(whole[1].trim());
      continue;
    }
    if (joined.length > 0) yield { line: first, comment: joined.join(" ") };
    joined = [];
    const trailing = /\s\/\/ (.*)$/.exec(row);
    if (trailing) yield { line: index + 1, comment: trailing[1] };
  }
}

/** Returns all citations in the comments of a file, and the comments with section numbers in another spelling. */
function citationsOf(file, text) {
  const found = { citations: [], strays: [] };
  for (const { line, comment } of comments(text)) {
    const at = `${file}:${line}`;
    for (const [, contract] of comment.matchAll(reference)) found.citations.push({ at, contract, sections: [] });
    for (const [, before, after, list] of comment.matchAll(citation)) {
      const contract = (before ?? after)?.toLowerCase();
      found.citations.push({ at, contract, sections: list.match(new RegExp(item, "gi")) });
    }
    if (/contract/i.test(comment) && stray.test(comment.replace(citation, ""))) found.strays.push(`${at}: ${comment}`);
  }
  return found;
}

/** Maps the numbers of a contract's headings to the text from there to the next heading of the same level or above. */
function headings(markdown) {
  const rows = markdown.split("\n");
  const heads = rows.flatMap((row, index) => {
    const [, marks, number] = /^(#+) ((?:[A-D]\.)?\d+(?:\.\d+)*|[A-D](?=\.))\b/.exec(row) ?? [];
    return number ? [{ level: marks.length, number, index }] : [];
  });
  return new Map(
    heads.map(({ level, number, index }, at) => {
      const end = heads.slice(at + 1).find((later) => later.level <= level)?.index;
      return [number, rows.slice(index, end).join("\n")];
    }),
  );
}

/** Whether a section describes a step or a finding by its number. */
function describes(text, wanted) {
  const number = wanted.match(/\d+/)[0];
  const pattern = wanted.startsWith("#") ? `#${number}\\b|^\\|? ?\\**${number}\\b[.)]? ` : `\\bstep ${number}\\b`;
  return new RegExp(pattern, "im").test(text);
}

/** Returns the contract that a cited section belongs to: by its letter, by the citation's own name, or by the folder. */
function ownerOf({ at, contract }, number) {
  return contractOfLetter[number[0]] ?? contract ?? contractOfFolder.find(([, folder]) => folder.test(at))?.[0];
}

const isSection = (cited) => !/^(step|#)/i.test(cited);
const numberOf = (cited) => cited.replace(/^part /i, "");

/** Returns the reasons why a citation leads nowhere. */
function defects(headingsOf, found) {
  const { at, contract, sections } = found;
  if (contract !== undefined && !headingsOf.has(contract))
    return [`${at} cites contract ${contract}, which does not exist`];
  const reasons = [];
  let current;
  for (const cited of sections) {
    if (isSection(cited)) {
      const number = numberOf(cited);
      const owner = ownerOf(found, number);
      if (owner === undefined) reasons.push(`${at} does not say which contract has the section ${cited}`);
      if (contract && owner !== contract)
        reasons.push(`${at} cites ${contract} ${cited}, which is a section of ${owner}`);
      current = { label: `contract ${owner} ${number}`, text: headingsOf.get(owner)?.get(number) };
      if (owner !== undefined && current.text === undefined)
        reasons.push(`${at} cites ${current.label}, which is no heading of docs/contracts/${owner}.md`);
    } else if (current === undefined) {
      reasons.push(`${at} cites ${cited} of no section`);
    } else if (current.text !== undefined && !describes(current.text, cited)) {
      reasons.push(`${at} cites ${current.label}, ${cited}, which that section does not describe`);
    }
  }
  return reasons;
}

const headingsOf = new Map(contracts.map((contract) => [contract, headings(read(`docs/contracts/${contract}.md`))]));
const cited = trackedFiles("*.rs", "*.mjs")
  .filter((file) => !file.endsWith("tooling/contract-citations.test.mjs"))
  .map((file) => citationsOf(file, read(file)));

test("every contract section that a comment cites is a heading of docs/contracts", () => {
  const citations = cited.flatMap((it) => it.citations);
  const owners = citations.flatMap((it) =>
    it.sections.filter(isSection).map((section) => ownerOf(it, numberOf(section))),
  );
  assert.ok(owners.length > 250, `only ${owners.length} cited sections were found`);
  for (const contract of contracts) assert.ok(owners.includes(contract), `no citation of ${contract} was found`);
  assert.deepEqual(
    citations.flatMap((it) => defects(headingsOf, it)),
    [],
  );
});

test("comments cite contracts only in the spellings that are checked", () => {
  assert.deepEqual(
    cited.flatMap((it) => it.strays),
    [],
    "spell it `contract A.1`, or `smsgate contract 3.1`",
  );
});

test("a citation of a section that does not exist is found in every spelling", () => {
  const found = (file, text) => {
    const { citations, strays } = citationsOf(file, text);
    return citations.flatMap((it) => defects(headingsOf, it)).length + strays.length;
  };
  for (const bogus of [
    "//! The list (contract A.99).",
    "/// The list (contract\n/// A.99).",
    "let a = 1; // as contract D.9 says",
    "/// The list (smsgate contract 99.1).",
    "/// The list (contract `relaysms`, sections 1.2, 1.3 and 99).",
    "/// The list (contract relaysms.md, 99).",
    "/// The list (contract `fax`).",
    "/// The list (contract 3.1).",
    "/// The list (contract number-proxy A.1).",
    "/// The list (contract 3.1, step 99).",
    "/// The list of the contract (A.1).",
    " * The list (contract A.1, A.99).",
  ]) {
    assert.equal(found("src/lib.rs", bogus), 1, bogus);
  }
  for (const good of [
    "//! The list (contract A.1, B.2 and C.3).",
    "/// Times (smsgate contract 3.1).",
    "/// RFC 9110, section 5.6.1.",
  ]) {
    assert.equal(found("src/lib.rs", good), 0, good);
  }
  assert.equal(found("functions/smsgate/src/lib.rs", "/// The list (contract 3.1)."), 0);
});
