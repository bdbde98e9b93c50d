import { randomUUID } from "node:crypto";
import { encrypt } from "./encryption.mjs";
import { appTimestamp } from "./message.mjs";

// The app uploads in chunks of this size.
export const itemsPerUpload = 100;

/**
 * Creates an SMS or MMS as in the phone's own store. `attachments` are `{partId, contentType, name, data}` with data as
 * bytes.
 */
export function received({ sender, text, type = "SMS", recipient, simNumber, attachments = [], atMs = Date.now() }) {
  const stored = attachments.map(({ data, ...part }) => ({
    ...part,
    size: data.length,
    data: data.toString("base64"),
  }));
  return { id: randomUUID(), type, sender, recipient, simNumber, text, attachments: stored, atMs };
}

/** Converts it for the app's upload: every non-empty field is encrypted separately. */
export async function uploadItem(sms, { passphrase, iterations }) {
  const sealed = (value) => encrypt(value, passphrase, iterations);
  return {
    id: sms.id,
    type: sms.type,
    sender: await sealed(sms.sender),
    ...(sms.recipient ? { recipient: await sealed(sms.recipient) } : {}),
    ...(sms.simNumber ? { simNumber: sms.simNumber } : {}),
    content: await sealed(sms.text),
    isEncrypted: true,
    createdAt: appTimestamp(sms.atMs),
    ...(sms.attachments.length > 0 ? { attachments: sms.attachments } : {}),
  };
}

/** Selects the items of a phone's store that an export request asks for. */
export function selectForExport(inbox, { since, until, messageTypes }) {
  const types = messageTypes?.split(",");
  const [from, to] = [Date.parse(since), Date.parse(until)];
  return inbox.filter(
    ({ atMs, type }) => atMs >= from && atMs <= to && (!types || types.some((it) => type.startsWith(it))),
  );
}
