// The tool with which a reader draws vertebrae: pointer, keys and buttons, on the picture and on the levels beside it.
import { Earlier } from "./vfa-earlier.js";
import { keys } from "./vfa-keys.js";
import { Panel } from "./vfa-panel.js";
import { Pointer } from "./vfa-pointer.js";
import { Shades } from "./vfa-shades.js";
import { Store } from "./vfa-store.js";
import { View } from "./vfa-view.js";

const root = document.getElementById("vfa");
const CORNERS = ["anterior_top", "posterior_top", "posterior_bottom", "anterior_bottom"];
const REST = 350; // milliseconds without a key, after which a point that keys moved is kept
const by = (id) => document.getElementById(id);

class Tool {
  constructor(tool, words, token) {
    Object.assign(this, { tool, words, levels: tool.levelNames });
    this.store = new Store(tool, token, (kind, more) => this.told(kind, more), () => this.draw());
    this.view = new View(by("picture"), tool.image);
    this.panel = new Panel(this.store, words, {
      choose: (level) => this.choose(level),
      grade: (grade) => this.act("graded", { grade }),
      judge: (judgement) => this.act("judged", { judgement }),
      unread: (reason) => this.unread(reason),
    });
    this.earlier = new Earlier(tool.earlier, words, by);
    this.shades = new Shades(tool.image, by, (words) => this.error(words));
    this.mode = "mark";
    this.level = this.store.unsettled.at(-1) || this.store.known.open[0] || this.levels.at(-1);
    this.point = null;
    this.corners = [];
    this.snaps = true;
    this.follows = false;
    this.hidden = false;
    this.cross = null;
    this.stage = by("stage");
    this.begin();
  }

