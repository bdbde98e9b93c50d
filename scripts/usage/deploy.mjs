export const usage = `npm run deploy -- [options of wrangler deploy]
  checks that the database and the secrets are there, applies migrations, uploads the Worker, and says
  what deserves a look afterwards. Options go on to \`wrangler deploy\`: npx wrangler deploy --help`;
