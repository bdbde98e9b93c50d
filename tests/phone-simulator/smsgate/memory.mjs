import { readJson, writeJson } from "../json-file.mjs";

/**
 * State of the app that survives its end: its registration, its settings, the messages it has taken over with their
 * states, and the SMS it received. Give the same memory to the next phone to restart one. With a file it also
 * survives the process.
 */
export class DeviceMemory {
  #file;
  #content = { registration: undefined, settings: {}, messages: {}, inbox: [] };

  constructor(file) {
    this.#file = file;
    this.#content = { ...this.#content, ...readJson(file) };
  }

  /** The app's settings by group. A missing setting has the app's own default. */
  get settings() {
    return this.#content.settings;
  }

  /**
   * Merges a document of settings into the existing ones, like the app's import: null is the app's default. Returns
   * whether anything changed.
   */
  importSettings(document) {
    const before = JSON.stringify(this.#content.settings);
    const settings = structuredClone(this.#content.settings);
    for (const [group, values] of Object.entries(document ?? {})) {
      for (const [name, value] of Object.entries(values ?? {})) {
        settings[group] ??= {};
        if (value === null) delete settings[group][name];
        else settings[group][name] = value;
      }
    }
    if (JSON.stringify(settings) === before) return false;
    this.#content.settings = settings;
    this.save();
    return true;
  }

  /** `{id, token, login, password}` from the server's answer, plus the person's input. */
  get registration() {
    return this.#content.registration;
  }

  set registration(registration) {
    this.#content.registration = registration;
    this.save();
  }

  /** Returns a message that was taken over, or `undefined`. */
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

  /** Saves the memory; must be called after a message in it was changed. */
  save() {
    if (this.#file) writeJson(this.#file, this.#content);
  }
}
