/** Name of the secret that holds the keys. */
export const settingName = "RELAY_SERVER_KEYS";

/** Largest number of older keys that a rotation keeps. */
export const maxKept = 2;

export const usage = `npm run relay-key -- [--id ID] [--rotate-from-stdin [--keep COUNT]] [--help]`;

export const help = `usage: ${usage}

Makes the RSA key with which relay apps encrypt their passwords, and prints what the secret
${settingName} is to hold; nothing else goes to standard output. Keep a copy where you keep passwords:
a Worker's secret cannot be read back.

The first key, or a new one without regard to an old one:

  (umask 077; npm run --silent relay-key > relay-keys.txt)
  npx wrangler secret put ${settingName} < relay-keys.txt

Rotation with overlap. The new key comes first and is what clients are given from then on; the old one
stays behind it, so that handshakes which began with it still end well:

  (umask 077; npm run --silent relay-key -- --rotate-from-stdin < relay-keys.txt > relay-keys.new.txt)
  npx wrangler secret put ${settingName} < relay-keys.new.txt

Sessions live for minutes, so the old key can go by the next day: remove the last entry (entries are
separated by commas) and put the secret again, or let the next rotation drop it. Apps keep the shared key
that they have; a rotation logs nobody out. Tell those who pin the fingerprint the new one beforehand.

If a key became known, leave --rotate-from-stdin away: what was encrypted for it is then refused at once.

  --id ID              what the key is called in the setting and in a response header: 1 to 32 of
                       A-Z a-z 0-9 _ - (default: k and today's date)
  --rotate-from-stdin  read the setting as it is and put the new key in front of it
  --keep COUNT         how many of its keys stay: 0 to ${maxKept} (default 1; a secret holds 5 kB, which is 3 keys)`;

/** Arguments that the command takes, for `parseArgs`. */
export const takes = {
  options: {
    id: { type: "string" },
    keep: { type: "string" },
    "rotate-from-stdin": { type: "boolean" },
  },
};
