import { readJson, writeJson } from "../json-file.mjs";

/**
 * Everything that the app still knows after it was killed: its registration, its settings, the messages it took over with all that
 * became of them, and the SMS it received. Give the same memory to the next phone to restart one. With a file it also
 * outlives the process.
 */
export class DeviceMemory {
  #file;
  #content = { registration: undefined, settings: {}, messages: {}, inbox: [] };

  constructor(file) {
    this.#file = file;
    this.#content = { ...this.#content, ...readJson(file) };
  }

  /** The app's settings by group. What is not in it has the app's own default. */
  get settings() {
    return this.#content.settings;
  }

  /**
   * Lays a document of settings over those that there are, as the app imports one: null is the app's default. Returns
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
