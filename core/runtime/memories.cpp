#include "core/runtime/memories.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <sstream>
#include <tuple>
#include <type_traits>
#include <variant>

#include "core/base/text.h"
#include "core/runtime/facts.h"
#include "core/runtime/queries.h"
#include "core/runtime/text_output.h"

namespace skein::runtime {
namespace {

constexpr std::size_t eventsAtOnce = 5'000, maxReasons = 3, maxReasonBytes = 200, maxPlaces = 5;

std::vector<std::string> wordsOf(const std::string& about) {
    std::vector<std::string> words;
    std::istringstream in(toLowerAscii(about));
    for (std::string word; in >> word;) words.push_back(word);
    return words;
}

bool holdsAll(std::string_view text, const std::vector<std::string>& words) {
    const auto lower = toLowerAscii(text);
    return std::all_of(words.begin(), words.end(),
                       [&](const std::string& word) { return lower.find(word) != std::string::npos; });
}

/// What work of one kind came to.
struct Episode {
    struct Model {
        std::uint64_t calls = 0, answered = 0, refused = 0;
        MicroUsd cost;
    };
    std::set<RunId> runs;
    std::uint64_t tasks = 0, done = 0, failed = 0, reused = 0, attempts = 0, refused = 0;
    MicroUsd cost;
    std::vector<Duration> took;
    std::map<std::pair<std::string, std::string>, Model> models;
    std::map<BlobRef, std::uint64_t> reasons;
};

/// Folds the journal's account of attempts by kind.
class Episodes {
public:
    /// `kinds`: of the tasks that count; others are not looked at.
    explicit Episodes(std::map<std::pair<RunId, TaskNo>, std::string> kinds) : m_kinds(std::move(kinds)) {}

    void take(const CommittedEvent& entry) {
        std::visit(
            [&](const auto& e) {
                if constexpr (requires {
                                  e.run;
                                  e.task;
                              }) {
                    const auto kind = m_kinds.find({e.run, e.task});
                    if (kind != m_kinds.end()) on(m_episodes[kind->second], e, entry.at);
                }
            },
            entry.event);
    }
    std::map<std::string, Episode> result() && { return std::move(m_episodes); }

private:
    template <class E>
    void on(Episode&, const E&, Instant) {}
    void on(Episode& episode, const event::AttemptStarted& e, Instant at) {
        ++episode.attempts;
        m_began[{e.run, e.task, e.attempt}] = at;
    }
    void on(Episode& episode, const event::StepIntended& e, Instant) {
        if (e.stepKind == StepKind::Check) return;
        m_called[{e.run, e.task, e.attempt, e.step}] = e.target;
        m_last[{e.run, e.task, e.attempt}] = e.target;
        ++modelOf(episode, e.target).calls;
    }
    void on(Episode& episode, const event::StepSettled& e, Instant) {
        const auto called = m_called.extract(StepRef{e.run, e.task, e.attempt, e.step});
        if (called.empty()) return;
        auto& model = modelOf(episode, called.mapped());
        if (e.outcome == StepOutcome::Ok) ++model.answered;
        model.cost += e.charge;
        episode.cost += e.charge;
    }
    void on(Episode& episode, const event::UnconfirmedSettled& e, Instant) { episode.cost += e.charge; }
    void on(Episode& episode, const event::AttemptFailed& e, Instant) {
        if (e.outcome == StepOutcome::Cancelled) return;
        if (e.detail) ++episode.reasons[e.detail];
        if (e.outcome != StepOutcome::Rejected) return;
        ++episode.refused;
        if (const auto last = m_last.find({e.run, e.task, e.attempt}); last != m_last.end())
            ++modelOf(episode, last->second).refused;
    }
    void on(Episode& episode, const event::TaskFinished& e, Instant at) {
        const auto began = m_began.find({e.run, e.task, e.attempt});
        if (!e.reused && began != m_began.end()) episode.took.push_back(at - began->second);
    }
    static Episode::Model& modelOf(Episode& episode, const Target& target) {
        return episode.models[{target.provider, target.model}];
    }

