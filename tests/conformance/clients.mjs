// The official clients of OpenAI, Anthropic and Google against the fake provider: what they accept, the codecs may be
// tested on. Usage: node clients.mjs FAKE-PROVIDER PACKAGES-FOLDER, with the packages of package.json installed in the
// folder. Prints one line per check; exit status 1 if any fails, 77 (skipped) when the packages are absent.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [program, folder] = process.argv.slice(2);
const require = createRequire(folder + '/package.json');
const load = async (name) => import(pathToFileURL(require.resolve(name)));
try {
    require.resolve('openai');
} catch {
    console.log(`skipped: the official clients are not in ${folder}; install them there with npm from tests/conformance/package.json`);
    process.exit(77);
}
const { default: OpenAI } = await load('openai');
const { default: Anthropic } = await load('@anthropic-ai/sdk');
const { GoogleGenAI } = await load('@google/genai');
const { toFile } = await load('openai');

const standard = { prompt_tokens: 100, completion_tokens: 40, chunk_bytes: 3, text: 'Zwölf 🐝', pings: 2 };
const tool = { ...standard, tool_call: { name: 'look', arguments: { at: 1 } } };
const question = [{ role: 'user', content: 'hi' }];
const schema = { type: 'object', properties: { port: { type: 'integer' } }, required: ['port'], additionalProperties: false };

/// Runs `check` against a provider with this script.
async function withProvider(script, check) {
    const child = spawn(program, ['--exit-with-parent', '--script-json', JSON.stringify(script)]);
    try {
        const base = await new Promise((resolve, reject) => {
            child.once('error', reject);
            child.once('exit', (status) => reject(new Error(`the fake provider ended with status ${status}`)));
            child.stdout.once('data', (line) => resolve(String(line).match(/http:\/\/[0-9.:]+/)[0]));
        });
        await check({
            base,
            openai: new OpenAI({ apiKey: 'sk-test', baseURL: base + '/v1', maxRetries: 0 }),
            anthropic: new Anthropic({ apiKey: 'sk-test', baseURL: base, maxRetries: 0 }),
            google: (apiVersion) => new GoogleGenAI({ apiKey: 'sk-test', httpOptions: { baseUrl: base, apiVersion } }),
        });
    } finally {
        child.kill();
    }
}

async function collect(stream) {
    const items = [];
    for await (const item of stream) items.push(item);
    return items;
}

