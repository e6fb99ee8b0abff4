#include "core/runtime/memory_tree.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/base/text.h"
#include "core/memory/outline.h"
#include "core/memory/prose.h"
#include "core/memory/segment.h"
#include "core/model/window.h"
#include "core/runtime/summaries.h"

namespace skein::runtime {
namespace {

constexpr std::size_t speakers = 24;            ///< documents whose summaries make a folder's
constexpr std::size_t readForSummary = 16'000;  ///< bytes of a document; what it is about stands at its beginning
constexpr std::size_t titlesNamed = 5;

std::string nameOf(std::string_view path) {
    if (path.ends_with('/')) path.remove_suffix(1);
    return std::string(path.substr(path.rfind('/') + 1));
}

bool introduces(std::string_view path) {
    const auto name = toLowerAscii(path.substr(path.rfind('/') + 1));
    for (const std::string_view begin : {"readme", "index.", "overview", "introduction", "about"})
        if (name.starts_with(begin)) return true;
    return false;
}

/// "Holds Cache, openCache, hidden and 3 more." for what has no sentence.
memory::Summary titlesOf(const std::vector<std::string>& titles) {
    std::set<std::string> seen;
    std::vector<std::string> each;
    for (const auto& title : titles)
        if (!title.empty() && seen.insert(title).second) each.push_back(title);
    if (each.empty()) return {};
    memory::Summary summary{"Holds ", "extract"};
    for (std::size_t i = 0; i < std::min(each.size(), titlesNamed); ++i)
        summary.text += (i == 0 ? "" : ", ") + elide(each[i], 60);
    if (each.size() > titlesNamed) summary.text += " and " + std::to_string(each.size() - titlesNamed) + " more";
    summary.text += '.';
    return summary;
}

/// The sentences of an atom that say something about it: its text where that is prose, else its comment.
void addSentences(const Atom& atom, std::vector<memory::SummaryCandidate>& candidates) {
    const auto form = memory::formOf(atom.language);
    const bool isProse = form == memory::FileForm::Markdown || form == memory::FileForm::ReStructuredText ||
                         form == memory::FileForm::ManPage || form == memory::FileForm::PlainText;
    // The file's own atom repeats the beginning of what stands below it, where there is prose.
    if (isProse && (atom.kind == AtomKind::File || atom.kind == AtomKind::Table)) return;
    for (auto& sentence :
         isProse ? memory::sentencesOf(atom.text, atom.language, 1) : memory::sentencesOf(atom.comment, "", 1))
        candidates.push_back({std::move(sentence.text), candidates.size(), 1});
}

class Tree {
public:
    Tree(const SqliteIndex& index, const TreeRequest& request) : m_index(index), m_request(request) {}

    Result<void> load() {
        SKEIN_TRY(m_words, m_index.words());
        SKEIN_TRY(m_counts, m_index.atomCounts());
        SKEIN_TRY(const auto files, m_index.files());
        for (const auto& file : files) m_files.emplace(file.path, file);
        SKEIN_TRY(m_written, m_index.writtenSummaries());
        if (!m_written.empty()) m_all = files;
        return {};
    }

    /// What stands at one path.
    Result<MemoryNode> at(std::string path) {
        if (path == "." || path == "./" || path == "/") path.clear();
        if (path.empty()) return workspace();
        if (const auto file = m_files.find(path); file != m_files.end()) return document(file->second, m_request.depth);
        if (!path.ends_with('/')) path += '/';
        const auto inside = under(path);
        if (inside.empty()) return fail(ErrorCode::NotFound, path + ": memory holds no such folder or document");
        return folder("folder", nameOf(path), path, inside, m_request.depth);
    }

private:
    using Files = std::vector<const SourceFile*>;

    Files under(const std::string& prefix) const {
        Files inside;
        for (auto at = m_files.lower_bound(prefix); at != m_files.end() && at->first.starts_with(prefix); ++at)
            inside.push_back(&at->second);
        return inside;
    }

    /// Which source a path came from: the one with the longest prefix.
    const SourceRoot* sourceOf(const std::string& path) const {
        const SourceRoot* owner = nullptr;
        for (const auto& source : m_request.sources) {
            const bool holds =
                source.isFile ? path == source.prefix + nameOf(source.folder) : path.starts_with(source.prefix);
            if (holds && (owner == nullptr || source.isFile || source.prefix.size() > owner->prefix.size()))
                owner = &source;
        }
        return owner;
    }

