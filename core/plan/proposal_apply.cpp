#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "core/base/hash.h"
#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/plan/graph.h"
#include "core/plan/pauses.h"
#include "core/plan/plan_file.h"
#include "core/plan/planner_task.h"
#include "core/plan/proposal.h"

namespace skein::plan {
namespace {

// What a proposed task carries in its `extra`: {"by": planner, "needs": as proposed, "digest": of what was proposed}.
// "all" instead of "needs": the end of a plan, over every result. Needs are kept as proposed, because those of the plan
// follow from them: a planner task that is needed gives way to the ends of its proposal.
constexpr const char* mark = "proposed";
constexpr std::size_t digestLetters = 16;  // tells a change, guards nothing

const Json* markOf(const TaskSpec& task) {
    const auto found = task.extra.find(mark);
    return found != task.extra.end() && found->is_object() ? &*found : nullptr;
}

/// Everything of a task but its mark, in one text.
std::string digestOf(const TaskSpec& task) {
    Json json = taskToJson(task);
    json.erase(mark);
    json.erase("pause_before");         // where a person looks first is no other task
    if (json.contains("parameters")) {  // nor is what holds for the questions of the plan an edit of it
        json["parameters"].erase(decidedParameter);
        if (json["parameters"].empty()) json.erase("parameters");
    }
    return sha256(json.dump(-1, ' ', false, Json::error_handler_t::replace)).hex().substr(0, digestLetters);
}

void seal(TaskSpec& task) { task.extra[mark]["digest"] = digestOf(task); }

std::vector<std::string> textsOf(const Json& list) {
    std::vector<std::string> texts;
    for (const Json& item : list)
        if (item.is_string()) texts.push_back(item.get<std::string>());
    return texts;
}

/// What a task is said to need, before planner tasks among it give way to the ends of their proposals.
std::vector<std::string> statedNeeds(const TaskSpec& task) {
    if (isPlanner(task)) return needsOfPart(task);
    const Json* proposed = changedByHand(task) ? nullptr : markOf(task);
    if (proposed == nullptr || !proposed->contains("needs")) return task.needs;
    return textsOf((*proposed)["needs"]);
}

/// The tasks of a plan by the proposals that they come from.
class ProposedParts {
public:
    explicit ProposedParts(const Plan& plan) {
        for (const TaskSpec& task : plan.tasks) {
            m_tasks.emplace(task.id, &task);
            m_needs.emplace(&task, statedNeeds(task));
        }
        for (const TaskSpec& task : plan.tasks)
            if (const auto by = proposedBy(task); !by.empty() && find(by) != nullptr && isPlanner(*find(by)))
                m_parts[by].push_back(&task);
    }

    const TaskSpec* find(std::string_view id) const {
        const auto found = m_tasks.find(id);
        return found == m_tasks.end() ? nullptr : found->second;
    }
    bool expanded(std::string_view planner) const { return m_parts.contains(planner); }

    /// What stands for a need: itself, or the ends of the proposal where it is an expanded planner task. Nothing for
    /// an unknown one.
    void resolve(const std::string& need, std::vector<std::string>& into, std::set<std::string>& seen) const {
        if (find(need) == nullptr || !seen.insert(need).second) return;
        const auto parts = m_parts.find(need);
        if (parts == m_parts.end()) return into.push_back(need);
        std::set<std::string> needed;
        for (const TaskSpec* part : parts->second)
            for (const std::string& id : m_needs.at(part)) needed.insert(id);
        for (const TaskSpec* part : parts->second)
            if (!needed.contains(part->id) && part->kind != assemblerKind) resolve(part->id, into, seen);
    }
    std::vector<std::string> ends(const std::string& planner) const {
        std::vector<std::string> ends;
        std::set<std::string> seen;
        resolve(planner, ends, seen);
        return ends;
    }

private:
    std::map<std::string, const TaskSpec*, std::less<>> m_tasks;
    std::map<std::string, std::vector<const TaskSpec*>, std::less<>> m_parts;
    std::map<const TaskSpec*, std::vector<std::string>> m_needs;  ///< as stated; looked up, never gone through
};

/// One proposal on its way into a plan.
class Application {
public:
    Application(const Plan& plan, const TaskSpec& planner, const std::vector<SourceFile>& files)
        : m_before(plan), m_planner(planner), m_files(files) {}

