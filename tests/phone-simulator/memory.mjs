import { readJson, writeJson } from "./json-file.mjs";

/**
 * State of a phone that survives the end of its app: its key, and the messages it has transmitted.
 * Give the same memory to the next `Phone` to restart one. With a file it also survives the process.
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

  /** Returns the last report on a message; `undefined` if it was never transmitted. */
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
