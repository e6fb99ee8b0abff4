// The part of the executor that assembles context windows.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/context/questions.h"
#include "core/deliverable/markdown.h"
#include "core/plan/plan_file.h"
#include "core/runtime/answer_limit.h"
#include "core/runtime/executor.h"
#include "core/runtime/marks.h"
#include "core/runtime/memories.h"
#include "core/runtime/memory_tools.h"
#include "core/runtime/text_output.h"

namespace skein::runtime {
namespace {

constexpr std::size_t searchHits = 60;              // about three times what a 5K band can hold
constexpr std::size_t maxScopeAtoms = 1'500;        // a component's atoms that compete for the band
constexpr std::size_t maxCitedAtoms = 40;           // of all results together
constexpr std::size_t maxCitingBytes = 48'000;      // of all results together
constexpr std::size_t maxDependencyBytes = 24'000;  // of one dependency's text: more than a whole band

constexpr std::size_t maxRecalled = 200;  // claims or tasks of one answer; what fits its room is less

/// What a dependency said, for a prompt: a document as Markdown, a model's words as they are. (Escaped and cited anew
/// they would come back as paths that are none.)
std::string readable(const std::string& output) {
    const auto json = parseJson(output);
    const auto document = json && json->is_object() ? deliverable::documentFromJson(*json)
                                                    : Result<deliverable::Document>(fail(ErrorCode::InvalidInput, ""));
    return elide(document ? deliverable::renderMarkdown(*document) : output, maxDependencyBytes);
}

}  // namespace

// What a window shows must not depend on which agent was faster: only disputes between tasks that were over before this
// one could start are known for certain then. A later one makes those run again whom its resolution affects.
std::set<TaskNo> Executor::tasksBefore(RunId run, TaskNo task) const {
    std::set<TaskNo> before;
    std::vector<TaskNo> next = m_world.indexer.needsOf(run, task);
    while (!next.empty()) {
        const TaskNo one = next.back();
        next.pop_back();
        if (!before.insert(one).second) continue;
        for (const TaskNo need : m_world.indexer.needsOf(run, one)) next.push_back(need);
    }
    return before;
}

// Atoms that persons pinned or took out. A pin goes with the text that was pinned: when the source says something else
// now, it says so instead of standing in the window.
Result<void> Executor::addMarks(RunId run, TaskNo task, context::WindowRequest& request) const {
    const auto marks = m_world.facts.marksFor(run, task);
    SKEIN_TRY(request.excluded, withEnclosing(m_world.index, marks.excluded, Follow::Place));
    for (const auto& id : marks.pinned) {
        auto atom = m_world.index.atom(id);
        if (!atom && atom.error().code == ErrorCode::NotFound) continue;
        if (!atom) return Failure(std::move(atom).error());
        SKEIN_TRY(const auto now, m_world.index.atomsUnder({atom->path}));
        if (std::none_of(now.begin(), now.end(), [&](const Atom& each) { return each.id == id; }))
            request.superseded.insert(id);
        request.pinned.push_back(std::move(*atom));
    }
    return {};
}

// What the results that a task rests on cite: of each place the smallest atom that holds it, in the order of citing. Of
// many results each one's beginning speaks.
Result<std::vector<Atom>> Executor::citedAtoms(const std::vector<context::DependencyResult>& results) const {
    std::string said;
    for (const auto& result : results)
        if (!result.disputed) said += result.text.substr(0, maxCitingBytes / results.size()) + "\n";
    std::vector<Atom> atoms;
    if (said.empty()) return atoms;
    std::set<Digest> taken;
    std::map<std::string, std::vector<Atom>> ofPath;
    for (const auto& piece : citedTexts(said, m_world.index))
        for (const auto& cite : piece.cites) {
            if (atoms.size() >= maxCitedAtoms) return atoms;
            auto known = ofPath.find(cite.path);
            if (known == ofPath.end()) {
                SKEIN_TRY(auto all, m_world.index.atomsUnder({cite.path}));
                known = ofPath.emplace(cite.path, std::move(all)).first;
            }
            const Atom* least = nullptr;
            const auto lines = [](const Atom& atom) { return atom.lines.last - atom.lines.first; };
            for (const auto& atom : known->second)
                if (atom.lines.first <= cite.lines.first && atom.lines.last >= cite.lines.last &&
                    (least == nullptr || lines(atom) < lines(*least)))
                    least = &atom;
            if (least != nullptr && taken.insert(least->id).second) atoms.push_back(*least);
        }
    return atoms;
}

// Files that changed since the run before began. Sources are read before a run begins and do not change within it.
Result<std::set<std::string>> Executor::changedPaths(RunId run, std::uint64_t after) const {
    if (after == 0) return std::set<std::string>{};
    {
        const std::scoped_lock lock(m_mutex);
        if (const auto known = m_changed.find(run); known != m_changed.end()) return known->second;
    }
    SKEIN_TRY(const auto paths, m_world.index.pathsRecordedAfter(after));
    const std::scoped_lock lock(m_mutex);
    return m_changed.try_emplace(run, paths.begin(), paths.end()).first->second;
}

// All source files with their content hashes: offline agents may look anywhere, so anything may change their result.
std::string Executor::treeDigest() const {
    const auto files = m_world.index.files();
    if (!files) return {};
    Sha256 hash;
    for (const auto& file : *files) hash.add(file.path).add(std::string_view("\0", 1)).add(file.content.hex());
    return hash.finish().hex();
}

// What stands fixed about every model of the run for this task; which one takes the call is the engine's decision.
Result<void> Executor::makeOffers(const RunModels& models, const TaskSpec& task, const ContextWindow& window,
                                  report::WindowReady& ready) const {
    SKEIN_TRY(auto offered, offersAfterCut(models, task, window.totalTokens, wallNow(), cutBefore(window)));
    std::string refusals;
    for (std::size_t i = 0; i < offered.offers.size(); ++i) {
        const auto& offer = offered.offers[i];
        if (!offer.worstCost && models.models.size() == 1 && models.priced())
            return fail(ErrorCode::InvalidInput,
                        "the prices this run was started with end within the hour; start it "
                        "again with today's catalogue or --price");
        if (offer.refusal != Refusal::None)
            refusals += fmt::format("\n  {}/{}{}: {}", offer.target.provider, offer.target.model,
                                    offer.target.batch ? " (batch)" : "", routing::describe(routing::markOf(offer)));
        if (offer.maxOutput) ready.size.outputTokens = std::max(ready.size.outputTokens, offer.maxOutput->value);
    }
    ready.offers = std::move(offered.offers);
    ready.weights = offered.weights;
    ready.size.inputTokens = window.totalTokens.value;
    const bool any = std::any_of(ready.offers.begin(), ready.offers.end(),
                                 [](const auto& offer) { return offer.refusal == Refusal::None; });
    if (!any) return fail(ErrorCode::InvalidInput, "no model of this run can do this task:" + elide(refusals, 4'000));
    return {};
}

Result<report::WindowReady> Executor::makeWindow(const effect::AssembleWindow& e) {
    if (e.before) return continueWindow(e);
    const RunId run = e.attempt.run;
    const auto facts = m_world.facts.run(run);
    SKEIN_TRY(const auto models, modelsOf(run));
    const bool assembling = e.role == TaskRole::Assembler;
    const bool builtIn = assembling || models->offline();

    context::WindowRequest request;
    SKEIN_TRY(request.task, spec(e.spec));
    for (std::size_t i = 0; i < facts.constraints.size(); ++i)
        request.rules.push_back({"goal constraint " + std::to_string(i + 1), facts.constraints[i]});
    if (e.feedback) {
        SKEIN_TRY(const auto why, text(e.feedback));
        request.feedback = {feedbackSource, feedbackFor(why)};
    }
    Json settled = Json::array(), open = Json::array();
    std::set<std::string> own;  // labels of decisions about what this task itself said
    // A judge reads the two sides and nothing else.
    SKEIN_TRY(const auto conflicts,
              e.role == TaskRole::Judge ? Result<std::vector<ConflictFacts>>() : m_decisions.told(run));
    for (const auto& conflict : conflicts) {
        const auto label = conflictLabel(conflict.a, conflict.b);
        const bool again = asksAgain(conflict.decision);
        if (conflict.status == ConflictState::Status::Resolved &&
            (assembling || (!again && concerns(conflict, e.attempt.task, request.task)))) {
            const auto& kept = conflict.decision == Decision::TakeB ? conflict.b : conflict.a;
            if (conflict.taskA == e.attempt.task || conflict.taskB == e.attempt.task) own.insert(label);
            const bool ofPerson = dropsA(conflict.decision) && dropsB(conflict.decision);
            request.conflictNotes.push_back(
                {again || (ofPerson && conflict.decision != Decision::Neither) ? Digest{} : kept.id, label,
                 decisionSentence(conflict), conflict.run != run});
            settled.push_back(label + ": " + decisionSentence(conflict));
        } else if (conflict.status == ConflictState::Status::Open && assembling) {
            open.push_back(label);
        }
    }
    const auto ownFirst = [&](const auto& x, const auto& y) {
        return std::pair(!own.contains(x.source), x.source) < std::pair(!own.contains(y.source), y.source);
    };
    std::sort(request.conflictNotes.begin(), request.conflictNotes.end(), ownFirst);
    std::sort(settled.begin(), settled.end());
    std::sort(open.begin(), open.end());

    Json dependencies = Json::array();
    for (const auto& dependency : e.dependencies) {
        if (!dependency.output) continue;
        dependencies.push_back(dependency.outputDigest.hex());
        if (assembling) continue;  // the assembler reads whole results itself; its window is its orders
        SKEIN_TRY(const auto task, spec(m_world.indexer.specOf(run, dependency.task)));
        SKEIN_TRY(const auto answered, output(task, dependency.output));
        request.dependencies.push_back(
            {task.id, task.title, readable(answered), dependency.outputDigest, dependency.disputed});
    }
    const bool judging = e.role == TaskRole::Judge;
    if (judging) SKEIN_CHECK(addQuestion(request));
    if (!assembling && !judging) {
        SKEIN_TRY(request.hits, m_world.index.search(context::searchQueryFor(request.task), searchHits, {}));
        if (!request.task.scope.empty()) {
            SKEIN_TRY(request.scopeAtoms, m_world.index.atomsUnder(request.task.scope));
            if (request.scopeAtoms.size() > maxScopeAtoms) request.scopeAtoms.resize(maxScopeAtoms);
        }
        SKEIN_TRY(request.disputed,
                  withEnclosing(m_world.index, m_world.facts.disputedAtoms(run, tasksBefore(run, e.attempt.task)),
                                Follow::TextOnly));
        SKEIN_CHECK(addMarks(run, e.attempt.task, request));
        SKEIN_TRY(request.citedAtoms, citedAtoms(request.dependencies));
        SKEIN_TRY(request.changed, changedPaths(run, facts.terms ? facts.terms->changedAfter : 0));
        if (facts.terms) {
            request.usefulness = facts.terms->usefulness;
            request.shares = facts.terms->shares;
        }
        request.best = models->bestWindow();
    }
    request.tokensPerMille = models->tokensPerMille;
    const TokenBand band = request.task.band;
    const bool asks = !builtIn && mayAsk(*models, request.task);
    if (asks) {
        request.task.band.max = band.max - context::roomForAnswers(band) - memoryToolTokens();
        request.task.band.min = std::min(band.min, request.task.band.max);
    }
    SKEIN_TRY(auto window, context::assembleWindow(request));
    // Their definitions go beside the prompt; what they cost is the window's all the same.
    if (asks) {
        window.segments.push_back(
            {SegmentReason::Rules, {}, memoryToolTokens(), 0, "tools to ask memory", "", WindowChannel::Policy});
        window.totalTokens += memoryToolTokens();
    }

    report::WindowReady ready;
    ready.attempt = e.attempt;
    ready.tokens = window.totalTokens;
    ready.stepKind = assembling ? StepKind::Tool : StepKind::Model;
    if (assembling) ready.offers = {routing::soleOffer({"builtin", "assemble", true}, {})};
    else if (builtIn) ready.offers = {routing::soleOffer({"offline", models->models.front().model.id, true}, {})};
    else SKEIN_CHECK(makeOffers(*models, request.task, window, ready));
    // Everything the result depends on; the prompt of built-in agents is not among it, for they read the index itself.
    Json inputs{{"task", plan::taskToJson(request.task)},
                {"goal", facts.statement},
                {"provider", ready.offers.front().target.provider},
                {"model", ready.offers.front().target.model},
                {"dependencies", dependencies},
                {"settled", settled},
                {"open", open}};
    // Any of the models that could be chosen makes the result; a run with other models makes its own.
    for (std::size_t i = 1; i < ready.offers.size(); ++i)
        if (!ready.offers[i].target.batch)
            inputs["others"].push_back(ready.offers[i].target.provider + "/" + ready.offers[i].target.model);
    if (builtIn) inputs["tree"] = treeDigest();
    else {
        // Which conflicts happen to be open now decides what this attempt sees, not whether an earlier result answers
        // the same question: that is a matter of which agent was faster. Nor does what was learned of token counts and
        // of use, and what is new since the run before: the material is the same.
        auto asked = window.systemPrompt + std::string(1, '\0') + window.userPrompt;
        if (context::learned(request)) {
            // Rules and task text may fit only by the models' own count; then the window itself is what was asked.
            if (const auto plain = context::assembleWindow(context::withoutLearning(std::move(request))))
                asked = plain->systemPrompt + std::string(1, '\0') + plain->userPrompt;
        }
        inputs["prompt"] = sha256(asked).hex();
        if (asks) inputs["questions"] = models->questions;
    }
    ready.inputs = keyed(inputs.dump());
    if (asks) ready.inputsAsked = inputsAsked(ready.inputs);
    ready.window = put(windowText(window));
    m_world.indexer.noteWindow(ready.window, window);
    m_windows.keep(ready.window, std::move(window));
    return ready;
}

MemoryDesk Executor::deskOf(RunId run, TaskNo task) const {
    const auto before = tasksBefore(run, task);
    auto excluded = m_world.facts.marksFor(run, task).excluded;
    if (auto wider = withEnclosing(m_world.index, excluded, Follow::Place)) excluded = std::move(*wider);
    auto disputed = m_world.facts.disputedAtoms(run, before);
    if (auto wider = withEnclosing(m_world.index, disputed, Follow::TextOnly)) disputed = std::move(*wider);
    MemoryDesk desk{m_world.index, std::move(disputed), std::move(excluded), {}, {}, {}};
    desk.episodes = [this, run](const std::string& about) -> Result<Json> {
        if (!m_world.episodes) return Json{{"kinds", Json::array()}};
        return m_world.episodes(about, run);
    };
    desk.held = [this, run, before, disputed = desk.disputed](const std::string& about) -> Result<Json> {
        Json list = Json::array();
        for (const auto& held : m_world.facts.held()) {
            const bool settled =
                held.task == 0 || held.run < run.value || (held.run == run.value && before.contains(TaskNo{held.task}));
            const auto& claim = held.claim;
            if (!settled || !isAbout(claim.subject + " " + claim.predicate + " " + claim.sentence, about)) continue;
            const auto& place = claim.evidence.front();
            if (disputed.contains(place.atom)) continue;
            SKEIN_TRY(const auto by, held.task == 0 ? Result<TaskSpec>(TaskSpec{})
                                                    : spec(m_world.indexer.specOf(RunId{held.run}, TaskNo{held.task})));
            list.push_back({{"sentence", claim.sentence},
                            {"by", held.task == 0 ? "a source" : "task " + by.id},
                            {"evidence", place.path.empty() ? std::string("its output")
                                                            : place.path + ":" + std::to_string(place.lines.first)}});
            if (list.size() >= maxRecalled) break;
        }
        return list;
    };
    desk.plan = [this, run](const std::string& about) -> Result<Json> {
        Json list = Json::array();
        for (std::uint32_t no = 1; list.size() < maxRecalled; ++no) {
            const auto blob = m_world.indexer.specOf(run, TaskNo{no});
            if (!blob) break;
            SKEIN_TRY(const auto other, spec(blob));
            if (!isAbout(other.id + " " + other.kind + " " + other.title, about)) continue;
            std::string needs;
            for (const auto& need : other.needs) needs += (needs.empty() ? "" : ", ") + need;
            list.push_back({{"task", other.id},
                            {"kind", other.kind},
                            {"title", other.title},
                            {"needs", needs.empty() ? "nothing" : elide(needs, 200)}});
        }
        return list;
    };
    return desk;
}

// What was packed stays as it is, so that the provider's cache still knows it; the answers follow behind it.
Result<report::WindowReady> Executor::continueWindow(const effect::AssembleWindow& e) {
    const RunId run = e.attempt.run;
    SKEIN_TRY(const auto models, modelsOf(run));
    SKEIN_TRY(const auto task, spec(e.spec));
    SKEIN_TRY(const auto packed, window(e.before));
    ContextWindow next = *packed;
    if (e.turn) {
        SKEIN_TRY(const auto asked, text(e.turn));
        SKEIN_TRY(auto calls, askedCalls(asked));
        const auto fit = std::min(calls.size(), context::questionsThatFit(next, task.band, models->tokensPerMille));
        const bool more = calls.size() > fit;
        calls.resize(fit);
        const auto desk = deskOf(run, e.attempt.task);
        std::vector<MemoryQuestion> answered;
        ContextWindow filled = next;  // counts what this round has used so far
        for (std::size_t i = 0; i < calls.size(); ++i) {
            const auto room = context::roomForAnswer(filled, task.band, models->tokensPerMille, calls.size() - i);
            answered.push_back(answerQuestion(desk, calls[i], room));
            filled.totalTokens += context::costOfAnswer(answered.back(), models->tokensPerMille);
        }
        context::addAnswers(next, std::move(answered), more, task.band, models->questions, models->tokensPerMille);
    }
    report::WindowReady ready;
    ready.attempt = e.attempt;
    ready.tokens = next.totalTokens;
    SKEIN_CHECK(makeOffers(*models, task, next, ready));
    ready.inputs = e.turn && packed->asked.empty() ? inputsAsked(e.inputs) : e.inputs;
    ready.window = put(windowText(next));
    m_world.indexer.noteWindow(ready.window, next);
    m_windows.keep(ready.window, std::move(next));
    return ready;
}

}  // namespace skein::runtime
