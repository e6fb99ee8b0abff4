// The part of the executor that assembles context windows.
#include <algorithm>

#include "core/base/text.h"
#include "core/deliverable/markdown.h"
#include "core/plan/plan_file.h"
#include "core/runtime/executor.h"
#include "core/runtime/text_output.h"

namespace skein::runtime {
namespace {

constexpr std::size_t searchHits = 60;              // about three times what a 5K band can hold
constexpr std::size_t maxScopeAtoms = 1'500;        // a component's atoms that compete for the band
constexpr std::size_t maxDependencyBytes = 24'000;  // of one dependency's text: more than a whole band

std::string readable(const TaskSpec& task, const std::string& output, const MemoryIndex& index) {
    const auto document = deliverable::documentFromJson(documentOf(task, output, index));
    if (!document) return elide(output, maxDependencyBytes);
    return elide(deliverable::renderMarkdown(*document), maxDependencyBytes);
}

}  // namespace

// All source files with their content hashes: offline agents may look anywhere, so anything may change their result.
std::string Executor::treeDigest() const {
    const auto files = m_world.index.files();
    if (!files) return {};
    Sha256 hash;
    for (const auto& file : *files) hash.add(file.path).add(std::string_view("\0", 1)).add(file.content.hex());
    return hash.finish().hex();
}

Result<report::WindowReady> Executor::makeWindow(const effect::AssembleWindow& e) {
    const RunId run = e.attempt.run;
    const auto facts = m_world.facts.run(run);
    SKEIN_TRY(const auto provider, providerFromOptions(facts.options));
    const bool assembling = e.role == TaskRole::Assembler;
    const bool builtIn = assembling || provider.target.provider == "offline";

    context::WindowRequest request;
    SKEIN_TRY(request.task, spec(e.spec));
    for (std::size_t i = 0; i < facts.constraints.size(); ++i)
        request.rules.push_back({"goal constraint " + std::to_string(i + 1), facts.constraints[i]});
    if (e.feedback) {
        SKEIN_TRY(const auto why, text(e.feedback));
        request.rules.push_back({"the attempt before", elide("The attempt before was refused: " + why, 2'000)});
    }
    Json settled = Json::array(), open = Json::array();
    SKEIN_TRY(const auto conflicts, m_decisions.told(run));
    for (const auto& conflict : conflicts) {
        const auto label = conflictLabel(conflict.a, conflict.b);
        if (conflict.status == ConflictState::Status::Resolved &&
            (assembling || concerns(conflict, e.attempt.task, request.task))) {
            const auto& kept = conflict.decision == Decision::TakeB ? conflict.b : conflict.a;
            request.conflictNotes.push_back(
                {conflict.decision == Decision::OwnText ? Digest{} : kept.id, label, decisionSentence(conflict)});
            settled.push_back(label + ": " + decisionSentence(conflict));
        } else if (conflict.status == ConflictState::Status::Open && assembling) {
            open.push_back(label);
        }
    }
    const auto bySource = [](const auto& x, const auto& y) { return x.source < y.source; };
    std::sort(request.conflictNotes.begin(), request.conflictNotes.end(), bySource);
    std::sort(settled.begin(), settled.end());
    std::sort(open.begin(), open.end());

    Json dependencies = Json::array();
    for (const auto& dependency : e.dependencies) {
        if (!dependency.output) continue;
        dependencies.push_back(dependency.outputDigest.hex());
        if (assembling) continue;  // the assembler reads whole results itself; its window is its orders
        SKEIN_TRY(const auto task, spec(m_world.indexer.specOf(run, dependency.task)));
        SKEIN_TRY(const auto output, text(dependency.output));
        request.dependencies.push_back(
            {task.id, task.title, readable(task, output, m_world.index), dependency.outputDigest, dependency.disputed});
    }
    if (!assembling) {
        SKEIN_TRY(request.hits, m_world.index.search(context::searchQueryFor(request.task), searchHits, {}));
        if (!request.task.scope.empty()) {
            SKEIN_TRY(request.scopeAtoms, m_world.index.atomsUnder(request.task.scope));
            if (request.scopeAtoms.size() > maxScopeAtoms) request.scopeAtoms.resize(maxScopeAtoms);
        }
        request.disputed = m_world.facts.disputedAtoms(run);
    }
    SKEIN_TRY(auto window, context::assembleWindow(request));

    report::WindowReady ready;
    ready.attempt = e.attempt;
    ready.tokens = window.totalTokens;
    ready.stepKind = assembling ? StepKind::Tool : StepKind::Model;
    ready.target = assembling ? Target{"builtin", "assemble", true} : provider.target;
    if (!builtIn) {
        // The call may wait for money or for its turn; an hour covers a change of price in between.
        const Instant now = wallNow();
        SKEIN_TRY(const auto worst,
                  routing::worstCostBetween(provider.prices, now, now + seconds(3600),
                                            window.totalTokens + window.totalTokens, provider.maxOutput));
        if (!worst && !provider.prices.rows.empty())
            return fail(ErrorCode::InvalidInput,
                        "the prices this run was started with end within the hour; start it "
                        "again with today's catalogue or --price");
        if (worst) ready.worstCase = *worst;
    }
    // Everything the result depends on; the prompt of built-in agents is not among it, for they read the index itself.
    Json inputs{{"task", plan::taskToJson(request.task)},
                {"goal", facts.statement},
                {"provider", ready.target.provider},
                {"model", ready.target.model},
                {"dependencies", dependencies},
                {"settled", settled},
                {"open", open}};
    if (builtIn) inputs["tree"] = treeDigest();
    else inputs["prompt"] = sha256(window.systemPrompt + std::string(1, '\0') + window.userPrompt).hex();
    ready.inputs = keyed(inputs.dump());
    ready.window = put(windowText(window));
    m_world.indexer.noteWindow(ready.window, window);
    m_windows.keep(ready.window, std::move(window));
    return ready;
}

}  // namespace skein::runtime
