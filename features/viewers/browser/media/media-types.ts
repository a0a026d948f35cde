const AUDIO = /\.(mp3|wav|ogg|oga|opus|m4a|aac|flac|weba)$/i;
const VIDEO = /\.(mp4|m4v|webm|ogv|mov)$/i;

export function isAudio(path: string): boolean {
  return AUDIO.test(path);
}

export function isMedia(path: string): boolean {
  return AUDIO.test(path) || VIDEO.test(path);
}
