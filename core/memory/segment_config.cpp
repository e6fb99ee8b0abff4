// Configuration files: every key with a value of its own becomes an atom whose title is its dotted path. The readers
// are line scanners, not parsers: templates, half-written and hostile files still give the keys they visibly have.
#include <algorithm>
#include <map>

#include "core/base/text.h"
#include "core/memory/segment_parts.h"

namespace skein::memory {
namespace {

/// Keys of one file; where there are more, the shallow ones stay, and of the deeper ones those that come first.
constexpr std::size_t maxConfigKeys = maxAtomsPerFile - 1;
/// Parts of all paths that are held while a file is read: some hundred megabytes at the most.
constexpr std::size_t maxPathParts = 1'000'000;
constexpr std::size_t maxKeyDepth = 64;
constexpr std::size_t maxKeyBytes = 200;

struct Key {
    std::vector<std::string> path;  ///< from the outermost key to this one
    LineRange lines;
    bool leaf = true;  ///< false once a key below it was seen
};

struct Keys {
    std::vector<Key> read;
    std::size_t unread = 0;  ///< keys behind the bound

    /// False where the bound is reached: the key is only counted.
    bool add(std::vector<std::string> path, std::uint32_t at) {
        if (m_parts + path.size() > maxPathParts) {
            ++unread;
            return false;
        }
        m_parts += path.size();
        read.push_back({std::move(path), {at, at}});
        return true;
    }

private:
    std::size_t m_parts = 0;
};

std::string unquote(std::string_view text) {
    text = trim(text);
    if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front())
        text = text.substr(1, text.size() - 2);
    return elide(text, maxKeyBytes);
}

std::size_t indentOf(std::string_view line) { return std::min(line.find_first_not_of(" \t"), line.size()); }

/// Position of the colon that ends a YAML key starting at `at`, or npos. Quoted keys may hold anything.
std::size_t yamlKeyEnd(std::string_view line, std::size_t at) {
    if (at >= line.size()) return std::string_view::npos;
    std::size_t from = at;
    if (line[at] == '"' || line[at] == '\'') {
        from = line.find(line[at], at + 1);
        if (from == std::string_view::npos) return from;
    } else if (std::string_view("#[]{}&*!|>%@`,").find(line[at]) != std::string_view::npos) {
        return std::string_view::npos;
    }
    for (auto colon = line.find(':', from); colon != std::string_view::npos; colon = line.find(':', colon + 1)) {
        if (line.substr(at, colon - at).find(" #") != std::string_view::npos) return std::string_view::npos;
        if (colon + 1 == line.size() || line[colon + 1] == ' ' || line[colon + 1] == '\t') return colon;
    }
    return std::string_view::npos;
}

std::string_view yamlValue(std::string_view line, std::size_t from) {
    auto value = trim(line.substr(from));
    if (const auto comment = value.find(" #"); comment != std::string_view::npos)
        value = trim(value.substr(0, comment));
    return value.substr(0, 1) == "#" ? std::string_view{} : value;
}

class YamlScanner {
public:
    explicit YamlScanner(const LineTable& lines) : m_lines(lines) {}

    Keys scan() {
        for (std::uint32_t at = 1; at <= m_lines.count(); ++at) scanLine(at);
        return std::move(m_keys);
    }

private:
    struct Level {
        std::size_t indent;
        std::string name;
        std::size_t key;
        int items = -1;
    };
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    std::vector<std::string> pathTo(const std::string& name) const {
        std::vector<std::string> path;
        for (const auto& level : m_open)
            path.push_back(level.items < 0 ? level.name : level.name + "[" + std::to_string(level.items) + "]");
        path.push_back(name);
        return path;
    }

    void extendLast(std::uint32_t at, std::size_t indent) {
        // Continuation lines and items belong to the innermost key that is less indented, or an item at its own indent.
        for (auto level = m_open.rbegin(); level != m_open.rend(); ++level)
            if (level->key != none && level->indent <= indent) {
                m_keys.read[level->key].lines.last = at;
                return;
            }
    }

