// An earlier image of the patient beside this one: the same level in both.
import { View, made } from "./vfa-view.js";

export class Earlier {
  constructor(images, words, by) {
    Object.assign(this, { images, words, place: by("other"), svg: by("other-picture"), said: by("other-said") });
    by("earlier-tools").hidden = !images.length;
    const choice = by("t-earlier");
    for (const [at, image] of images.entries()) choice.append(new Option(image.label, String(at)));
    choice.addEventListener("change", () => this.choose(choice.value));
  }

  choose(value) {
    this.view?.close();
    this.image = value === "" ? null : this.images[Number(value)];
    this.place.hidden = !this.image;
    document.getElementById("vfa").classList.toggle("beside-earlier", !!this.image);
    if (!this.image) return;
    const { id, rows, columns, aspect } = this.image;
    this.svg.replaceChildren(made("image", { href: `/vfa/image/${id}/picture`, x: -0.5, y: -0.5 * aspect, width: columns, height: rows * aspect, preserveAspectRatio: "none" }), made("g"));
    this.view = new View(this.svg, this.image);
    this.view.looked = () => this.paint();
    this.show(this.level);
  }

  show(level) {
    this.level = level;
    if (!this.image) return;
    const one = this.image.levels[level];
    this.said.textContent = one ? `${this.image.label}, ${level}: ${one.assessed}` : this.image.label;
    if (one?.points) this.view.at(one.points); else this.view.whole();
  }

  paint() {
    this.view.clear();
    for (const [level, one] of Object.entries(this.image.levels)) if (one.points) this.view.vertebra(level, one.points, level === this.level ? "approved chosen" : "approved");
  }
}
