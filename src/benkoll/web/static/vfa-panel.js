// The levels as a table, and the chosen one in detail.
const element = (name, text = "", look = "") => {
  const one = document.createElement(name);
  if (text) one.textContent = text;
  if (look) one.className = look;
  return one;
};
const by = (id) => document.getElementById(id);

export function kindOf(its, marked) {
  if (its.reason !== null) return "unread";
  if (its.approved) return "approved";
  if (!its.points) return marked ? "marked" : "empty";
  return its.unsure ? "unsure" : its.proposed ? "proposed" : "drawn";
}

export class Panel {
  /* act: choose(level), grade(value), judge(value), unread(reason). */
  constructor(store, words, act) {
    Object.assign(this, { store, words, act });
    this.rows = new Map();
    for (const row of by("levels").querySelectorAll("tbody tr")) this.row(row);
    for (const [id, table] of [["d-judgement", words.judgements], ["d-reason", words.reasons]])
      for (const [value, text] of Object.entries(table)) by(id).append(new Option(text, value));
    by("d-grades").addEventListener("change", (event) => act.grade(event.target.value || null));
    by("d-judgement").addEventListener("change", (event) => act.judge(event.target.value || null));
    by("d-reason").addEventListener("change", (event) => act.unread(event.target.value));
  }

  row(row) {
    const level = row.dataset.level, button = element("button", level, "vfa-level");
    button.type = "button";
    row.querySelector("th").replaceChildren(button);
    row.addEventListener("click", () => this.act.choose(level));
    this.rows.set(level, { row, button, cells: [...row.querySelectorAll("td")] });
  }

  kind(level) {
    return kindOf(this.store.at(level), level in this.store.marks);
  }

  draw(chosen) {
    for (const [level, { row, button, cells }] of this.rows) this.fill(level, row, button, cells, level === chosen);
    this.detail(chosen);
  }

  fill(level, row, button, cells, chosen) {
    const its = this.store.at(level), found = its.points && its.reason === null ? this.store.finding(level) : null, kind = this.kind(level);
    row.className = `${kind}${chosen ? " chosen" : ""}${its.judgement === "fracture" ? " fractured" : ""}${this.open(level) ? " open" : ""}`;
    button.setAttribute("aria-pressed", String(chosen));
    const said = [its.reason !== null ? this.words.reasons[its.reason] : this.words.say[kind], found?.computed || "–", found?.loss || "–", this.decimal(its.grade), its.judgement ? this.words.judgements[its.judgement] : this.open(level) ? "?" : "–"];
    said.forEach((text, place) => { if (cells[place].textContent !== text) cells[place].textContent = text; });
  }

  open(level) {
    return !this.store.renamed && this.store.known.open.includes(level) && !this.store.at(level).judgement && this.store.at(level).reason === null;
  }

  decimal(grade) {
    return grade === null ? "–" : document.documentElement.lang === "sv" ? grade.replace(".", ",") : grade;
  }

  detail(level) {
    const its = this.store.at(level), found = its.points && its.reason === null ? this.store.finding(level) : null, kind = this.kind(level);
    by("d-level").textContent = level;
    by("d-state").textContent = its.reason !== null ? this.words.reasons[its.reason] : this.words.say[kind];
    by("d-state").className = `vfa-chip ${kind}`;
    for (const name of ["shape", "loss", "heights", "ratios"]) by(`d-${name}`).textContent = found?.[name] || "–";
    by("d-near").hidden = !found?.near;
    by("d-near").textContent = found?.near || "";
    this.chances(found);
    for (const radio of by("d-grades").querySelectorAll("input")) {
      radio.checked = radio.value === (its.grade ?? "");
      radio.disabled = its.reason !== null;
    }
    by("d-judgement").value = its.judgement ?? "";
    by("d-judgement").disabled = its.reason !== null;
    by("d-reason").value = its.reason ?? "";
    for (const [name, on] of [["approve", its.points && !its.approved && its.reason === null || (its.points && its.reason !== null)], ["remove", !!its.points]])
      for (const button of document.querySelectorAll(`#details [data-do=${name}]`)) button.disabled = !on;
  }

  chances(found) {
    const place = by("d-chances");
    place.replaceChildren();
    if (!found?.probabilities) {
      place.append(element("p", found?.computed && found.computed !== "–" ? found.computed : "–", "quiet"));
      return;
    }
    found.probabilities.forEach((share, grade) => {
      const line = element("div", "", grade === found.grade ? "chance most" : "chance"), bar = element("span", "", "gauge");
      const full = element("span", "", "full");
      full.style.width = `${Math.round(share * 100)}%`;
      bar.append(full);
      bar.setAttribute("aria-hidden", "true");
      line.append(element("span", this.words.say["grade of"].replace("{}", grade)), bar, element("span", found.chances[grade], "share"));
      place.append(line);
    });
    if (found.grade === 1 || found.weak) place.append(element("p", this.words.say.weak, "hint"));
  }
}
