// Our own client against a fake server that nobody on this project wrote: the sample and a CRM of more than 500 tasks through
// each protocol, with every task done although one call fails on the way, and our count of tokens equal to its own; what it
// recorded of our requests; and trial calls of `providers test`. Usage: node third_party.mjs SKEINCTL SAMPLE-FOLDER
// PACKAGES-FOLDER. Exit status 1 if a run fails, 77 (skipped) when the package is absent.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
const environment = { ...process.env, SKEIN_KEYSTORE: 'file', SKEIN_API_KEY: 'sk-third-party', THIRD_PARTY_KEY: 'sk-third-party' };
for (const name of ['STATE_HOME', 'CACHE_HOME', 'DATA_HOME', 'CONFIG_HOME', 'RUNTIME_DIR']) {
    environment['XDG_' + name] = join(box, name);
    mkdirSync(environment['XDG_' + name], { mode: 0o700 });
}
cpSync(sample, join(box, 'sample'), { recursive: true });
const text = '- This project calls itself Parcelpay, and that is its only name. [README.md:1](README.md#L1)';
// What each answer is said to have cost, in the words of each protocol; fewer tokens than a prompt holds would be a cut prompt.
const cost = { in: 9_000, out: 40 };
const usage = {
    prompt_tokens: cost.in, completion_tokens: cost.out, input_tokens: cost.in, output_tokens: cost.out, promptTokenCount: cost.in,
    candidatesTokenCount: cost.out, total_tokens: cost.in + cost.out, totalTokenCount: cost.in + cost.out,
};

// An answer of its own for each task of the CRM, which keeps the task's contract; everything else gets the text above.
const run = (words, timeout = 60_000) => spawnSync(skeinctl, [...words, '--json', '--yes', '--quiet'], { env: environment, cwd: box, timeout });
mkdirSync(join(box, 'crm'));
writeFileSync(join(box, 'crm/goal.yaml'), `skein: 1
goal: Build the CRM of a wholesaler.
recipe: build-crm
sources: [.]
parameters: {entities: [customer, order, product, invoice, payment, contact, company, lead, opportunity, task, note, ticket,
  campaign, quote, contract, shipment, address, user, team, product_category]}
limits: {agents: 40}
`);
const planned = run(['plan', 'crm/goal.yaml', '--out', 'crm/plan.json', '--provider', 'openai-chat:http://127.0.0.1:9/v1', '--model', 'm']);
if (planned.status !== 0) throw new Error(`the CRM is not planned: ${planned.stderr}`);
const crm = JSON.parse(readFileSync(join(box, 'crm/plan.json'))).tasks.filter(({ kind }) => kind !== 'assemble');
const valueFor = (schema, words) => {
    if (schema.const !== undefined) return schema.const;
    if (schema.enum) return schema.enum[0];
    switch (schema.type) {
        case 'object':
            return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, property]) => [name, valueFor(property, words)]));
        case 'array': return Array.from({ length: schema.minItems ?? 1 }, () => valueFor(schema.items ?? { type: 'string' }, words));
        case 'integer': case 'number': return schema.minimum ?? 1;
        case 'boolean': return true;
        default: return words;
    }
};
const answerTo = ({ output, checks, title }) => {
    const words = `Something about it. ${checks.filter(({ type }) => type === 'contains').map(({ text }) => text).join(' ')}`;
    return output.type === 'json' ? JSON.stringify(valueFor(output.schema, words)) : `${title}: ${words}`;
};
writeFileSync(join(box, 'fixtures.json'), JSON.stringify({
    fixtures: [...crm.map((task) => ({ match: { userMessage: `# Task: ${task.title}\n` }, response: { content: answerTo(task), usage } })),
        { match: {}, response: { content: text, usage } }],
}));

