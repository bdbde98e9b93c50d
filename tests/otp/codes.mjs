/** Common actions of tests of one-time codes, for one account. */
export class Codes {
  constructor(wireroom, account) {
    this.wireroom = wireroom;
    this.account = account;
  }

  send(phone_number, more = {}) {
    return this.#post("/api/v1/otp/send", { phone_number, ...more });
  }

  verify(phone_number, code, more = {}) {
    return this.#post("/api/v1/otp/verify", { phone_number, code, ...more });
  }

  /** Sends a code and returns it as its recipient reads it. */
  async receive(phone, phone_number, more) {
    const arrives = phone.next("command", { where: ({ recipient }) => recipient === phone_number });
    const { status, body } = await this.send(phone_number, more);
    if (status !== 200) throw new Error(`not sent: ${status} ${JSON.stringify(body)}`);
    const command = await arrives;
    return /\d{6}/.exec(command.message)[0];
  }

  async #post(path, json) {
    const { status, body, headers } = await this.wireroom.request("POST", path, { key: this.account.key, json });
    return { status, body, retryAfter: headers.get("retry-after") };
  }
}

export const verified = { success: true, verified: true };
export const refused = (attempts_remaining) => ({
  success: false,
  verified: false,
  error: "Invalid or expired OTP",
  attempts_remaining,
});

/** Returns a code different from this one. */
export const anotherThan = (code) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");