    Result<MemoryNode> workspace() {
        MemoryNode node;
        node.kind = "workspace";
        node.title = m_request.workspace;
        std::map<const SourceRoot*, Files> bySource;
        Files all;
        for (const auto& [path, file] : m_files) {
            bySource[sourceOf(path)].push_back(&file);
            all.push_back(&file);
        }
        SKEIN_CHECK(describe(node, all));
        takeWritten(node, "");
        node.sources = m_request.sources.size() + (bySource.contains(nullptr) ? 1 : 0);
        if (m_request.depth == 0) return node;
        for (const auto& source : m_request.sources) {
            const auto& files = bySource[&source];
            SKEIN_TRY(auto part, folder("source", source.folder, source.prefix, files, m_request.depth - 1));
            if (source.isFile) part.path = source.prefix + nameOf(source.folder);
            node.parts.push_back(std::move(part));
        }
        if (!bySource[nullptr].empty()) {  // taken in before sources had names
            SKEIN_TRY(auto part, folder("source", "", "", bySource[nullptr], m_request.depth - 1));
            node.parts.push_back(std::move(part));
        }
        return node;
    }

    Result<MemoryNode> folder(std::string kind, std::string title, const std::string& prefix, const Files& files,
                              std::size_t depth) {
        MemoryNode node;
        node.kind = std::move(kind);
        node.title = std::move(title);
        node.path = prefix;
        SKEIN_CHECK(describe(node, files));
        if (!prefix.empty()) takeWritten(node, prefix);
        if (depth == 0) return node;
        std::map<std::string, Files> folders;  // by their whole path
        Files here;
        for (const auto* file : files) {
            const auto slash = file->path.find('/', prefix.size());
            if (slash == std::string::npos) here.push_back(file);
            else folders[file->path.substr(0, slash + 1)].push_back(file);
        }
        for (const auto& [path, inside] : folders) {
            if (isFull(node)) continue;
            SKEIN_TRY(auto part, folder("folder", nameOf(path), path, inside, depth - 1));
            node.parts.push_back(std::move(part));
        }
        for (const auto* file : here) {
            if (isFull(node)) continue;
            SKEIN_TRY(auto part, document(*file, depth - 1));
            node.parts.push_back(std::move(part));
        }
        return node;
    }

    /// What a model wrote about it, in the place of the extract.
    void takeWritten(MemoryNode& node, const std::string& path) const {
        const auto written = m_written.find(path);
        if (written == m_written.end()) return;
        if (written->second.madeFrom == summaryBasis(path, m_all))
            node.summary = {written->second.text, written->second.model};
        else node.staleBy = written->second.model;
    }

    bool isFull(MemoryNode& node) const {
        if (node.parts.size() < m_request.mostParts) return false;
        ++node.partsLeftOut;
        return true;
    }

    /// Counts and the summary of a set of documents.
    Result<void> describe(MemoryNode& node, const Files& files) {
        node.documents = files.size();
        std::uint64_t bytes = 0, readBytes = 0, readTokens = 0;
        for (const auto* file : files) {
            bytes += file->bytes;
            if (const auto count = m_counts.find(file->path); count != m_counts.end()) node.atoms += count->second;
        }
        Files chosen;
        for (const auto* file : files)
            if (chosen.size() < speakers / 2 && introduces(file->path)) chosen.push_back(file);
        const auto stride = std::max<std::size_t>(1, files.size() / speakers);
        for (std::size_t i = 0; i < files.size() && chosen.size() < speakers; i += stride)
            if (!introduces(files[i]->path)) chosen.push_back(files[i]);
        std::vector<memory::SummaryCandidate> candidates;
        std::vector<std::string> titles;
        for (const auto* file : chosen) {
            SKEIN_TRY(const auto* spoken, spokenBy(*file));
            readBytes += file->bytes;
            readTokens += spoken->tokens;
            const auto share =
                std::log(2 + static_cast<float>(spoken->tokens)) * (introduces(file->path) ? 4.0f : 1.0f);
            std::size_t place = 0;
            for (const auto& sentence : spoken->sentences) candidates.push_back({sentence, place++, share});
        }
        for (const auto* file : files) titles.push_back(nameOf(file->path));
        node.summary = memory::summaryOf(candidates, *m_words);
        if (node.summary.text.empty()) node.summary = titlesOf(titles);
        node.tokensFromShare = readBytes < bytes;
        node.tokens =
            readBytes == 0
                ? 0
                : static_cast<std::uint64_t>(std::llround(static_cast<double>(readTokens) * static_cast<double>(bytes) /
                                                          static_cast<double>(readBytes)));
        return {};
    }

