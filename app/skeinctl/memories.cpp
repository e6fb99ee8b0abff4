#include "app/skeinctl/memories.h"

#include <iostream>

#include <fmt/format.h>

#include "core/runtime/memories.h"
#include "core/runtime/queries.h"

namespace skein::cli {
namespace {

void printOperational(const Json& json) {
    if (json["run"].is_null()) {
        std::cout << "no run yet\n";
        return;
    }
    std::cout << fmt::format("run r-{}: {}\n", json["run"].get<int>(), json["state"].get<std::string>());
    for (const auto& task : json["working"])
        std::cout << fmt::format("{:<12} {:<14} {:<14} since {}{}\n", task["task"].get<std::string>(),
                                 task["kind"].get<std::string>(), task["stage"].get<std::string>(),
                                 task["since"].get<std::string>(),
                                 task["model"].is_null() ? "" : "  " + task["model"].get<std::string>());
    if (json["working"].empty()) std::cout << "nobody is at work\n";
    if (!json["waiting"].empty())
        std::cout << json["waiting"].size() << " tasks are listed as waiting; status says for what\n";
}

void printEpisodic(const Json& json) {
    for (const auto& kind : json["kinds"]) {
        std::cout << fmt::format(
            "{}: {} tasks in {} runs, {} done ({} taken over), {} failed; {} attempts, {} refused; ",
            kind["kind"].get<std::string>(), kind["tasks"].get<int>(), kind["runs"].get<int>(), kind["done"].get<int>(),
            kind["reused"].get<int>(), kind["failed"].get<int>(), kind["attempts"].get<int>(),
            kind["refused"].get<int>());
        std::cout << fmt::format("{:.6f} USD", kind["usd"].get<double>());
        if (!kind["median_seconds"].is_null())
            std::cout << fmt::format(", {:.1f} s (median)", kind["median_seconds"].get<double>());
        std::cout << '\n';
        for (const auto& model : kind["models"])
            std::cout << fmt::format("    {}/{}: {} calls, {} answered, {} refused by checks, {:.6f} USD\n",
                                     model["provider"].get<std::string>(), model["model"].get<std::string>(),
                                     model["calls"].get<int>(), model["answered"].get<int>(),
                                     model["refused"].get<int>(), model["usd"].get<double>());
        for (const auto& reason : kind["reasons"])
            std::cout << fmt::format("    {} times: {}\n", reason["times"].get<int>(),
                                     reason["reason"].get<std::string>());
    }
    if (json["kinds"].empty()) std::cout << "no such work has been done here\n";
}

/// ", decided by c-kwzrt" or ", superseded by c-kwzrt"; empty where no decision is about it.
std::string decision(const Json& claim) {
    for (const char* how : {"superseded", "decided"})
        if (claim[how].is_string()) return fmt::format(", {} by {}", how, claim[how].get<std::string>());
    return {};
}

void printSemantic(const Json& json) {
    for (const auto& claim : json["claims"]) {
        std::cout << fmt::format("{} {} = {}{}  [{}{}]\n", claim["subject"].get<std::string>(),
                                 claim["predicate"].get<std::string>(), claim["value"].get<std::string>(),
                                 claim["unit"].get<std::string>().empty() ? "" : " " + claim["unit"].get<std::string>(),
                                 claim["modality"].get<std::string>(),
                                 claim["disputed"].get<bool>() ? ", disputed" : decision(claim));
        std::string places;
        for (const auto& place : claim["evidence"]) places += (places.empty() ? "" : ", ") + place.get<std::string>();
        std::cout << fmt::format("    by {}; evidence: {}\n", claim["by"].get<std::string>(), places);
    }
    std::cout << fmt::format("{} held, {} of them in an open conflict; {} superseded by a decision\n",
                             json["held"].get<int>(), json["disputed"].get<int>(), json["superseded"].get<int>());
}

}  // namespace

bool isMemoryName(std::string_view verb) { return verb == "operational" || verb == "episodic" || verb == "semantic"; }

Result<int> showMemory(const Context& context, const std::string& workspace, std::string_view name,
                       const std::string& about, std::size_t limit) {
    SKEIN_TRY(const auto reader, openReader(workspace));
    SKEIN_TRY(const auto state, reader->fold());
    Json json;
    if (name == "operational") {
        const bool live = isHosted(workspace);
        SKEIN_TRY(json, runtime::operationalMemory(*reader, state, runtime::runInHand(state), live));
    } else if (name == "episodic") {
        SKEIN_TRY(json, runtime::episodicMemory(*reader, state, about, {}));
    } else {
        SKEIN_TRY(json, runtime::semanticMemory(*reader, state, about, limit));
    }
    if (context.json) printJson(json);
    else if (name == "operational") printOperational(json);
    else if (name == "episodic") printEpisodic(json);
    else printSemantic(json);
    return 0;
}

}  // namespace skein::cli
