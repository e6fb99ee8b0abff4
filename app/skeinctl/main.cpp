// skeinctl: everything the desktop does, without a window. See the manual page and `skeinctl COMMAND --help`.
#include <algorithm>
#include <iostream>
#include <string_view>

#include "app/skeinctl/cli.h"

namespace {

/// The command's name for the log: never its arguments, which may name private paths.
std::string commandName(const CLI::App& app) {
    std::string name;
    for (const auto* command : app.get_subcommands()) name += (name.empty() ? "" : " ") + command->get_name();
    return name;
}

/// An empty text is a mistake ("--out "$UNSET""), never "none" or 0.
void refuseEmptyValues(CLI::App& app) {
    const CLI::Validator notEmpty(
        [](const std::string& value) { return value.empty() ? "expected a value, found nothing" : ""; }, "");
    for (auto* option : app.get_options([](const CLI::Option* o) { return o->get_expected_max() > 0; }))
        option->check(notEmpty);
    for (auto* command : app.get_subcommands([](const CLI::App*) { return true; })) refuseEmptyValues(*command);
}

}  // namespace

int main(int argc, char** argv) {
    using namespace skein;
    cli::guardTerminal();
    cli::Context context;
    CLI::App app{"Skein plans a goal, runs it with a swarm of agents, and shows you every decision.", "skeinctl"};
    app.set_version_flag("--version", std::string("skeinctl ") + SKEIN_VERSION);
    app.require_subcommand(1);
    app.fallthrough();
    app.add_flag("--json", context.json, "Print one JSON document on standard output");
    app.add_flag("--quiet", context.quiet, "No progress and no hints");
    app.add_flag("--yes", context.yes, "Answer questions with yes: paid run without budget, key file");
    cli::addRunCommands(app, context);
    cli::addControlCommands(app, context);
    cli::addConflictCommands(app, context);
    cli::addReadCommands(app, context);
    cli::addCostCommands(app, context);
    cli::addBudgetCommands(app, context);
    cli::addPlanCommands(app, context);
    cli::addIngestCommand(app, context);
    cli::addMemoryCommands(app, context);
    cli::addDocumentCommands(app, context);
    cli::addEvalCommands(app, context);
    cli::addProviderCommands(app, context);
    refuseEmptyValues(app);
    try {
        const auto named = [&](const CLI::App* command) { return command->get_name() == argv[1]; };
        if (argc > 1 && argv[1][0] != '-' && app.get_subcommands(named).empty()) {
            std::cerr << "skeinctl: there is no command '" << argv[1] << "'; `skeinctl --help` lists them\n";
            return 2;
        }
        app.parse(argc, argv);
    } catch (const CLI::CallForVersion& version) {
        // The version is asked for before any other option has been looked at.
        const bool json =
            std::any_of(argv, argv + argc, [](const char* word) { return std::string_view(word) == "--json"; });
        if (!json) return app.exit(version);
        cli::printJson({{"program", "skeinctl"}, {"version", SKEIN_VERSION}});
        return 0;
    } catch (const CLI::Success& success) { return app.exit(success); } catch (const CLI::RequiredError& error) {
        // A slip of the finger in an option is rather why another one is missing.
        for (const auto& word : app.remaining(true))
            if (word.starts_with("-") && word != "-" && word != "--")
                std::cerr << "The following argument was not expected: " << word << '\n';
        app.exit(error);
        return 2;
    } catch (const CLI::ConversionError& error) {
        // The library says only which value it is.
        std::cerr << error.what() << ": expected a number\n";
        return 2;
    } catch (const CLI::ParseError& error) {
        app.exit(error);
        return 2;
    }
    if (!context.action) {
        std::cerr << app.help();
        return 2;
    }
    const auto status = context.action();
    if (!status) {
        const auto text = status.error().describe();
        cli::logLine(commandName(app) + ": " + std::string(errorCodeName(status.error().code)));
        if (context.json)
            cli::printJson({{"error", {{"code", errorCodeName(status.error().code)}, {"message", text}}}});
        cli::warn(text);
        return exitStatusFor(status.error().code);
    }
    cli::logLine(commandName(app) + ": exit " + std::to_string(*status));
    return *status;
}
