#include "core/coherence/declaration.h"

#include <algorithm>
#include <cctype>
#include <initializer_list>

#include "core/base/text.h"
#include "core/coherence/code_text.h"

namespace skein::coherence {
namespace {

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool isTypeScript(std::string_view language) { return isOneOf(language, {"TypeScript", "JavaScript"}); }
bool isC(std::string_view language) { return isOneOf(language, {"C", "C++"}); }

/// White space only where it parts two words.
std::string tidy(std::string_view text) {
    std::string out;
    bool gap = false;
    for (const char c : text) {
        if (std::isspace(static_cast<unsigned char>(c)) != 0) {
            gap = true;
            continue;
        }
        if (gap && !out.empty() && isIdentifierChar(out.back()) && isIdentifierChar(c)) out += ' ';
        gap = false;
        out += c;
    }
    return out;
}

/// Behind the bracket that closes the one at the front; the whole length where none does.
std::size_t closed(std::string_view text, char open, char close) {
    int depth = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == open) ++depth;
        else if (text[at] == close && (close != '>' || at == 0 || (text[at - 1] != '-' && text[at - 1] != '=')) &&
                 --depth == 0)
            return at + 1;
    }
    return text.size();
}

struct Pieces {
    std::string_view before, generics, list, after;  ///< around the name, from the end of what stands before it
    bool called = false;
};

/// Of one declaration among others on its line only what belongs to it.
std::string_view lastPiece(std::string_view before, const Atom& atom) {
    const bool member = isOneOf(atom.symbolKind, {"field", "property", "enumerator", "enumConstant"}) &&
                        (atom.language == "Rust" || isTypeScript(atom.language) || atom.symbolKind.starts_with("enum"));
    const auto at = before.find_last_of(member ? "{};,(" : "{};");
    return at == std::string_view::npos ? before : before.substr(at + 1);
}

