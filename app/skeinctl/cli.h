// What all commands of skeinctl share: how they are registered, how they print, and how they end. Thread: main only.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/runtime/queries.h"
#include "core/runtime/workbench.h"

namespace skein::cli {

/// Options of the whole program, and what the chosen command will do.
struct Context {
    bool json = false;
    bool quiet = false;
    bool yes = false;
    std::function<Result<int>()> action;  ///< set by the command's callback; returns the exit status
};

/// Registers commands under `app`; each sets Context::action when it is chosen.
void addRunCommands(CLI::App& app, Context& context);
void addControlCommands(CLI::App& app, Context& context);
void addConflictCommands(CLI::App& app, Context& context);
void addReadCommands(CLI::App& app, Context& context);
void addCostCommands(CLI::App& app, Context& context);
void addBudgetCommands(CLI::App& app, Context& context);
void addPlanCommands(CLI::App& app, Context& context);
void addIngestCommand(CLI::App& app, Context& context);
void addMemoryCommands(CLI::App& app, Context& context);
void addDocumentCommands(CLI::App& app, Context& context);
void addEvalCommands(CLI::App& app, Context& context);
void addProviderCommands(CLI::App& app, Context& context);

/// From here on nothing printed holds control or hidden characters: data from files and servers must not drive the
/// terminal, nor show other words than are there. Line ends and tabs stay; the progress bar's own sequences go around
/// it.
void guardTerminal();
/// Standard error without that guard, for the progress bar.
std::ostream& terminal();

/// One JSON document on standard output.
void printJson(const Json& json);
/// A line on standard error, for people.
/// "1 task", "2 tasks".
std::string counted(std::size_t count, const std::string& thing);

void say(const Context& context, const std::string& line);
void warn(const std::string& line);
/// A yes/no question on a terminal; no terminal means no.
bool confirm(const std::string& question);
bool onTerminal();

/// The error with which a workspace that cannot be opened or written ends: exit status 5, the words stay.
Failure unusable(Error error);
/// Opens for reading. Errors end with exit status 5, a missing file with 2.
Result<std::shared_ptr<runtime::WorkspaceReader>> openReader(const std::string& workspace);

/// Opens for reading, folds the journal, finds the run (0: the latest).
struct Opened {
    std::shared_ptr<runtime::WorkspaceReader> reader;
    State state;
    RunId run;
};
Result<Opened> openForReading(const std::string& workspace, std::uint32_t run, bool needsRun = true);

/// The text as one word of a command line: as it is, or in single quotes where a shell would read it otherwise.
std::string shellQuoted(const std::string& text);

/// Opens as host if nobody is, else attaches; asks for consent to a key file where a terminal can answer.
Result<std::unique_ptr<runtime::Workbench>> openWorkbench(const Context& context, runtime::WorkbenchOptions options);

/// A file the person named as input. Errors: as readFile, but one that cannot be read is bad input (exit status 2).
Result<std::string> readInput(const std::string& path, std::size_t maxBytes);

/// An amount of a JSON answer with all its digits, at least two: "0.000004"; "unknown" for null.
std::string usdText(const Json& amount);

/// The per cent of a budget, as budgetsJson() lists it, that are spent or may be charged.
std::int64_t budgetShare(const Json& budget);
/// A line for each of these budgets of which four fifths are gone.
std::string budgetWarnings(const Json& budgets);

/// The forecast of a run that goes on (forecastJson), and a warning where it exceeds the budget.
void printForecast(const Json& forecast, const Json& budget);

/// Whether a process has the workspace in hand.
bool isHosted(const std::string& workspace);

/// Numbers of tasks in an answer as the ids that people use.
Json taskIds(const Opened& opened, RunId run, const Json& numbers);

/// Parses "r-3" or "3" to a run number; 0 for an empty text. Error: InvalidInput.
Result<std::uint32_t> parseRun(const std::string& text);

/// Whether a file named by a person is a workspace: made by Skein, or yet to be made under such a name.
bool isWorkspace(const std::string& path);
/// Prints the plan of a run, or how it differs from the plan file `out`, and writes it there; never over a file that
/// differs unless the person agrees.
struct RunPlanRequest {
    std::string workspace, run, out;
};
/// How planning stands (runtime::planningJson), a line for each planner task; with reasons where nothing else tells
/// them.
void printPlanning(const Json& planning, const std::string& workspace, bool reasons);
Result<int> showRunPlan(const Context& context, const RunPlanRequest& request);

/// `plan GOAL --workspace WS` of a goal without a recipe: a model of the provider proposes its plan in a run that then
/// waits for the person. Nothing where the goal has a recipe.
struct ProposalRequest {
    std::string goal, workspace, provider, model, price, budget, out;
    std::uint32_t agents = 0;
};
Result<std::optional<int>> proposePlan(const Context& context, const ProposalRequest& request);

/// Appends to the rotating log file in the state folder; never holds secrets: only command names, counts and errors.
void logLine(const std::string& line);

}  // namespace skein::cli
