#include "tests/support/vector_index.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "core/base/text.h"
#include "core/memory/ctags.h"
#include "core/memory/segment.h"

namespace skein::testing {
namespace {

namespace fs = std::filesystem;

struct ClosePipe {
    void operator()(std::FILE* pipe) const { ::pclose(pipe); }
};

/// A folder that disappears with the value.
struct ScratchFolder {
    std::string path;
    ScratchFolder() {
        std::string pattern = (fs::temp_directory_path() / "skein-index-XXXXXX").string();
        if (::mkdtemp(pattern.data()) != nullptr) path = pattern;
    }
    ~ScratchFolder() {
        std::error_code ignored;
        if (!path.empty()) fs::remove_all(path, ignored);
    }
};

/// Runs ctags once over all files below `root`; tags by path relative to it.
Result<std::map<std::string, std::vector<memory::CtagsTag>>> runCtags(const std::string& program,
                                                                      const std::string& root,
                                                                      const std::vector<std::string>& paths) {
    const ScratchFolder scratch;
    if (scratch.path.empty()) return fail(ErrorCode::Io, "cannot make a temporary folder");
    std::ofstream list(scratch.path + "/list");
    for (const std::string& path : paths) list << path << '\n';
    list.close();
    const std::string command =
        "cd '" + root + "' && " + program +
        " --output-format=json --fields=* --extras=-q --kinds-C=+px --kinds-C++=+px --map-C++=+.h -L '" + scratch.path +
        "/list' 2>/dev/null";
    const std::unique_ptr<std::FILE, ClosePipe> pipe(::popen(command.c_str(), "r"));
    if (!pipe) return fail(ErrorCode::Unavailable, "cannot run " + program);
    std::map<std::string, std::vector<memory::CtagsTag>> tags;
    char* line = nullptr;
    std::size_t capacity = 0;
    for (ssize_t size = ::getline(&line, &capacity, pipe.get()); size >= 0;
         size = ::getline(&line, &capacity, pipe.get())) {
        const std::string_view text(line, static_cast<std::size_t>(size));
        auto tag = memory::parseCtagsTag(text);
        if (!tag) continue;
        const Json json = Json::parse(toValidUtf8(text), nullptr, false);
        tags[json.value("path", "")].push_back(std::move(*tag));
    }
    std::free(line);
    return tags;
}

}  // namespace

VectorIndex::VectorIndex(std::map<std::string, std::string> texts, std::vector<Atom> atoms)
    : m_atoms(std::move(atoms)) {
    for (auto& [path, text] : texts) {
        const auto lines = static_cast<std::uint32_t>(splitLines(text).size());
        m_files.push_back({path, memory::languageOf(path, text), text.size(), lines, sha256(text)});
        m_texts.emplace(path, std::move(text));
    }
    std::stable_sort(m_atoms.begin(), m_atoms.end(), [](const Atom& a, const Atom& b) {
        return std::pair(a.path, a.lines.first) < std::pair(b.path, b.lines.first);
    });
    for (std::size_t i = 0; i < m_atoms.size(); ++i) {
        const auto [range, added] = m_ranges.try_emplace(m_atoms[i].path, i, i);
        range->second.second = i + 1;
    }
}

Result<VectorIndex> VectorIndex::fromTexts(const std::map<std::string, std::string>& texts, const std::string& ctags) {
    const ScratchFolder scratch;
    if (scratch.path.empty()) return fail(ErrorCode::Io, "cannot make a temporary folder");
    std::vector<std::string> code;
    for (const auto& [path, text] : texts) {
        const fs::path target = fs::path(scratch.path) / path;
        std::error_code error;
        fs::create_directories(target.parent_path(), error);
        std::ofstream(target, std::ios::binary) << text;
        if (memory::formOf(memory::languageOf(path, text)) == memory::FileForm::Code) code.push_back(path);
    }
    std::map<std::string, std::vector<memory::CtagsTag>> tags;
    if (!ctags.empty()) { SKEIN_TRY(tags, runCtags(ctags, scratch.path, code)); }
    std::vector<Atom> atoms;
    for (const auto& [path, text] : texts)
        for (Atom& atom : memory::segment({path, text, memory::languageOf(path, text), std::move(tags[path])}))
            atoms.push_back(std::move(atom));
    return VectorIndex(texts, std::move(atoms));
}

Result<VectorIndex> VectorIndex::fromFolder(const std::string& folder, const std::string& ctags) {
    std::map<std::string, std::string> texts;
    std::error_code error;
    for (auto it = fs::recursive_directory_iterator(folder, error); it != fs::recursive_directory_iterator();
         it.increment(error)) {
        if (it->is_directory() && it->path().filename().string().starts_with('.')) {
            it.disable_recursion_pending();
            continue;
        }
        if (!it->is_regular_file() || it->file_size() > (8u << 20)) continue;
        SKEIN_TRY(std::string text, readFile(it->path().string()));
        if (isValidUtf8(text) && text.find('\0') == std::string::npos)
            texts.emplace(fs::relative(it->path(), folder).generic_string(), std::move(text));
    }
    return fromTexts(texts, ctags);
}

Result<std::vector<AtomHit>> VectorIndex::search(std::string_view query, std::size_t limit,
                                                 const std::vector<std::string>& pathPrefixes) const {
    std::vector<AtomHit> hits;
    for (const Atom& atom : m_atoms) {
        const bool inside = pathPrefixes.empty() ||
                            std::any_of(pathPrefixes.begin(), pathPrefixes.end(),
                                        [&](const std::string& prefix) { return atom.path.starts_with(prefix); });
        if (!inside) continue;
        std::int64_t score = 0;
        for (const std::string_view word : split(query, ' '))
            if (!word.empty() &&
                (atom.title.find(word) != std::string::npos || atom.text.find(word) != std::string::npos))
                score += 1'000'000;
        if (score > 0) hits.push_back({atom, score});
    }
    std::stable_sort(hits.begin(), hits.end(),
                     [](const AtomHit& a, const AtomHit& b) { return a.scoreMicro > b.scoreMicro; });
    if (hits.size() > limit) hits.erase(hits.begin() + static_cast<std::ptrdiff_t>(limit), hits.end());
    return hits;
}

Result<std::vector<Atom>> VectorIndex::atomsUnder(const std::vector<std::string>& paths) const {
    std::set<std::string> chosen;
    for (const std::string& path : paths) {
        const bool folder = path.empty() || path.ends_with('/');
        for (auto it = m_ranges.lower_bound(path);
             it != m_ranges.end() && (folder ? it->first.starts_with(path) : it->first == path); ++it)
            chosen.insert(it->first);
    }
    std::vector<Atom> result;
    for (const std::string& path : chosen) {
        const auto& [first, past] = m_ranges.at(path);
        result.insert(result.end(), m_atoms.begin() + static_cast<std::ptrdiff_t>(first),
                      m_atoms.begin() + static_cast<std::ptrdiff_t>(past));
    }
    return result;
}

Result<Atom> VectorIndex::atom(const Digest& id) const {
    for (const Atom& atom : m_atoms)
        if (atom.id == id) return atom;
    return fail(ErrorCode::NotFound, "no atom " + id.hex());
}

Result<std::vector<SourceFile>> VectorIndex::files() const { return m_files; }

Result<std::string> VectorIndex::fileText(std::string_view path) const {
    const auto found = m_texts.find(path);
    if (found == m_texts.end()) return fail(ErrorCode::NotFound, std::string(path) + ": no such file");
    return found->second;
}

}  // namespace skein::testing
