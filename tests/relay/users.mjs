import { createCipheriv, randomBytes } from "node:crypto";

/** Common actions of tests of relay users. */

let numbers = 0;
/** Returns a number of Cameroon that no other test uses: `{ national, full }`. */
export function newNumber() {
  const national = `6794${String((numbers += 1)).padStart(5, "0")}`;
  return { national, full: `+237${national}` };
}

export const goodPassword = "Correct-horse-7";

/** A person with a browser, which stores the session's cookie and sends its user agent. */
export class Visitor {
  cookie;
  uid;

  constructor(wireroom, { agent = "a browser", network } = {}) {
    this.wireroom = wireroom;
    this.agent = agent;
    this.network = network;
  }

  async request(method, path, json) {
    const headers = { "user-agent": this.agent };
    if (this.cookie) headers.cookie = `other=1; SWOB=${this.cookie}`;
    if (this.network) headers["cf-connecting-ip"] = this.network;
    const answer = await this.wireroom.request(method, path, { json, headers });
    answer.setCookie = answer.headers.get("set-cookie");
    const kept = /^SWOB=([^;]*)/.exec(answer.setCookie ?? "");
    if (kept) this.cookie = kept[1] || undefined;
    if (answer.body?.uid) this.uid = answer.body.uid;
    return answer;
  }

  signUp({ national }, more = {}) {
    const fields = {
      phone_number: national,
      name: "Ngozi",
      country_code: "+237",
      password: goodPassword,
      captcha_token: "",
      ...more,
    };
    return this.request("POST", "/v2/signup", fields);
  }

  askForCode({ full }, uid = this.uid) {
    return this.request("POST", `/v2/users/${uid}/OTP`, { phone_number: full });
  }

  /** Requests a code and reads it from the SMS to the number's phone. */
  async receiveCode(phone, number) {
    const arrives = phone.next("command", { where: ({ recipient }) => recipient === number.full });
    expect(await this.askForCode(number), 201);
    return /\d{6}/.exec((await arrives).message)[0];
  }

  enterCode(code) {
    return this.request("PUT", "/v2/OTP", { code });
  }

  finishSignUp() {
    return this.request("PUT", "/v2/signup");
  }

  /** Performs a whole sign-up. */
  async join(phone, number, more) {
    expect(await this.signUp(number, more), 200);
    expect(await this.enterCode(await this.receiveCode(phone, number)), 200);
    expect(await this.finishSignUp(), 200);
    return this;
  }

  logIn({ full }, password = goodPassword) {
    return this.request("POST", "/v2/login", { phone_number: full, password, captcha_token: "" });
  }

  verify(password = goodPassword, uid = this.uid) {
    return this.request("POST", `/v2/users/${uid}/verify`, { password });
  }

  recover({ full }) {
    return this.request("POST", "/v2/recovery", { phone_number: full });
  }

  finishRecovery(new_password, uid = this.uid) {
    return this.request("PUT", `/v2/users/${uid}/recovery`, { new_password });
  }

  dashboard(uid = this.uid) {
    return this.request("GET", `/v2/users/${uid}/dashboard`);
  }

  changePassword(password, new_password, uid = this.uid) {
    return this.request("POST", `/v2/users/${uid}/password`, { password, new_password });
  }

  logOut(uid = this.uid) {
    return this.request("POST", `/v2/users/${uid}/logout`);
  }

  delete(password = goodPassword, uid = this.uid) {
    return this.request("DELETE", `/v2/users/${uid}`, { password });
  }
}

/** Asserts the answer's status; returns the answer. */
export function expect(answer, status) {
  if (answer.status !== status) throw new Error(`not ${status}: ${answer.status} ${answer.text}`);
  return answer;
}

/** Creates a person who has signed up and logged in. */
export async function member(wireroom, phone, options) {
  const number = newNumber();
  const visitor = await new Visitor(wireroom, options).join(phone, number);
  expect(await visitor.logIn(number), 200);
  return Object.assign(visitor, { number });
}

/** Returns the user's row. */
export async function rowOf(wireroom, { full }, accountId = wireroom.account.id) {
  const [row] = await wireroom.rows(
    "SELECT * FROM relay_users WHERE account_id = ? AND phone_number = ?",
    accountId,
    full,
  );
  return row;
}

/** Lets the number have its next code at once, as if its wait had passed. */
export async function endCodeWait(wireroom, { full }) {
  await wireroom.rows("UPDATE relay_code_waits SET next_at_ms = 0 WHERE phone_number = ?", full);
}

/** Forges a session's cookie with the given content: sealed like the server's, for this user agent. */
export function forgeCookie(session, { agent = "a browser", key = Buffer.alloc(32, 7), keyId = "tests" } = {}) {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const parts = ["relay session cookie", agent].map((part) => Buffer.from(part));
  const lengths = parts.map((part) => {
    const length = Buffer.alloc(8);
    length.writeBigUInt64BE(BigInt(part.length));
    return length;
  });
  cipher.setAAD(Buffer.concat(parts.flatMap((part, at) => [lengths[at], part])));
  const sealed = Buffer.concat([nonce, cipher.update(JSON.stringify(session)), cipher.final(), cipher.getAuthTag()]);
  return `v1.${keyId}.${sealed.toString("base64")}`;
}
