import { readJson, writeJson } from "./json-file.mjs";

/**
 * What a phone still knows after its app was killed: its key, and which messages it has put on the air.
 * Give the same memory to the next `Phone` to restart one. With a file it also outlives the process.
 */
export class PhoneMemory {
  #file;
  #content = { api_key: undefined, messages: {} };

  constructor(file) {
    this.#file = file;
    this.#content = readJson(file) ?? this.#content;
  }

  get apiKey() {
    return this.#content.api_key;
  }

  set apiKey(key) {
    this.#content.api_key = key;
    this.#save();
  }

  /** The last report on a message: undefined where it was never put on the air. */
  lastReport(messageId) {
    return this.#content.messages[messageId];
  }

  record(messageId, report) {
    this.#content.messages[messageId] = report;
    this.#save();
  }

  #save() {
    if (this.#file) writeJson(this.#file, this.#content);
  }
}