Pieces piecesOf(const Atom& atom) {
    Pieces out;
    const std::string_view text = atom.text;
    const auto from = beforeNamed(atom);
    const auto found = findName(text.substr(from), atom.title);
    if (found == std::string_view::npos) {
        out.before = text.substr(0, 0);
        return out;
    }
    const auto at = from + found;
    out.before = lastPiece(text.substr(0, at), atom);
    auto rest = text.substr(at + atom.title.size());
    const auto skipSpace = [&] { rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n"), rest.size())); };
    if (rest.starts_with("<")) {
        const auto end = closed(rest, '<', '>');
        out.generics = rest.substr(0, end);
        rest.remove_prefix(end);
    } else if (atom.language == "Go" && rest.starts_with("[") && atom.symbolKind != "member") {
        const auto end = closed(rest, '[', ']');
        out.generics = rest.substr(0, end);
        rest.remove_prefix(end);
    }
    const auto unspaced = rest;
    skipSpace();
    if (rest.starts_with("(")) {
        const auto end = closed(rest, '(', ')');
        out.list = rest.substr(1, end < 2 ? 0 : end - 2);
        out.after = rest.substr(end);
        out.called = true;
    } else {
        out.after = unspaced;
    }
    return out;
}

/// Up to where the body, the value or the next declaration begins.
std::string_view tailOf(std::string_view after, const Atom& atom, char& stop) {
    const bool python = atom.language == "Python";
    int depth = 0;
    for (std::size_t at = 0; at < after.size(); ++at) {
        const char c = after[at];
        if (c == '(' || c == '[' || c == '<') ++depth;
        if ((c == ')' || c == ']' || (c == '>' && (at == 0 || (after[at - 1] != '-' && after[at - 1] != '=')))) &&
            depth > 0)
            --depth;
        const bool record = c == '{' && isTypeScript(atom.language) &&
                            trim(after.substr(0, at)).ends_with(":");  // a type written as its members
        if (depth > 0) continue;
        if ((c == '{' && !record) || c == ';' || c == '}' || c == ')' ||
            (c == '=' && !after.substr(at).starts_with("=>")) || (c == ',' && !atom.symbolKind.starts_with("class")) ||
            (c == ':' && python && trim(after.substr(at)).size() < 3) ||
            (c == '\n' && (python || atom.language == "Go")) || (c == '=' && after.substr(at).starts_with("=>"))) {
            stop = c;
            return after.substr(0, at);
        }
        if (record) {
            const auto end = closed(after.substr(at), '{', '}');
            at += end - 1;
        }
        // "def f(x) -> int: return x"
        if (c == ':' && python && (at == 0 || after[at - 1] != ':') &&
            after.substr(0, at).find("->") != std::string_view::npos) {
            stop = ':';
            return after.substr(0, at);
        }
    }
    stop = 0;
    return after;
}

void addWords(std::string_view text, std::set<std::string>& into) {
    std::string word;
    for (const char c : std::string(text) + ' ') {
        if (isIdentifierChar(c)) word += c;
        else {
            if (isOneOf(word,
                        {"static", "async",     "const",    "unsafe", "final",   "abstract", "virtual",  "override",
                         "export", "public",    "private",  "pub",    "default", "readonly", "explicit", "constexpr",
                         "sealed", "protected", "internal", "extern", "mut",     "inline",   "noexcept"}))
                into.insert(word);
            word.clear();
        }
    }
}

/// "#[derive(Clone, Debug)]" and "#[non_exhaustive]" above a type of Rust.
void addAttributes(std::string_view text, std::set<std::string>& into) {
    for (auto at = text.find("#[derive("); at != std::string_view::npos; at = text.find("#[derive(", at + 1))
        if (const auto list = parenthesised(text, at))
            for (const auto one : splitOutside(*list, ',')) into.insert("derive " + std::string(one));
    if (text.find("non_exhaustive") != std::string_view::npos) into.insert("non_exhaustive");
    if (text.find("#[must_use") != std::string_view::npos) into.insert("must_use");
}

/// The type in front of a name, without the words that are none.
std::string typeBefore(std::string_view before) {
    std::string out;
    for (auto line : splitLines(before)) {
        line = trim(line);
        if (!line.starts_with("@") && !line.starts_with("//") && !line.starts_with("*") && !line.starts_with("/*"))
            out += std::string(line) + ' ';
    }
    std::string type;
    std::string word;
    for (const char c : out + ' ') {
        if (isIdentifierChar(c)) {
            word += c;
            continue;
        }
        if (!isOneOf(word, {"public",  "private",  "protected", "internal", "static",    "final",    "abstract",
                            "virtual", "inline",   "extern",    "override", "constexpr", "explicit", "synchronized",
                            "native",  "volatile", "transient", "default",  "sealed",    "typedef",  "struct",
                            "enum",    "class",    "friend",    "mutable",  "async"}))
            type += word;
        word.clear();
        type += c;
    }
    // "public:" of C++ leaves its colon.
    if (const auto colon = type.rfind(": "); colon != std::string::npos && (colon == 0 || type[colon - 1] != ':'))
        type.erase(0, colon + 1);
    return tidy(type);
}

void readBases(const Pieces& pieces, std::string_view tail, const Atom& atom, Declaration& out) {
    if (atom.language == "Python") {
        for (const auto base : splitOutside(pieces.list, ','))
            if (base.find('=') == std::string_view::npos && base != "object") out.bases.insert(tidy(base));
        return;
    }
    std::string text(tail);
    for (const std::string_view word :
         {"extends", "implements", "public", "private", "protected", "virtual", "permits"})
        for (auto at = findName(text, word); at != std::string::npos; at = findName(text, word))
            text.replace(at, word.size(), at > 0 ? "," : " ");
    if (const auto colon = text.find(':'); colon != std::string::npos && text.find("::") != colon) text[colon] = ',';
    if (const auto where = findName(text, "where"); where != std::string::npos) text.erase(where);
    for (const auto base : splitOutside(text, ','))
        if (!tidy(base).empty()) out.bases.insert(tidy(base));
}

/// Who may see it. `before` stands in front of the name.
bool isSeen(const Atom& atom, const Declaration& read) {
    if (atom.language == "Go") return std::isupper(static_cast<unsigned char>(atom.title.front())) != 0;
    if (atom.language == "Python")
        return !atom.title.starts_with("_") || (atom.title.starts_with("__") && atom.title.ends_with("__"));
    if (read.modifiers.contains("private") || atom.title.starts_with("#")) return false;
    return atom.language == "Rust" || isC(atom.language) ? true : atom.isPublic || read.modifiers.contains("protected");
}

bool isType(std::string_view kind) {
    return isOneOf(kind, {"class", "interface", "struct", "enum", "union", "trait", "record", "object"});
}

}  // namespace

