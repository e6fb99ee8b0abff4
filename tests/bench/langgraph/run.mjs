// A plan file as a LangGraph.js graph: one node a task, which makes one chat call with its instruction and the answers
// of the tasks it needs, checkpoints in memory. Usage: node run.mjs PLAN BASE-URL AGENTS stream|whole PACKAGES-FOLDER, with
// the packages of package.json installed in the folder. Prints {"done": answers, "characters": of them} as JSON.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [planFile, baseURL, agents, manner, folder] = process.argv.slice(2);
const require = createRequire(folder + '/package.json');
const load = async (name) => import(pathToFileURL(require.resolve(name).replace(/\.cjs$/, '.js')));
const { Annotation, END, MemorySaver, START, StateGraph } = await load('@langchain/langgraph');
const { ChatOpenAI } = await load('@langchain/openai');

const { goal, tasks } = JSON.parse(readFileSync(planFile, 'utf8'));
const model = new ChatOpenAI({
    model: 'fake', apiKey: 'sk-bench', maxRetries: 2, configuration: { baseURL },
});

/// Streamed answers are read piece by piece: invoke() would count their tokens with tables it loads from the network.
async function ask(messages) {
    if (manner !== 'stream') return (await model.invoke(messages)).content;
    let text = '';
    for await (const piece of await model.stream(messages)) text += piece.content;
    return text;
}

// One map of all answers: a channel for each makes every step of the graph dearer.
const graph = new StateGraph(Annotation.Root({ answers: Annotation({ reducer: (a, b) => ({ ...a, ...b }), default: () => ({}) }) }));
const needed = new Set(tasks.flatMap(({ needs }) => needs));
for (const { id, instruction, needs } of tasks) {
    graph.addNode(id, async (state) => {
        const text = await ask([
            { role: 'system', content: `You work on one task of a larger goal: ${goal}` },
            { role: 'user', content: [instruction, ...needs.map((need) => `Result of ${need}:\n${state.answers[need]}`)].join('\n\n') },
        ]);
        return { answers: { [id]: text } };
    });
    graph.addEdge(needs.length === 0 ? START : needs, id);
    if (!needed.has(id)) graph.addEdge(id, END);
}
const app = graph.compile({ checkpointer: new MemorySaver() });
const state = await app.invoke({}, {
    configurable: { thread_id: 'bench' }, recursionLimit: tasks.length + 10, maxConcurrency: Number(agents),
});
const texts = Object.values(state.answers).filter((text) => text.length > 0);
console.log(JSON.stringify({ done: texts.length, characters: texts.join('').length }));
