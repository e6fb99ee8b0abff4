#include "app/skeinctl/memory_past.h"

#include <algorithm>
#include <iostream>
#include <set>

#include <fmt/format.h>

#include "app/skeinctl/memory_views.h"
#include "core/base/text.h"
#include "core/runtime/executor.h"
#include "core/runtime/hindsight.h"
#include "core/runtime/host.h"
#include "core/runtime/source_times.h"

namespace skein::cli {
namespace {

constexpr std::size_t shownDigits = 12;  // of an id, as everywhere on a terminal
constexpr std::size_t maxShown = 20;     // lines of one list on a terminal; --json has all

using runtime::FileChange;

Json instantJson(Instant time) { return time >= memory::endOfTime ? Json(nullptr) : Json(formatInstant(time)); }
Json spanJson(memory::ValidSpan span) { return {{"from", instantJson(span.from)}, {"until", instantJson(span.until)}}; }
Json entryJson(std::uint64_t sequence, Instant at) { return {{"seq", sequence}, {"at", formatInstant(at)}}; }

std::string spanText(const Json& span) {
    return "from " + span["from"].get<std::string>() +
           (span["until"].is_null() ? " on" : " until " + span["until"].get<std::string>());
}

double score(std::int64_t micro) { return static_cast<double>(micro) / 1e6; }

/// What a hit's score is made of: "words 0.81, related 0.12, meaning 0.07".
std::string reasonFor(const ScoreParts& parts, bool byModel) {
    std::string text;
    const auto add = [&](const char* name, std::int64_t value) {
        if (value != 0) text += fmt::format("{}{} {:.2f}", text.empty() ? "" : ", ", name, score(value));
    };
    add("words", parts.words);
    add("like the best", parts.related);
    add(byModel ? "meaning by the model" : "meaning", parts.meaning);
    add("links", parts.links);
    return text;
}

/// What a change did to its file, in one word.
std::string kindOf(const FileChange& change) {
    if (change.removed) return change.corrects != 0 ? "retracted" : "removed";
    return change.corrects != 0 ? "correction" : change.validFrom ? "dated" : "recorded";
}

Json sinceJson(const Opened& opened, RunId run, const runtime::Since& since) {
    Json json{{"atom", since.item.hex()},
              {"fate", runtime::fateName(since.fate)},
              {"by", entryJson(since.sequence, since.at)},
              {"source", nullptr},
              {"instead", nullptr}};
    if (since.producer) {
        json["source"] = "result of " + runtime::taskTitle(*opened.reader, *opened.state.task(run, since.producer));
    } else if (!since.path.empty()) {
        json["source"] = fmt::format("{}:{}-{}", since.path, since.lines.first, since.lines.last);
        json["title"] = since.title;
    }
    if (since.instead)
        json["instead"] = {{"atom", since.instead->id.hex()},
                           {"source", fmt::format("{}:{}-{}", since.instead->path, since.instead->lines.first,
                                                  since.instead->lines.last)}};
    return json;
}

std::string sinceText(const Json& since) {
    auto text =
        fmt::format("{:<11} {}", since["fate"].get<std::string>(),
                    since["source"].is_null() ? since["atom"].get<std::string>() : since["source"].get<std::string>());
    if (const auto title = since.value("title", std::string()); !title.empty()) text += "  " + elide(title, 60);
    text += fmt::format("  by entry #{} at {}", since["by"]["seq"].get<std::uint64_t>(),
                        since["by"]["at"].get<std::string>());
    if (!since["instead"].is_null()) text += "; now " + since["instead"]["source"].get<std::string>();
    return text;
}

}  // namespace

Result<std::unique_ptr<runtime::SqliteIndex>> openIndex(const Context& context, const std::string& workspace) {
    SKEIN_TRY(const auto reader, runtime::WorkspaceReader::open(workspace));
    SKEIN_TRY(const auto path, runtime::indexPathFor(reader->workspaceId()));
    SKEIN_TRY(const auto last, reader->lastSequence());
    auto index = runtime::SqliteIndex::open(path, reader->workspaceId(), runtime::SqliteIndex::Access::Reader);
    if (index && (*index)->indexedThrough() >= last) return index;
    runtime::WorkbenchOptions workbench;
    workbench.path = workspace;
    workbench.recover = false;
    SKEIN_TRY(const auto bench, openWorkbench(context, workbench));
    if (!bench->attached()) bench->host()->waitIndexed();
    return runtime::SqliteIndex::open(path, reader->workspaceId(), runtime::SqliteIndex::Access::Reader);
}

Json hitJson(const AtomHit& hit, bool byModel) {
    auto row = toJson(hit.atom);
    row["ancestors"] = hit.atom.ancestors;
    row["score"] = score(hit.scoreMicro);
    row["score_parts"] = {{"words", score(hit.parts.words)},
                          {"related", score(hit.parts.related)},
                          {"meaning", score(hit.parts.meaning)},
                          {"links", score(hit.parts.links)},
                          {"by_model", byModel}};
    row["alike"] = Json::array();
    for (const auto& alike : hit.alike)
        row["alike"].push_back(
            {{"id", alike.id.hex()}, {"path", alike.path}, {"first", alike.lines.first}, {"last", alike.lines.last}});
    return row;
}

std::string hitText(const AtomHit& hit, bool byModel) {
    auto text = fmt::format("{:>9.4f}  {}:{}  {}  {}\n           {}; atom {}\n", score(hit.scoreMicro), hit.atom.path,
                            hit.atom.lines.first, atomKindName(hit.atom.kind), titlesDownTo(hit.atom),
                            reasonFor(hit.parts, byModel), hit.atom.id.hex().substr(0, shownDigits));
    for (const auto& alike : hit.alike)
        text += fmt::format("           nearly the same: {}:{}\n", alike.path, alike.lines.first);
    return text;
}

Result<int> searchPast(const Context& context, const PastSearch& search) {
    SKEIN_TRY(const auto reader, openReader(search.workspace));
    SKEIN_TRY(const auto index, openIndex(context, search.workspace));
    SKEIN_TRY(const auto point,
              runtime::pastPoint(*reader, *index, search.knownAsOf, search.trueAt, runtime::wallNow()));
    SKEIN_TRY(const auto hits, index->searchAsOf(search.query, search.limit, search.within, point.asOf));
    SKEIN_TRY(const auto words, index->words());
    Json rows = Json::array();
    std::string text;
    for (const auto& hit : hits) {
        auto row = hitJson(hit);
        const auto sentence = runtime::sentenceFor(hit.atom, search.query, *words);
        row["sentence"] = sentenceJson(sentence);
        SKEIN_TRY(const auto version, index->versionAsOf(hit.atom.path, point.asOf));
        if (!version) return fail(ErrorCode::Damaged, hit.atom.path + ": the version of a hit does not stand");
        row["version"] = version->sequence;
        row["recorded"] = spanJson({version->recordedFrom, version->recordedUntil});
        row["valid"] = spanJson(version->valid);
        text += hitText(hit) + sentenceText(sentence) +
                fmt::format("           recorded {} (entry #{}), true {}\n", spanText(row["recorded"]),
                            version->sequence, spanText(row["valid"]));
        rows.push_back(std::move(row));
    }
    if (context.json) {
        printJson({{"query", search.query},
                   {"known_as_of", {{"at", formatInstant(point.knownAt)}, {"seq", point.entry}}},
                   {"true_at", formatInstant(point.asOf.trueAt)},
                   {"hits", std::move(rows)}});
        return 0;
    }
    std::cout << "known as of " << formatInstant(point.knownAt) << " (through entry #" << point.entry << "), true at "
              << formatInstant(point.asOf.trueAt) << '\n'
              << text << (hits.empty() ? "nothing found\n" : "");
    return 0;
}

Result<int> memoryHistory(const Context& context, const std::string& workspace, const std::string& subject) {
    SKEIN_TRY(const auto index, openIndex(context, workspace));
    std::string path = subject;
    std::optional<runtime::AtomVersions> holding;
    std::string whole;
    SKEIN_TRY(auto changes, index->history(path));
    if (changes.empty() && subject.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos) {
        SKEIN_TRY(const auto id, index->atomNamed(subject));
        SKEIN_TRY(holding, index->versionsWith(id));
        whole = id.hex();
        path = holding->path;
        SKEIN_TRY(changes, index->history(path));
    }
    // Sources are named from the folder that was read; a person names them from where they stand.
    for (auto slash = subject.find('/'); changes.empty() && slash != std::string::npos;
         slash = subject.find('/', slash + 1)) {
        path = subject.substr(slash + 1);
        SKEIN_TRY(changes, index->history(path));
    }
    if (changes.empty())
        return fail(ErrorCode::NotFound, "memory never held " + elide(subject, 200) +
                                             "; expected a path as `skeinctl memory " + shellQuoted(workspace) +
                                             " search` shows it, or an atom id");
    const auto timeOfEntry = [&](std::uint64_t sequence) {
        const auto found = std::find_if(changes.begin(), changes.end(),
                                        [&](const FileChange& change) { return change.sequence == sequence; });
        return found == changes.end() ? memory::endOfTime : found->at;
    };
    Json rows = Json::array();
    for (const auto& change : changes) {
        Json stood = Json::array(), replaced = Json::array(), replacedBy = Json::array();
        std::set<std::uint64_t> enders;
        for (const auto& one : change.stood) {
            stood.push_back(
                {{"valid", spanJson(one.valid)},
                 {"known", spanJson({timeOfEntry(one.knownFrom), timeOfEntry(one.knownUntil)})},
                 {"known_from_seq", one.knownFrom},
                 {"known_until_seq", one.knownUntil == memory::stillKnown ? Json(nullptr) : Json(one.knownUntil)}});
            if (one.knownUntil != memory::stillKnown) enders.insert(one.knownUntil);
        }
        for (const auto sequence : enders) replacedBy.push_back(sequence);
        for (const auto& other : changes)
            if (std::any_of(other.stood.begin(), other.stood.end(),
                            [&](const auto& one) { return one.knownUntil == change.sequence; }))
                replaced.push_back(other.sequence);
        Json row{{"seq", change.sequence},
                 {"at", formatInstant(change.at)},
                 {"kind", kindOf(change)},
                 {"corrects", change.corrects == 0 ? Json(nullptr) : Json(change.corrects)},
                 {"replaces", std::move(replaced)},
                 {"replaced_by", std::move(replacedBy)},
                 {"content", change.removed ? Json(nullptr) : Json(change.content.hex())},
                 {"stood", std::move(stood)}};
        if (holding)
            row["holds_atom"] =
                std::binary_search(holding->sequences.begin(), holding->sequences.end(), change.sequence);
        rows.push_back(std::move(row));
    }
    if (context.json) {
        printJson({{"path", path}, {"atom", holding ? Json(whole) : Json(nullptr)}, {"versions", std::move(rows)}});
        return 0;
    }
    std::cout << path << '\n';
    for (const auto& row : rows) {
        std::cout << fmt::format("#{}  {}  {}", row["seq"].get<std::uint64_t>(), row["at"].get<std::string>(),
                                 row["kind"].get<std::string>());
        const auto list = [&](const char* word, const Json& entries) {
            for (const auto& entry : entries)
                std::cout << (&entry == &entries.front() ? word : ", #") << entry.get<std::uint64_t>();
        };
        list(", replaces #", row["replaces"]);
        list(", replaced by #", row["replaced_by"]);
        if (row.value("holds_atom", false)) std::cout << "; holds the atom";
        std::cout << '\n';
        for (const auto& one : row["stood"])
            std::cout << "    true " << spanText(one["valid"]) << "; known " << spanText(one["known"]) << '\n';
    }
    return 0;
}

Result<Json> standingOf(const runtime::SqliteIndex& index, const Atom& atom) {
    SKEIN_TRY(const auto versions, index.versionsWith(atom.id));
    SKEIN_TRY(const auto changes, index.history(versions.path));
    SKEIN_TRY(const auto present, index.manifestsOf({versions.path}));
    Json json{{"state", "past"}, {"by", nullptr}, {"versions", versions.sequences}};
    const FileChange* lost = nullptr;
    for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
        bool holds = false;
        for (const auto& other : changes)
            for (const auto& one : other.stood)
                if (one.knownFrom <= change->sequence && change->sequence < one.knownUntil &&
                    one.valid.holds(change->at))
                    holds = std::binary_search(versions.sequences.begin(), versions.sequences.end(), other.sequence);
        if (!holds) {
            lost = &*change;
            continue;
        }
        if (lost == nullptr) json["state"] = "present";
        else {
            json["state"] = lost->removed         ? (lost->corrects != 0 ? "retracted" : "removed")
                            : lost->corrects != 0 ? "corrected"
                                                  : "superseded";
            json["by"] = entryJson(lost->sequence, lost->at);
        }
        break;
    }
    return json;
}