    Plan run(const std::vector<ProposedTask>& proposal) {
        const bool whole = proposalBounds(m_planner, {}).whole;
        m_prefix = whole ? std::string() : m_planner.id + "/";
        bool ends = false;
        for (const ProposedTask& task : proposal) {
            ends = ends || task.spec.kind == assemblerKind;
            m_fresh.push_back(freshTask(task));
        }
        if (whole && !ends) m_fresh.push_back(assembler());
        Plan plan = merge();
        while (dropOrphans(plan)) {}
        setNeeds(plan);
        return plan;
    }

private:
    TaskSpec freshTask(const ProposedTask& proposed) const {
        TaskSpec task = proposed.spec;
        task.id = m_prefix + task.id;
        for (std::string& need : task.needs) need = m_prefix + need;
        const bool joinsAll = task.kind == assemblerKind && task.needs.empty();
        if (task.needs.empty() && task.kind != assemblerKind) task.needs = needsOfPart(m_planner);
        if (task.phase.empty()) task.phase = m_prefix.empty() ? std::string() : m_planner.title;
        task.extra = Json::object();
        const Json needs = task.needs;
        if (proposed.expand) task = partPlanner(m_planner, task, m_files);
        task.extra[mark] = {{"by", m_planner.id}};
        if (joinsAll) task.extra[mark]["all"] = true;
        else if (!proposed.expand) task.extra[mark]["needs"] = needs;
        return task;
    }

    TaskSpec assembler() const {
        TaskSpec task;
        task.id = assemblerId;
        task.kind = assemblerKind;
        task.phase = "Result";
        task.title = "Assemble the result";
        task.instruction = "Join the results of all tasks, in the order of the plan, without changing what they say.";
        task.output.type = "markdown";
        task.extra[mark] = {{"by", m_planner.id}, {"all", true}};
        return task;
    }

    /// Whether the plan holds this already as it was proposed; needs follow from others and do not count.
    static bool same(const TaskSpec& held, TaskSpec fresh) {
        fresh.needs = held.needs;
        fresh.pauseBefore = held.pauseBefore;
        fresh.extra[mark]["digest"] = (*markOf(held)).value("digest", Json());
        return held == fresh;
    }

    /// The tasks that stay, with those of the proposal behind their planner task.
    Plan merge() const {
        std::map<std::string_view, const TaskSpec*> held;
        for (const TaskSpec& task : m_before.tasks) held.emplace(task.id, &task);
        std::map<std::string_view, const TaskSpec*> replacing;
        std::vector<TaskSpec> added;
        for (const TaskSpec& fresh : m_fresh) {
            replacing.emplace(fresh.id, &fresh);
            if (held.contains(fresh.id)) continue;
            added.push_back(fresh);
            seal(added.back());
        }
        Plan plan = m_before;
        plan.tasks.clear();
        for (const TaskSpec& task : m_before.tasks) {
            const auto fresh = replacing.find(task.id);
            const bool follows = proposedBy(task) == m_planner.id && !changedByHand(task);
            if (!follows) plan.tasks.push_back(task);
            else if (fresh != replacing.end()) {
                plan.tasks.push_back(same(task, *fresh->second) ? task : *fresh->second);
                plan.tasks.back().pauseBefore = task.pauseBefore;
                if (!same(task, *fresh->second)) seal(plan.tasks.back());
            }
            if (task.id == m_planner.id) plan.tasks.insert(plan.tasks.end(), added.begin(), added.end());
        }
        return plan;
    }

    /// Takes out what a planner task proposed that is gone or is one no more.
    static bool dropOrphans(Plan& plan) {
        std::set<std::string> planners;
        for (const TaskSpec& task : plan.tasks)
            if (isPlanner(task)) planners.insert(task.id);
        return std::erase_if(plan.tasks, [&](const TaskSpec& task) {
                   const auto by = proposedBy(task);
                   return !by.empty() && !planners.contains(by) && !changedByHand(task);
               }) > 0;
    }

