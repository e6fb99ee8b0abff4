// Goals, plans and tasks as plain values: what a person writes and what a run executes. Files are read and written by
// core/plan; this header only holds the vocabulary. Thread: any; values only.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/units.h"

namespace skein {

/// Bounds in tokens of the context window of a task; the packer aims between them.
struct TokenBand {
    TokenCount min{2000};  ///< below this a window is called "thin" (ui.md 3.6)
    TokenCount max{5000};  ///< never exceeded
    friend bool operator==(const TokenBand&, const TokenBand&) = default;
};

/// What a task is expected to need; all parts are estimates.
struct TaskEstimate {
    Duration duration{};  ///< wall time of one attempt
    TokenCount tokensIn{};
    TokenCount tokensOut{};
    MicroUsd cost{};
    friend bool operator==(const TaskEstimate&, const TaskEstimate&) = default;
};

/// The shape an output must have.
struct OutputContract {
    std::string type = "text";  ///< "text", "markdown" or "json"
    Json schema;                ///< JSON Schema (2020-12 subset of valijson) for type "json"; null: any JSON
    friend bool operator==(const OutputContract&, const OutputContract&) = default;
};

/// One micro-job of a plan.
struct TaskSpec {
    std::string id;  ///< unique in its plan; 1-128 bytes of valid UTF-8 without control characters
    std::string phase;
    std::string kind;  ///< "survey", "digest", "cross_reference", "assemble", "schema_design", ...
    std::string title;
    std::string instruction;
    std::vector<std::string> needs;  ///< ids of tasks whose results this one consumes, in plan order
    std::int32_t priority = 0;       ///< the person's; higher runs first; -1000..1000
    bool pauseBefore = false;        ///< a pause point: it starts when a person lets it pass
    std::string swarm;               ///< the team it belongs to, [a-z0-9_-]{1,40}; empty: none
    std::optional<MicroUsd> budget;  ///< of all its attempts together
    TokenBand band;
    OutputContract output;
    std::vector<Json> checks;                    ///< acceptance checks, each an object with "type"
    std::map<std::string, double> capabilities;  ///< required level 0..1 by name
    TaskEstimate estimate;
    std::vector<std::string> scope;    ///< source paths (files, or folders ending in "/") this task is about
    Json parameters = Json::object();  ///< recipe values this task was expanded from (component name, entity, ...)
    Json extra = Json::object();       ///< unknown keys of the file, kept and written back
    friend bool operator==(const TaskSpec&, const TaskSpec&) = default;
};

/// The editable DAG.
struct Plan {
    int version = 1;
    std::string goal;
    std::vector<TaskSpec> tasks;  ///< file order; ids unique; needs acyclic once validated
    std::vector<TaskSpec> idle;   ///< what agents without a ready task do, in this order; ids unique with tasks
    std::vector<std::string> pauseBefore;  ///< phases that start when a person lets them pass; each is one of a task
    Json extra = Json::object();
    friend bool operator==(const Plan&, const Plan&) = default;
};

/// What to do when claims contradict each other and a person allowed a rule (cli.md --on-conflict).
enum class ConflictPolicy { Ask, Newer, Evidence, Vote };

/// What a person wants (cli.md, goal file).
struct Goal {
    int version = 1;
    std::string statement;
    std::string recipe;                ///< empty: a planner model would have to propose the plan
    std::vector<std::string> sources;  ///< as written, relative to `baseFolder`
    std::vector<std::string> exclude;  ///< glob patterns in .gitignore syntax
    Json parameters = Json::object();
    std::vector<std::string> constraints;
    std::vector<std::string> doneWhen;
    std::optional<MicroUsd> budget;
    std::optional<std::uint32_t> agents;
    std::string until;                             ///< "07:00" local or RFC 3339; empty: no deadline
    std::optional<MicroUsd> taskBudget;            ///< of each task that has none of its own
    std::map<std::string, MicroUsd> swarmBudgets;  ///< by name of the swarm
    bool batch = false;                            ///< what has time may go through batch APIs
    std::uint32_t questions = 0;                   ///< rounds in which an agent may ask memory; 0: none
    ConflictPolicy onConflict = ConflictPolicy::Ask;
    std::vector<std::string> providers;  ///< catalogue ids in order of preference
    std::string baseFolder;              ///< folder of the goal file, absolute
    std::string fileName;                ///< as given, for messages; empty: from memory
    std::map<std::string, int> lines;    ///< line of each value in that file, by its path ("limits.agents")
    Json extra = Json::object();
};

}  // namespace skein
