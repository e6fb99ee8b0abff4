// Makes token_counts.json, the reference of tst_token_scale: excerpts of this tree and what four public tokenizers
// count in them. Run by hand, from a folder where npm installed gpt-tokenizer, @anthropic-ai/tokenizer and
// llama3-tokenizer-js:  node token_counts.mjs PATH_OF_THE_TREE > token_counts.json
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(pathToFileURL(process.cwd() + '/'));
const load = async name => import(pathToFileURL(require.resolve(name)));
const { encode: o200k } = await load('gpt-tokenizer/encoding/o200k_base');
const { encode: cl100k } = await load('gpt-tokenizer/encoding/cl100k_base');
const { countTokens } = await load('@anthropic-ai/tokenizer');
const llama3 = (await load('llama3-tokenizer-js')).default;
const counts = { o200k: t => o200k(t).length, cl100k: t => cl100k(t).length, claude: countTokens, llama3: t => llama3.encode(t).length };

const tree = process.argv[2];
const names = execFileSync('git', ['-C', tree, 'ls-files'], { encoding: 'utf8' }).split('\n');
const kinds = {
    code: /^(core|ui|app)\/.*\.(cpp|h)$/, markdown: /\.md$/, json: /^resources\/.*\.json$/, recipes: /\.ya?ml$/,
    scripts: /\.mjs$/, sql: /store\/schema\.h$/,
};
const excerpts = [];
for (const [kind, pattern] of Object.entries(kinds)) {
    const files = names.filter(name => pattern.test(name) && !name.endsWith('token_counts.json'));
    for (let i = 0; i < 8 && i < files.length * 2; ++i) {
        const text = readFileSync(`${tree}/${files[Math.floor(i * files.length / 8)]}`, 'utf8');
        const start = text.indexOf('\n', Math.floor(text.length * (i % 3) / 4)) + 1;
        const excerpt = text.slice(start, start + 1500);
        if (excerpt.length < 600) continue;
        excerpts.push({ kind, text: excerpt, tokens: Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, count(excerpt)])) });
    }
}
// What no person wrote, and scripts of others: the estimate may be far off, but a reservation of twice as much must hold.
let state = 1;
const below = n => (state = (state * 1103515245 + 12345) % 2147483648, Math.floor(state / 65536) % n);
const random = (letters, length) => Array.from({ length }, () => [...letters][below([...letters].length)]).join('');
const wild = {
    small: random('abcdefghijklmnopqrstuvwxyz', 800), base64: random('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', 800),
    hex: random('0123456789abcdef', 800), capitals: random('ABCDEFGHIJKLMNOPQRSTUVWXYZ', 800), digits: random('0123456789', 800),
    marks: random('!#$%&()*+,-./:;<=>?@[]^_{|}~', 800), line: '='.repeat(800), blanks: ' '.repeat(800), lines: '\n'.repeat(800),
    mixed: random(' \n\t', 800), chinese: '模型在开始之前必须先把要用的钱存起来，然后才能调用。'.repeat(30), japanese: 'エージェントは小さな文脈だけを受け取ります。'.repeat(30),
    russian: 'Каждому агенту достаётся небольшой точно выбранный контекст. '.repeat(14), greek: 'Κάθε πράκτορας παίρνει ένα μικρό πλαίσιο. '.repeat(18),
    german: 'Die Übergröße der Prüfschlüssel ändert für größere Läufe nichts. '.repeat(12), emoji: '🙂🚀🧠🔥'.repeat(100),
};
for (const [kind, text] of Object.entries(wild))
    excerpts.push({ kind: 'wild ' + kind, text, tokens: Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, count(text)])) });
process.stdout.write(JSON.stringify({ from: 'token_counts.mjs', excerpts }, null, 1) + '\n');
