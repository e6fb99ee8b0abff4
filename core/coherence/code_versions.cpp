#include "core/coherence/code_versions.h"

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "core/base/text.h"
#include "core/coherence/code_text.h"
#include "core/coherence/declaration.h"

namespace skein::coherence {
namespace {

constexpr std::size_t maxClashes = 200;

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool isNamedLanguage(std::string_view language) { return isOneOf(language, {"Python", "Kotlin", "C#"}); }
bool isTypeScript(std::string_view language) { return isOneOf(language, {"TypeScript", "JavaScript"}); }

std::string plain(std::string_view text) {
    std::string out(text);
    std::erase_if(out, [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; });
    return out;
}

/// The members of a union type: "A | None", "Optional[A]", "Union[A, B]".
std::set<std::string> membersOf(std::string type) {
    std::set<std::string> out;
    for (const std::string_view word : {"Optional[", "typing.Optional[", "Union[", "typing.Union["})
        if (type.starts_with(word) && type.ends_with("]")) {
            const bool optional = word.find("Optional") != std::string_view::npos;
            for (const auto part :
                 splitOutside(std::string_view(type).substr(word.size(), type.size() - word.size() - 1), ','))
                out.merge(membersOf(std::string(part)));
            if (optional) out.insert("None");
            return out;
        }
    for (const auto part : splitOutside(type, '|')) {
        auto member = plain(part);
        std::replace(member.begin(), member.end(), '\'', '"');
        if (!member.empty()) out.insert(std::move(member));
    }
    return out;
}

bool includes(const std::set<std::string>& all, const std::set<std::string>& some) {
    return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

/// Whether each value of the one type is one of the other. What is not written says nothing.
bool admits(const std::string& wide, const std::string& narrow, std::string_view language) {
    if (wide.empty() || narrow.empty() || plain(wide) == plain(narrow)) return true;
    const bool unions = language == "Python" || isTypeScript(language);
    return unions &&
           (isOneOf(wide, {"any", "Any", "unknown", "object"}) || includes(membersOf(wide), membersOf(narrow)));
}

/// What breaks a call of the first declaration; empty: nothing.
std::string brokenCall(const Declaration& before, const Declaration& now) {
    const auto& language = before.atom->language;
    const auto &x = *before.parameters, &y = *now.parameters;
    std::string words;
    const auto add = [&](const std::string& what) { words += (words.empty() ? "" : ", ") + what; };
    const auto titled = [](const Parameter& one, std::size_t place) {
        return one.name.empty() ? "parameter " + std::to_string(place + 1) : one.name;
    };
    const auto find = [](const std::vector<Parameter>& list, const std::string& name) {
        return static_cast<std::size_t>(
            std::find_if(list.begin(), list.end(), [&](const Parameter& one) { return one.name == name; }) -
            list.begin());
    };
    const bool open = std::any_of(y.begin(), y.end(), [](const Parameter& one) { return one.variadic; });
    const auto pair = [&](const Parameter& a, const Parameter& b, std::size_t place) {
        if (a.optional && !b.optional && !b.variadic) add(titled(a, place) + " must be given now");
        if (!admits(b.type, a.type, language) && !b.variadic)
            add(titled(a, place) + " takes " + b.type + " now, it took " + a.type);
        if (!a.defaultText.empty() && !b.defaultText.empty() && plain(a.defaultText) != plain(b.defaultText))
            add(titled(a, place) + " is " + b.defaultText + " by default now, it was " + a.defaultText);
    };
    if (isNamedLanguage(language)) {
        for (std::size_t i = 0; i < x.size(); ++i) {
            if (x[i].variadic) continue;
            const auto at = find(y, x[i].name);
            if (at == y.size()) {
                if (!open) add(titled(x[i], i) + " is gone");
                continue;
            }
            pair(x[i], y[at], i);
            if (i >= before.namedFrom) continue;
            if (at >= now.namedFrom) add(x[i].name + " is given by name only now");
            else if (at != i && i < y.size() && find(x, y[i].name) != x.size())
                add(x[i].name + " stands at another place now");
        }
        for (const auto& one : y)
            if (find(x, one.name) == x.size() && !one.optional && !one.variadic) add(one.name + " must be given now");
        return words;
    }
    const auto own = [](const Parameter& one) { return isOneOf(one.name, {"self"}); };
    for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
        pair(x[i], y[i], i);
        const bool moved = !x[i].name.empty() && x[i].name != y[i].name && find(y, x[i].name) != y.size() &&
                           find(x, y[i].name) != x.size() && plain(x[i].type) == plain(y[i].type) && !own(x[i]);
        if (moved) add(x[i].name + " stands at another place now");
    }
    for (std::size_t i = y.size(); i < x.size(); ++i)
        if (!open && !x[i].variadic) add(titled(x[i], i) + " is gone");
    for (std::size_t i = x.size(); i < y.size(); ++i)
        if (!y[i].optional && !y[i].variadic) add(titled(y[i], i) + " must be given now");
    return words;
}

/// Values of enumerators where the language counts them.
std::map<std::string, std::string> countedValues(const std::vector<Declaration>& all) {
    std::map<std::string, std::string> out;
    std::map<std::string, long> next;
    for (const auto& one : all) {
        if (one.atom->symbolKind != "enumerator" || isOneOf(one.atom->language, {"Rust", "Python", "Java"})) continue;
        auto& count = next[one.atom->ancestors.empty() ? std::string() : one.atom->ancestors.back()];
        char* end = nullptr;
        const long given = std::strtol(one.value.c_str(), &end, 0);
        const bool number = !one.value.empty() && *end == 0;
        if (number) count = given;
        out[one.name] = one.value.empty() || number ? std::to_string(count) : one.value;
        ++count;
    }
    return out;
}

class Comparison {
public:
    Comparison(const std::vector<Atom>& before, const std::vector<Atom>& now)
        : m_before(declarations(before)), m_now(declarations(now)) {
        for (const auto& one : m_now) m_byName.emplace(one.name, &one);
        for (const auto& one : m_before) m_had.emplace(one.name, &one);
        m_exports = std::any_of(m_before.begin(), m_before.end(),
                                [](const Declaration& one) { return one.modifiers.contains("export"); });
    }

