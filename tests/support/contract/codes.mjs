import { readErrors } from "../../../scripts/lib/error-pages.mjs";

const known = new Set(readErrors().map(({ code }) => code));
const help = /<[^<>]*\/errors\/([a-z_]+)>; rel="help"/;

/** The one text with two codes: those who may send for an account learn that its queue is full. */
const toldToSenders = 'POST /api/v1/sms/send answered 503 {"error":"Service temporarily unavailable"}';

/** The code that came with each line and text so far in this process. */
const codesByText = new Map();

/** Returns what is wrong with the code of a failure. `response` is its description; undefined for an unknown path. */
export function codeDifferences(line, response, { status, headers, text }) {
  if (status < 400) return [];
  const link = headers.get("link") ?? "";
  const code = help.exec(link)?.[1];
  if (code === undefined) return [`${line} with the link ${JSON.stringify(link)}, which leads to no explanation`];
  if (!known.has(code)) return [`${line} with the unknown code ${code}`];
  const documented = response === undefined || (response["x-error-codes"] ?? []).includes(code);
  const found = documented ? [] : [`${line} with the code ${code}, which is not documented (${text?.slice(0, 200)})`];
  return text === undefined ? found : [...found, ...leaks(line, withoutExplanation(text), code)];
}

/** A code must not tell a stranger what the text keeps secret: one text has one code. */
function leaks(line, text, code) {
  const key = `${line} ${text}`;
  if (key === toldToSenders && ["queue_full", "unavailable"].includes(code)) return [];
  const before = codesByText.get(key) ?? code;
  codesByText.set(key, code);
  return before === code ? [] : [`${line} with the code ${code}, before with ${before} (${text.slice(0, 200)})`];
}

/** Returns the text without what routes of our own add to it. */
function withoutExplanation(text) {
  try {
    const { code: _code, doc_url: _page, param: _param, type: _type, title: _title, ...rest } = JSON.parse(text);
    return JSON.stringify(rest);
  } catch {
    return text;
  }
}
