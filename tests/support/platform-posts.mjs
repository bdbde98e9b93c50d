/** Checks of posts like the platforms' own, because a fake that accepts more than the platform proves nothing. */

/** Parses an e-mail as Gmail gets it: `{ from, to, cc, bcc, subject, body }`; throws if it is invalid. */
export function readEmail(raw) {
  const text = Buffer.from(raw, "base64url").toString();
  const end = text.indexOf("\r\n\r\n");
  if (end < 0 || /[^\r]\n|\r[^\n]/.test(text)) throw new Error("line breaks are CR LF");
  const headers = new Map();
  for (const line of text
    .slice(0, end)
    .replaceAll(/\r\n[ \t]+/g, " ")
    .split("\r\n")) {
    const [, name, value] = /^([A-Za-z-]+): (.*)$/.exec(line) ?? [];
    if (!name || headers.has(name.toLowerCase())) throw new Error(`a header line is wrong: ${line}`);
    headers.set(name.toLowerCase(), value);
  }
  const list = (name) => (headers.get(name) ? headers.get(name).split(/,\s*/) : []);
  if (headers.get("content-transfer-encoding") !== "base64") throw new Error("the encoding is another");
  return {
    from: decodeWords(headers.get("from") ?? ""),
    to: list("to"),
    cc: list("cc"),
    bcc: list("bcc"),
    subject: decodeWords(headers.get("subject") ?? ""),
    body: Buffer.from(text.slice(end + 4), "base64").toString(),
  };
}

const decodeWords = (text) =>
  text
    // By RFC 2047 a space between two encoded words is not part of the text.
    .replaceAll(/\?=\s+=\?/g, "?==?")
    .replaceAll(/=\?UTF-8\?B\?([^?]*)\?=/g, (_, word) => Buffer.from(word, "base64").toString());

const LINK = /https?:\/\/[^\s]*[^\s.,;:!?)'"]/g;

/** Returns a post's length as Twitter counts it, except for rules that need Twitter's own tables. */
export function tweetLength(text) {
  const plain = text.normalize("NFC").replaceAll(LINK, "x".repeat(23));
  // Twitter counts these ranges as one and all other characters as two; a link has the length of its short form.
  const isLight = (point) =>
    point <= 0x10ff ||
    (point >= 0x2000 && point <= 0x200d) ||
    (point >= 0x2010 && point <= 0x201f) ||
    (point >= 0x2032 && point <= 0x2037);
  return [...plain].reduce((total, c) => total + (isLight(c.codePointAt(0)) ? 1 : 2), 0);
}

/** Returns a post's length as Mastodon counts it. */
export const statusLength = (text) => graphemes(text.replaceAll(LINK, "x".repeat(23)));

export const graphemes = (text) => [...new Intl.Segmenter().segment(text)].length;

/** Returns the fault in a record of a Bluesky post, or `undefined`. */
export function problemWithRecord({ collection, rkey, record }) {
  if (collection !== "app.bsky.feed.post" || record?.$type !== collection) return "it is no post";
  if (!/^[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}$/.test(rkey)) return "its key is no TID";
  if (typeof record.text !== "string" || graphemes(record.text) > 300 || Buffer.byteLength(record.text) > 3_000)
    return "its text is too long";
  if (Number.isNaN(Date.parse(record.createdAt))) return "its time is none";
  for (const { index, features } of record.facets ?? []) {
    const text = Buffer.from(record.text).subarray(index.byteStart, index.byteEnd).toString();
    if (features[0].$type !== "app.bsky.richtext.facet#link" || features[0].uri !== text)
      return "a link is not where it says";
  }
  return undefined;
}