    std::vector<ApiClash> run() {
        const auto counted = countedValues(m_before), countedNow = countedValues(m_now);
        for (const auto& x : m_before) {
            if (!isRelied(x)) continue;
            const auto [first, last] = m_byName.equal_range(x.name);
            if (first == last) {
                lost(x);
                continue;
            }
            // One of several of a name is enough, as with overloads.
            std::vector<ApiClash> fewest;
            bool fits = false;
            for (auto at = first; at != last && !fits; ++at) {
                if (isKind(*at->second) != isKind(x) && std::next(first) != last) continue;
                auto clashes = compare(x, *at->second);
                fits = clashes.empty();
                if (fewest.empty() || clashes.size() < fewest.size()) fewest = std::move(clashes);
            }
            if (!fits)
                for (auto& clash : fewest) add(std::move(clash));
            if (const auto value = counted.find(x.name);
                value != counted.end() && countedNow.contains(x.name) && value->second != countedNow.at(x.name))
                say(x.name, "value", value->second, countedNow.at(x.name),
                    " is " + countedNow.at(x.name) + " now; it was " + value->second);
        }
        implementers();
        return std::move(m_out);
    }

private:
    static std::vector<Declaration> declarations(const std::vector<Atom>& atoms) {
        std::vector<Declaration> out;
        for (const auto& atom : atoms)
            if (isReliedOn(atom) && isDeclared(atom.language)) out.push_back(declarationOf(atom));
        return out;
    }
    static bool isKind(const Declaration& one) { return one.parameters.has_value(); }

