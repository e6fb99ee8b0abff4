#include "core/coherence/documents.h"

#include "core/base/text.h"
#include "core/coherence/extract_config.h"
#include "core/coherence/extract_interface.h"
#include "core/coherence/values.h"

namespace skein::coherence {
namespace {

constexpr std::size_t maxNameBytes = 120;

/// As the part of a scope: its separators mean nothing in it.
std::string partOf(std::string_view text) {
    std::string out = elide(trim(text), maxNameBytes);
    for (char& c : out)
        if (c == ';' || c == '=' || c == '\n') c = ' ';
    return out;
}

std::string textOf(const Atom& atom) {
    const auto written = configValue(atom);
    const auto literal = literalValue(written, "");
    return partOf(literal ? literal->text : std::string(written));
}

/// A member of "info: {title: Users, version: 1.0.0}".
std::string memberOf(std::string_view text, std::string_view key) {
    for (auto at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
        auto rest = text.substr(at + key.size());
        if (at == 0 || isIdentifierChar(text[at - 1])) continue;
        if (rest.starts_with("\"") || rest.starts_with("'")) rest.remove_prefix(1);
        rest = trim(rest);
        if (!rest.starts_with(":")) continue;
        const auto written = trim(rest.substr(1, rest.find_first_of(",}\n", 1) - 1));
        const auto literal = literalValue(written, "");
        return partOf(literal ? literal->text : std::string(written));
    }
    return {};
}

}  // namespace

std::map<std::string, std::string> documentsOf(const std::vector<Atom>& atoms,
                                               const std::map<std::string, std::string>& schemas) {
    struct Said {
        bool interface = false;
        std::string title, version, id;
    };
    std::map<std::string, Said> said;
    for (const auto& atom : atoms) {
        if (atom.kind != AtomKind::ConfigKey) continue;
        if (isInterfaceKey(atom)) said[atom.path].interface = true;
        else if (atom.title == "info" && atom.text.find('{') != std::string::npos) {
            said[atom.path].title = memberOf(atom.text, "title");
            said[atom.path].version = memberOf(atom.text, "version");
        } else if (atom.title == "info.title") said[atom.path].title = textOf(atom);
        else if (atom.title == "info.version") said[atom.path].version = textOf(atom);
        else if (atom.title == "$id" && schemas.contains(atom.path)) said[atom.path].id = textOf(atom);
        else if (atom.title == "title" && schemas.contains(atom.path)) said[atom.path].title = textOf(atom);
    }
    std::map<std::string, std::string> documents;
    for (const auto& [path, file] : said) {
        if (file.interface) {
            if (!file.title.empty() && !file.version.empty()) documents[path] = file.title + " " + file.version;
        } else if (!file.id.empty()) documents[path] = file.id;
        else if (!file.title.empty()) documents[path] = file.title + " in " + partOf(schemaNameOf(path));
    }
    return documents;
}

}  // namespace skein::coherence