    void setNeeds(Plan& plan) const {
        const Plan stated = plan;
        const ProposedParts before(m_before), after(stated);
        // Who needed all ends of the proposal before, by hand, meant the whole of it.
        const auto oldEnds = before.expanded(m_planner.id) ? before.ends(m_planner.id) : std::vector<std::string>();
        for (TaskSpec& task : plan.tasks) {
            const bool byHand = markOf(task) == nullptr || changedByHand(task);
            if (isPlanner(task) && !byHand) continue;  // waits for nothing; its parts do
            std::vector<std::string> needs;
            std::set<std::string> seen{task.id};
            if (!byHand && (*markOf(task)).contains("all")) {
                for (const TaskSpec& other : stated.tasks)
                    if (other.kind != assemblerKind && !after.expanded(other.id)) after.resolve(other.id, needs, seen);
            } else {
                for (const std::string& need : byHand ? task.needs : statedNeeds(task)) {
                    const bool gone = after.find(need) == nullptr;
                    const bool wasEnd = std::find(oldEnds.begin(), oldEnds.end(), need) != oldEnds.end();
                    after.resolve(gone && wasEnd ? m_planner.id : need, needs, seen);
                }
            }
            if (needs == task.needs) continue;
            task.needs = std::move(needs);
            if (!byHand) seal(task);
        }
    }

    const Plan& m_before;
    const TaskSpec& m_planner;
    const std::vector<SourceFile>& m_files;
    std::string m_prefix;
    std::vector<TaskSpec> m_fresh;
};

}  // namespace

std::string proposedBy(const TaskSpec& task) {
    const Json* proposed = markOf(task);
    const Json by = proposed != nullptr ? proposed->value("by", Json()) : Json();
    return by.is_string() ? by.get<std::string>() : std::string();
}

bool changedByHand(const TaskSpec& task) {
    const Json* proposed = markOf(task);
    return proposed != nullptr && proposed->value("digest", Json()) != Json(digestOf(task));
}

bool isPlanned(const Plan& plan, const TaskSpec& planner) {
    return std::any_of(plan.tasks.begin(), plan.tasks.end(),
                       [&](const TaskSpec& task) { return proposedBy(task) == planner.id; });
}

namespace {

/// The questions of a new proposal beside those of the recipe; what is asked again keeps the person's answer.
std::vector<PlanQuestion> mergedQuestions(const Plan& plan, const std::vector<PlanQuestion>& asked) {
    std::vector<PlanQuestion> merged;
    const auto before = questionsOf(plan);
    for (const PlanQuestion& question : before)
        if (question.ofRecipe) merged.push_back(question);
    for (PlanQuestion question : asked) {
        for (const PlanQuestion& known : before)
            if (!known.ofRecipe && known.text == question.text) question.answer = known.answer;
        merged.push_back(std::move(question));
    }
    return merged;
}

}  // namespace

Result<Plan> applyProposal(const Plan& plan, std::string_view planner, const Proposal& proposal,
                           const std::vector<SourceFile>& files) {
    const auto found = std::find_if(plan.tasks.begin(), plan.tasks.end(),
                                    [&](const TaskSpec& task) { return task.id == planner && isPlanner(task); });
    if (found == plan.tasks.end())
        return fail(ErrorCode::NotFound, "task '" + elide(planner, 80) + "' is no task of the plan that plans");
    Plan next = Application(plan, *found, files).run(proposal.tasks);
    const ProposalBounds bounds = proposalBounds(*found, {});
    if (bounds.whole) setQuestions(next, mergedQuestions(plan, proposal.questions));
    tellTasks(next);
    for (const std::string& phase : bounds.phases)
        if (std::find(next.pauseBefore.begin(), next.pauseBefore.end(), phase) == next.pauseBefore.end())
            next.pauseBefore.push_back(phase);
    if (next.tasks.size() > limits::maxPlannedTasks && next.tasks.size() > plan.tasks.size())
        return fail(ErrorCode::TooLarge, fmt::format("with this proposal the plan would have {} tasks; models plan at "
                                                     "most {}",
                                                     next.tasks.size(), limits::maxPlannedTasks));
    dropEmptyPauses(next);
    SKEIN_TRY([[maybe_unused]] const auto graph, TaskGraph::create(next));
    return next;
}

}  // namespace skein::plan