const chat = { model: 'fake-model', messages: question };
const message = { model: 'fake-model', max_tokens: 100, messages: question };
const checks = {
    'openai chat, whole': [tool, async ({ openai }) => {
        const answer = await openai.chat.completions.create(chat);
        assert.equal(answer.choices[0].message.content, standard.text);
        assert.equal(answer.choices[0].finish_reason, 'tool_calls');
        assert.deepEqual(JSON.parse(answer.choices[0].message.tool_calls[0].function.arguments), { at: 1 });
        assert.equal(answer.usage.prompt_tokens, 100);
    }],
    'openai chat, streamed': [tool, async ({ openai }) => {
        const runner = openai.chat.completions.stream({ ...chat, stream_options: { include_usage: true } });
        const answer = await runner.finalChatCompletion();
        assert.equal(answer.choices[0].message.content, standard.text);
        assert.equal(answer.choices[0].message.tool_calls[0].function.name, 'look');
        assert.equal(answer.usage.completion_tokens, 40);
    }],
    'openai chat, schema': [{}, async ({ openai }) => {
        const answer = await openai.chat.completions.create({ ...chat, response_format: { type: 'json_schema', json_schema: { name: 'a', schema, strict: true } } });
        assert.equal(typeof JSON.parse(answer.choices[0].message.content).port, 'number');
    }],
    'openai chat, error in the stream': [{ ...standard, fault: 'error-in-stream' }, async ({ openai }) => {
        await assert.rejects(async () => collect(await openai.chat.completions.create({ ...chat, stream: true })), OpenAI.APIError);
    }],
    'openai responses, whole': [tool, async ({ openai }) => {
        const answer = await openai.responses.create({ model: 'fake-model', input: 'hi', store: false });
        assert.equal(answer.output_text, standard.text);
        assert.equal(answer.output[1].call_id, 'call_simulated');
        assert.equal(answer.usage.input_tokens, 100);
    }],
    'openai responses, streamed': [tool, async ({ openai }) => {
        const runner = openai.responses.stream({ model: 'fake-model', input: 'hi', store: false });
        const answer = await runner.finalResponse();
        assert.equal(answer.output_text, standard.text);
        assert.equal(answer.output[1].arguments, '{"at":1}');
        assert.equal(answer.usage.output_tokens, 40);
    }],
    'openai responses, incomplete': [{ ...standard, finish_reason: 'length' }, async ({ openai }) => {
        const answer = await openai.responses.create({ model: 'fake-model', input: 'hi' });
        assert.equal(answer.status, 'incomplete');
        assert.equal(answer.incomplete_details.reason, 'max_output_tokens');
    }],
    'openai responses, error in the stream': [{ ...standard, fault: 'error-in-stream' }, async ({ openai }) => {
        // This client hands the event over instead of throwing.
        const events = await collect(await openai.responses.create({ model: 'fake-model', input: 'hi', stream: true }));
        assert.deepEqual([events.at(-1).type, events.at(-1).code], ['error', 'server_error']);
    }],
    'openai embeddings, base64 by default': [{}, async ({ openai }) => {
        const answer = await openai.embeddings.create({ model: 'e', input: ['one', 'two'] });
        const floats = await openai.embeddings.create({ model: 'e', input: ['one', 'two'], encoding_format: 'float' });
        const byIndex = (list) => [...list.data].sort((a, b) => a.index - b.index).map((item) => item.embedding);
        assert.equal(byIndex(answer)[0].length, 256);
        byIndex(answer).forEach((vector, i) => vector.forEach((value, k) => assert.ok(Math.abs(value - byIndex(floats)[i][k]) < 1e-6)));
    }],
    'openai models': [{}, async ({ openai }) => {
        assert.deepEqual((await collect(openai.models.list())).map((model) => model.id), ['fake-model']);
    }],
    'openai errors': [{ status: 429 }, async ({ openai }) => {
        await assert.rejects(openai.chat.completions.create(chat), (error) => error instanceof OpenAI.RateLimitError && error.code === 'rate_limit_exceeded');
    }],
    'anthropic, whole': [{ ...tool, cached_tokens: 60 }, async ({ anthropic }) => {
        const answer = await anthropic.messages.create(message);
        assert.equal(answer.content[0].text, standard.text);
        assert.equal(answer.stop_reason, 'tool_use');
        assert.deepEqual([answer.usage.input_tokens, answer.usage.cache_read_input_tokens], [40, 60]);
    }],
    'anthropic, streamed with pings and thoughts': [{ ...tool, reasoning: 'hmm' }, async ({ anthropic }) => {
        const answer = await anthropic.messages.stream(message).finalMessage();
        assert.deepEqual(answer.content.map((block) => block.type), ['thinking', 'text', 'tool_use']);
        assert.equal(answer.content[0].thinking, 'hmm');
        assert.equal(answer.content[0].signature, 'c2ltdWxhdGVk');
        assert.equal(answer.content[1].text, standard.text);
        assert.deepEqual(answer.content[2].input, { at: 1 });
        assert.equal(answer.usage.output_tokens, 41);
    }],
    'anthropic, without message_stop': [{ ...standard, fault: 'no-done' }, async ({ anthropic }) => {
        await assert.rejects(anthropic.messages.stream(message).finalMessage());
    }],
    'anthropic, error in the stream': [{ ...standard, fault: 'error-in-stream' }, async ({ anthropic }) => {
        await assert.rejects(anthropic.messages.stream(message).finalMessage(), Anthropic.APIError);
    }],
    'anthropic, token count and models': [{}, async ({ anthropic }) => {
        assert.ok((await anthropic.messages.countTokens({ model: 'fake-model', messages: question })).input_tokens > 0);
        assert.deepEqual((await collect(anthropic.models.list())).map((model) => model.max_input_tokens), [200000]);
    }],
    'anthropic errors': [{ status: 529 }, async ({ anthropic }) => {
        await assert.rejects(anthropic.messages.create(message), (error) => error.status === 529 && error.error.error.type === 'overloaded_error');
    }],
};
for (const version of ['v1', 'v1beta']) {
    checks[`google ${version}, whole`] = [tool, async ({ google }) => {
        const answer = await google(version).models.generateContent({ model: 'fake-model', contents: 'hi' });
        assert.ok(answer.text.startsWith(standard.text));
        assert.deepEqual(answer.functionCalls[0].args, { at: 1 });
        assert.equal(answer.usageMetadata.promptTokenCount, 100);
    }];
    checks[`google ${version}, streamed`] = [{ ...standard, reasoning: 'hmm' }, async ({ google }) => {
        const parts = await collect(await google(version).models.generateContentStream({ model: 'fake-model', contents: 'hi' }));
        assert.equal(parts.map((part) => part.text ?? '').join(''), standard.text);
        assert.equal(parts.at(-1).candidates[0].finishReason, 'STOP');
        assert.equal(parts.at(-1).usageMetadata.thoughtsTokenCount, 1);
    }];
    checks[`google ${version}, the rest`] = [{}, async ({ google }) => {
        const client = google(version);
        assert.ok((await client.models.countTokens({ model: 'fake-model', contents: 'hi' })).totalTokens > 0);
        assert.equal((await client.models.embedContent({ model: 'e', contents: ['one', 'two'] })).embeddings.length, 2);
        assert.equal((await collect(await client.models.list()))[0].name, 'models/fake-model');
    }];
}
checks['google, error in the stream'] = [{ ...standard, fault: 'error-in-stream' }, async ({ google }) => {
    await assert.rejects(async () => collect(await google('v1').models.generateContentStream({ model: 'fake-model', contents: 'hi' })));
}];
checks['google errors'] = [{ status: 429 }, async ({ google }) => {
    await assert.rejects(google('v1').models.generateContent({ model: 'fake-model', contents: 'hi' }), (error) => error.status === 429);
}];

