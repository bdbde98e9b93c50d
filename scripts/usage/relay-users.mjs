export const usage = `npm run relay-users -- list [--json] | delete NUMBER
       npm run relay-users -- create NUMBER --name NAME [--country-code +CODE] [--uid UUID]
           [--password-from-stdin | --imported-hash-from-stdin]
       npm run relay-users -- invite NUMBER [--days DAYS]
       npm run relay-users -- set-password NUMBER [--password-from-stdin]
    [--account NAME-or-ID] [--remote | --state-dir DIRECTORY]`;

/** Arguments that the command takes, for `parseArgs`. */
export const takes = {
  allowPositionals: true,
  options: {
    account: { type: "string" },
    "country-code": { type: "string" },
    days: { type: "string" },
    "imported-hash-from-stdin": { type: "boolean" },
    json: { type: "boolean" },
    name: { type: "string" },
    "password-from-stdin": { type: "boolean" },
    remote: { type: "boolean" },
    "state-dir": { type: "string" },
    uid: { type: "string" },
  },
};
