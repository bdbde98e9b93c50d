export const usage = `npm run keys -- create --account NAME [--kind client|registration] [--name NAME]
           [--permissions send_sms,receive_sms,…|all] [--expires-in-days DAYS]
       npm run keys -- list --account NAME [--json]
       npm run keys -- revoke KEY_ID --account NAME
    [--remote | --state-dir DIRECTORY]`;