// Each kind of error in the provider's own words, as its client maps it.
const refusals = {
    'rate-limit': [OpenAI.RateLimitError, Anthropic.RateLimitError, 429],
    'spend-cap': [OpenAI.RateLimitError, Anthropic.RateLimitError, 429],
    'revoked-key': [OpenAI.AuthenticationError, Anthropic.AuthenticationError, 400],
    'no-model': [OpenAI.NotFoundError, Anthropic.NotFoundError, 404],
    'overloaded': [OpenAI.InternalServerError, Anthropic.InternalServerError, 503],
};
for (const [kind, [openaiError, anthropicError, googleStatus]] of Object.entries(refusals)) {
    checks['errors: ' + kind] = [{ error_kind: kind }, async ({ openai, anthropic, google }) => {
        await assert.rejects(openai.chat.completions.create(chat), openaiError);
        await assert.rejects(openai.responses.create({ model: 'fake-model', input: 'hi' }), openaiError);
        await assert.rejects(anthropic.messages.create(message), anthropicError);
        await assert.rejects(google('v1').models.generateContent({ model: 'fake-model', contents: 'hi' }), (error) => error.status === googleStatus);
    }];
}
checks['errors: a spend cap is told from a rate limit'] = [{ error_kind: 'spend-cap' }, async ({ openai, anthropic }) => {
    await assert.rejects(openai.chat.completions.create(chat), (error) => error.code === 'insufficient_quota');
    await assert.rejects(anthropic.messages.create(message), (error) => error.headers.get('retry-after') === null);
}];
checks['limits: enforced for each key, told in the headers'] = [{ ...standard, limits: { requests: 2 } }, async ({ openai, anthropic }) => {
    const { response } = await openai.chat.completions.create(chat).withResponse();
    assert.deepEqual(['limit', 'remaining'].map((word) => response.headers.get(`x-ratelimit-${word}-requests`)), ['2', '1']);
    await openai.chat.completions.create(chat);
    // The same key through another protocol of this server: the third request of its minute.
    await assert.rejects(anthropic.messages.create(message), (error) => error.status === 429 && Number(error.headers.get('retry-after')) > 50);
    const other = new OpenAI({ apiKey: 'sk-other', baseURL: openai.baseURL, maxRetries: 0 });
    await other.chat.completions.create(chat);
}];
checks['a slow queue with keep-alives'] = [{ ...standard, queue_ms: 200 }, async ({ openai, anthropic }) => {
    const runner = openai.chat.completions.stream(chat);
    assert.equal((await runner.finalChatCompletion()).choices[0].message.content, standard.text);
    assert.equal((await anthropic.messages.stream(message).finalMessage()).content[0].text, standard.text);
}];
checks['a compressed answer that nobody asked for'] = [{ ...standard, fault: 'gzip' }, async ({ openai }) => {
    assert.equal((await openai.chat.completions.create(chat)).choices[0].message.content, standard.text);
}];