void addHindsight(const Context& context, const Opened& opened, RunId run, TaskNo task, Json& json) {
    json["changed_since"] = nullptr;
    const auto found = [&]() -> Result<void> {
        SKEIN_TRY(const auto index, openIndex(context, opened.reader->path()));
        SKEIN_TRY(auto hindsight, runtime::Hindsight::open(*opened.reader, *index));
        SKEIN_TRY(const auto seen, hindsight.seenBy(run, task, AttemptNo{json["attempt"].get<std::uint32_t>()}));
        if (!seen) return {};
        json["window_recorded"] = entryJson(seen->sequence, seen->at);
        json["saw"] = seen->items.size();
        SKEIN_TRY(const auto changed, hindsight.since(*seen));
        json["changed_since"] = Json::array();
        for (const auto& one : changed) json["changed_since"].push_back(sinceJson(opened, run, one));
        return {};
    }();
    if (!found) {
        warn("what became of what it saw cannot be told: " + found.error().message);
        return;
    }
    for (auto& segment : json["segments"]) {
        segment["since"] = nullptr;
        for (const auto& one : json["changed_since"])
            if (one["atom"] == segment["atom"]) segment["since"] = {{"fate", one["fate"]}, {"by", one["by"]}};
    }
}

void printHindsight(const Json& json) {
    const auto& changed = json["changed_since"];
    if (!changed.is_array()) return;
    std::cout << "since then: "
              << (changed.empty() ? "everything it saw stands as it was\n"
                                  : fmt::format("{} of the {} things it saw have changed\n", changed.size(),
                                                json["saw"].get<std::size_t>()));
    std::size_t shown = 0;
    for (const auto& one : changed)
        if (++shown <= maxShown) std::cout << "  " << sinceText(one) << '\n';
    if (changed.size() > maxShown) std::cout << "  ... and " << changed.size() - maxShown << " more (--json)\n";
}

