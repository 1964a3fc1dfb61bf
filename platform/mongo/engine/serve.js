// Serves a data directory on a Unix socket until standard input ends.
// Arguments: the package's folder, the data directory, where to link the socket.
'use strict';

const fs = require('node:fs');
const [, , packageFolder, dataDirectory, link] = process.argv;

function tell(message) {
  process.stdout.write(JSON.stringify(message) + '\n');
}

async function main() {
  const engine = await require(packageFolder).open(dataDirectory);
  let closing = false;
  async function close() {
    if (closing) return;
    closing = true;
    setTimeout(() => process.exit(1), 4000).unref();
    await engine.close();
    process.exit(0);
  }
  process.on('SIGTERM', close);
  process.on('SIGINT', close);
  process.stdin.on('end', close).on('error', close).resume();
  fs.rmSync(link, { force: true });
  fs.symlinkSync(engine.socketPath, link);
  tell({ ready: true });
}

main().catch((error) => {
  let text = '';
  for (let e = error; e; e = e.cause) text += (text ? ': ' : '') + (e.message || e);
  tell({ error: text });
  process.exitCode = 1;
  setTimeout(() => process.exit(1), 1000);
});
