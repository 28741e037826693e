const STEERING = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A text in which no character can move the cursor, ring, colour or turn the direction of writing. Tabs and line ends count too. */
export function printable(text: string): string {
  return text.replaceAll(STEERING, '\ufffd');
}
