/** Where a pod finds what was put there for it. */
export const folder = '/sluice';

/** Begins a line of a log that carries outputs which are too long for the termination message. */
export const outputsMark = '::sluice-outputs::';

/** A termination message of the kubelet holds 4096 bytes. */
const longestMessage = 4000;

/**
 * The script that runs a container's command and then sends its output files: one line a file, "NUMBER BASE64", packed, behind "sluice:" in the
 * termination message; one that is too long goes to the log.
 *
 * It asks nothing of the image: `tools` is a static busybox. The command's exit code is kept, and signals are handed on.
 */
export function wrapper(paths: readonly string[], { tools = `${folder}/busybox`, message = '/dev/termination-log' }: { readonly tools?: string; readonly message?: string } = {}): string {
  const files = paths.map((path, number) => `  [ -f ${quoted(path)} ] && { ${tools} printf '%s ' ${number}; ${tools} base64 ${quoted(path)} | ${tools} tr -d '\\n'; ${tools} echo; }`);
  return `"$@" &
child=$!
trap 'kill -TERM $child' TERM
trap 'kill -INT $child' INT
wait $child
code=$?
while kill -0 $child 2>/dev/null; do wait $child; code=$?; done
packed=$({
${files.join('\n')}
  true
} | ${tools} gzip -c | ${tools} base64 | ${tools} tr -d '\\n')
if [ \${#packed} -le ${longestMessage} ]; then ${tools} printf 'sluice:%s' "$packed" > ${quoted(message)}
else
  ${tools} printf '\\n${outputsMark}%s\\n' "$packed"
  ${tools} printf 'sluice:' > ${quoted(message)}
fi
exit $code
`.replaceAll('\\${#', '${#');
}

/** A text that a shell takes as it is. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