    bool isRelied(const Declaration& one) const {
        if (!one.isPublic) return false;
        const auto& language = one.atom->language;
        const auto owner = one.atom->ancestors.empty() ? m_had.end() : m_had.find(one.atom->ancestors.back());
        if (owner != m_had.end() && !isRelied(*owner->second)) return false;
        const bool inside = owner != m_had.end() && isOneOf(owner->second->atom->symbolKind, {"interface", "enum"});
        if (language == "Rust" && !inside) return one.modifiers.contains("pub");
        if (isTypeScript(language) && m_exports && one.atom->ancestors.empty()) return one.modifiers.contains("export");
        return true;
    }

    void add(ApiClash clash) {
        if (m_out.size() < maxClashes && m_told.insert(clash.subject + '\n' + clash.predicate).second)
            m_out.push_back(std::move(clash));
    }
    void say(const std::string& subject, const char* predicate, const std::string& a, const std::string& b,
             const std::string& words) {
        add({subject, predicate, a, b, subject + words});
    }
    void lost(const Declaration& x) {
        m_lost.insert(x.atom->title);
        if (!x.atom->ancestors.empty() && m_lost.contains(x.atom->ancestors.back())) return;
        say(x.name, "exists", x.atom->symbolKind, "", " is gone; it was a " + x.atom->symbolKind);
    }

    std::vector<ApiClash> compare(const Declaration& x, const Declaration& y) const {
        std::vector<ApiClash> out;
        const auto& language = x.atom->language;
        const auto note = [&](const char* predicate, const std::string& a, const std::string& b,
                              const std::string& words) {
            out.push_back({x.name, predicate, a, b, x.name + words});
        };
        const auto seen = [](const Declaration& one, std::string_view word) {
            return one.modifiers.contains(std::string(word));
        };
        for (const std::string_view word : {"public", "pub", "export"})
            if (seen(x, word) && !seen(y, word))
                note("visibility", std::string(word), "", " is no longer seen by others");
        if (!y.isPublic) note("visibility", "public", "private", " is private now");
        const bool callable = x.parameters.has_value();
        for (const auto& [word, breaksWhenAdded, breaksWhenGone] :
             std::initializer_list<std::tuple<std::string_view, bool, bool>>{{"static", true, true},
                                                                             {"async", true, true},
                                                                             {"unsafe", true, false},
                                                                             {"abstract", true, false},
                                                                             {"final", true, false},
                                                                             {"sealed", true, false},
                                                                             {"readonly", true, false},
                                                                             {"explicit", true, false},
                                                                             {"virtual", false, true},
                                                                             {"const method", false, true},
                                                                             {"non_exhaustive", true, false}}) {
            if (!seen(x, word) && seen(y, word) && breaksWhenAdded)
                note("modifier", "", std::string(word), " is " + std::string(word) + " now");
            if (seen(x, word) && !seen(y, word) && breaksWhenGone)
                note("modifier", std::string(word), "", " is no longer " + std::string(word));
        }
        if (language == "Rust" && callable && seen(x, "const") && !seen(y, "const"))
            note("modifier", "const", "", " is no longer const");
        for (const auto& word : x.modifiers)
            if (word.starts_with("derive ") && !y.modifiers.contains(word))
                note("derive", word, "", " no longer has " + word.substr(7));
        for (const auto& base : x.bases)
            if (!y.bases.contains(base)) note("base", base, "", " is no longer a " + base);
        for (const auto& raised : y.raises)
            if (!x.raises.contains(raised)) note("throws", "", raised, " throws " + raised + " now");
        if (x.typeParameters != y.typeParameters)
            note("type parameters", std::to_string(x.typeParameters), std::to_string(y.typeParameters),
                 " takes other type parameters now");
        if (callable != y.parameters.has_value()) {
            if (!isTypeScript(language))
                note("signature", "", "", callable ? " cannot be called any more" : " is called now");
        } else if (callable) {
            if (const auto broken = brokenCall(x, y); !broken.empty())
                note("signature", signatureText(*x.parameters), signatureText(*y.parameters), ": " + broken);
        }
        types(x, y, note);
        const bool alias = isOneOf(x.atom->symbolKind, {"alias", "typedef"});
        if (alias && !x.value.empty() && !y.value.empty() && !admits(y.value, x.value, language))
            note("values", x.value, y.value, " is " + elide(y.value, 80) + " now; it was " + elide(x.value, 80));
        return out;
    }

