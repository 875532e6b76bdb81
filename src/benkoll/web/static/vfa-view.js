// The picture with what is drawn over it: where one looks, and how large; every place in pixels of the image.
const SVG = "http://www.w3.org/2000/svg";
export const OUTLINE = ["anterior_top", "middle_top", "posterior_top", "posterior_bottom", "middle_bottom", "anterior_bottom"];

export function made(name, attributes = {}, text = "") {
  const one = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
  if (text) one.textContent = text;
  return one;
}

export class View {
  constructor(svg, image) {
    Object.assign(this, { svg, image });
    this.drawn = svg.querySelector("g") || svg.appendChild(made("g"));
    this.whole();
    this.observer = new ResizeObserver(() => this.look());
    this.observer.observe(svg);
  }

  close() {
    this.observer.disconnect();
  }

  /* Where one looks: the middle, and how much of the picture is seen of its height (or width, if that is more). */
  whole() {
    const { rows, columns, aspect } = this.image;
    this.centre = [columns / 2 - 0.5, (rows / 2 - 0.5) * aspect];
    this.span = [columns * 1.02, rows * aspect * 1.02];
    this.scale = 1;
    this.look();
  }

  look() {
    const box = this.svg.getBoundingClientRect();
    const wide = box.width || 1, high = box.height || 1;
    const unit = Math.max(this.span[0] / wide, this.span[1] / high) / this.scale;
    this.unit = unit;
    const [w, h] = [wide * unit, high * unit];
    this.box = [this.centre[0] - w / 2, this.centre[1] - h / 2, w, h];
    this.svg.setAttribute("viewBox", this.box.map((one) => one.toFixed(3)).join(" "));
    this.looked?.();
  }

  zoom(factor, about = this.centre) {
    const scale = Math.min(30, Math.max(0.8, this.scale * factor));
    const share = 1 - this.scale / scale;
    this.centre = this.centre.map((one, axis) => one + (about[axis] - one) * share);
    this.scale = scale;
    this.look();
  }

  pan(dx, dy) {
    this.centre = [this.centre[0] - dx * this.unit, this.centre[1] - dy * this.unit];
    this.look();
  }

  /* Look at a vertebra, with its neighbours about it. */
  at(points) {
    const all = Object.values(points).map(([x, y]) => this.shown([x, y]));
    const xs = all.map((one) => one[0]), ys = all.map((one) => one[1]);
    const size = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys), 1);
    this.centre = [(Math.max(...xs) + Math.min(...xs)) / 2, (Math.max(...ys) + Math.min(...ys)) / 2];
    const { width, height } = this.svg.getBoundingClientRect();
    const whole = Math.max(this.span[0] / width, this.span[1] / height);
    this.scale = Math.min(30, Math.max(1, (whole * Math.min(width, height)) / (size * 3)));
    this.look();
  }

  shown([x, y]) {
    return [x, y * this.image.aspect];
  }

  /* The place in the image where a pointer is; within the image. */
  place(event) {
    const box = this.svg.getBoundingClientRect();
    const { rows, columns, aspect } = this.image;
    const x = this.box[0] + (event.clientX - box.left) * this.unit, y = (this.box[1] + (event.clientY - box.top) * this.unit) / aspect;
    return [Math.min(columns - 0.51, Math.max(-0.49, x)), Math.min(rows - 0.51, Math.max(-0.49, y))];
  }

  clear() {
    this.drawn.replaceChildren();
  }

  vertebra(level, points, look) {
    const group = made("g", { class: `vertebra ${look}`, "data-level": level });
    const all = OUTLINE.map((name) => this.shown(points[name]));
    group.append(made("polygon", { points: all.map((one) => one.map((number) => number.toFixed(2)).join(",")).join(" ") }));
    const back = [this.shown(points.posterior_top), this.shown(points.posterior_bottom)];
    const side = points.posterior_top[0] > points.anterior_top[0] ? 1 : -1;
    group.append(made("text", { x: (back[0][0] + back[1][0]) / 2 + side * 12 * this.unit, y: (back[0][1] + back[1][1]) / 2 + 5 * this.unit, "font-size": 14 * this.unit, "text-anchor": side > 0 ? "start" : "end", class: "name" }, level));
    this.drawn.append(group);
    return group;
  }

  handle(level, name, place, chosen) {
    const [x, y] = this.shown(place), group = made("g", { class: chosen ? "handle chosen" : "handle", "data-level": level, "data-point": name });
    group.append(made("circle", { cx: x, cy: y, r: 15 * this.unit, class: "catch" }));
    group.append(made("circle", { cx: x, cy: y, r: (chosen ? 6 : 4.5) * this.unit, class: "dot" }));
    this.drawn.append(group);
  }

  cross(place, look, name = "") {
    const [x, y] = this.shown(place), arm = 10 * this.unit;
    const group = made("g", { class: `cross ${look}` });
    group.append(made("path", { d: `M${x - arm} ${y}H${x + arm}M${x} ${y - arm}V${y + arm}` }));
    if (name) group.append(made("text", { x: x + 12 * this.unit, y: y - 6 * this.unit, "font-size": 14 * this.unit, class: "name" }, name));
    this.drawn.append(group);
  }
}
