import { Ajv } from "ajv";
import { readDocument } from "../../../scripts/lib/openapi/documents.mjs";
import { absolute } from "./references.mjs";

const document = readDocument("asyncapi");
const base = "https://contract.invalid/asyncapi.json";
const ajv = new Ajv({ strict: false, validateFormats: false });
ajv.addSchema({ $id: base, components: { schemas: closed(document.components.schemas) } });

/** Returns a copy of schemas in which objects have no members but those that are named. */
function closed(value) {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(closed);
  const copy = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, closed(member)]));
  if (copy.type === "object" && copy.properties) copy.additionalProperties ??= false;
  return copy;
}

/** Returns the validators of what the server sends on a channel, by the message's name. */
function sentOn(channel) {
  const messages = document.operations[`send.${channel}`].messages.map(({ $ref }) => $ref.split("/").at(-1));
  return new Map(
    messages.map((name) => {
      const { payload } = document.components.messages[`${channel}.${name}`];
      return [name, ajv.compile(absolute(closed(payload), base))];
    }),
  );
}

const channels = new Map();

/** Throws unless the AsyncAPI document has this frame, parsed, among the messages that the server sends. */
export function checkFrame(channel, frame, name) {
  if (!channels.has(channel)) channels.set(channel, sentOn(channel));
  const validators = channels.get(channel);
  const candidates = name === undefined ? [...validators.values()] : [validators.get(name)].filter(Boolean);
  if (!candidates.some((validate) => validate(frame)))
    throw new Error(`${channel}: the AsyncAPI document has no such frame: ${name ?? ""} ${JSON.stringify(frame)}`);
}