    std::map<std::pair<RunId, TaskNo>, std::string> m_kinds;
    std::map<std::string, Episode> m_episodes;
    std::map<AttemptRef, Instant> m_began;
    std::map<AttemptRef, Target> m_last;
    std::map<StepRef, Target> m_called;
};

Json jsonOf(const WorkspaceReader& reader, const std::string& kind, Episode& episode) {
    Json models = Json::array(), reasons = Json::array();
    for (const auto& [name, model] : episode.models)
        models.push_back({{"provider", name.first},
                          {"model", name.second},
                          {"calls", model.calls},
                          {"answered", model.answered},
                          {"refused", model.refused},
                          {"usd", usd(model.cost)}});
    // Attempts of many tasks fail with the same words.
    std::map<std::string, std::uint64_t> words;
    for (const auto& [detail, times] : episode.reasons) {
        const auto text = reader.blob(detail);
        const auto lines = text ? splitLines(*text) : std::vector<std::string_view>{};
        words[lines.empty() ? "the reason is no longer kept" : elide(lines.front(), maxReasonBytes)] += times;
    }
    std::vector<std::pair<std::string, std::uint64_t>> often(words.begin(), words.end());
    std::stable_sort(often.begin(), often.end(), [](const auto& x, const auto& y) { return x.second > y.second; });
    for (std::size_t i = 0; i < std::min(often.size(), maxReasons); ++i)
        reasons.push_back({{"reason", often[i].first}, {"times", often[i].second}});
    Json median = nullptr;
    if (!episode.took.empty()) {
        const auto middle = episode.took.begin() + static_cast<std::ptrdiff_t>(episode.took.size() / 2);
        std::nth_element(episode.took.begin(), middle, episode.took.end());
        median = static_cast<double>(middle->value) / 1e6;
    }
    return {{"kind", kind},
            {"runs", episode.runs.size()},
            {"tasks", episode.tasks},
            {"done", episode.done},
            {"failed", episode.failed},
            {"reused", episode.reused},
            {"attempts", episode.attempts},
            {"refused", episode.refused},
            {"usd", usd(episode.cost)},
            {"median_seconds", std::move(median)},
            {"models", std::move(models)},
            {"reasons", std::move(reasons)}};
}

}  // namespace

bool isAbout(std::string_view text, const std::string& about) { return holdsAll(text, wordsOf(about)); }

Result<Json> operationalMemory(const WorkspaceReader& reader, const State& state, RunId runId, bool live) {
    const RunState* run = state.run(runId);
    if (run == nullptr) return Json{{"run", nullptr}, {"state", "none"}, {"working", Json::array()}};
    SKEIN_TRY(auto status, statusJson(reader, state, runId, live));
    Json working = Json::array();
    for (const auto& task : run->tasks) {
        if (!task.current) continue;
        const auto spec = reader.taskSpec(task);
        const auto& attempt = *task.current;
        const bool called = attempt.step.value > 0 && attempt.stepKind != StepKind::Check;
        working.push_back(
            {{"task", taskTitle(reader, task)},
             {"kind", task.shape.kind},
             {"title", spec ? Json(spec->title) : Json(nullptr)},
             {"agent", attempt.agent ? Json(attempt.agent.value) : Json(nullptr)},
             {"attempt", attempt.attempt.value},
             {"stage", nameIn(EnumNames<AttemptStage>::table, attempt.stage)},
             {"since", formatInstant(attempt.startedAt)},
             {"model", called ? Json(attempt.target.provider + "/" + attempt.target.model) : Json(nullptr)}});
    }
    return Json{{"run", runId.value},
                {"state", status["state"]},
                {"working", std::move(working)},
                {"waiting", std::move(status["waiting"])}};
}

Result<Json> episodicMemory(const WorkspaceReader& reader, const State& state, const std::string& about, RunId before) {
    const auto words = wordsOf(about);
    std::map<std::pair<RunId, TaskNo>, std::string> kinds;
    std::map<std::string, Episode> counted;
    for (const auto& run : state.runs) {
        if (run.simulated || (before && run.run.value >= before.value)) continue;
        for (const auto& task : run.tasks) {
            if (task.shape.role == TaskRole::Assembler) continue;
            if (!words.empty() && !holdsAll(task.shape.kind, words)) {
                const auto spec = reader.taskSpec(task);
                if (!spec || !holdsAll(task.shape.kind + " " + spec->title, words)) continue;
            }
            kinds[{run.run, task.shape.task}] = task.shape.kind;
            auto& episode = counted[task.shape.kind];
            episode.runs.insert(run.run);
            ++episode.tasks;
            episode.done += task.status == TaskStatus::Done;
            episode.failed += task.status == TaskStatus::Failed;
            episode.reused += task.status == TaskStatus::Done && task.reused;
        }
    }
    Episodes episodes(std::move(kinds));
    for (std::uint64_t at = 0;;) {
        SKEIN_TRY(const auto events, reader.events(at, eventsAtOnce));
        if (events.empty()) break;
        at = events.back().sequence;
        for (const auto& entry : events) episodes.take(entry);
    }
    auto told = std::move(episodes).result();
    Json list = Json::array();
    for (const auto& [kind, count] : counted) {
        auto& episode = told[kind];
        episode.runs = count.runs;
        episode.tasks = count.tasks;
        episode.done = count.done;
        episode.failed = count.failed;
        episode.reused = count.reused;
        list.push_back(jsonOf(reader, kind, episode));
    }
    return Json{{"kinds", std::move(list)}};
}

namespace {

/// What the semantic view tells of one claim.
struct Held {
    Claim claim;
    std::string by;
    std::uint64_t sequence = 0;
    bool disputed = false;
    std::string decided, superseded;  ///< the conflict by which it stands, or was dropped
};

bool saysTheSame(const Claim& x, const Claim& y) {
    return std::tie(x.subject, x.predicate, x.value.text, x.value.unit) ==
           std::tie(y.subject, y.predicate, y.value.text, y.value.unit);
}

/// Marks what a decision in force upheld, and adds what it dropped and what it says itself.
void addDecided(const Facts& facts, const ConflictFacts& conflict, const std::array<std::string, 2>& makers,
                std::vector<Held>& all) {
    const auto label = conflictLabel(conflict.a, conflict.b);
    const auto standing = all.size();  // what is added here is marked as it comes
    const auto uphold = [&](const Claim& claim, const std::string& by) {
        bool found = false;
        for (std::size_t i = 0; i < standing; ++i)
            if (all[i].superseded.empty() && saysTheSame(all[i].claim, claim)) {
                all[i].decided = label;
                found = true;
            }
        if (!found) all.push_back({claim, by, 0, false, label, {}});
    };
    const auto person = (conflict.by == Decider::Person ? "a person, " : "a decision, ") + label;
    for (const bool isA : {true, false}) {
        const auto& side = isA ? conflict.a : conflict.b;
        const auto& maker = makers[isA ? 0 : 1];
        const auto dropping = facts.dropping(conflict.run, side);
        const bool dropped = std::find(dropping.begin(), dropping.end(), conflict.conflict) != dropping.end();
        if (dropped) all.push_back({side, maker, 0, false, {}, label});
        else uphold(side, maker);
    }
    if (conflict.decision != Decision::OwnText && conflict.decision != Decision::Combine) return;
    auto own = facts.ownOf(conflict.conflict);
    if (!own) {  // it states no value that could be compared
        own = conflict.a;
        own->value = {};
        own->value.text = own->sentence = conflict.text;
        own->evidence.clear();
        own->basis = "person";
    }
    uphold(*own, person);
}

}  // namespace

Result<Json> semanticMemory(const WorkspaceReader& reader, const State& state, const std::string& about,
                            std::size_t limit) {
    const auto words = wordsOf(about);
    Facts facts([&](const BlobRef& blob) { return reader.blob(blob); });
    facts.load(state);
    std::set<Digest> disputed;
    std::vector<Held> all;
    const auto makerOf = [&](RunId run, TaskNo task) {
        const TaskState* maker = task ? state.task(run, task) : nullptr;
        return maker ? "r-" + std::to_string(run.value) + "/" + taskTitle(reader, *maker) : std::string("a source");
    };
    for (const auto& held : facts.held())
        all.push_back({held.claim, makerOf(RunId{held.run}, TaskNo{held.task}), held.sequence, false, {}, {}});
    for (const auto& conflict : state.conflicts) {
        if (conflict.status == ConflictState::Status::Resolved) {
            if (const auto decided = facts.conflict(conflict.conflict))
                addDecided(facts, *decided,
                           {makerOf(decided->run, decided->taskA), makerOf(decided->run, decided->taskB)}, all);
            continue;
        }
        if (conflict.status != ConflictState::Status::Open) continue;
        SKEIN_TRY(const auto sides, conflictFacts(reader, conflict));
        disputed.insert(sides.a.id);
        disputed.insert(sides.b.id);
    }
    std::erase_if(all, [&](const Held& held) {
        return !holdsAll(held.claim.subject + " " + held.claim.predicate + " " + held.claim.sentence, words);
    });
    std::stable_sort(all.begin(), all.end(), [](const Held& x, const Held& y) {
        return std::tie(x.claim.subject, x.claim.predicate) < std::tie(y.claim.subject, y.claim.predicate);
    });
    std::size_t count = 0, disputes = 0, superseded = 0;
    Json list = Json::array();
    for (auto& held : all) {
        held.disputed = held.superseded.empty() && disputed.contains(held.claim.id);
        disputes += held.disputed;
        held.superseded.empty() ? ++count : ++superseded;
        if (list.size() >= limit) continue;
        const auto& claim = held.claim;
        Json evidence = Json::array();
        for (std::size_t i = 0; i < std::min(claim.evidence.size(), maxPlaces); ++i)
            evidence.push_back(claim.evidence[i].path.empty() ? Json("the output itself")
                                                              : Json(claim.evidence[i].path + ":" +
                                                                     std::to_string(claim.evidence[i].lines.first)));
        const auto orNull = [](const std::string& label) { return label.empty() ? Json(nullptr) : Json(label); };
        list.push_back({{"subject", claim.subject},
                        {"predicate", claim.predicate},
                        {"value", claim.value.text},
                        {"unit", claim.value.unit},
                        {"modality", modalityName(claim.modality)},
                        {"scope", claim.scope},
                        {"sentence", claim.sentence},
                        {"basis", claim.basis},
                        {"confidence", claim.confidencePerMille / 1000.0},
                        {"by", held.by},
                        {"evidence", std::move(evidence)},
                        {"sequence", held.sequence > 0 ? Json(held.sequence) : Json(nullptr)},
                        {"disputed", held.disputed},
                        {"decided", orNull(held.decided)},
                        {"superseded", orNull(held.superseded)}});
    }
    return Json{{"held", count}, {"disputed", disputes}, {"superseded", superseded}, {"claims", std::move(list)}};
}

}  // namespace skein::runtime
