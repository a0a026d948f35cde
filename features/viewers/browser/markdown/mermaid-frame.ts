/** Runs in the frame of a preview, once it has a diagram to draw. */
import mermaid from 'mermaid';

Reflect.set(globalThis, 'atelierMermaid', mermaid);
