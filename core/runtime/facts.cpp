#include "core/runtime/facts.h"

#include <algorithm>
#include <filesystem>
#include <type_traits>
#include <utility>

#include "core/base/text.h"
#include "core/coherence/rules.h"
#include "core/runtime/own_claim.h"

namespace skein::runtime {

Json conflictDetail(const Claim& a, const Claim& b, const std::string& rule, const std::string& reason) {
    return {{"a", toJson(a)}, {"b", toJson(b)}, {"rule", rule}, {"reason", reason}};
}

Result<ConflictFacts> conflictFromDetail(const Json& detail) {
    ConflictFacts facts;
    if (!detail.is_object() || !detail.contains("a") || !detail.contains("b"))
        return fail(ErrorCode::Damaged, "conflict detail: expected the members a and b");
    SKEIN_TRY(facts.a, claimFromJson(detail["a"]));
    SKEIN_TRY(facts.b, claimFromJson(detail["b"]));
    const auto a = coherence::contestedOf(facts.a), b = coherence::contestedOf(facts.b);
    facts.key = contestedKey(a, b);
    facts.pair = contestedPair(facts.key, a, b);
    SKEIN_TRY(facts.rule, jsonStringOr(detail, "rule", "", "conflict detail"));
    SKEIN_TRY(facts.reason, jsonStringOr(detail, "reason", "", "conflict detail"));
    SKEIN_TRY(const auto more, jsonIntOr(detail, "more", 0, "conflict detail"));
    facts.more = static_cast<std::uint64_t>(std::max<std::int64_t>(more, 0));
    SKEIN_TRY(facts.truncated, jsonBoolOr(detail, "truncated", false, "conflict detail"));
    if (const auto asked = detail.find("policy"); asked != detail.end()) {
        SKEIN_TRY(const auto name, jsonString(*asked, "name", "conflict detail.policy"));
        SKEIN_TRY(const auto said, jsonString(*asked, "reason", "conflict detail.policy"));
        SKEIN_TRY(const auto decided, jsonBoolOr(*asked, "decided", false, "conflict detail.policy"));
        facts.reason += "; policy " + name + ": " + said;
        if (!decided) facts.undecidedPolicy = name;
    }
    return facts;
}

Json tallyIn(const Json& blob) {
    if (!blob.is_object()) return nullptr;
    if (blob.contains("vote")) return blob["vote"];
    return blob.contains("voices") ? blob : Json(nullptr);
}

Facts::Facts(BlobSource blobs) : m_blobs(std::move(blobs)) {}

void Facts::load(const State& state) {
    for (const auto& run : state.runs) {
        takeRun(run.run, run.goal, run.options, run.onConflict);
        for (const auto& task : run.tasks)
            if (task.current && task.current->claims) {
                takeClaims(run.run, task.shape.task, task.current->claims, task.current->claimsRecordedAt);
                if (task.current->stage == AttemptStage::Comparing) {
                    // Whoever was being compared may have said something else before.
                    if (const auto before = task.claims ? m_blobs(task.claims) : Result<std::string>(std::string()))
                        takeGone(run.run, task.shape.task, *before);
                    m_comparing[{run.run, task.shape.task}] = {task.current->claimsRecordedAt,
                                                               keysOf(run.run, task.shape.task)};
                }
            } else if (task.claims) takeClaims(run.run, task.shape.task, task.claims, state.sequence);
    }
    for (const auto& conflict : state.conflicts) takeConflict(conflict);
    for (const auto& root : state.sourceRoots) takeSource(root);
    for (const auto& mark : state.marks) takeMark(mark);
    // Whoever was being compared may have said something else before.
    for (const auto& [address, comparing] : m_comparing)
        for (const auto& [id, conflict] : m_conflicts)
            if (conflict.run == address.first && conflict.status == ConflictState::Status::Open &&
                (saying(conflict.run, conflict.key, conflict.a).empty() ||
                 saying(conflict.run, conflict.key, conflict.b).empty()))
                m_unsaid[address].insert(id);
}

void Facts::take(const CommittedEvent& committed) {
    std::visit(
        [&]<class E>(const E& e) {
            if constexpr (std::is_same_v<E, event::RunStarted>) takeRun(e.run, e.goal, e.options, e.onConflict);
            else if constexpr (std::is_same_v<E, event::RunResumed>) takeOptions(e.run, e.options);
            else if constexpr (std::is_same_v<E, event::SourceAdded>) takeSource(e.root);
            else if constexpr (std::is_same_v<E, event::AtomMarked>) takeMark(e);
            else if constexpr (std::is_same_v<E, event::ClaimsRecorded>) {
                takeClaims(e.run, e.task, e.claims, committed.sequence);
                const std::scoped_lock lock(m_mutex);
                m_comparing[{e.run, e.task}] = {committed.sequence, keysOf(e.run, e.task)};
            } else if constexpr (std::is_same_v<E, event::TaskFinished> || std::is_same_v<E, event::AttemptFailed>) {
                const std::scoped_lock lock(m_mutex);
                m_comparing.erase({e.run, e.task});
                if constexpr (std::is_same_v<E, event::TaskFinished>) {
                    m_unsaid.erase({e.run, e.task});
                    m_gone.erase({e.run, e.task});
                }
            } else if constexpr (std::is_same_v<E, event::ConflictOpened>) {
                ConflictState opened;
                opened.conflict = e.conflict;
                opened.run = e.run;
                opened.taskA = e.taskA;
                opened.taskB = e.taskB;
                opened.detail = e.detail;
                opened.reopens = e.reopens;
                opened.judged = e.suspected;
                if (e.suspected) opened.status = ConflictState::Status::Suspected;
                takeConflict(opened);
            } else if constexpr (std::is_same_v<E, event::ConflictMarked>) {
                if (!e.tally) return;
                const auto tally = tallyIn(readJson(e.tally));
                const std::scoped_lock lock(m_mutex);
                const auto found = m_conflicts.find(e.conflict);
                if (found == m_conflicts.end()) return;
                found->second.tally = tally;
                if (found->second.status == ConflictState::Status::Suspected)
                    setStatus(found->second, ConflictState::Status::Open);
            } else if constexpr (std::is_same_v<E, event::ConflictResolved>) {
                const auto text = e.text ? m_blobs(e.text) : Result<std::string>(std::string());
                const auto terms = readJson(e.terms), dissent = readJson(e.dissent);
                if (e.goal) takeGoal(e.conflict, e.goal);
                const std::scoped_lock lock(m_mutex);
                const auto found = m_conflicts.find(e.conflict);
                if (found == m_conflicts.end()) return;
                auto& conflict = found->second;
                setStatus(conflict, ConflictState::Status::Resolved);
                conflict.by = e.by;
                conflict.text = text.value_or(std::string());
                decide(conflict, e.decision);
                conflict.policy = e.policy;
                conflict.terms = terms;
                conflict.dissent = dissent;
                if (auto tally = tallyIn(dissent); !tally.is_null()) conflict.tally = std::move(tally);
                conflict.task = e.task;
                supersede(conflict, false);
            } else if constexpr (std::is_same_v<E, event::ResolutionUndone> ||
                                 std::is_same_v<E, event::ConflictReopened>) {
                if constexpr (std::is_same_v<E, event::ResolutionUndone>) restoreGoal(e.conflict);
                const std::scoped_lock lock(m_mutex);
                const auto found = m_conflicts.find(e.conflict);
                if (found == m_conflicts.end()) return;
                supersede(found->second, true);
                setStatus(found->second, ConflictState::Status::Open);
                // What it is about may not be said any more.
                for (const auto task : {found->second.taskA, found->second.taskB})
                    if (task) m_unsaid[{found->second.run, task}].insert(e.conflict);
            } else if constexpr (std::is_same_v<E, event::ConflictLapsed>) {
                const std::scoped_lock lock(m_mutex);
                if (const auto found = m_conflicts.find(e.conflict); found != m_conflicts.end())
                    setStatus(found->second, ConflictState::Status::Lapsed);
            }
        },
        committed.event);
}

Json Facts::readJson(const BlobRef& blob) const {
    const auto bytes = blob ? m_blobs(blob) : Result<std::string>(std::string("null"));
    const auto json = bytes ? parseJson(*bytes) : Result<Json>(Failure(bytes.error()));
    return json ? *json : Json(nullptr);
}

void Facts::readGoal(const BlobRef& goal, RunFacts& into) const {
    const auto json = readJson(goal);
    if (!json.is_object()) return;
    into.goal = goal;
    into.statement = json.value("goal", "");
    into.constraints.clear();
    for (const auto& constraint : json.value("constraints", Json::array()))
        if (constraint.is_string()) into.constraints.push_back(constraint.get<std::string>());
}

void Facts::takeGoal(ConflictId conflict, const BlobRef& goal) {
    RunFacts read;
    readGoal(goal, read);
    const std::scoped_lock lock(m_mutex);
    const auto found = m_conflicts.find(conflict);
    if (found == m_conflicts.end()) return;
    RunFacts& run = m_runs[found->second.run];
    found->second.goalBefore = run.goal;
    run.goal = read.goal;
    run.statement = std::move(read.statement);
    run.constraints = std::move(read.constraints);
}

void Facts::restoreGoal(ConflictId conflict) {
    BlobRef before;
    {
        const std::scoped_lock lock(m_mutex);
        if (const auto found = m_conflicts.find(conflict); found != m_conflicts.end())
            before = std::exchange(found->second.goalBefore, BlobRef{});
    }
    if (before) takeGoal(conflict, before);
}

/// What the options of a run say of models and windows.
void Facts::readOptions(const BlobRef& options, RunFacts& into) const {
    const auto bytes = m_blobs(options);
    const auto json = bytes ? parseJson(*bytes) : Result<Json>(Failure(bytes.error()));
    auto models = json ? runModelsFromOptions(*json) : Result<RunModels>(Failure(json.error()));
    into.models = models ? std::make_shared<const RunModels>(std::move(*models)) : nullptr;
    into.terms = json ? std::make_shared<const WindowTerms>(windowTermsFrom(*json)) : nullptr;
    if (json && json->is_object() && json->contains("coherence"))
        into.coherence =
            record::fromJson<CoherenceTerms>((*json)["coherence"], "options.coherence").value_or(CoherenceTerms{});
}

void Facts::takeRun(RunId run, const BlobRef& goal, const BlobRef& options, ConflictPolicy onConflict) {
    RunFacts facts;
    facts.onConflict = onConflict;
    readGoal(goal, facts);
    if (const auto json = readJson(goal); json.is_object())
        for (const auto& root : json.value("roots", Json::array())) {
            if (const auto folder = jsonStringOr(root, "folder", "", "roots"); folder && !folder->empty())
                facts.sources.push_back(toValidUtf8(std::filesystem::path(*folder).filename().string()));
            if (auto place = rootFromJson(root)) facts.roots.push_back(std::move(*place));
        }
    readOptions(options, facts);
    const std::scoped_lock lock(m_mutex);
    m_runs[run] = std::move(facts);
}

void Facts::takeOptions(RunId run, const BlobRef& options) {
    if (!options) return;
    RunFacts read;
    readOptions(options, read);
    const std::scoped_lock lock(m_mutex);
    m_runs[run].models = std::move(read.models);
    m_runs[run].terms = std::move(read.terms);
    m_runs[run].coherence = std::move(read.coherence);
}

void Facts::takeMark(const event::AtomMarked& mark) {
    const std::scoped_lock lock(m_mutex);
    std::erase_if(m_marks, [&](const event::AtomMarked& held) {
        return held.atom == mark.atom && held.run == mark.run && held.task == mark.task;
    });
    if (mark.mark != AtomMark::None) m_marks.push_back(mark);
}

AtomMarks Facts::marksFor(RunId run, TaskNo task) const {
    const std::scoped_lock lock(m_mutex);
    const auto isOwn = [&](const event::AtomMarked& mark) { return mark.task && mark.run == run && mark.task == task; };
    std::set<Digest> said;
    for (const auto& mark : m_marks)
        if (isOwn(mark)) said.insert(mark.atom);
    AtomMarks marks;
    for (const auto& mark : m_marks) {
        if (!isOwn(mark) && (mark.task || said.contains(mark.atom))) continue;
        if (mark.mark == AtomMark::Pinned) marks.pinned.push_back(mark.atom);
        else marks.excluded.insert(mark.atom);
    }
    return marks;
}

void Facts::takeSource(const BlobRef& blob) {
    const auto bytes = m_blobs(blob);
    const auto json = bytes ? parseJson(*bytes) : Result<Json>(Failure(bytes.error()));
    auto root = json ? rootFromJson(*json) : Result<SourceRoot>(Failure(json.error()));
    if (!root) return;
    const std::scoped_lock lock(m_mutex);
    m_sources.push_back(std::move(*root));
}

void Facts::takeConflict(const ConflictState& state) {
    const auto bytes = m_blobs(state.detail);
    if (!bytes) return;
    const auto json = parseJson(*bytes);
    if (!json) return;
    auto facts = conflictFromDetail(*json);
    if (!facts) return;
    facts->conflict = state.conflict;
    facts->run = state.run;
    facts->taskA = state.taskA;
    facts->taskB = state.taskB;
    facts->by = state.by;
    if (state.text) facts->text = m_blobs(state.text).value_or(std::string());
    decide(*facts, state.decision);
    facts->policy = state.policy;
    facts->terms = readJson(state.terms);
    facts->task = state.task;
    facts->dissent = readJson(state.dissent);
    facts->goalBefore = state.goalBefore;
    facts->reopens = state.reopens;
    facts->judged = state.judged;
    facts->tally = tallyIn(readJson(state.tally));
    const std::scoped_lock lock(m_mutex);
    noteCrowd(*facts);
    facts->crowd = m_crowded.contains({facts->run, facts->key});
    m_pairs[facts->pair].insert(state.conflict);
    if (state.status == ConflictState::Status::Resolved) supersede(*facts, false);
    facts->status = ConflictState::Status::Lapsed;
    auto& taken = m_conflicts[state.conflict];
    if (taken.conflict) setStatus(taken, ConflictState::Status::Lapsed);
    taken = std::move(*facts);
    setStatus(taken, state.status);
}

/// What was decided about a thing before it was known to have so many values covers all of them from now on: the facts
/// follow from what was recorded, not from its order.
void Facts::noteCrowd(const ConflictFacts& conflict) {
    if (conflict.more == 0 || !m_crowded.emplace(conflict.run, conflict.key).second) return;
    for (auto& [id, other] : m_conflicts) {
        if (other.run != conflict.run || other.key != conflict.key) continue;
        const bool resolved = other.status == ConflictState::Status::Resolved;
        if (resolved) supersede(other, true);
        other.crowd = true;
        if (resolved) supersede(other, false);
    }
}

/// Keeps who is open about what.
void Facts::setStatus(ConflictFacts& conflict, ConflictState::Status status) {
    const bool was = conflict.status == ConflictState::Status::Open, is = status == ConflictState::Status::Open;
    for (const auto* side : {&conflict.a, &conflict.b}) {
        if (was == is) break;
        auto& open = m_open[coherence::hashOf(valueMeaning(*side))];
        if (is) open[conflict.key].insert(conflict.conflict);
        else if (open[conflict.key].erase(conflict.conflict); open[conflict.key].empty()) open.erase(conflict.key);
    }
    if (was != is) m_openAbout[{conflict.run, conflict.key}] += is ? 1 : std::size_t(-1);
    conflict.status = status;
    if (status == ConflictState::Status::Resolved) m_resolved.insert(conflict.conflict);
    else m_resolved.erase(conflict.conflict);
}

RunFacts Facts::run(RunId run) const {
    const std::scoped_lock lock(m_mutex);
    const auto found = m_runs.find(run);
    return found == m_runs.end() ? RunFacts{} : found->second;
}

std::shared_ptr<const RunModels> Facts::models(RunId run) const {
    const std::scoped_lock lock(m_mutex);
    const auto found = m_runs.find(run);
    return found == m_runs.end() ? nullptr : found->second.models;
}

std::vector<ConflictFacts> Facts::conflicts(RunId run) const {
    const std::scoped_lock lock(m_mutex);
    std::vector<ConflictFacts> out;
    for (const auto& [id, conflict] : m_conflicts)
        if (conflict.run == run || conflict.status == ConflictState::Status::Resolved) out.push_back(conflict);
    return out;
}

std::optional<ConflictFacts> Facts::conflict(ConflictId conflict) const {
    const std::scoped_lock lock(m_mutex);
    const auto found = m_conflicts.find(conflict);
    return found == m_conflicts.end() ? std::nullopt : std::optional(found->second);
}

std::map<ConflictId, Decision> Facts::decidedElsewhere(RunId run) const {
    const std::scoped_lock lock(m_mutex);
    std::map<ConflictId, Decision> out;
    for (const auto id : m_resolved)
        if (const auto& conflict = m_conflicts.at(id); conflict.run != run) out.emplace(id, conflict.decision);
    return out;
}

std::vector<ConflictFacts> Facts::decidedElsewhere(RunId run, const std::string& pair) const {
    const std::scoped_lock lock(m_mutex);
    std::vector<ConflictFacts> out;
    const auto found = m_pairs.find(pair);
    if (found == m_pairs.end()) return out;
    for (const auto id : found->second)
        if (const auto& conflict = m_conflicts.at(id);
            conflict.run != run && conflict.status == ConflictState::Status::Resolved)
            out.push_back(conflict);
    return out;
}

std::size_t Facts::openAbout(RunId run, const std::string& key) const {
    const std::scoped_lock lock(m_mutex);
    const auto found = m_openAbout.find({run, key});
    return found == m_openAbout.end() ? 0 : found->second;
}

std::vector<std::string> Facts::sourcesOf(RunId run, std::vector<std::string> paths) const {
    const std::scoped_lock lock(m_mutex);
    const auto found = m_runs.find(run);
    if (found == m_runs.end() || found->second.roots.empty()) return paths;
    const SourcePlaces places(m_sources, paths);
    std::erase_if(paths, [&](const std::string& path) { return !places.belongs(path, found->second.roots); });
    return paths;
}

ConflictFacts Facts::canonical(const ConflictFacts& conflict) const {
    ConflictFacts told = conflict;
    if (const auto a = supporters(conflict.run, conflict.key, conflict.a); !a.empty()) told.a = a.front().claim;
    if (const auto b = supporters(conflict.run, conflict.key, conflict.b); !b.empty()) told.b = b.front().claim;
    // The recorded reason names the claims that were compared; here it names those that are shown.
    const auto contradictions =
        coherence::findContradictions({HeldClaim{told.b, 2, 0, 0}}, {HeldClaim{told.a, 1, 0, 0}});
    if (!contradictions.empty()) {
        told.reason = contradictions.front().reason;
        // Without its counts: how much had been said when it was asked depends on which agents were faster.
        if (!told.undecidedPolicy.empty())
            told.reason += "; the policy '" + told.undecidedPolicy + "' could not decide, a person has to";
    }
    return told;
}

std::set<TaskNo> Facts::disputedTasks(RunId run) const {
    std::set<TaskNo> tasks;
    for (const auto& conflict : conflicts(run)) {
        if (conflict.run != run || conflict.status != ConflictState::Status::Open || conflict.judged) continue;
        tasks.insert(conflict.taskA);
        tasks.insert(conflict.taskB);
        for (const auto* claim : {&conflict.a, &conflict.b})
            for (const auto& held : supporters(run, conflict.key, *claim)) tasks.insert(TaskNo{held.task});
    }
    return tasks;
}

bool Facts::earlierComparison(RunId run, TaskNo task, std::uint64_t recordedAt) const {
    const std::scoped_lock lock(m_mutex);
    const auto known = m_comparing.find({run, task});
    const auto own = known == m_comparing.end() ? keysOf(run, task) : known->second.keys;
    return std::any_of(m_comparing.begin(), m_comparing.end(), [&](const auto& entry) {
        const auto& [address, other] = entry;
        return address.first == run && address.second != task && other.recordedAt < recordedAt &&
               !coherence::disjoint(own, other.keys);
    });
}

bool Facts::pairKnown(RunId run, const FoundClash& clash, const std::set<ConflictId>& lapsed) const {
    const std::scoped_lock lock(m_mutex);
    if (clash.dropped) return true;
    const auto found = m_pairs.find(clash.pair);
    if (found == m_pairs.end()) return false;
    return std::any_of(found->second.begin(), found->second.end(), [&](ConflictId id) {
        const auto& conflict = m_conflicts.at(id);
        const bool settled = conflict.status == ConflictState::Status::Resolved && !asksAgain(conflict.decision);
        return (settled && !lapsed.contains(id)) ||
               (conflict.run == run && conflict.status == ConflictState::Status::Open);
    });
}

bool Facts::pairSeen(const Claim& a, const Claim& b) const {
    const std::scoped_lock lock(m_mutex);
    return m_pairs.contains(contestedPair(a, b));
}

std::optional<ConflictState::Status> Facts::statusOf(ConflictId conflict) const {
    const std::scoped_lock lock(m_mutex);
    const auto found = m_conflicts.find(conflict);
    return found == m_conflicts.end() ? std::nullopt : std::optional(found->second.status);
}

std::map<std::string, coherence::Reputation> Facts::reputations() const {
    const std::scoped_lock lock(m_mutex);
    std::map<std::string, coherence::Reputation> reputations;
    for (const auto& [id, conflict] : m_conflicts) {
        const bool byPerson = conflict.status == ConflictState::Status::Resolved && conflict.by == Decider::Person &&
                              conflict.policy.empty();
        if (conflict.judged || !conflict.tally.is_object()) continue;
        for (const auto& voice : coherence::voicesFromJson(conflict.tally.value("voices", Json::array()))) {
            if (voice.model.empty() || !voice.problem.empty()) continue;
            auto& reputation = reputations[voice.model];
            const auto agrees = byPerson ? coherence::agreesWith(voice.verdict, conflict.decision) : std::nullopt;
            if (!agrees) continue;
            ++reputation.judged;
            reputation.agreed += *agrees;
        }
    }
    return reputations;
}

std::set<Digest> Facts::disputedAtoms(RunId run, const std::set<TaskNo>& among) const {
    const std::scoped_lock lock(m_mutex);
    std::set<Digest> atoms;
    for (const auto& [id, conflict] : m_conflicts) {
        if (conflict.run != run || conflict.status != ConflictState::Status::Open || conflict.judged) continue;
        if ((conflict.taskA && !among.contains(conflict.taskA)) || (conflict.taskB && !among.contains(conflict.taskB)))
            continue;
        for (const auto* claim : {&conflict.a, &conflict.b})
            for (const auto& evidence : claim->evidence)
                if (evidence.atom) atoms.insert(evidence.atom);
    }
    return atoms;
}

}  // namespace skein::runtime