    template <class Note>
    static void types(const Declaration& x, const Declaration& y, Note note) {
        const auto& language = x.atom->language;
        // Where nothing is written, nothing comes back; where types need not be written, nothing is said.
        const bool quiet = isTypeScript(language) || language == "Python" || !x.parameters;
        if (quiet && (x.type.empty() || y.type.empty())) return;
        const bool fits = x.parameters ? admits(x.type, y.type, language) : plain(x.type) == plain(y.type);
        if (!fits)
            note(x.parameters ? "returns" : "type", x.type, y.type,
                 (x.parameters ? " returns " : " has type ") + (y.type.empty() ? std::string("nothing") : y.type) +
                     " now; it was " + (x.type.empty() ? std::string("nothing") : x.type));
        if (x.optional != y.optional)
            note("presence", x.optional ? "optional" : "required", y.optional ? "optional" : "required",
                 y.optional ? " may be missing now" : " must be given now");
    }

    /// What those who implement an interface, or name all members of a type, must add.
    void implementers() {
        for (const auto& y : m_now) {
            if (m_had.contains(y.name) || y.atom->ancestors.empty()) continue;
            const auto found = m_had.find(y.atom->ancestors.back());
            if (found == m_had.end() || !isRelied(*found->second)) continue;
            const auto& owner = *found->second;
            const auto& language = y.atom->language;
            const bool interface = isOneOf(owner.atom->symbolKind, {"interface", "trait"});
            const bool variant =
                language == "Rust" && owner.atom->symbolKind == "enum" && !owner.modifiers.contains("non_exhaustive");
            const bool field = language == "Rust" && y.atom->symbolKind == "field" &&
                               !owner.modifiers.contains("non_exhaustive") && allPublic(owner);
            const bool asked = interface && !y.optional && !y.hasBody && !y.modifiers.contains("default") &&
                               !y.modifiers.contains("static");
            if (asked) say(y.name, "presence", "", "required", " must be implemented now");
            else if (variant) say(y.name, "values", "", y.atom->title, " is new, and all are to be handled");
            else if (field) say(y.name, "presence", "", "required", " must be given now");
        }
    }
    /// A record that others can make themselves.
    bool allPublic(const Declaration& owner) const {
        bool any = false;
        for (const auto& one : m_before) {
            if (one.atom->symbolKind != "field" || one.atom->ancestors.empty() ||
                one.atom->ancestors.back() != owner.atom->title)
                continue;
            if (!one.modifiers.contains("pub")) return false;
            any = true;
        }
        return any;
    }

    std::vector<Declaration> m_before, m_now;
    std::multimap<std::string, const Declaration*> m_byName, m_had;
    bool m_exports = false;
    std::vector<ApiClash> m_out;
    std::set<std::string> m_told, m_lost;
};

}  // namespace

bool isReliedOn(const Atom& atom) {
    if (atom.kind != AtomKind::Symbol || atom.symbolKind == "implementation") return false;
    // What is private by its own language's words is seen by declarationOf(); ctags calls methods of Rust so.
    return (atom.isPublic || isDeclared(atom.language)) &&
           !isOneOf(atom.symbolKind, {"package", "import", "module", "namespace", "parameter", "local", "unknown",
                                      "index", "label", "header", "packageName", "anonMember", "trigger"});
}

std::vector<ApiClash> codeClashes(const std::vector<Atom>& reliedOn, const std::vector<Atom>& stated) {
    return Comparison(reliedOn, stated).run();
}

}  // namespace skein::coherence
