import { readJson, writeJson } from "../json-file.mjs";

/**
 * What the app still knows after it was killed: its registration, the messages it took over with all that became of
 * them, and the SMS it received. Give the same memory to the next phone to restart one. With a file it also outlives
 * the process.
 */
export class DeviceMemory {
  #file;
  #content = { registration: undefined, messages: {}, inbox: [] };

  constructor(file) {
    this.#file = file;
    this.#content = readJson(file) ?? this.#content;
  }

  /** `{id, token, login, password}` as the server answered, plus what the person typed in. */
  get registration() {
    return this.#content.registration;
  }

  set registration(registration) {
    this.#content.registration = registration;
    this.save();
  }

  /** A message that was taken over, or nothing. */
  message(id) {
    return this.#content.messages[id];
  }

  get messages() {
    return Object.values(this.#content.messages);
  }

  keep(message) {
    this.#content.messages[message.id] = message;
    this.save();
  }

  get inbox() {
    return this.#content.inbox;
  }

  receive(sms) {
    this.#content.inbox.push(sms);
    this.save();
  }

  /** To be called after a message in it was changed. */
  save() {
    if (this.#file) writeJson(this.#file, this.#content);
  }
}
