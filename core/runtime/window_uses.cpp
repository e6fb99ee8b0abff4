#include "core/runtime/window_uses.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>
#include <utility>
#include <vector>

#include "core/deliverable/document.h"
#include "core/model/record.h"

namespace skein::runtime {
namespace {

constexpr std::size_t entriesPerRead = 5'000;
constexpr std::size_t maxResults = 500;  // a window and an output are some 50 kB of JSON: a second of reading
constexpr std::size_t maxWeights = 1'000;
constexpr std::int64_t whole = 1'000;

using Cites = std::vector<context::CitedLines>;

void add(Cites& cites, const deliverable::Cite& cite) { cites.push_back({cite.path, cite.lines}); }

void addAll(Cites& cites, const std::vector<deliverable::Statement>& statements) {
    for (const auto& statement : statements)
        for (const auto& cite : statement.cites) add(cites, cite);
}

void addAll(Cites& cites, const std::vector<deliverable::Section>& sections) {
    for (const auto& section : sections) {
        addAll(cites, section.statements);
        for (const auto& listing : section.listings) add(cites, listing.cite);
        for (const auto& table : section.tables)
            for (const auto& row : table.rows) {
                add(cites, row.cite);
                for (const auto& more : row.more) add(cites, more);
            }
        for (const auto& table : section.symbols)
            for (const auto& row : table.rows) cites.push_back({table.path, row.lines});
        for (const auto& entry : section.index) add(cites, entry.cite);
        addAll(cites, section.sections);
    }
}

Cites citesOf(const std::string& output) {
    Cites cites;
    const auto json = parseJson(output);
    if (!json || !json->is_object()) return cites;
    const auto document = deliverable::documentFromJson(*json);
    if (!document) return cites;
    addAll(cites, document->sections);
    addAll(cites, document->appendices);
    addAll(cites, document->questions);
    for (const auto& term : document->terms) add(cites, term.cite);
    for (const auto& link : document->links) cites.push_back({link.fromPath, {link.line, link.line}});
    return cites;
}

Json rowOf(const Digest& atom, const WindowUses::Item& item, std::int64_t usual) {
    return {{"atom", atom.hex()},
            {"source", item.source},
            {"shown", item.count.shown},
            {"used", item.count.used},
            {"weight", static_cast<double>(context::weightOf(item.count, usual)) / whole}};
}

}  // namespace

Result<context::WindowUse> useOf(const WorkspaceReader& reader, const ContextWindow& window, const BlobRef& output) {
    SKEIN_TRY(const auto text, reader.blob(output));
    return context::measureUse(window, text, citesOf(text));
}

std::int64_t WindowUses::usualPerMille() const {
    std::int64_t shown = 0, taken = 0;
    for (const auto& [atom, item] : atoms) shown += item.count.shown, taken += item.count.used;
    return shown == 0 ? 0 : taken * whole / shown;
}

Result<WindowUses> readWindowUses(const WorkspaceReader& reader) {
    struct Result {
        BlobRef window, output;
    };
    WindowUses uses;
    std::map<std::pair<RunId, TaskNo>, std::pair<AttemptNo, BlobRef>> windows;
    std::map<RunId, std::map<TaskNo, Result>> results;
    for (std::uint64_t at = 0;;) {
        SKEIN_TRY(const auto entries, reader.events(at, entriesPerRead));
        if (entries.empty()) break;
        at = entries.back().sequence;
        for (const auto& entry : entries) {
            if (const auto* began = std::get_if<event::RunStarted>(&entry.event)) {
                if (began->simulated) continue;
                results[began->run];
                uses.lastRun = entry.sequence;
            } else if (const auto* window = std::get_if<event::WindowRecorded>(&entry.event)) {
                windows[{window->run, window->task}] = {window->attempt, window->window};
            } else if (const auto* finished = std::get_if<event::TaskFinished>(&entry.event)) {
                const auto found = windows.find({finished->run, finished->task});
                const auto run = results.find(finished->run);
                if (finished->reused || run == results.end() || found == windows.end() ||
                    found->second.first != finished->attempt)
                    continue;
                run->second[finished->task] = {found->second.second, finished->output};
            }
        }
    }
    std::size_t left = maxResults;
    for (auto run = results.rbegin(); run != results.rend() && left > 0; ++run)
        for (const auto& [task, result] : run->second) {
            if (left == 0) break;
            --left;
            const auto window = reader.window(result.window);
            if (!window) continue;
            const auto use = useOf(reader, *window, result.output);
            if (!use) continue;
            uses.windows += use->memory.value > 0;
            uses.tokens += use->memory.value;
            uses.used += use->used.value;
            for (std::size_t i = 0; i < window->segments.size(); ++i) {
                const auto& segment = window->segments[i];
                const auto& each = use->segments[i];
                if (!each.judged) continue;
                if (segment.channel) {
                    auto& channel = uses.channels[context::at(*segment.channel)];
                    channel.shown += segment.tokens.value;
                    if (each.used()) channel.used += segment.tokens.value;
                }
                if (segment.reason != SegmentReason::Memory) continue;  // a pin is a person's choice
                auto& item = uses.atoms[segment.item];
                if (item.source.empty()) item.source = segment.source;
                ++item.count.shown;
                item.count.used += each.used();
            }
        }
    return uses;
}

WindowTerms termsFrom(const WindowUses& uses) {
    WindowTerms terms;
    terms.changedAfter = uses.lastRun;
    const auto usual = uses.usualPerMille();
    std::vector<std::pair<Digest, std::int64_t>> weights;
    for (const auto& [atom, item] : uses.atoms)
        if (const auto weight = context::weightOf(item.count, usual); weight != whole)
            weights.emplace_back(atom, weight);
    std::stable_sort(weights.begin(), weights.end(), [](const auto& a, const auto& b) {
        return std::abs(a.second - whole) > std::abs(b.second - whole);
    });
    weights.resize(std::min(weights.size(), maxWeights));
    terms.usefulness.insert(weights.begin(), weights.end());
    terms.shares = context::sharesFrom(uses.channels);
    return terms;
}

Json windowUsesJson(const WindowUses& uses, std::size_t limit) {
    const auto usual = uses.usualPerMille();
    std::vector<const std::pair<const Digest, WindowUses::Item>*> used, never;
    for (const auto& entry : uses.atoms) (entry.second.count.used > 0 ? used : never).push_back(&entry);
    const auto more = [](const auto* a, const auto* b) {
        const auto key = [](const auto* each) {
            return std::tuple(~each->second.count.used, ~each->second.count.shown, each->second.source);
        };
        return key(a) < key(b);
    };
    std::stable_sort(used.begin(), used.end(), more);
    std::stable_sort(never.begin(), never.end(), more);
    const auto rows = [&](const auto& items) {
        Json list = Json::array();
        for (const auto* item : items)
            if (list.size() < limit) list.push_back(rowOf(item->first, item->second, usual));
        return list;
    };
    Json channels = Json::object();
    const auto shares = context::sharesFrom(uses.channels);
    for (const auto& [channel, name] : EnumNames<WindowChannel>::table) {
        const auto& tokens = uses.channels[context::at(channel)];
        channels[std::string(name)] = {{"tokens", tokens.shown},
                                       {"used", tokens.used},
                                       {"share", static_cast<double>(shares.perMille[context::at(channel)]) / whole}};
    }
    return {{"windows", uses.windows},
            {"tokens", uses.tokens},
            {"used_tokens", uses.used},
            {"relevance", uses.tokens == 0 ? Json(nullptr)
                                           : Json(static_cast<double>(uses.used) / static_cast<double>(uses.tokens))},
            {"atoms", uses.atoms.size()},
            {"channels", std::move(channels)},
            {"most_used", rows(used)},
            {"never_used", rows(never)}};
}

}  // namespace skein::runtime
