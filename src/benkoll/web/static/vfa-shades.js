// Brightness and contrast: the picture is rendered by the server in the window that two sliders say.
export class Shades {
  constructor(image, by, wrong) {
    Object.assign(this, { image, wrong, pixels: by("pixels") });
    this.sliders = { bright: by("t-bright"), contrast: by("t-contrast") };
    for (const one of Object.values(this.sliders)) one.addEventListener("input", () => this.soon());
    for (const one of Object.values(this.sliders)) one.value = 50;
  }

  turn(which, by) {
    this.sliders[which].valueAsNumber += by;
    this.soon();
  }

  reset() {
    for (const one of Object.values(this.sliders)) one.value = 50;
    this.soon();
  }

  get window() {
    const { centre, width, most } = this.image;
    const bright = (this.sliders.bright.valueAsNumber - 50) / 50, contrast = (this.sliders.contrast.valueAsNumber - 50) / 50;
    return { centre: centre - (bright * most) / 2, width: width * 4 ** -contrast };
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), 60);
  }

  /* One picture at a time; when it has come, the one that is wanted by then. */
  async load() {
    if (this.loading) {
      this.again = true;
      return;
    }
    this.loading = true;
    try {
      const { centre, width } = this.window;
      const answer = await fetch(`/vfa/image/${this.image.id}/picture?centre=${centre.toFixed(2)}&width=${width.toFixed(2)}`);
      if (!answer.ok) throw new Error(String(answer.status));
      this.pixels.setAttribute("href", await this.data(await answer.blob()));
    } catch (error) {
      this.wrong(String(error.message));
    }
    this.loading = false;
    if (this.again) {
      this.again = false;
      this.load();
    }
  }

  data(blob) {
    return new Promise((done, failed) => {
      const reader = new FileReader();
      reader.onload = () => done(reader.result);
      reader.onerror = () => failed(new Error("picture"));
      reader.readAsDataURL(blob);
    });
  }
}
