#include "core/runtime/marks.h"

#include <algorithm>
#include <map>
#include <string>

#include <fmt/format.h>

#include "core/memory/retrieval/terms.h"
#include "core/runtime/queries.h"

namespace skein::runtime {
namespace {

std::set<std::string> wordsOf(const Atom& atom) {
    std::set<std::string> words;
    memory::TermReader reader(atom.text);
    for (memory::Term term; reader.next(term);) words.emplace(term.text);
    return words;
}

/// Twice the words that both have, as thousandths of the words of both (Dice 1945).
std::int64_t alike(const std::set<std::string>& a, const std::set<std::string>& b) {
    if (a.empty() && b.empty()) return 0;
    const auto both = std::count_if(a.begin(), a.end(), [&](const std::string& word) { return b.contains(word); });
    return both * 2'000 / static_cast<std::int64_t>(a.size() + b.size());
}

/// What stands where this atom stood, among what its file holds now.
Result<std::optional<Atom>> successor(const SqliteIndex& index, const Atom& atom, const std::vector<Atom>& present) {
    SKEIN_TRY(const auto stood, index.versionsWith(atom.id));
    std::vector<const Atom*> candidates;
    for (const auto& other : present) {
        if (other.path != atom.path || other.kind != atom.kind || other.ancestors != atom.ancestors) continue;
        SKEIN_TRY(const auto versions, index.versionsWith(other.id));
        std::vector<std::uint64_t> together;
        std::set_intersection(stood.sequences.begin(), stood.sequences.end(), versions.sequences.begin(),
                              versions.sequences.end(), std::back_inserter(together));
        if (together.empty()) candidates.push_back(&other);
    }
    std::vector<const Atom*> named;
    for (const auto* other : candidates)
        if (other->title == atom.title) named.push_back(other);
    if (named.size() == 1 && !atom.title.empty()) return *named.front();
    const auto words = wordsOf(atom);
    const Atom* best = nullptr;
    std::int64_t most = 499;
    for (const auto* other : candidates)
        if (const auto share = alike(words, wordsOf(*other)); share > most) {
            most = share;
            best = other;
        }
    return best == nullptr ? std::nullopt : std::optional<Atom>(*best);
}

Result<MarkedPlace> placeAmong(const SqliteIndex& index, const Atom& atom, const std::vector<Atom>& present) {
    MarkedPlace place;
    place.atom = atom;
    if (std::any_of(present.begin(), present.end(), [&](const Atom& each) { return each.id == atom.id; }))
        place.standing = MarkStanding::Present;
    else {
        SKEIN_TRY(place.now, successor(index, atom, present));
        if (place.now) place.standing = MarkStanding::TextChanged;
    }
    return place;
}

std::string sourceOf(const Atom& atom) { return fmt::format("{}:{}-{}", atom.path, atom.lines.first, atom.lines.last); }

}  // namespace

Result<MarkedPlace> markedPlace(const SqliteIndex& index, const Digest& id) {
    const auto atom = index.atom(id);
    if (!atom && atom.error().code == ErrorCode::NotFound) return MarkedPlace{};
    if (!atom) return Failure(atom.error());
    SKEIN_TRY(const auto present, index.atomsUnder({atom->path}));
    return placeAmong(index, *atom, present);
}

Result<std::set<Digest>> withEnclosing(const SqliteIndex& index, const std::set<Digest>& atoms, Follow follow) {
    auto all = atoms;
    std::map<std::string, std::vector<Atom>> files;  // several of one file are usual
    for (const auto& id : atoms) {
        const auto atom = index.atom(id);
        if (!atom && atom.error().code == ErrorCode::NotFound) continue;
        if (!atom) return Failure(atom.error());
        auto file = files.find(atom->path);
        if (file == files.end()) {
            SKEIN_TRY(auto present, index.atomsUnder({atom->path}));
            file = files.emplace(atom->path, std::move(present)).first;
        }
        const auto& present = file->second;
        const auto same = std::find_if(present.begin(), present.end(), [&](const Atom& each) { return each.id == id; });
        std::optional<Atom> shown;
        if (same != present.end()) shown = *same;
        else if (follow == Follow::Place) { SKEIN_TRY(shown, successor(index, *atom, present)); }
        if (!shown) continue;
        for (const auto& other : present)
            if (other.path == shown->path && other.lines.first <= shown->lines.first &&
                other.lines.last >= shown->lines.last)
                all.insert(other.id);
    }
    return all;
}

Result<Json> marksJson(const WorkspaceReader& reader, const State& state, const SqliteIndex& index) {
    Json rows = Json::array();
    for (const auto& mark : state.marks) {
        SKEIN_TRY(const auto place, markedPlace(index, mark.atom));
        Json row{{"atom", mark.atom.hex()},
                 {"mark", nameIn(EnumNames<AtomMark>::table, mark.mark)},
                 {"run", nullptr},
                 {"task", nullptr},
                 {"source", place.atom ? Json(sourceOf(*place.atom)) : Json(nullptr)},
                 {"title", place.atom ? Json(place.atom->title) : Json(nullptr)},
                 {"standing", place.standing == MarkStanding::Present       ? "present"
                              : place.standing == MarkStanding::TextChanged ? "text changed"
                                                                            : "gone"},
                 {"now", nullptr}};
        if (mark.task) {
            row["run"] = "r-" + std::to_string(mark.run.value);
            const auto* task = state.task(mark.run, mark.task);
            row["task"] = task == nullptr ? std::to_string(mark.task.value) : taskTitle(reader, *task);
        }
        if (place.now) row["now"] = {{"atom", place.now->id.hex()}, {"source", sourceOf(*place.now)}};
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace skein::runtime
