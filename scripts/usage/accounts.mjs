export const usage = `npm run accounts -- create NAME | list [--json] | disable NAME-or-ID
       npm run accounts -- set-country NAME-or-ID COUNTRY|default
       npm run accounts -- set-login NAME-or-ID [--login LOGIN] [--password-from-stdin]
    [--remote | --state-dir DIRECTORY]`;