const ids = ['r1', 'r2', 'r3', 'r4'];
const batch = { polls: 1, fail: ['r2'] };
const lines = (text) => text.trim().split('\n').map((line) => JSON.parse(line));
async function openAiBatch(openai, more) {
    const jsonl = ids.map((id) => JSON.stringify({ custom_id: id, method: 'POST', url: '/v1/chat/completions', body: chat, ...more })).join('\n') + '\n';
    const file = await openai.files.create({ purpose: 'batch', file: await toFile(Buffer.from(jsonl), 'in.jsonl') });
    assert.equal(file.bytes, jsonl.length);
    return openai.batches.create({ input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: '24h' });
}
checks['openai batch, to its end'] = [{ ...standard, batch }, async ({ openai }) => {
    const made = await openAiBatch(openai);
    assert.equal(made.status, 'validating');
    assert.equal((await openai.batches.retrieve(made.id)).status, 'in_progress');
    const done = await openai.batches.retrieve(made.id);
    assert.deepEqual([done.status, done.request_counts], ['completed', { total: 4, completed: 3, failed: 1 }]);
    const output = lines(await (await openai.files.content(done.output_file_id)).text());
    assert.deepEqual(output.map((line) => line.custom_id), ['r4', 'r3', 'r1']);
    assert.equal(output[0].response.body.choices[0].message.content, standard.text);
    const errors = lines(await (await openai.files.content(done.error_file_id)).text());
    assert.deepEqual(errors.map((line) => [line.custom_id, line.response.status_code]), [['r2', 400]]);
    assert.equal((await collect(openai.batches.list())).length, 1);
    assert.ok((await openai.files.delete(done.output_file_id)).deleted);
}];
checks['openai batch, refused, expired, cancelled'] = [{ ...standard, batch: { polls: 0, end: 'expired' } }, async ({ openai }) => {
    const bad = await openai.batches.retrieve((await openAiBatch(openai, { url: '/v1/responses' })).id);
    assert.deepEqual([bad.status, bad.errors.data[0].code, bad.errors.data[0].line], ['failed', 'mismatched_url', 1]);
    const expired = await openai.batches.retrieve((await openAiBatch(openai)).id);
    assert.equal(expired.status, 'expired');
    assert.equal(lines(await (await openai.files.content(expired.output_file_id)).text()).length, 2);
    assert.ok(lines(await (await openai.files.content(expired.error_file_id)).text()).every((line) => line.response === null && line.error.code === 'batch_expired'));
    const stopped = await openai.batches.cancel((await openAiBatch(openai)).id);
    assert.equal(stopped.status, 'cancelling');
    assert.equal((await openai.batches.retrieve(stopped.id)).status, 'cancelled');
}];
checks['anthropic batch, to its end'] = [{ ...standard, batch: { ...batch, expire: ['r3'] } }, async ({ anthropic }) => {
    const made = await anthropic.messages.batches.create({ requests: ids.map((id) => ({ custom_id: id, params: message })) });
    const running = await anthropic.messages.batches.retrieve(made.id);
    assert.deepEqual([running.processing_status, running.request_counts.processing, running.request_counts.succeeded], ['in_progress', 4, 0]);
    const done = await anthropic.messages.batches.retrieve(made.id);
    assert.deepEqual([done.processing_status, done.request_counts.succeeded, done.request_counts.errored, done.request_counts.expired], ['ended', 2, 1, 1]);
    const results = await collect(await anthropic.messages.batches.results(made.id));
    assert.deepEqual(results.map((line) => [line.custom_id, line.result.type]), [['r4', 'succeeded'], ['r3', 'expired'], ['r2', 'errored'], ['r1', 'succeeded']]);
    assert.equal(results[0].result.message.content[0].text, standard.text);
    assert.equal(results[2].result.error.error.type, 'invalid_request_error');
    assert.equal((await collect(anthropic.messages.batches.list())).length, 1);
    assert.equal((await anthropic.messages.batches.delete(made.id)).type, 'message_batch_deleted');
}];
checks['anthropic batch, cancelled'] = [standard, async ({ anthropic }) => {
    const made = await anthropic.messages.batches.create({ requests: ids.map((id) => ({ custom_id: id, params: message })) });
    assert.equal((await anthropic.messages.batches.cancel(made.id)).processing_status, 'canceling');
    const done = await anthropic.messages.batches.retrieve(made.id);
    assert.deepEqual([done.request_counts.succeeded, done.request_counts.canceled], [2, 2]);
    await assert.rejects(anthropic.messages.batches.create({ requests: [{ custom_id: 'not allowed', params: message }] }), Anthropic.BadRequestError);
}];
for (const version of ['v1', 'v1beta']) {
    checks[`google ${version} batch, inline`] = [{ ...standard, batch }, async ({ google }) => {
        const client = google(version);
        const made = await client.batches.create({ model: 'fake-model', src: ids.map((key) => ({ contents: [{ role: 'user', parts: [{ text: 'hi' }] }], metadata: { key } })) });
        assert.equal(made.state, 'JOB_STATE_PENDING');
        assert.equal((await client.batches.get({ name: made.name })).state, 'JOB_STATE_RUNNING');
        const done = await client.batches.get({ name: made.name });
        assert.equal(done.state, 'JOB_STATE_SUCCEEDED');
        const answers = done.dest.inlinedResponses;
        assert.equal(answers[0].response.candidates[0].content.parts[0].text, standard.text);
        assert.equal(answers[1].error.code, 3);
        assert.equal((await collect(await client.batches.list())).length, 1);
        await client.batches.delete({ name: made.name });
    }];
}
checks['google batch, by file and cancelled'] = [{ ...standard, batch: { polls: 0 } }, async ({ google, base }) => {
    const client = google('v1beta');
    const jsonl = ids.map((key) => JSON.stringify({ key, request: { contents: [{ role: 'user', parts: [{ text: 'hi' }] }] } })).join('\n') + '\n';
    const file = await client.files.upload({ file: new Blob([jsonl]), config: { mimeType: 'application/jsonl' } });
    const made = await client.batches.create({ model: 'fake-model', src: file.name });
    const done = await client.batches.get({ name: made.name });
    assert.match(done.dest.fileName, /^files\//);
    const text = await (await fetch(`${base}/v1/${done.dest.fileName}:download?alt=media`, { headers: { 'x-goog-api-key': 'sk-test' } })).text();
    assert.deepEqual(lines(text).map((line) => line.key), ids);
    const second = await client.batches.create({ model: 'fake-model', src: file.name });
    await client.batches.cancel({ name: second.name });
    assert.equal((await client.batches.get({ name: second.name })).state, 'JOB_STATE_CANCELLED');
}];
checks['google stream without alt=sse is one array'] = [standard, async ({ base }) => {
    const answer = await fetch(`${base}/v1/models/fake-model:streamGenerateContent`, { method: 'POST', body: '{"contents":[]}' });
    assert.equal(answer.headers.get('content-type'), 'application/json');
    const parts = await answer.json();
    assert.ok(parts.length > 3);
    assert.equal(parts.map((part) => part.candidates[0].content.parts[0].text).join(''), standard.text);
}];

let failed = 0;
for (const [name, [script, check]] of Object.entries(checks)) {
    try {
        await withProvider(script, check);
        console.log('ok      ' + name);
    } catch (error) {
        ++failed;
        console.log('FAILED  ' + name + ': ' + (error.stack ?? error));
    }
}
console.log(`${Object.keys(checks).length - failed} of ${Object.keys(checks).length} checks passed`);
process.exit(failed ? 1 : 0);
