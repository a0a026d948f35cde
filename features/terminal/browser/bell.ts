/** Bells that come closer together are one. */
const EVERY_MS = 250;
const LENGTH_S = 0.08;
const HERTZ = 880;
const LOUDNESS = 0.08;

/** A short tone. Browsers let a page sound once it was clicked or typed in; before that it stays silent. */
export class BellSound {
  #context: AudioContext | null = null;
  #lastMs = -Infinity;

  ring(): void {
    const now = performance.now();
    if (now - this.#lastMs < EVERY_MS) return;
    this.#lastMs = now;
    this.#context ??= new AudioContext();
    const { currentTime, destination } = this.#context;
    const tone = new OscillatorNode(this.#context, { type: 'sine', frequency: HERTZ });
    const volume = new GainNode(this.#context, { gain: LOUDNESS });
    volume.gain.setTargetAtTime(0, currentTime + LENGTH_S / 2, LENGTH_S / 6);
    tone.connect(volume).connect(destination);
    tone.start(currentTime);
    tone.stop(currentTime + LENGTH_S);
  }

  dispose(): void {
    void this.#context?.close();
  }
}
