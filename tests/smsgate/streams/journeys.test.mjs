import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../../support/wireroom.mjs";
import { PollPhone, enqueued, frameOf } from "./poll-phone.mjs";

const recipient = "+12025550123";

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

/** Creates a phone that is the only one in its account. */
async function lonePhone(context) {
  const account = await wireroom.createAccount(context.name);
  const phone = await PollPhone.register(wireroom, { account });
  context.after(() => phone.hangUp());
  return phone;
}

/** Returns the texts that the phone fetches. */
async function fetched(phone) {
  const { status, body } = await wireroom.request("GET", "/api/mobile/v1/message", { key: phone.token });
  assert.equal(status, 200);
  return body.map(({ message, textMessage }) => textMessage?.text ?? message);
}

test("a phone is notified of a message on its stream, and fetches it", async (context) => {
  const phone = await lonePhone(context);
  const stream = await phone.listen();
  await wireroom.eventually(() => phone.isOnline(), { what: "the phone is online" });
  await phone.account.sendAccepted(recipient, "Hello");
  assert.equal(await stream.next(), frameOf("MessageEnqueued"));
  assert.deepEqual(await fetched(phone), ["Hello"]);
});

test("a message sent while a phone had no stream is fetched when the stream is reopened, even after evictions", async (context) => {
  const phone = await lonePhone(context);
  await phone.listen();
  await wireroom.eventually(() => phone.isOnline(), { what: "the phone is online" });
  await phone.disconnect();
  await wireroom.eventually(async () => (await phone.notify(enqueued)).streams === 0, { what: "the stream is gone" });
  await phone.account.sendAccepted(recipient, "Missed");
  await wireroom.evict(phone.account, phone.id);
  const stream = await phone.listen();
  // The app fetches as soon as its stream is open, and at every notification.
  await wireroom.eventually(async () => (await fetched(phone)).includes("Missed"), { what: "it finds the message" });
  await phone.account.sendAccepted(recipient, "Told");
  assert.equal(await stream.next(), frameOf("MessageEnqueued"));
  await wireroom.eventually(async () => (await fetched(phone)).includes("Told"), { what: "it finds the other" });
});
