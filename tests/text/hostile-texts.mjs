/**
 * Texts as phones, providers and integrators really write them into JSON: the characters between the quotes, and the
 * intended text.
 */
export const hostileTexts = [
  ["half an emoji at its end", "cut \\ud83d", "cut \ufffd"],
  ["half an emoji at its beginning", "\\uDE00 cut", "\ufffd cut"],
  ["half an emoji before another escape", '\\ud83d\\n\\ud83d\\"x', '\ufffd\n\ufffd"x'],
  ["both halves in the wrong order", "x\\ude00\\ud83dx", "x\ufffd\ufffdx"],
  ["half an emoji before a whole one", "\\ud83d\\ud83d\\ude00", "\ufffd😀"],
  ["a whole emoji in escapes", "\\ud83d\\ude00", "😀"],
  ["a backslash that escapes nothing of the kind", "\\\\ud83d", "\\ud83d"],
  [
    "NUL and other control characters",
    "a\\u0000b\\u0001c\\u001b[0md\\u007fe\\u0085f",
    "a\0b\u0001c\u001b[0md\u007fe\u0085f",
  ],
  ["characters that Unicode keeps for itself", "a\\ufeffb\\ufffec\\uffffd", "a\ufeffb\ufffec\uffffd"],
];

/** Documents around a text: functions of a valid document's fields and the text's name. */
export const hostileDocuments = [
  ["that begins with a byte order mark", (fields) => `\ufeff${JSON.stringify(fields)}`],
  ["that names the text twice", (fields, name) => JSON.stringify(fields).replace("{", `{"${name}":"the first",`)],
  [
    "that repeats members of unknown names",
    (fields) => JSON.stringify(fields).replace(/\}$/, ',"x":{"a":1,"a":[]},"x":null}'),
  ],
];

/** Returns the document with the given raw characters between the text's quotes. */
export const written = (fields, raw) => JSON.stringify(fields).replace("TEXT", () => raw);
