// The list of claims, searched. Without this script the lists by topic, document, speaker and year do the same.
"use strict";
(() => {
  const data = window.quoteproofClaims, form = document.getElementById("filter");
  if (!data || !form) return;
  const MOST = 200, found = document.getElementById("found"), all = document.getElementById("all");
  const up = form.dataset.up || "";
  const make = (name, text, attributes = {}) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const fields = {};
  const field = (name, label, element) => {
    const box = make("label", label);
    box.append(element);
    fields[name] = element;
    form.append(box);
  };
  field("words", "Words of a claim", make("input", "", { type: "search", autocomplete: "off" }));
  const choice = (name, label, options) => {
    const select = make("select");
    select.append(make("option", "any", { value: "" }));
    for (const [value, text] of options) select.append(make("option", text, { value }));
    if (options.length > 1) field(name, label, select);
  };
  const distinct = (at) => [...new Set(data.claims.flatMap((claim) => claim[at]))];
  choice("label", "What is said", Object.entries(data.labels).filter(([side]) => data.claims.some((claim) => claim[3] === side)));
  choice("topic", "Topic", distinct(4).sort().map((topic) => [topic, data.topics[topic]]));
  choice("source", "Document", distinct(5).map((at) => [at, data.documents[at]]));
  choice("speaker", "Speaker", distinct(6).sort((a, b) => a - b).map((at) => [at, data.speakers[at]]));
  choice("year", "Year of the words", distinct(7).sort((a, b) => a - b).map((year) => [year, year]));
  const value = (name) => (fields[name] ? fields[name].value : "");
  const show = () => {
    const words = value("words").toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = [["topic", 4], ["source", 5], ["speaker", 6], ["year", 7]].filter(([name]) => value(name));
    const active = words.length || wanted.length || value("label");
    all.hidden = Boolean(active);
    found.hidden = !active;
    found.replaceChildren();
    if (!active) return;
    const matches = data.claims.filter((claim) =>
      words.every((word) => claim[1].toLowerCase().includes(word)) &&
      (!value("label") || claim[3] === value("label")) &&
      wanted.every(([name, at]) => claim[at].some((item) => String(item) === value(name))));
    found.append(make("p", `${matches.length} claim${matches.length === 1 ? "" : "s"}${matches.length > MOST ? `, the first ${MOST} of them` : ""}`, { class: "count", role: "status" }));
    const list = make("ul", "", { class: "rows" });
    for (const [href, statement, said, side] of matches.slice(0, MOST)) {
      const item = make("li", "", { class: `row ${side}` }), link = make("a", "", { href: up + href, dir: "auto" });
      link.append(make("bdi", statement));
      item.append(link, " ", make("span", said, { class: "said" }));
      list.append(item);
    }
    found.append(list);
  };
  form.addEventListener("input", show);
  form.hidden = false;
  show();
})();
