#include "tests/support/planted.h"

#include <algorithm>
#include <optional>
#include <random>
#include <regex>
#include <set>

#include "core/base/text.h"

namespace skein::planted {
namespace {

struct Parameter {
    std::string name, type, value;  ///< value: the default; empty: none
};

/// A fact before it is said again.
struct Source {
    enum class What { Constant, Function, Enumeration, Member, Setting, Prototype };
    What what = What::Constant;
    std::string language;  ///< "python", "macro", "c++", "schema", "config"
    std::string file, owner, name, value;
    std::uint32_t line = 0;
    std::vector<Parameter> parameters;
    std::vector<std::string> members;
    std::string type, returns;
    bool required = false;
    std::string again;  ///< Prototype: the implementation
    std::uint32_t againLine = 0;
    std::string againText;
};

bool endsWith(const std::string& text, std::initializer_list<const char*> tails) {
    return std::any_of(tails.begin(), tails.end(), [&](const char* tail) { return text.ends_with(tail); });
}

std::string stemOf(const std::string& path) {
    auto name = path.substr(path.rfind('/') == std::string::npos ? 0 : path.rfind('/') + 1);
    return name.substr(0, name.find('.'));
}

const std::regex number(R"(-?\d+(\.\d+)?)"), quoted(R"((["'])[A-Za-z][A-Za-z0-9_./-]*\1)");
bool isLiteral(const std::string& value) {
    return std::regex_match(value, number) || std::regex_match(value, quoted) || value == "True" || value == "False";
}

/// Simple parameters alone: names with plain types and literal defaults.
std::optional<std::vector<Parameter>> simpleParameters(const std::string& list, bool method) {
    static const std::regex one(R"((\w+)(?:\s*:\s*([\w.]+))?(?:\s*=\s*(\S+))?)");
    std::vector<Parameter> out;
    bool first = true;
    for (const auto part : split(list, ',')) {
        const std::string item(trim(part));
        std::smatch found;
        if (!std::regex_match(item, found, one)) return std::nullopt;
        const bool self = first && method && (item == "self" || item == "cls");
        first = false;
        if (!self) out.push_back({found[1], found[2], found[3]});
    }
    return out;
}

void scanPython(const std::string& path, const std::string& content, std::vector<Source>& into) {
    static const std::regex constant(R"(([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+) = ([^#]+?)(?:\s+#.*)?)");
    static const std::regex function(R"((    )?def ([a-z]\w*)\(([^()]*)\)(?: -> (\w+))?:.*)");
    static const std::regex cls(R"(class (\w+)\b.*:.*)");
    std::vector<Source> found;
    std::map<std::string, int> count;
    std::string owner;
    std::uint32_t line = 0;
    for (const auto view : splitLines(content)) {
        ++line;
        if (view.size() > 200 || view.empty()) continue;
        const std::string row(view);
        std::smatch m;
        Source source;
        source.language = "python";
        source.file = path;
        source.line = line;
        if (std::regex_match(row, m, cls)) owner = m[1];
        else if (std::regex_match(row, m, constant)) {
            source.name = m[1];
            source.value = m[2];
            ++count[source.name];
            if (isLiteral(source.value)) found.push_back(source);
        } else if (std::regex_match(row, m, function)) {
            if (!m[1].matched) owner.clear();
            source.what = Source::What::Function;
            source.owner = owner;
            source.name = m[2];
            source.returns = m[4];
            ++count[source.owner + "." + source.name];
            const auto parameters = simpleParameters(m[3], m[1].matched);
            if (parameters && parameters->size() > 1) {
                source.parameters = *parameters;
                found.push_back(source);
            }
        } else if (row[0] != ' ' && row[0] != '#' && row[0] != ')' && row[0] != '@') {
            owner.clear();
        }
    }
    for (auto& source : found)
        if (count[source.what == Source::What::Constant ? source.name : source.owner + "." + source.name] == 1)
            into.push_back(std::move(source));
}

void scanC(const std::string& path, const std::string& content, std::vector<Source>& into) {
    static const std::regex macro(
        R"(#\s*define\s+([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\s+(\d+|\(\d+\)|"[\w.]+")(?:\s*/[/*].*)?)");
    static const std::regex constant(
        R"((?:inline |static )*constexpr [\w:]+ ([a-z]\w*[A-Z]\w*) = (\d[\d']*);(?:\s*//.*)?)");
    static const std::regex enumeration(R"(enum class (\w+) \{ (\w+(?:, \w+)+) \};.*)");
    std::vector<Source> found;
    std::map<std::string, int> count;
    std::uint32_t line = 0;
    for (const auto view : splitLines(content)) {
        ++line;
        if (view.size() > 200 || view.empty()) continue;
        const std::string row(view);
        std::smatch m;
        Source source;
        source.file = path;
        source.line = line;
        if (row.find("define") != std::string::npos && std::regex_match(row, m, macro)) {
            source.language = "macro";
            source.name = m[1];
            source.value = m[2];
            if (source.value.front() == '(') source.value = source.value.substr(1, source.value.size() - 2);
            if (source.value.size() > 1 && source.value.front() == '0') continue;
        } else if (row.find("constexpr") != std::string::npos && std::regex_match(row, m, constant)) {
            source.language = "c++";
            source.name = m[1];
            source.value = m[2];
            std::erase(source.value, '\'');
        } else if (row.starts_with("enum class") && std::regex_match(row, m, enumeration)) {
            source.language = "c++";
            source.what = Source::What::Enumeration;
            source.name = m[1];
            for (const auto member : split(std::string_view(m[2].first == m[2].second ? "" : &*m[2].first,
                                                            static_cast<std::size_t>(m[2].length())),
                                           ','))
                source.members.emplace_back(trim(member));
            if (source.members.size() < 3) continue;
        } else {
            continue;
        }
        ++count[source.name];
        found.push_back(source);
    }
    for (auto& source : found)
        if (count[source.name] == 1) into.push_back(std::move(source));
}

/// "key": number|text|boolean of flat JSON, YAML, TOML and INI lines, with the keys above by indentation or section.
void scanConfig(const std::string& path, const std::string& content, std::vector<Source>& into) {
    static const std::regex pair(R"re((\s*)"?([A-Za-z][\w-]*)"?\s*[:=]\s*("?)([A-Za-z0-9_.-]+)\3,?\s*(?:#.*)?)re");
    static const std::regex open(R"re((\s*)"?([A-Za-z][\w-]*)"?\s*:\s*(?:\{|)\s*)re");
    static const std::regex section(R"(\[([\w.-]+)\])");
    std::vector<Source> found;
    std::map<std::string, int> count;
    std::vector<std::pair<std::size_t, std::string>> above;
    std::string table;
    std::uint32_t line = 0;
    for (const auto view : splitLines(content)) {
        ++line;
        if (view.size() > 200) continue;
        const std::string row(view);
        std::smatch m;
        if (std::regex_match(row, m, section)) table = m[1];
        const bool opens = std::regex_match(row, m, open);
        if (!opens && !std::regex_match(row, m, pair)) continue;
        const auto depth = static_cast<std::size_t>(m[1].length());
        while (!above.empty() && above.back().first >= depth) above.pop_back();
        if (opens) {
            above.emplace_back(depth, m[2]);
            continue;
        }
        Source source;
        source.what = Source::What::Setting;
        source.language = "config";
        source.file = path;
        source.line = line;
        source.owner = above.empty() ? table : above.back().second;
        source.name = m[2];
        source.value = m[4];
        if (path.find("schema") != std::string::npos) {
            source.what = Source::What::Member;
            source.language = "schema";
            if (source.name != "default" && source.name != "minimum" && source.name != "maximum") continue;
            if (source.owner == "items" || !std::regex_match(source.value, number)) continue;
        }
        ++count[source.owner + "." + source.name];
        if (!source.owner.empty() && source.name.size() > 3 && source.owner.size() > 2) found.push_back(source);
    }
    for (auto& source : found)
        if (count[source.owner + "." + source.name] == 1) into.push_back(std::move(source));
}

/// Declarations of a header and the definitions beside it that stand on one line.
void scanPrototypes(const std::map<std::string, std::string>& files, std::vector<Source>& into) {
    static const std::regex declaration(R"(([\w:]+(?:<[\w:, ]+>)?) (\w+)\(([\w:&*<> ,]+)\);.*)");
    static const std::regex definition(R"(([\w:]+(?:<[\w:, ]+>)?) (\w+)\(([\w:&*<> ,]+)\) \{)");
    struct Row {
        std::uint32_t line;
        std::string row, returns, list;
    };
    for (const auto& [path, content] : files) {
        if (!path.ends_with(".h")) continue;
        const auto body = files.find(path.substr(0, path.size() - 2) + ".cpp");
        if (body == files.end()) continue;
        const auto rowsOf = [](const std::string& whole, const std::regex& shape) {
            std::map<std::string, std::vector<Row>> rows;
            std::uint32_t line = 0;
            for (const auto view : splitLines(whole)) {
                ++line;
                if (view.size() > 130 || view.empty() || view[0] == ' ') continue;
                std::smatch m;
                const std::string row(view);
                if (std::regex_match(row, m, shape)) rows[m[2]].push_back({line, row, m[1], m[3]});
            }
            return rows;
        };
        const auto declared = rowsOf(content, declaration), defined = rowsOf(body->second, definition);
        for (const auto& [name, rows] : declared) {
            const auto found = defined.find(name);
            if (rows.size() != 1 || found == defined.end() || found->second.size() != 1) continue;
            if (rows[0].list != found->second[0].list || rows[0].returns != found->second[0].returns) continue;
            Source source;
            source.what = Source::What::Prototype;
            source.language = "c++";
            source.file = path;
            source.line = rows[0].line;
            source.name = name;
            source.returns = rows[0].returns;
            source.value = rows[0].list;
            source.again = body->first;
            source.againLine = found->second[0].line;
            source.againText = found->second[0].row;
            into.push_back(std::move(source));
        }
    }
}

/// Writes documents and counts their lines.
class Documents {
public:
    /// Adds a text and gives the line of its last line.
    std::uint32_t add(const std::string& path, const std::string& text) {
        auto& content = m_files[path];
        content += text + "\n";
        return static_cast<std::uint32_t>(std::count(content.begin(), content.end(), '\n'));
    }
    bool has(const std::string& path) const { return m_files.contains(path); }
    const std::map<std::string, std::string>& files() const { return m_files; }

private:
    std::map<std::string, std::string> m_files;
};

class Planter {
public:
    Planter(const std::map<std::string, std::string>& files, std::uint64_t seed, std::size_t perKind)
        : m_random(seed), m_perKind(perKind) {
        m_tree.files = files;
    }
    Tree run();

private:
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(m_random() % count); }
    void say(const Source& source);
    void sayValue(const Source& source);
    void sayFunction(const Source& source);
    void sayEnumeration(const Source& source);
    void sayMember(const Source& source);
    void sayPrototype(const Source& source);
    bool room(const std::string& kind) { return m_counts[kind] < m_perKind; }
    /// A line of a document, and what follows it.
    void note(const Source& source, const std::string& kind, const std::string& path, std::string words) {
        const bool apart = words.ends_with("\n");
        if (apart) words.pop_back();
        note(source, kind, path, m_documents.add(path, words), words);
        if (apart) m_documents.add(path, "");
    }
    void note(const Source& source, const std::string& kind, const std::string& path, std::uint32_t line,
              const std::string& words) {
        ++m_counts[kind];
        m_tree.facts.push_back({kind, source.file, source.line, path, line, std::string(trim(words)), m_mutate});
    }
    /// Another value of the same type.
    std::string changed(const std::string& value);
    std::string wrong(const std::string& value) { return m_mutate ? changed(value) : value; }
    std::string documentOf(const Source& source);

    Tree m_tree;
    Documents m_documents;
    std::mt19937_64 m_random;
    std::size_t m_perKind;
    std::map<std::string, std::size_t> m_counts;
    bool m_mutate = false;
};

std::string Planter::changed(const std::string& value) {
    if (std::regex_match(value, number)) {
        if (value.find('.') != std::string::npos) return value + "5";
        const auto n = std::stoll(value);
        constexpr long long shifts[] = {1, 7, 10};
        const auto shift = shifts[below(3)];
        return std::to_string(below(2) == 0 || n < shift ? n + shift : n * 2 + (n == 0));
    }
    if (value == "True") return "False";
    if (value == "False") return "True";
    if (value == "true") return "false";
    if (value == "false") return "true";
    if (value.size() > 2 && (value.front() == '"' || value.front() == '\''))
        return value.substr(0, value.size() - 1) + "x" + value.back();
    return value + "x";
}

std::string Planter::documentOf(const Source& source) {
    const auto slash = source.file.rfind('/');
    const std::string folder = slash == std::string::npos ? "" : source.file.substr(0, slash + 1);
    const std::string path = folder + "docs/" + stemOf(source.file) + ".md";
    if (!m_documents.has(path)) m_documents.add(path, "# " + stemOf(source.file) + "\n");
    return path;
}

void Planter::sayValue(const Source& source) {
    const std::string full = source.owner.empty() ? source.name : source.owner + "." + source.name;
    const std::string value = wrong(source.value), span = "`" + full + "`";
    const std::string path = documentOf(source);
    const std::string kind = source.language + (source.what == Source::What::Setting ? " setting" : " constant");
    switch (below(6)) {
        case 0:
            if (room(kind + " in prose")) note(source, kind + " in prose", path, span + " is `" + value + "`.\n");
            break;
        case 1:
            if (room(kind + " in prose"))
                note(source, kind + " in prose", path, "The value of " + span + " is `" + value + "` here.\n");
            break;
        case 2:
            if (room(kind + " in a list")) note(source, kind + " in a list", path, "- " + span + ": `" + value + "`\n");
            break;
        case 3:
            if (room(kind + " in a list"))
                note(source, kind + " in a list", path, "- " + span + " is set to `" + value + "`.\n");
            break;
        case 4:
        case 5:
            if (room(kind + " in a table")) {
                m_documents.add(path, "\n| Name | Value |\n| --- | --- |");
                note(source, kind + " in a table", path, "| " + span + " | `" + value + "` |");
                m_documents.add(path, "");
            }
            break;
    }
}

void Planter::sayFunction(const Source& source) {
    const std::string full = source.owner.empty() ? source.name : source.owner + "." + source.name;
    const std::string path = documentOf(source);
    const auto withDefault = std::find_if(source.parameters.begin(), source.parameters.end(),
                                          [](const Parameter& p) { return isLiteral(p.value); });
    const auto optional = std::find_if(source.parameters.begin(), source.parameters.end(),
                                       [](const Parameter& p) { return !p.value.empty(); });
    const auto choice = below(7);
    if (choice == 0 && withDefault != source.parameters.end() && room("python default in a table")) {
        m_documents.add(path, "\n## `" + full + "`\n\n| Parameter | Default |\n| --- | --- |");
        note(source, "python default in a table", path,
             "| `" + withDefault->name + "` | `" + wrong(withDefault->value) + "` |");
        m_documents.add(path, "");
    } else if (choice == 1 && withDefault != source.parameters.end() && room("python default in prose")) {
        const auto value = wrong(withDefault->value);
        note(source, "python default in prose", path,
             below(2) == 0
                 ? "The `" + withDefault->name + "` parameter of `" + full + "` defaults to `" + value + "`.\n"
                 : "In `" + full + "` the default of `" + withDefault->name + "` is `" + value + "`.\n");
    } else if (choice == 2 && withDefault != source.parameters.end() && room("python default in a signature")) {
        std::string list;
        for (const auto& p : source.parameters) {
            list += (list.empty() ? "" : ", ") + p.name;
            if (!p.value.empty()) list += "=" + (p.name == withDefault->name ? wrong(p.value) : p.value);
        }
        note(source, "python default in a signature", path, "\n## `" + full + "(" + list + ")`");
        m_documents.add(path, "");
    } else if (choice == 3 && room("python optionality in prose")) {
        const auto& p = optional != source.parameters.end() ? *optional : source.parameters.front();
        const bool required = p.value.empty() != m_mutate;
        const std::string word = required ? "required" : "optional";
        note(source, "python optionality in prose", path,
             below(2) == 0 ? "The `" + p.name + "` parameter of `" + full + "` is " + word + ".\n"
                           : "`" + full + "` takes " + (required ? "a" : "an") + " " + word + " `" + p.name + "`.\n");
    } else if (choice == 4 && room("python optionality in a table")) {
        const auto& p = optional != source.parameters.end() ? *optional : source.parameters.front();
        m_documents.add(path, "\n## `" + full + "`\n\n| Parameter | Required |\n| --- | --- |");
        note(source, "python optionality in a table", path,
             "| `" + p.name + "` | " + (p.value.empty() != m_mutate ? "yes" : "no") + " |");
        m_documents.add(path, "");
    } else if (choice >= 5 && room("python signature")) {
        auto parameters = source.parameters;
        if (m_mutate) {
            // A new name that is demanded, one that is left out though it is demanded, or one renamed.
            const auto demanded =
                std::find_if(parameters.begin(), parameters.end(), [](const Parameter& p) { return p.value.empty(); });
            if (below(2) == 0 || demanded == parameters.end()) parameters.back().name += "_spec";
            else if (parameters.size() > 2) parameters.erase(demanded);
            else parameters.push_back({"strict_mode", "", ""});
        }
        std::string list;
        for (const auto& p : parameters)
            list += (list.empty() ? "" : ", ") + p.name + (p.value.empty() ? "" : "=" + p.value);
        const std::string span = "`" + full + "(" + list + ")`";
        note(source, "python signature", path,
             below(2) == 0 ? "\n## " + span : "\n" + span + " does what its name says.");
        m_documents.add(path, "");
    }
}

void Planter::sayEnumeration(const Source& source) {
    if (!room("enumeration in prose")) return;
    auto members = source.members;
    if (m_mutate) {
        if (below(2) == 0) members.back() += "Later";
        else members.emplace_back("Unset");
    }
    std::string list;
    for (std::size_t i = 0; i < members.size(); ++i)
        list += (i == 0 ? "" : i + 1 == members.size() ? " or " : ", ") + ("`" + members[i] + "`");
    note(source, "enumeration in prose", documentOf(source), "`" + source.name + "` is one of " + list + ".\n");
}

void Planter::sayMember(const Source& source) {
    if (!room("schema member")) return;
    const auto value = wrong(source.value);
    note(source, "schema member", documentOf(source),
         "`" + source.owner + "` " +
             (source.name == "default"   ? "defaults to "
              : source.name == "minimum" ? "is at least "
                                         : "is at most ") +
             value + ".\n");
}

/// The implementation is changed, as a hasty edit does.
void Planter::sayPrototype(const Source& source) {
    if (!room("implementation")) return;
    std::string row = source.againText;
    const auto open = row.find('('), close = row.rfind(')');
    if (m_mutate) {
        const auto choice = below(3);
        if (choice == 0) row = row.substr(0, close) + ", int attempts" + row.substr(close);
        else if (choice == 1) row = "double" + row.substr(row.find(source.name) - 1);
        else row = row.substr(0, open + 1) + "bool strict, " + row.substr(open + 1);
    }
    auto& content = m_tree.files[source.again];
    const auto at = content.find(source.againText);
    content.replace(at, source.againText.size(), row);
    note(source, "implementation", source.again, source.againLine, row);
}

void Planter::say(const Source& source) {
    m_mutate = below(2) == 0;
    switch (source.what) {
        case Source::What::Constant:
        case Source::What::Setting: return sayValue(source);
        case Source::What::Function: return sayFunction(source);
        case Source::What::Enumeration: return sayEnumeration(source);
        case Source::What::Prototype: return sayPrototype(source);
        case Source::What::Member: return sayMember(source);
    }
}

constexpr const char* elsewhere[] = {"test", "example", "legacy", "deprecated", "history"};

Tree Planter::run() {
    std::vector<Source> sources;
    for (const auto& [path, content] : m_tree.files) {
        // What tests, examples and former versions say is held against nothing, by design.
        if (std::any_of(std::begin(elsewhere), std::end(elsewhere),
                        [&](const char* word) { return path.find(word) != std::string::npos; }))
            continue;
        if (endsWith(path, {".py"})) scanPython(path, content, sources);
        if (endsWith(path, {".h", ".hpp", ".c", ".cpp"})) scanC(path, content, sources);
        if (endsWith(path, {".yaml", ".yml", ".toml", ".ini", ".cfg", ".json"})) scanConfig(path, content, sources);
    }
    scanPrototypes(m_tree.files, sources);
    for (std::size_t i = sources.size(); i > 1; --i) std::swap(sources[i - 1], sources[below(i)]);
    // A name that the tree defines in several places is ambiguous for whoever reads it elsewhere.
    std::map<std::string, int> named;
    for (const auto& source : sources) ++named[source.owner + "." + source.name];
    for (const auto& source : sources)
        if (source.what == Source::What::Prototype || named[source.owner + "." + source.name] == 1) say(source);
    for (const auto& [path, content] : m_documents.files()) m_tree.files[path] = content;
    return std::move(m_tree);
}

}  // namespace

Tree plant(const std::map<std::string, std::string>& files, std::uint64_t seed, std::size_t perKind) {
    return Planter(files, seed, perKind).run();
}

}  // namespace skein::planted
