// The document is chosen from the links of the page: an address from the query would let a link show foreign content.
const links = [...document.querySelectorAll("nav a")];
const wanted = new URLSearchParams(location.search).get("face") ?? "wireroom";
const link = links.find(({ dataset }) => dataset.face === wanted) ?? links[0];
const { face } = link.dataset;

link.setAttribute("aria-current", "page");
document.title = `${link.textContent} · Wireroom API reference`;

window.SwaggerUIBundle({
  deepLinking: true,
  docExpansion: "list",
  dom_id: "#reference",
  filter: true,
  url: face === "wireroom" ? "../openapi.json" : `../openapi/${face}.json`,
  // The default would send the document to a public validator.
  validatorUrl: "none",
});