    /// What a document says for itself in the summaries above it.
    struct Spoken {
        std::uint64_t tokens = 0;
        memory::Summary summary;
        std::vector<std::string> sentences;
    };
    Result<const Spoken*> spokenBy(const SourceFile& file) {
        if (const auto found = m_spoken.find(file.path); found != m_spoken.end()) return &found->second;
        SKEIN_TRY(const auto atoms, m_index.atomsUnder({file.path}));
        SKEIN_TRY(const auto text, m_index.fileText(file.path));
        auto& spoken = m_spoken[file.path];
        spoken.tokens = static_cast<std::uint64_t>(estimateTokens(text).value);
        std::vector<memory::SummaryCandidate> candidates;
        std::vector<std::string> titles;
        std::size_t read = 0;
        for (const auto& atom : atoms) {
            if (atom.kind != AtomKind::File) titles.push_back(atom.title);
            if (read < readForSummary) addSentences(atom, candidates);
            read += atom.text.size();
        }
        spoken.summary = memory::summaryOf(candidates, *m_words);
        // Two sentences came out as one text; above, each may stand alone.
        for (const auto& candidate : candidates)
            if (!spoken.summary.text.empty() && spoken.summary.text.find(candidate.text) != std::string::npos &&
                spoken.sentences.size() < 2)
                spoken.sentences.push_back(candidate.text);
        if (spoken.summary.text.empty()) spoken.summary = titlesOf(titles);
        return &spoken;
    }

    Result<MemoryNode> document(const SourceFile& file, std::size_t depth) {
        SKEIN_TRY(const auto* spoken, spokenBy(file));
        MemoryNode node;
        node.kind = "document";
        node.title = nameOf(file.path);
        node.path = file.path;
        node.lines = LineRange{1, std::max(1u, file.lines)};
        node.documents = 1;
        node.tokens = spoken->tokens;
        node.summary = spoken->summary;
        takeWritten(node, file.path);
        if (const auto count = m_counts.find(file.path); count != m_counts.end()) node.atoms = count->second;
        SKEIN_TRY(const auto atoms, m_index.atomsUnder({file.path}));
        const auto outline = memory::outlineOf(atoms);
        if (outline.empty()) return node;
        node.atom = outline.front().atom->id;
        if (depth == 0) return node;
        SKEIN_TRY(const auto text, m_index.fileText(file.path));
        const memory::LineTable lines(text);
        addParts(node, outline, 0, lines, depth);
        return node;
    }

    void addParts(MemoryNode& node, const std::vector<memory::OutlineNode>& outline, std::size_t number,
                  const memory::LineTable& lines, std::size_t depth) const {
        for (const auto part : outline[number].parts) {
            if (isFull(node)) continue;
            const auto& at = outline[part];
            MemoryNode child;
            child.kind = std::string(atomKindName(at.atom->kind));
            child.title = at.atom->title.empty() ? nameOf(at.atom->path) : at.atom->title;
            child.path = at.atom->path;
            child.lines = at.lines;
            child.atom = at.atom->id;
            child.atoms = at.atoms;
            child.tokens = static_cast<std::uint64_t>(estimateTokens(lines.text(at.lines)).value);
            std::vector<memory::SummaryCandidate> candidates;
            std::vector<std::string> titles;
            speak(outline, part, candidates, titles);
            child.summary = memory::summaryOf(candidates, *m_words);
            if (child.summary.text.empty()) child.summary = titlesOf(titles);
            if (child.summary.text.empty() && !at.atom->signature.empty())
                child.summary.text = at.atom->title + at.atom->signature;
            if (depth > 1) addParts(child, outline, part, lines, depth - 1);
            node.parts.push_back(std::move(child));
        }
    }

    /// The sentences of a node and of all below it, and the titles of its parts.
    static void speak(const std::vector<memory::OutlineNode>& outline, std::size_t number,
                      std::vector<memory::SummaryCandidate>& candidates, std::vector<std::string>& titles) {
        std::vector<std::size_t> open{number};
        while (!open.empty()) {
            const auto& at = outline[open.back()];
            open.pop_back();
            addSentences(*at.atom, candidates);
            for (auto part = at.parts.rbegin(); part != at.parts.rend(); ++part) open.push_back(*part);
        }
        for (const auto part : outline[number].parts) titles.push_back(outline[part].atom->title);
    }

    const SqliteIndex& m_index;
    const TreeRequest& m_request;
    std::shared_ptr<const memory::WordIndex> m_words;
    std::map<std::string, std::uint64_t> m_counts;
    std::map<std::string, SourceFile> m_files;
    std::map<std::string, Spoken> m_spoken;
    std::map<std::string, WrittenSummary> m_written;
    std::vector<SourceFile> m_all;
};

}  // namespace

Result<MemoryNode> memoryTree(const SqliteIndex& index, const TreeRequest& request) {
    Tree tree(index, request);
    SKEIN_CHECK(tree.load());
    return tree.at(request.path);
}

Result<std::vector<MemoryNode>> memoryPlaces(const SqliteIndex& index, const std::vector<std::string>& paths) {
    TreeRequest request;
    request.depth = 0;
    Tree tree(index, request);
    SKEIN_CHECK(tree.load());
    std::vector<MemoryNode> nodes;
    for (const auto& path : paths) {
        auto node = tree.at(path);
        if (node) nodes.push_back(std::move(*node));
        else if (node.error().code != ErrorCode::NotFound) return Failure(std::move(node).error());
    }
    return nodes;
}

}  // namespace skein::runtime
