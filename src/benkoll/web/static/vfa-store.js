// A reading as its reader has it: what the server knows of it, and what was done since and is on its way there.
const json = { "Content-Type": "application/json" };

/* As the server does: what has points never falls out at an end, and each has to be approved anew. */
function relabelled(levels, by, names) {
  const moved = {};
  for (const [level, its] of Object.entries(levels)) {
    const to = names[names.indexOf(level) + by];
    if (to) moved[to] = { ...its, approved: false };
    else if (its.points) return levels;
  }
  return moved;
}

function after(levels, { kind, data }, names) {
  if (kind === "relabelled") return relabelled(levels, data.by, names);
  const its = { points: null, proposed: false, unsure: false, approved: false, reason: null, words: "", grade: null, judgement: null, ...levels[data.level] };
  if (kind === "placed") Object.assign(its, { points: { ...data.points }, proposed: !!data.proposed, unsure: !!data.unsure, approved: false, reason: null, words: "" });
  else if (kind === "moved" && its.points) Object.assign(its, { points: { ...its.points, [data.point]: data.to }, proposed: false, unsure: false, approved: false });
  else if (kind === "approved" && its.points) Object.assign(its, { approved: true, reason: null, words: "" });
  else if (kind === "removed") Object.assign(its, { points: null, proposed: false, unsure: false, approved: false });
  else if (kind === "not_evaluable") Object.assign(its, { reason: data.reason, words: data.words || "", approved: false, grade: null, judgement: null });
  else if (kind === "graded") its.grade = data.grade;
  else if (kind === "judged") its.judgement = data.judgement;
  else return levels;
  return { ...levels, [data.level]: its };
}

export class Store {
  /* tool: as the page holds it; told(kind, words): what a person must know; changed(): draw anew. */
  constructor(tool, token, told, changed) {
    Object.assign(this, { tool, token, told, changed });
    this.known = tool;
    this.pending = [];
    this.sending = [];
    this.stopped = false;
    this.marks = {};
    this.fold();
  }

  fold() {
    this.levels = [...this.sending, ...this.pending].reduce((levels, change) => after(levels, change, this.tool.levelNames), this.known.levels);
  }

  at(level) {
    return this.levels[level] || { points: null, proposed: false, unsure: false, approved: false, reason: null, words: "", grade: null, judgement: null };
  }

  /* Whether vertebrae are called by other levels than those that the server last measured. */
  get renamed() {
    return [...this.sending, ...this.pending].some((one) => one.kind === "relabelled");
  }

  finding(level) {
    return this.renamed ? null : this.known.findings[level] || null;
  }

  settled(level) {
    const its = this.at(level);
    return its.approved || its.reason !== null;
  }

  get unsettled() {
    return this.tool.levelNames.filter((level) => !this.settled(level));
  }

  get quiet() {
    return !this.pending.length && !this.sending.length;
  }

  /* What the reader does: shown at once, sent as soon as what was done before has been kept. */
  do(...changes) {
    if (this.stopped || !changes.length) return;
    this.pending.push(...changes);
    this.fold();
    this.changed();
    this.send();
  }

  async send() {
    if (this.stopped || this.sending.length || !this.pending.length) return;
    this.sending = this.pending;
    this.pending = [];
    this.told("saving");
    const answer = await this.post("changes", { version: this.known.version, changes: this.sending });
    if (answer.ok) {
      this.known = answer.said;
      this.sending = [];
    } else if (answer.status === 409) {
      this.stopped = true;
      this.told("conflict");
    } else if (answer.status === 422) {
      this.sending = [];
      this.told("refused", answer.said.detail || "");
    } else {
      this.pending = [...this.sending, ...this.pending];
      this.sending = [];
      this.told("unsaved");
      this.fold();
      this.changed();
      return;
    }
    this.fold();
    this.changed();
    if (answer.ok) this.told("saved");
    if (this.waiting && this.quiet) this.waiting.splice(0).forEach((go) => go());
    this.send();
  }

  /* When all that was done has been kept. */
  kept() {
    if (this.quiet || this.stopped) return Promise.resolve();
    this.waiting = this.waiting || [];
    return new Promise((go) => this.waiting.push(go));
  }

  async take(which) {
    await this.kept();
    const about = this.known[which];
    if (!about.length) return false;
    this.do(...about.map((number) => ({ kind: "undone", data: { about: number } })));
    await this.kept();
    return true;
  }

  async propose(levels) {
    const placed = { ...this.marks };
    for (const [level, its] of Object.entries(this.levels)) if (its.points && its.reason === null && !(levels || []).includes(level)) placed[level] = its.points;
    if (!Object.keys(placed).length) return null;
    const wanted = levels || this.tool.levelNames.filter((level) => !this.at(level).points && this.at(level).reason === null);
    if (!wanted.length) return 0;
    const answer = await this.post("propose", { placed, levels: wanted });
    if (!answer.ok) {
      this.told("refused", answer.said.detail || "");
      return undefined;
    }
    const found = Object.entries(answer.said.levels);
    for (const [level] of found) delete this.marks[level];
    const unsure = (one) => !one.fitted || one.confidence < this.tool.sure;
    this.do(...found.map(([level, one]) => ({ kind: "placed", data: { level, points: one.points, proposed: true, unsure: unsure(one) } })));
    return found.length;
  }

  async snap(point, to, points) {
    const answer = await this.post("snap", { point, to, points });
    return answer.ok ? answer.said.to : to;
  }

  async post(what, body) {
    try {
      const answer = await fetch(`/vfa/reading/${this.tool.reading}/${what}`, { method: "POST", headers: { ...json, "X-Token": this.token }, body: JSON.stringify(body) });
      const is_json = (answer.headers.get("Content-Type") || "").includes("json");
      return { ok: answer.ok && is_json, status: answer.status, said: is_json ? await answer.json() : {} };
    } catch {
      return { ok: false, status: 0, said: {} };
    }
  }
}
