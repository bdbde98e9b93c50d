/** Name of the secret that holds the keys. */
export const settingName = "RELAY_SERVER_KEYS";

/** Largest number of older keys that a rotation keeps. */
export const maxKept = 2;

export const usage = `npm run relay-key -- [--id ID] [--rotate-from-stdin [--keep COUNT]] [--help]`;

export const help = `usage: ${usage}

Generates the RSA key with which relay apps encrypt their passwords, and prints the new value of the secret
${settingName}; nothing else goes to standard output. Keep a copy with your passwords: a Worker's secret
cannot be read back.

The first key, or a new one that replaces all old ones:

  (umask 077; npm run --silent relay-key > relay-keys.txt)
  npx wrangler secret put ${settingName} < relay-keys.txt

Rotation with overlap. The new key comes first, and clients get it from then on; the old one stays behind it,
so that handshakes that began with it can still be completed:

  (umask 077; npm run --silent relay-key -- --rotate-from-stdin < relay-keys.txt > relay-keys.new.txt)
  npx wrangler secret put ${settingName} < relay-keys.new.txt

Sessions live for minutes, so the old key can be removed the next day: delete the last entry (entries are
separated by commas) and put the secret again, or let the next rotation drop it. Apps keep their shared keys,
so a rotation logs no user out. If clients pin the fingerprint, tell their users the new one beforehand.

If a key was leaked, omit --rotate-from-stdin: passwords encrypted with it are then refused at once.

  --id ID              id of the key in the setting and in a response header: 1 to 32 characters of
                       A-Z a-z 0-9 _ - (default: k and today's date)
  --rotate-from-stdin  reads the current setting and puts the new key in front of it
  --keep COUNT         number of old keys to keep: 0 to ${maxKept} (default 1; a secret holds 5 kB, which is 3 keys)`;

/** Arguments that the command takes, for `parseArgs`. */
export const takes = {
  options: {
    id: { type: "string" },
    keep: { type: "string" },
    "rotate-from-stdin": { type: "boolean" },
  },
};