  begin() {
    for (const id of ["tools", "say", "details"]) by(id).hidden = false;
    Object.assign(this.stage, { tabIndex: 0 });
    this.stage.setAttribute("role", "application");
    this.stage.setAttribute("aria-label", this.stage.dataset.label);
    this.stage.setAttribute("aria-describedby", "say");
    by("no-script").hidden = true;
    root.classList.add("ready");
    this.view.looked = () => this.paint();
    this.view.look();
    root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]");
      if (button) this.press(button.dataset.do, button);
    });
    this.stage.addEventListener("keydown", (event) => {
      if (keys(this, event)) event.preventDefault();
    });
    this.pointer = new Pointer(this);
    this.stage.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && document.activeElement !== this.stage) return;
      event.preventDefault();
      this.view.zoom(Math.exp(-event.deltaY / 400), this.view.shown(this.view.place(event)));
    }, { passive: false });
    by("f-words").addEventListener("change", (event) => this.store.do({ kind: "concluded", data: { words: event.target.value.trim() || null } }));
    by("sign").addEventListener("submit", (event) => this.sign(event));
    addEventListener("beforeunload", (event) => {
      if (!this.store.quiet && !this.store.stopped) event.preventDefault();
    });
    this.draw();
    this.prompt();
    const copy = document.querySelector("[data-copy]");
    if (copy) copy.hidden = !navigator.clipboard;
  }

  // WHAT IS SAID

  text(key, ...parts) {
    return parts.reduce((text, part) => text.replace("{}", part), this.words.say[key]);
  }

  say(key, ...parts) {
    const place = by("say"), words = this.text(key, ...parts);
    place.classList.remove("wrong");
    if (place.textContent !== words) place.textContent = words;
  }

  error(words) {
    by("say").textContent = words;
    by("say").classList.add("wrong");
  }

  told(kind, more) {
    if (kind === "refused") return this.error(more);
    if (kind === "saved" && !this.store.unsettled.length && this.store.quiet && !this.asked) this.ask();
    const place = by("saved");
    place.textContent = this.words.say[kind];
    place.className = kind === "saved" || kind === "saving" ? "quiet" : "wrong";
    if (kind === "unsaved" || kind === "conflict") {
      const again = document.createElement("button");
      again.type = "button";
      again.textContent = this.words.say[kind === "unsaved" ? "again" : "reload"];
      again.addEventListener("click", () => (kind === "unsaved" ? this.store.send() : location.reload()));
      place.append(" ", again);
      this.error(this.words.say[kind]);
    }
  }

  /* What the reader can do next. */
  prompt() {
    const { store, level } = this, its = store.at(level);
    if (this.mode === "corners") return this.say("say corner", level, this.words.say[`corner ${CORNERS[this.corners.length]}`]);
    if (!store.unsettled.length) {
      const open = store.known.open.filter((one) => this.panel.open(one));
      return open.length ? this.say("say judge", open.join(", ")) : this.say("say done");
    }
    if (!its.points && its.reason === null) return Object.keys(store.marks).length ? this.say("say marked", Object.keys(store.marks).join(", ")) : this.say("say mark", level);
    return this.say(this.panel.kind(level) === "unsure" ? "say unsure" : "say check", level);
  }

  // WHAT IS SHOWN

  draw() {
    this.paint();
    this.panel.draw(this.level);
    const { store } = this, known = store.known;
    by("conclusion").parentElement.hidden = !!store.unsettled.length;
    by("conclusion").textContent = known.conclusion;
    by("computed-by").textContent = known.computedBy;
    by("left").textContent = store.unsettled.length ? this.text("say left", store.unsettled.join(", ")) : "";
    document.querySelector("#sign [name=version]").value = known.version;
    for (const [name, on] of [["undo", known.undo.length || !store.quiet], ["redo", known.redo.length]]) document.querySelector(`[data-do=${name}]`).disabled = !on;
    for (const [name, on] of [["mark", this.mode === "mark"], ["corners", this.mode === "corners"], ["follow", this.follows], ["hide", this.hidden], ["snap", this.snaps]])
      document.querySelector(`[data-do=${name}]`).setAttribute("aria-pressed", String(on));
    this.earlier.show(this.level);
  }

  paint() {
    const { view, store } = this;
    view.clear();
    if (!this.hidden) {
      for (const level of this.levels) {
        const its = store.at(level);
        if (its.points && its.reason === null) view.vertebra(level, this.moving(level) || its.points, `${this.panel ? this.panel.kind(level) : "drawn"}${level === this.level ? " chosen" : ""}${its.judgement === "fracture" ? " fractured" : ""}`);
      }
      for (const [level, place] of Object.entries(store.marks)) view.cross(place, "mark", level);
      const its = store.at(this.level);
      if (its.points && its.reason === null)
        for (const name of this.tool.pointNames) view.handle(this.level, name, (this.moving(this.level) || its.points)[name], name === this.point);
    }
    this.corners.forEach((place) => view.cross(place, "corner"));
    if (this.cross) view.cross(this.cross, "hair");
  }

  moving(level) {
    const held = this.pointer?.held;
    return held?.level === level && held.points ? held.points : this.nudged?.level === level ? this.nudged.points : null;
  }

  choose(level) {
    this.settle();
    this.level = level;
    this.point = null;
    this.corners = [];
    this.cross = null;
    if (this.follows) this.see();
    this.draw();
    this.prompt();
  }

  /* When all is settled: to the first deformity that nobody has said the nature of, once. */
  ask() {
    const open = this.store.known.open.find((level) => this.panel.open(level));
    this.asked = true;
    if (open) this.choose(open); else this.prompt();
  }

  see() {
    const its = this.store.at(this.level);
    if (its.points) this.view.at(its.points);
  }

  /* The next level that is not settled: upward from here, then from below again; marks come before what is not drawn. */
  next(step = -1) {
    const here = this.levels.indexOf(this.level), count = this.levels.length;
    for (let away = 1; away <= count; away++) {
      const level = this.levels[(((here + step * away) % count) + count) % count];
      if (!this.store.settled(level)) return this.choose(level);
    }
    return this.choose(this.level);
  }

  step(by) {
    const place = Math.min(this.levels.length - 1, Math.max(0, this.levels.indexOf(this.level) + by));
    this.choose(this.levels[place]);
  }

  // WHAT IS DONE

  press(what, button) {
    const acts = {
      propose: () => this.propose(), one: () => this.propose([this.level]), mark: () => this.in("mark"), corners: () => this.in("corners"),
      undo: () => this.take("undo"), redo: () => this.take("redo"), up: () => this.relabel(-1), down: () => this.relabel(1), approve: () => this.approve(), remove: () => this.act("removed", {}),
      in: () => this.view.zoom(1.4), out: () => this.view.zoom(1 / 1.4), all: () => this.all(), follow: () => this.follow(),
      hide: () => this.hide(), snap: () => this.snapping(), shades: () => this.shades.reset(),
    };
    acts[what]?.();
    if (["propose", "mark", "corners", "approve", "one", "remove", "up", "down"].includes(what)) this.stage.focus();
  }

  act(kind, data) {
    this.store.do({ kind, data: { level: this.level, ...data } });
    this.prompt();
  }

  in(mode) {
    this.mode = mode;
    this.corners = [];
    this.draw();
    this.prompt();
  }

  all() {
    this.follows = false;
    this.view.whole();
    this.draw();
  }

  follow() {
    this.follows = !this.follows;
    if (this.follows) this.see(); else this.view.whole();
    this.draw();
  }

  hide() {
    this.hidden = !this.hidden;
    this.draw();
  }

  snapping() {
    this.snaps = !this.snaps;
    this.draw();
  }

  async propose(levels) {
    this.settle();
    const count = await this.store.propose(levels);
    if (count === undefined) return;
    if (count === null) return this.error(this.words.say["say label"]);
    if (!count) return this.say("say nothing");
    this.mode = "mark";
    if (!levels) this.level = this.store.unsettled.at(-1) || this.level;
    this.choose(this.level);
  }

  approve() {
    this.settle();
    const its = this.store.at(this.level);
    if (!its.points) return this.prompt();
    if (!its.approved || its.reason !== null) this.store.do({ kind: "approved", data: { level: this.level } });
    return this.next();
  }

  /* Every vertebra is called a level further down (1) or up (-1), for they were counted wrongly; each is approved anew. */
  relabel(by) {
    this.settle();
    const { levels, store } = this, end = levels.at(by < 0 ? 0 : -1);
    if (!levels.some((level) => store.at(level).points)) return this.error(this.words.say["say none drawn"]);
    if (store.at(end).points) return this.error(this.text("say no room", end));
    Object.assign(this, { level: levels[levels.indexOf(this.level) + by] || end, point: null, corners: [], cross: null, asked: false });
    store.marks = {};
    store.do({ kind: "relabelled", data: { by } });
    return this.say(by < 0 ? "say up" : "say down");
  }

  unread(reason) {
    if (!reason) return this.draw();
    delete this.store.marks[this.level];
    this.store.do({ kind: "not_evaluable", data: { level: this.level, reason } });
    return this.next();
  }

  async take(which) {
    this.settle();
    if (this.corners.length) {
      this.corners.pop();
      this.paint();
      return this.prompt();
    }
    if (await this.store.take(which)) this.say(which === "undo" ? "say undone" : "say redone");
    return this.draw();
  }

  /* The centre or a corner of the chosen level, by a click or at the crosshair. */
  mark(place) {
    if (this.mode === "corners") return this.corner(place);
    const its = this.store.at(this.level);
    if (its.points || its.reason !== null) return undefined;
    this.store.marks[this.level] = place;
    const marked = this.level, above = this.levels.slice(0, this.levels.indexOf(this.level)).reverse();
    const free = above.find((level) => !this.store.at(level).points && !(level in this.store.marks) && this.store.at(level).reason === null);
    this.cross = null;
    this.level = free || marked;
    this.draw();
    return this.prompt();
  }

  async corner(place) {
    this.corners.push(place);
    this.cross = null;
    this.paint();
    if (this.corners.length < CORNERS.length) return this.prompt();
    const points = Object.fromEntries(CORNERS.map((name, at) => [name, this.corners[at]])), level = this.level;
    for (const end of ["top", "bottom"]) points[`middle_${end}`] = [0, 1].map((axis) => (points[`anterior_${end}`][axis] + points[`posterior_${end}`][axis]) / 2);
    this.corners = [];
    if (this.snaps) for (const name of ["middle_top", "middle_bottom"]) points[name] = await this.store.snap(name, points[name], points);
    delete this.store.marks[level];
    this.store.do({ kind: "placed", data: { level, points, proposed: false } });
    return this.prompt();
  }

  // BY KEY

  pick(name) {
    this.settle();
    if (this.store.at(this.level).points) this.point = name;
    this.say("say point", this.level, this.words.points[name]);
    this.paint();
  }

  /* The chosen point, or the crosshair, so many pixels on; a point is kept when the keys rest. */
  nudge(dx, dy) {
    const its = this.store.at(this.level), drawing = this.mode === "corners" || !its.points;
    const within = ([x, y]) => [Math.min(this.tool.image.columns - 0.51, Math.max(-0.49, x + dx)), Math.min(this.tool.image.rows - 0.51, Math.max(-0.49, y + dy))];
    if (drawing || !this.point) {
      if (its.points && !drawing) return this.view.pan(-dx * 8, -dy * 8);
      const begin = this.store.marks[this.level] || [this.view.centre[0], this.view.centre[1] / this.tool.image.aspect];
      this.cross = within(this.cross || begin);
      return this.paint();
    }
    const points = this.nudged?.level === this.level ? this.nudged.points : its.points;
    this.nudged = { level: this.level, point: this.point, points: { ...points, [this.point]: within(points[this.point]) } };
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.settle(), REST);
    return this.paint();
  }

  settle() {
    clearTimeout(this.resting);
    const one = this.nudged;
    this.nudged = null;
    if (one) this.store.do({ kind: "moved", data: { level: one.level, point: one.point, to: one.points[one.point] } });
  }

  async snap() {
    this.settle();
    const { level, point } = this, its = this.store.at(level);
    if (!point || !its.points) return;
    const to = await this.store.snap(point, its.points[point], its.points);
    this.store.do({ kind: "moved", data: { level, point, to } });
  }

  async sign(event) {
    if (this.store.stopped || (this.store.quiet && !this.nudged)) return;
    event.preventDefault();
    this.settle();
    await this.store.kept();
    if (this.store.quiet) event.target.requestSubmit();
  }
}

if (root?.dataset.tool) new Tool(JSON.parse(root.dataset.tool), JSON.parse(root.dataset.words), root.dataset.token);