bool isDeclared(std::string_view language) {
    return isC(language) || isTypeScript(language) ||
           isOneOf(language, {"Python", "Java", "Kotlin", "C#", "Go", "Rust"});
}

Declaration declarationOf(const Atom& atom) {
    Declaration out;
    out.atom = &atom;
    // A package says where a name lives.
    const bool inPackage = atom.language == "Go" && atom.ancestors.size() < 2;
    out.name = (atom.ancestors.empty() || inPackage ? std::string() : atom.ancestors.back() + ".") + atom.title;
    const auto pieces = piecesOf(atom);
    addWords(pieces.before, out.modifiers);
    if (atom.language == "Rust" && isType(atom.symbolKind))
        addAttributes(atom.text.substr(0, beforeNamed(atom) + 200), out.modifiers);
    if (!pieces.generics.empty())
        out.typeParameters = static_cast<int>(
            splitOutside(pieces.generics.substr(1, pieces.generics.size() < 2 ? 0 : pieces.generics.size() - 2), ',')
                .size());
    char stop = 0;
    const auto tail = tailOf(pieces.after, atom, stop);
    out.hasBody = stop == '{' || (stop == '=' && pieces.called);
    out.isPublic = isSeen(atom, out);
    if (isType(atom.symbolKind)) {
        readBases(pieces, tail, atom, out);
        return out;
    }
    if (pieces.called) {
        out.parameters = parseParameters(pieces.list, atom.language);
        std::size_t index = 0;
        for (const auto part : splitOutside(pieces.list, ',')) {
            if (atom.language == "Python" && part.starts_with("*") && !part.starts_with("**")) {
                out.namedFrom = index + (part == "*" ? 0 : 1);
                break;
            }
            index += part != "/" && !(index == 0 && isOneOf(part, {"self", "cls"}));
        }
    }
    auto behind = trim(tail);
    if (atom.language == "Java") {
        if (const auto at = findName(behind, "throws"); at != std::string_view::npos) {
            for (const auto one : splitOutside(behind.substr(at + 6), ',')) out.raises.insert(tidy(one));
            behind = trim(behind.substr(0, at));
        }
    }
    if (isC(atom.language) && pieces.called) {
        std::set<std::string> words;
        addWords(behind, words);
        if (words.contains("const")) out.modifiers.insert("const method");
    }
    if (isC(atom.language) || atom.language == "Java" || atom.language == "C#") {
        out.type = typeBefore(pieces.before);
    } else if (atom.language == "Go") {
        out.type = tidy(withoutComment(behind.substr(0, behind.find('`'))));
    } else {
        if (behind.starts_with("?")) {
            out.optional = true;
            behind = trim(behind.substr(1));
        }
        if (behind.starts_with("->")) behind = behind.substr(2);
        else if (behind.starts_with(":")) behind = behind.substr(1);
        else behind = {};
        if (const auto where = findName(behind, "where"); where != std::string_view::npos && atom.language == "Rust")
            behind = behind.substr(0, where);
        out.type = tidy(behind);
    }
    if (stop == '=' && !pieces.called) {
        auto value = pieces.after.substr(tail.size() + 1);
        const bool members = atom.symbolKind.starts_with("enum");
        const auto end = isOneOf(atom.symbolKind, {"alias", "typedef"})
                             ? value.find(';')
                             : value.find_first_of(members ? ",;}\n" : ";\n");
        out.value = tidy(withoutComment(value.substr(0, end)));
    }
    return out;
}

}  // namespace skein::coherence
