#include "core/providers/offline/support.h"

#include "core/deliverable/check_document.h"

namespace skein::providers {

std::string Support::missing(const std::string& text, const std::vector<deliverable::Cite>& cites) {
    const auto [texts, paths, nowhere] = read(cites);
    return nowhere.empty() ? deliverable::unsupportedToken(text, texts, paths) : nowhere;
}

std::string Support::missingOfStatement(const std::string& text, const std::vector<deliverable::Cite>& cites) {
    const auto [texts, paths, nowhere] = read(cites);
    return nowhere.empty() ? deliverable::unsupportedWords(text, texts, paths) : nowhere;
}

Support::Cited Support::read(const std::vector<deliverable::Cite>& cites) {
    Cited cited;
    for (const auto& cite : cites) {
        const SourceText* source = open(cite.path);
        if (source == nullptr || cite.lines.last > source->whole().last) {
            cited.nowhere = cite.path + ":" + std::to_string(cite.lines.last);
            break;
        }
        cited.texts.push_back(source->range(cite.lines));
        cited.paths += cite.path + '\n';
    }
    return cited;
}

const SourceText* Support::open(const std::string& path) {
    const auto [entry, added] = m_sources.try_emplace(path);
    if (added)
        if (auto text = m_index.fileText(path)) entry->second.emplace(SourceFile{path, "", 0, 0, {}}, std::move(*text));
    return entry->second ? &*entry->second : nullptr;
}

}  // namespace skein::providers
