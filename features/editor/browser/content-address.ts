/** Of a file's bytes, below the agent's own address: packed on the way where that is worth it. `rawPath` is encoded already. */
export const contentAddress = (rawPath: string): string => `files/content?path=${rawPath}&packed=1`;
