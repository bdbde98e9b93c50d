export const usage = `npm run keys -- create --account NAME [--kind client|registration] [--name NAME]
           [--permissions send_sms,receive_sms,…|all] [--expires-in-days DAYS]
       npm run keys -- list --account NAME [--json]
       npm run keys -- revoke KEY_ID --account NAME
    [--remote | --state-dir DIRECTORY]`;

/** Arguments that the command takes, for `parseArgs`. */
export const takes = {
  allowPositionals: true,
  options: {
    account: { type: "string" },
    "expires-in-days": { type: "string" },
    json: { type: "boolean" },
    kind: { type: "string", default: "client" },
    name: { type: "string", default: "made by npm run keys" },
    permissions: { type: "string" },
    remote: { type: "boolean" },
    "state-dir": { type: "string" },
  },
};
