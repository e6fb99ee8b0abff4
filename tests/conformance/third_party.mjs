// Our own client against a fake server that nobody on this project wrote: the sample through each protocol, with every
// task done. Usage: node third_party.mjs SKEINCTL SAMPLE-FOLDER PACKAGES-FOLDER. Exit status 1 if a run fails, 77 (skipped)
// when the package is absent.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [skeinctl, sample, folder] = process.argv.slice(2);
const server = join(folder, 'node_modules/.bin/llmock');
if (!existsSync(server)) {
    console.log(`skipped: the third-party server is not in ${folder}; install it there with npm from tests/conformance/package.json`);
    process.exit(77);
}

const box = mkdtempSync(join(tmpdir(), 'skein-third-party-'));
const environment = { ...process.env, SKEIN_KEYSTORE: 'file', SKEIN_API_KEY: 'sk-third-party' };
for (const name of ['STATE_HOME', 'CACHE_HOME', 'DATA_HOME', 'CONFIG_HOME', 'RUNTIME_DIR']) {
    environment['XDG_' + name] = join(box, name);
    mkdirSync(environment['XDG_' + name], { mode: 0o700 });
}
cpSync(sample, join(box, 'sample'), { recursive: true });
const text = '- The cache is described there and in no other place of this project. [README.md:1](README.md#L1)';
writeFileSync(join(box, 'fixtures.json'), JSON.stringify({ fixtures: [{ match: {}, response: { content: text } }] }));

const port = await new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
        const { port } = probe.address();
        probe.close(() => resolve(port));
    });
});
const child = spawn(server, ['-p', String(port), '-h', '127.0.0.1', '-f', join(box, 'fixtures.json')]);
let failed = 0;
try {
    await new Promise((resolve, reject) => {
        child.once('error', reject);
        child.once('exit', () => reject(new Error('the server ended')));
        child.stdout.on('data', (line) => String(line).includes('listening') && resolve());
        child.stderr.on('data', (line) => String(line).includes('listening') && resolve());
    });
    const base = `http://127.0.0.1:${port}`;
    for (const provider of [`openai-chat:${base}/v1`, `openai-responses:${base}/v1`, `anthropic:${base}`, `gemini:${base}/v1beta`, `ollama:${base}`]) {
        const name = provider.split(':')[0];
        const ran = spawnSync(skeinctl, ['run', join(box, 'sample/goal.yaml'), '--workspace', join(box, name + '.skein'), '--json', '--yes',
            '--quiet', '--provider', provider, '--model', 'gpt-4o', '--price', 'input=1,output=1'], { env: environment, cwd: box, timeout: 60_000 });
        try {
            assert.ok(ran.status === 0 || ran.status === 3, `exit status ${ran.status}: ${ran.stderr}`);
            const { tasks, tokens } = JSON.parse(ran.stdout);
            assert.equal(tasks.failed, 0);
            assert.ok(tasks.done >= 10);
            // It reports zeros in most protocols: those are replaced by our estimate, never taken for a count.
            assert.ok(tokens.in > 0 && tokens.out > 0, 'no tokens are counted');
            console.log('ok      ' + name);
        } catch (error) {
            ++failed;
            console.log(`FAILED  ${name}: ${error.message}`);
        }
    }
} finally {
    child.kill();
    rmSync(box, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