const port = await new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
        const { port } = probe.address();
        probe.close(() => resolve(port));
    });
});
const child = spawn(server, ['-p', String(port), '-h', '127.0.0.1', '-f', join(box, 'fixtures.json'), '--journal-max', '0']);
let failed = 0;
try {
    await new Promise((resolve, reject) => {
        child.once('error', reject);
        child.once('exit', () => reject(new Error('the server ended')));
        child.stdout.on('data', (line) => String(line).includes('listening') && resolve());
        child.stderr.on('data', (line) => String(line).includes('listening') && resolve());
    });
    const base = `http://127.0.0.1:${port}`;
    // Connections that are kept would be closed by the server while a run blocks this process.
    const ask = (path, options = {}) => fetch(base + path, { ...options, headers: { 'content-type': 'application/json', connection: 'close' } });
    const post = (path, body) => ask(path, { method: 'POST', body: JSON.stringify(body) });
    const newRequests = async () => {
        const all = await (await ask('/__aimock/journal')).json();
        await post('/__aimock/reset/journal');
        return all;
    };
    const protocols = [
        { name: 'openai-chat', url: `${base}/v1`, path: '/v1/chat/completions', header: 'authorization' },
        { name: 'openai-responses', url: `${base}/v1`, path: '/v1/responses', header: 'authorization' },
        { name: 'anthropic', url: base, path: '/v1/messages', header: 'x-api-key' },
        { name: 'gemini', url: `${base}/v1beta`, path: '/v1beta/models/gpt-4o:', header: 'x-goog-api-key' },
        { name: 'ollama', url: base, path: '/api/chat', header: 'authorization' },
    ];
    const check = async (name, what) => {
        try {
            await what();
            console.log('ok      ' + name);
        } catch (error) {
            ++failed;
            console.log(`FAILED  ${name}: ${error.message}`);
        }
    };
    mkdirSync(join(environment.XDG_CONFIG_HOME, 'skein'));
    writeFileSync(join(environment.XDG_CONFIG_HOME, 'skein/models.json'), JSON.stringify({
        providers: protocols.map(({ name, url }) => ({ id: name, protocol: name, base_url: url, key_variable: 'THIRD_PARTY_KEY', default_model: 'gpt-4o' })),
    }));
    for (const { name, url, path, header } of protocols) {
        await check(`${name}, the sample with a failing call`, async () => {
            await post('/__aimock/error', { status: 503, body: { message: 'once', type: 'server_error' } });
            const ran = run(['run', join(box, 'sample/goal.yaml'), '--workspace', join(box, name + '.skein'), '--provider', `${name}:${url}`,
                '--model', 'gpt-4o', '--price', 'input=1,output=1']);
            assert.ok(ran.status === 0 || ran.status === 3, `exit status ${ran.status}: ${ran.stderr}`);
            const { tasks, tokens } = JSON.parse(ran.stdout);
            assert.equal(tasks.failed, 0);
            assert.ok(tasks.done >= 10);
            const requests = await newRequests();
            const answered = requests.filter(({ response }) => response.status === 200).length;
            // Its Ollama reports zeros: those are replaced by our estimate, never taken for a count.
            if (name === 'ollama') assert.ok(tokens.in > 0 && tokens.out > 0, 'no tokens are counted');
            else assert.deepEqual(tokens, { in: answered * cost.in, out: answered * cost.out });
            assert.deepEqual(requests.filter(({ response }) => response.status !== 200).map(({ response }) => response.status), [503]);
            for (const request of requests) {
                assert.ok(request.path.startsWith(path), `asked ${request.path}`);
                // It hides the value of a header that holds a key, and nothing else.
                assert.equal(request.headers[header], '[REDACTED]');
                assert.ok(!JSON.stringify(request).includes('third-party'), 'the key is somewhere else');
            }
        });
        await check(`${name}, a CRM of ${crm.length} calls`, async () => {
            await post('/__aimock/error', { status: 503, body: { message: 'once', type: 'server_error' } });
            const ran = run(['run', 'crm/plan.json', '--workspace', `${name}-crm.skein`, '--provider', `${name}:${url}`, '--model', 'gpt-4o', '--price',
                'input=1,output=1'], 240_000);
            assert.equal(ran.status, 0, `exit status ${ran.status}: ${ran.stderr}`);
            const { tasks, tokens } = JSON.parse(ran.stdout);
            assert.ok(tasks.done >= 500, `${tasks.done} tasks are done`);
            const answered = (await newRequests()).filter(({ response }) => response.status === 200).length;
            assert.ok(answered >= crm.length);
            if (name !== 'ollama') assert.deepEqual(tokens, { in: answered * cost.in, out: answered * cost.out });
        });
        await check(`${name}, trial calls`, async () => {
            const verdictOf = (...words) => JSON.parse(run(['providers', 'test', name, ...words]).stdout).checks[0].verdict;
            assert.equal(verdictOf(), 'works');
            for (const [status, verdict] of [[401, 'key-refused'], [403, 'key-refused'], [402, 'spend-cap'], [500, 'overloaded'], [503, 'overloaded']]) {
                await post('/__aimock/error', { status, body: { message: 'no', type: 'some_error' } });
                assert.equal(verdictOf(), verdict, `status ${status}`);
            }
            await newRequests();
        });
    }
    await check('a wrong address', () => {
        writeFileSync(join(environment.XDG_CONFIG_HOME, 'skein/models.json'),
            JSON.stringify({ providers: [{ id: 'astray', protocol: 'anthropic', base_url: `${base}/nowhere`, key_variable: 'THIRD_PARTY_KEY', default_model: 'm' }] }));
        assert.equal(JSON.parse(run(['providers', 'test', 'astray']).stdout).checks[0].verdict, 'wrong-address');
    });
} finally {
    child.kill();
    rmSync(box, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