Result<int> staleTasks(const Context& context, const std::string& workspace, const std::string& run) {
    SKEIN_TRY(const auto number, parseRun(run));
    SKEIN_TRY(const auto opened, openForReading(workspace, number));
    SKEIN_TRY(const auto index, openIndex(context, workspace));
    SKEIN_TRY(auto hindsight, runtime::Hindsight::open(*opened.reader, *index));
    SKEIN_TRY(const auto stale, hindsight.staleTasks(opened.state, opened.run));
    const auto title = [&](TaskNo task) {
        return runtime::taskTitle(*opened.reader, *opened.state.task(opened.run, task));
    };
    const auto runName = "r-" + std::to_string(opened.run.value);
    Json tasks = Json::array(), next = Json::array();
    std::string retry = "skeinctl retry " + shellQuoted(workspace);
    for (const auto& one : stale) {
        Json changed = Json::array(), consumers = Json::array();
        for (const auto& since : one.since) changed.push_back(sinceJson(opened, opened.run, since));
        for (const auto consumer : one.consumers) consumers.push_back(title(consumer));
        retry += ' ' + shellQuoted(title(one.task));
        tasks.push_back({{"task", title(one.task)},
                         {"attempt", one.attempt.value},
                         {"changed", std::move(changed)},
                         {"consumers", std::move(consumers)}});
    }
    if (!stale.empty())
        next = {retry + " --downstream --run " + runName,
                "skeinctl resume " + shellQuoted(workspace) + " --run " + runName};
    const auto& all = opened.state.run(opened.run)->tasks;
    const auto finished =
        std::count_if(all.begin(), all.end(), [](const TaskState& task) { return task.status == TaskStatus::Done; });
    if (context.json) {
        printJson({{"run", runName}, {"finished", finished}, {"tasks", std::move(tasks)}, {"next", std::move(next)}});
        return 0;
    }
    std::cout << "run " << runName << ": "
              << (tasks.empty()
                      ? fmt::format("what its {} finished tasks saw stands as it was\n", finished)
                      : fmt::format("{} of {} finished tasks saw what has changed since\n", tasks.size(), finished));
    for (const auto& task : tasks) {
        std::cout << task["task"].get<std::string>() << " (attempt " << task["attempt"] << ")\n";
        std::size_t shown = 0;
        for (const auto& one : task["changed"])
            if (++shown <= 5) std::cout << "    " << sinceText(one) << '\n';
        if (task["changed"].size() > 5)
            std::cout << "    ... and " << task["changed"].size() - 5 << " more; `skeinctl context "
                      << shellQuoted(workspace) << ' ' << shellQuoted(task["task"].get<std::string>()) << " --run "
                      << runName << "` lists them\n";
        for (const auto& consumer : task["consumers"])
            std::cout << (&consumer == &task["consumers"].front() ? "    consumed by " : ", ")
                      << consumer.get<std::string>() << (&consumer == &task["consumers"].back() ? "\n" : "");
    }
    for (const auto& command : next)
        std::cout << (&command == &next.front() ? "make them again: " : "           then: ")
                  << command.get<std::string>() << '\n';
    return 0;
}

}  // namespace skein::cli