    void scanLine(std::uint32_t at) {
        const auto line = m_lines.line(at);
        auto indent = indentOf(line);
        if (indent == line.size() || line[indent] == '#') return;
        if (m_blockIndent != none) {
            if (indent > m_blockIndent) {
                extendLast(at, indent);
                return;
            }
            m_blockIndent = none;
        }
        if (line.substr(0, 3) == "---" || line.substr(0, 3) == "...") {
            m_open.clear();
            return;
        }
        while (indent + 1 < line.size() && line[indent] == '-' && line[indent + 1] == ' ') {
            while (!m_open.empty() && m_open.back().indent > indent) m_open.pop_back();
            if (!m_open.empty()) ++m_open.back().items;
            indent = std::min(line.find_first_not_of(' ', indent + 1), line.size());
        }
        const auto colon = yamlKeyEnd(line, indent);
        if (colon == std::string_view::npos) {
            extendLast(at, indent);
            return;
        }
        while (!m_open.empty() && m_open.back().indent >= indent) m_open.pop_back();
        if (m_open.size() >= maxKeyDepth) return;
        const auto name = unquote(line.substr(indent, colon - indent));
        const auto value = yamlValue(line, colon + 1);
        if (!m_open.empty() && m_open.back().key != none) m_keys.read[m_open.back().key].leaf = false;
        const bool added = m_keys.add(pathTo(name), at);
        m_open.push_back({indent, name, added ? m_keys.read.size() - 1 : none});
        if (!value.empty() && (value.front() == '|' || value.front() == '>')) m_blockIndent = indent;
    }

    const LineTable& m_lines;
    Keys m_keys;
    std::vector<Level> m_open;
    std::size_t m_blockIndent = none;
};

/// Brackets and triple quotes that a TOML value leaves open at the end of a line.
struct TomlOpen {
    int brackets = 0;
    std::string_view quotes;

    bool any() const { return brackets > 0 || !quotes.empty(); }
    void read(std::string_view text) {
        for (std::size_t at = 0; at < text.size(); ++at) {
            if (!quotes.empty()) {
                if (text.substr(at, 3) == quotes) {
                    quotes = {};
                    at += 2;
                }
                continue;
            }
            const char c = text[at];
            if (text.substr(at, 3) == "\"\"\"" || text.substr(at, 3) == "'''") {
                quotes = text.substr(at, 3);
                at += 2;
            } else if (c == '"' || c == '\'') at = std::min(text.find(c, at + 1), text.size());
            else if (c == '#') return;
            else if (c == '[' || c == '{') ++brackets;
            else if (c == ']' || c == '}') --brackets;
        }
    }
};

std::vector<std::string> dottedParts(std::string_view text) {
    std::vector<std::string> parts;
    std::string part;
    char quote = 0;
    for (const char c : text) {
        if (quote) {
            if (c == quote) quote = 0;
            else part += c;
        } else if (c == '"' || c == '\'') quote = c;
        else if (c == '.') {
            parts.push_back(elide(trim(part), maxKeyBytes));
            part.clear();
        } else part += c;
    }
    parts.push_back(elide(trim(part), maxKeyBytes));
    if (parts.size() > maxKeyDepth) parts.resize(maxKeyDepth);
    return parts;
}

Keys scanToml(const LineTable& lines) {
    Keys keys;
    std::vector<std::string> section;
    std::map<std::string, int> arrayItems;
    TomlOpen open;
    bool added = false;  // the last key
    for (std::uint32_t at = 1; at <= lines.count(); ++at) {
        const auto text = trim(lines.line(at));
        if (open.any()) {
            open.read(lines.line(at));
            if (added) keys.read.back().lines.last = at;
            continue;
        }
        if (text.empty() || text.front() == '#') continue;
        if (text.front() == '[') {
            const bool array = text.substr(0, 2) == "[[";
            const auto name = text.substr(
                array ? 2 : 1, text.find(']') == std::string_view::npos ? 0 : text.find(']') - (array ? 2 : 1));
            section = dottedParts(name);
            if (array) section.back() += "[" + std::to_string(arrayItems[std::string(name)]++) + "]";
            continue;
        }
        const auto equals = text.find('=');
        if (equals == std::string_view::npos) continue;
        auto path = section;
        for (auto& part : dottedParts(text.substr(0, equals))) path.push_back(std::move(part));
        added = keys.add(std::move(path), at);
        open = {};
        open.read(text.substr(equals + 1));
    }
    return keys;
}

/// INI with sections, and properties or .env files without: "key = value", "key: value", "export KEY=value".
Keys scanAssignments(const LineTable& lines, FileForm form) {
    Keys keys;
    std::vector<std::string> section;
    bool continued = false, added = false;  // the last key
    for (std::uint32_t at = 1; at <= lines.count(); ++at) {
        const auto raw = lines.line(at);
        const auto text = trim(raw);
        const bool indented = form == FileForm::Ini && !raw.empty() && (raw.front() == ' ' || raw.front() == '\t');
        if (continued && !text.empty()) {
            if (added) keys.read.back().lines.last = at;
            continued = text.back() == '\\';
            continue;
        }
        if (text.empty() || text.front() == '#' || text.front() == ';' || text.front() == '!') continue;
        if (form == FileForm::Ini && text.front() == '[') {
            section = {elide(text.substr(1, std::min(text.find(']'), text.size()) - 1), maxKeyBytes)};
            continue;
        }
        auto assignment = text.substr(0, 7) == "export " ? trim(text.substr(7)) : text;
        const auto separator = assignment.find_first_of("=:");
        if (separator == std::string_view::npos || separator == 0) {
            if (indented && added && keys.read.back().lines.last + 1 == at) keys.read.back().lines.last = at;
            continue;
        }
        auto path = section;
        path.push_back(elide(trim(assignment.substr(0, separator)), maxKeyBytes));
        added = keys.add(std::move(path), at);
        continued = text.back() == '\\';
    }
    return keys;
}

/// JSON, with comments and trailing commas as configuration files have them.
class JsonScanner {
public:
    explicit JsonScanner(std::string_view text) : m_text(text) {}

