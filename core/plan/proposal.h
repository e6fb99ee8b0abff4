// Plans that a model proposes: the task that asks for one, the answer read like a plan file, and the plan that follows
// from it. Thread: any; pure but for proposalSchema, which reads the shipped file. Text of a proposal is data: it can
// name tasks, their texts, contracts and needs, and nothing else; never policy, providers, budgets, or files outside
// the goal's sources.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/model/task.h"
#include "core/plan/questions.h"
#include "core/ports/index.h"

namespace skein::plan {

inline constexpr std::string_view plannerKind = "plan";        ///< a task of this kind answers with a proposal
inline constexpr std::string_view assemblerKind = "assemble";  ///< joins the results; the end of a plan
inline constexpr std::string_view plannerId = "plan";          ///< of the task that plans a whole goal
inline constexpr std::string_view assemblerId = "assemble";    ///< of the end that a plan is given if it has none

/// The output contract of a planner task: resources/schemas/proposal.schema.json without its annotations. Errors: those
/// of resourcePath, readFile and parseJson.
Result<Json> proposalSchema();

/// The task that asks a model for the plan of a goal without a recipe. Its instruction holds the goal, its constraints
/// and what is to be answered; what the sources hold (folders, counts, names; bounded) stands in its parameters, as
/// data. `files` are those of the goal's sources, ordered by path.
TaskSpec plannerTask(const Goal& goal, const std::vector<SourceFile>& files, const Json& schema);

/// What a proposal is read against.
struct ProposalBounds {
    bool whole = false;                 ///< the plan of a goal, not of a part: it may end in one assembler
    bool last = false;                  ///< the deepest level: nothing may be left to a further proposal
    TokenBand band;                     ///< of its tasks
    std::vector<std::string> files;     ///< that a scope may name, ordered
    std::vector<std::string> phases{};  ///< that a whole plan has to have: the person looks before they begin
};
/// Those of a planner task, as its parameters say; `files` are those of the run's sources, ordered.
ProposalBounds proposalBounds(const TaskSpec& planner, std::vector<std::string> files);

struct ProposedTask {
    TaskSpec spec;        ///< ids and needs as proposed
    bool expand = false;  ///< does not fit its band, or says so: becomes a planner task
};

/// What a model proposes.
struct Proposal {
    std::vector<ProposedTask> tasks;
    std::vector<PlanQuestion> questions;  ///< of a whole plan: what it leaves open
};
/// Reads a model's answer like a plan file. Errors, all with the path ("tasks[3].needs[0]: ..."): InvalidInput for what
/// is no JSON, a key that a proposal does not have, ids that are malformed, used twice or reserved, unknown needs and
/// circles, a task with a blank title or instruction or without contract, estimates beyond any model, unknown checks
/// and capabilities, a kind that is ours, an assembler that is not the end, texts that are not plain (plain_text.h), a
/// scope that no source has, a text that does not fit the band, a part that may not be expanded; TooLarge for
/// limits::maxProposed*; questions as plan::readQuestions, and none of a part; a phase of the bounds that no task has.
Result<Proposal> readProposal(std::string_view text, const ProposalBounds& bounds);

/// The plan with the proposal of its task `planner` taken in. Its tasks stand behind it, named PLANNER/ID (the whole
/// goal's: ID); roots need what the planner task needs; who needed the planner task needs the ends of the proposal;
/// what is to be expanded becomes a planner task; a whole plan without an end gets one over all results. Its questions
/// take the place of those that a planner asked before; one that is asked again keeps the person's answer. A proposal
/// taken in before is replaced: tasks that were changed by hand since stay as they are, and so do those added by hand;
/// the others follow, and what is not proposed any more goes. The same proposal twice changes nothing.
/// Errors: NotFound for an unknown task; TooLarge for limits::maxPlannedTasks; those of TaskGraph::create.
Result<Plan> applyProposal(const Plan& plan, std::string_view planner, const Proposal& proposal,
                           const std::vector<SourceFile>& files);

/// The planner task that proposed this one, empty for none; and whether it was changed by hand since.
std::string proposedBy(const TaskSpec& task);
bool changedByHand(const TaskSpec& task);

/// A task whose answer is a proposal; and whether its proposal is in the plan.
inline bool isPlanner(const TaskSpec& task) { return task.kind == plannerKind; }
bool isPlanned(const Plan& plan, const TaskSpec& planner);

}  // namespace skein::plan
