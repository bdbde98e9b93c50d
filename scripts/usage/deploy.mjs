export const usage = `npm run deploy -- [options of wrangler deploy]
  checks that the database and the required secrets exist, applies migrations, uploads the Worker, and
  prints hints about nodes and phones. Options are passed to \`wrangler deploy\`: npx wrangler deploy --help`;