    Keys scan() {
        for (m_at = 0; m_at < m_text.size(); ++m_at) {
            const char c = m_text[m_at];
            if (c == '\n') ++m_line;
            else if (c == '"') readString();
            else if (c == '/' && m_text.substr(m_at, 2) == "//")
                m_at = std::min(m_text.find('\n', m_at), m_text.size()) - 1;
            else if (c == '/' && m_text.substr(m_at, 2) == "/*") skipBlockComment();
            else if (c == ':') m_pendingKey = true;
            else if (c == '{' || c == '[') {
                if (!openContainer(c)) return std::move(m_keys);
            } else if (c == '}' || c == ']') closeContainer();
            else if (c == ',') nextMember();
            else if (c != ' ' && c != '\t' && c != '\r') touchValue();
        }
        return std::move(m_keys);
    }

private:
    struct Level {
        bool object;
        std::size_t key;
        int items = 0;
        std::string name;
    };
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    void readString() {
        const auto start = m_at + 1;
        const auto line = m_line;
        for (++m_at; m_at < m_text.size() && m_text[m_at] != '"'; ++m_at) {
            if (m_text[m_at] == '\\') ++m_at;
            else if (m_text[m_at] == '\n') ++m_line;
        }
        if (m_pendingKey || m_open.empty() || !m_open.back().object) {
            touchValue();
            return;
        }
        m_name = elide(m_text.substr(start, std::min(m_at, m_text.size()) - start), maxKeyBytes);
        m_nameLine = line;
        openKey();
    }

