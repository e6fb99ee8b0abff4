#include "core/providers/offline/support.h"

#include "core/deliverable/check_document.h"

namespace skein::providers {

std::string Support::missing(const std::string& text, const std::vector<deliverable::Cite>& cites) {
    std::vector<std::string_view> cited;
    std::string paths;
    for (const auto& cite : cites) {
        const SourceText* source = open(cite.path);
        if (source == nullptr || cite.lines.last > source->whole().last)
            return cite.path + ":" + std::to_string(cite.lines.last);
        cited.push_back(source->range(cite.lines));
        paths += cite.path + '\n';
    }
    return deliverable::unsupportedToken(text, cited, paths);
}

const SourceText* Support::open(const std::string& path) {
    const auto [entry, added] = m_sources.try_emplace(path);
    if (added)
        if (auto text = m_index.fileText(path)) entry->second.emplace(SourceFile{path, "", 0, 0, {}}, std::move(*text));
    return entry->second ? &*entry->second : nullptr;
}

}  // namespace skein::providers