    void skipBlockComment() {
        const auto end = std::min(m_text.find("*/", m_at + 2), m_text.size());
        m_line += static_cast<std::uint32_t>(std::count(m_text.begin() + static_cast<std::ptrdiff_t>(m_at),
                                                        m_text.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
        m_at = std::min(end + 1, m_text.size());
    }

    void openKey() {
        std::vector<std::string> path;
        for (const auto& level : m_open) {
            if (!level.name.empty()) path.push_back(level.name);
            if (!level.object && !path.empty()) path.back() += "[" + std::to_string(level.items) + "]";
        }
        for (const auto& level : m_open)
            if (level.key != none) m_keys.read[level.key].leaf = false;
        path.push_back(m_name);
        m_current = m_keys.add(std::move(path), m_nameLine) ? m_keys.read.size() - 1 : none;
    }

    bool openContainer(char c) {
        if (m_open.size() >= maxKeyDepth) return false;
        touchValue();
        m_open.push_back({c == '{', m_current, 0, m_pendingKey ? m_name : std::string()});
        m_pendingKey = false;
        m_current = none;
        return true;
    }

    void closeContainer() {
        if (m_open.empty()) return;
        m_current = m_open.back().key;
        m_open.pop_back();
        m_pendingKey = false;
        touchValue();
    }

    void nextMember() {
        m_pendingKey = false;
        m_current = none;
        if (!m_open.empty() && !m_open.back().object) ++m_open.back().items;
    }

    void touchValue() {
        if (m_current != none) m_keys.read[m_current].lines.last = m_line;
        else if (!m_open.empty() && m_open.back().key != none) m_keys.read[m_open.back().key].lines.last = m_line;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::uint32_t m_line = 1;
    Keys m_keys;
    std::vector<Level> m_open;
    std::size_t m_current = none;  ///< key whose value is being read
    std::string m_name;
    std::uint32_t m_nameLine = 1;
    bool m_pendingKey = false;  ///< the colon was seen, the value comes next
};

/// Which keys with values of their own stay: all of the depths that fit the bound as a whole, and of the others as many
/// as there is room for.
class Room {
public:
    explicit Room(const std::vector<Key>& keys) {
        std::vector<std::size_t> perDepth(maxKeyDepth * 2 + 2);
        for (const auto& key : keys)
            if (key.leaf) ++perDepth[std::min(key.path.size(), perDepth.size() - 1)];
        std::size_t total = 0;
        while (m_depth < perDepth.size() && total + perDepth[m_depth] <= maxConfigKeys) total += perDepth[m_depth++];
        m_left = maxConfigKeys - total;
    }
    bool take(const Key& key) { return key.path.size() < m_depth || (m_left > 0 && m_left-- > 0); }

private:
    std::size_t m_depth = 0;  ///< depths below this one fit
    std::size_t m_left = 0;
};

std::string trailingComment(std::string_view line) {
    for (const std::string_view marker : {" #", " //", " ;"}) {
        const auto at = line.rfind(marker);
        if (at == std::string_view::npos) continue;
        const auto before = line.substr(0, at);
        const bool insideQuotes =
            std::count(before.begin(), before.end(), '"') % 2 || std::count(before.begin(), before.end(), '\'') % 2;
        if (!insideQuotes) return toValidUtf8(trim(line.substr(at + marker.size())));
    }
    return {};
}

}  // namespace

void cutConfiguration(const LineTable& lines, FileForm form, Cut& cut) {
    Keys keys;
    const auto whole = lines.text({1, lines.count()});
    if (form == FileForm::Yaml) keys = YamlScanner(lines).scan();
    else if (form == FileForm::Toml) keys = scanToml(lines);
    else if (form == FileForm::Json) keys = JsonScanner(whole).scan();
    else keys = scanAssignments(lines, form);

    Room room(keys.read);
    cut.leftOut += keys.unread;
    const auto style = commentStyleOf(form == FileForm::Json ? "C++" : form == FileForm::Ini ? "Iniconf" : "Yaml");
    for (const auto& key : keys.read) {
        if (!key.leaf) continue;
        if (lines.line(key.lines.first).size() > maxSymbolLineBytes || !room.take(key)) {
            ++cut.leftOut;
            continue;
        }
        Atom atom;
        atom.kind = AtomKind::ConfigKey;
        atom.lines = {key.lines.first, std::min({key.lines.last, key.lines.first + maxSymbolLines - 1, lines.count()})};
        for (const auto& part : key.path) atom.title += (atom.title.empty() ? "" : ".") + part;
        atom.ancestors.assign(key.path.begin(), key.path.end() - 1);
        if (const auto above = commentAbove(lines, key.lines.first, style); above.first <= above.last)
            atom.comment = commentText(lines, above);
        else if (key.lines.first == key.lines.last) atom.comment = trailingComment(lines.line(key.lines.first));
        cut.atoms.push_back(std::move(atom));
    }
    const auto header = headerCommentRange(lines, style);
    if (header.first <= header.last) {
        cut.header = header;
        cut.headerComment = commentText(lines, header);
    } else {
        const auto all = trimBlank(lines, {1, lines.count()});
        if (all.first <= all.last) cut.header = {all.first, std::min(all.last, all.first + 11)};
    }
    // Without a single key the text is kept as paragraphs: nothing of a source may vanish because of its extension.
    if (cut.atoms.empty()) cutParagraphs(lines, {1, lines.count()}, "", {}, cut.atoms);
}

}  // namespace skein::memory
