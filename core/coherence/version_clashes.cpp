#include "core/coherence/version_clashes.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/base/text.h"
#include "core/coherence/claim_sink.h"
#include "core/coherence/code_text.h"
#include "core/coherence/code_versions.h"
#include "core/coherence/declaration.h"
#include "core/coherence/names.h"
#include "core/coherence/rule_verdicts.h"
#include "core/coherence/rules.h"
#include "core/coherence/schema_fit.h"
#include "core/coherence/values.h"

namespace skein::coherence {
namespace {

constexpr std::size_t maxClashes = 200;
constexpr std::size_t maxPairs = 2'000'000;  ///< statements that are looked at with each other

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

/// A text without what is written one way or another: white space, case.
std::string plain(std::string_view text) {
    std::string out = toLowerAscii(text);
    std::erase_if(out, [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ';' || c == '{'; });
    return out;
}

/// What others can rely on by name.
bool isRelied(const Atom& atom) {
    return atom.kind == AtomKind::Symbol && atom.isPublic && !atom.title.starts_with("_") &&
           !isOneOf(atom.symbolKind, {"package", "import", "module", "namespace", "parameter", "local", "unknown",
                                      "index", "label", "header", "packageName", "anonMember", "trigger"});
}

std::string nameOf(const Atom& atom) {
    return (atom.ancestors.empty() ? std::string() : atom.ancestors.back() + ".") + atom.title;
}

struct Parameters {
    struct One {
        std::string name;
        bool optional = false;
    };
    std::vector<One> all;
    bool open = false;
};

Parameters parametersOf(const Claim& signature) {
    Parameters out;
    const std::string_view text = signature.value.text;
    if (text.size() < 3) return out;
    for (auto part : split(text.substr(1, text.size() - 2), ',')) {
        part = trim(part);
        const bool optional = part.ends_with("?");
        if (optional) part.remove_suffix(1);
        if (part == "...") out.open = true;
        else out.all.push_back({std::string(part), optional});
    }
    return out;
}

/// Empty where every call of the first is one of the second.
std::string brokenCall(const Claim& before, const Claim& now) {
    const auto x = parametersOf(before), y = parametersOf(now);
    std::string words;
    const auto add = [&](const std::string& name, const char* what) {
        words += (words.empty() ? "" : ", ") + name + " " + what;
    };
    const bool byPlace = std::any_of(x.all.begin(), x.all.end(), [](const auto& one) { return one.name == "_"; }) ||
                         std::any_of(y.all.begin(), y.all.end(), [](const auto& one) { return one.name == "_"; });
    if (byPlace) {
        if (y.all.size() < x.all.size() && !y.open)
            add(std::to_string(x.all.size() - y.all.size()), "fewer parameters");
        for (std::size_t i = x.all.size(); i < y.all.size(); ++i)
            if (!y.all[i].optional) add(y.all[i].name, "must be given now");
        return words;
    }
    const auto in = [](const Parameters& list, const std::string& name) {
        return std::find_if(list.all.begin(), list.all.end(), [&](const auto& one) { return one.name == name; });
    };
    for (const auto& one : x.all)
        if (const auto found = in(y, one.name); found == y.all.end()) {
            if (!y.open) add(one.name, "is gone");
        } else if (one.optional && !found->optional) {
            add(one.name, "must be given now");
        }
    for (const auto& one : y.all)
        if (in(x, one.name) == x.all.end() && !one.optional) add(one.name, "must be given now");
    return words;
}

struct Finder {
    const Described& before;
    const Described& now;
    std::vector<ApiClash> out;
    std::set<std::string> told;

    void add(ApiClash clash) {
        if (out.size() < maxClashes && told.insert(clash.subject + '\n' + clash.predicate).second)
            out.push_back(std::move(clash));
    }

    /// Members, functions and types that are gone.
    void gone(std::set<std::string>& lost) {
        std::set<std::string> names;
        for (const auto& atom : now.atoms)
            if (atom.kind == AtomKind::Symbol) names.insert(toLowerAscii(nameOf(atom)));
        for (const auto& atom : before.atoms) {
            if (!isRelied(atom) || names.contains(toLowerAscii(nameOf(atom)))) continue;
            const auto name = nameOf(atom);
            lost.insert(subjectOf(segmentsOf(name)));
            if (!atom.ancestors.empty() && lost.contains(subjectOf(segmentsOf(atom.ancestors.back())))) continue;
            add({name, "exists", atom.symbolKind, "", name + " is gone; it was a " + atom.symbolKind});
        }
        // What makes no symbols: GraphQL's members are known by their claims alone.
        for (const auto& claim : before.claims) {
            if (claim.predicate != "nullability") continue;
            const bool found = std::any_of(now.claims.begin(), now.claims.end(), [&](const Claim& other) {
                return other.subject == claim.subject && other.predicate == claim.predicate;
            });
            if (!found && lost.insert(claim.subject).second)
                add({claim.subject, "exists", "field", "", claim.subject + " is gone"});
        }
    }

    /// Operations of services: what they take and give, as it is written.
    void operations() {
        std::map<std::string, std::string> written;
        for (const auto& atom : now.atoms)
            if (atom.symbolKind == "rpc") written[nameOf(atom)] = firstLine(atom);
        for (const auto& atom : before.atoms) {
            if (atom.symbolKind != "rpc") continue;
            const auto found = written.find(nameOf(atom));
            if (found == written.end() || plain(found->second) == plain(firstLine(atom))) continue;
            add({nameOf(atom), "returns", firstLine(atom), found->second,
                 nameOf(atom) + " is \"" + found->second + "\" now; it was \"" + firstLine(atom) + "\""});
        }
    }
    static std::string firstLine(const Atom& atom) {
        const std::string_view text = atom.text;
        const auto at = text.find("rpc ");
        if (at == std::string_view::npos) return std::string(trim(text.substr(0, text.find('\n'))));
        return std::string(trim(text.substr(at, text.find_first_of(";{\n", at) - at)));
    }

    void claims(const std::set<std::string>& lost) {
        std::multimap<std::pair<std::string, std::string>, const Claim*> held;
        for (const auto& claim : now.claims) held.emplace(std::pair(claim.subject, groupOf(claim)), &claim);
        for (const auto& claim : before.claims) {
            const auto [first, last] = held.equal_range({claim.subject, groupOf(claim)});
            std::vector<const Claim*> others;
            for (auto at = first; at != last; ++at)
                if (at->second->predicate == claim.predicate) others.push_back(at->second);
            if (others.empty()) {
                if (!lost.contains(claim.subject)) unsaid(claim);
                continue;
            }
            ApiClash clash{
                claim.subject, claim.predicate, describeValue(claim.value), describeValue(others.front()->value), {}};
            bool fits = false;
            for (const Claim* other : others) fits = fits || !broken(claim, *other, clash.words);
            if (!fits) add(std::move(clash));
        }
        std::set<std::pair<std::string, std::string>> said;
        for (const auto& claim : before.claims) said.emplace(claim.subject, claim.predicate);
        std::set<std::string> things;
        for (const auto& claim : before.claims) things.insert(ownerOf(claim.subject));
        for (const auto& claim : now.claims)
            if (claim.predicate == "presence" && claim.value.text == "required" &&
                (isTable(claim) || isMessage(claim)) && !said.contains({claim.subject, "presence"}) &&
                things.contains(ownerOf(claim.subject)))
                add({claim.subject, "presence", "", "required", claim.subject + " must be given now"});
    }
    /// What is set to a value: of what is declared only that is left to compare.
    void constants(const std::set<std::string>& lost) {
        std::map<Digest, const Atom*> atoms;
        for (const auto& atom : before.atoms) atoms.emplace(atom.id, &atom);
        Described values{{}, {}};
        for (const auto& claim : before.claims) {
            const bool value = isOneOf(claim.predicate, {"value", "default", "max", "min"});
            const auto atom = claim.evidence.empty() ? atoms.end() : atoms.find(claim.evidence.front().atom);
            if (!value || atom == atoms.end() || lost.contains(claim.subject)) continue;
            const auto read = declarationOf(*atom->second);
            if (isReliedOn(*atom->second) && read.isPublic && !read.parameters && isHeld(*atom->second))
                values.claims.push_back(claim);
        }
        Finder inner{values, now, {}, {}};
        inner.claims(lost);
        for (auto& clash : inner.out) add(std::move(clash));
    }
    /// Inside of a function it is nobody else's.
    static bool isHeld(const Atom& atom) { return !isOneOf(atom.symbolKind, {"local", "parameter", "enumerator"}); }
    static std::string ownerOf(const std::string& subject) {
        const auto dot = subject.rfind('.');
        return dot == std::string::npos ? std::string() : subject.substr(0, dot);
    }
    static bool isTable(const Claim& claim) {
        return !claim.evidence.empty() && claim.evidence.front().path.ends_with(".sql");
    }

    static bool isMessage(const Claim& claim) {
        return !claim.evidence.empty() && claim.evidence.front().path.ends_with(".proto");
    }
    /// What stands for a name on the wire and what a map holds: no claims tell them.
    void wire() {
        const auto written = [](const Atom& atom) {
            if (atom.symbolKind == "field")
                return atom.typeRef.starts_with("map<") ? plain(atom.typeRef) : std::string();
            const auto at = findName(atom.text, atom.title);
            const auto equals = at == std::string::npos ? at : atom.text.find('=', at);
            return equals == std::string::npos
                       ? std::string()
                       : plain(atom.text.substr(equals + 1, atom.text.find_first_of(";[", equals) - equals - 1));
        };
        const auto named = [](const Atom& atom) {
            return atom.language == "Protobuf" && isOneOf(atom.symbolKind, {"enumerator", "field"});
        };
        std::map<std::string, std::string> has;
        for (const auto& atom : now.atoms)
            if (named(atom)) has.emplace(nameOf(atom), written(atom));
        for (const auto& atom : before.atoms) {
            if (!named(atom)) continue;
            const auto found = has.find(nameOf(atom));
            const auto was = written(atom);
            if (found != has.end() && !was.empty() && !found->second.empty() && found->second != was)
                add({nameOf(atom), atom.symbolKind == "field" ? "type" : "number", was, found->second,
                     nameOf(atom) + " is " + found->second + " now; it was " + was});
        }
    }

    /// A column that was NOT NULL and is not any more, a default and a check that are gone.
    void unsaid(const Claim& claim) {
        if (!isTable(claim)) return;
        if (claim.predicate == "presence" && claim.value.text == "required")
            add({claim.subject, "presence", "required", "", claim.subject + " may be null now"});
        else if (claim.predicate == "default")
            add({claim.subject, "default", describeValue(claim.value), "",
                 claim.subject + " has no default any more; it was " + describeValue(claim.value)});
    }

    static std::set<std::string> membersOf(const ClaimValue& value) {
        std::set<std::string> members;
        for (const auto member : split(value.text, '|')) members.emplace(toLowerAscii(member));
        return members;
    }

    static bool broken(const Claim& before, const Claim& now, std::string& words) {
        const auto& p = before.predicate;
        const auto x = describeValue(before.value), y = describeValue(now.value);
        const auto say = [&](const std::string& what) {
            words = what;
            return true;
        };
        const auto differs = [&] { return say(before.subject + ": " + p + " is " + y + " now; it was " + x); };
        if (p == "signature") {
            const auto call = brokenCall(before, now);
            return !call.empty() && say(before.subject + ": " + call);
        }
        if (p == "members" || p == "before" || p == "after" || p == "sum" || p == "total") return false;
        if (p == "presence")
            return now.value.text == "required" && before.value.text != "required" ? differs()
                   : isTable(before) && before.value.text != now.value.text        ? differs()
                                                                                   : false;
        if (p == "nullability")
            return before.value.text == "never null" && before.value.text != now.value.text && differs();
        if (p == "values") {
            const auto had = membersOf(before.value), has = membersOf(now.value);
            return !std::includes(has.begin(), has.end(), had.begin(), had.end()) && differs();
        }
        const auto order = orderValues(now.value, before.value);
        if (isTable(before) && order && (p == "max" || p == "min"))
            return (p == "max" ? *order < 0 : *order > 0) && differs();
        const auto verdict = compareMeanings(before, now, Words::Leave);
        if (verdict.agreement == Agreement::Equal) return false;
        if (verdict.agreement == Agreement::Different) return differs();
        return plain(before.value.text) != plain(now.value.text) && differs();
    }
};

ApiClash fromPair(const Claim& a, const Claim& b, std::string words) {
    return {a.subject.size() >= b.subject.size() ? a.subject : b.subject, a.predicate, describeValue(a.value),
            describeValue(b.value), std::move(words)};
}

/// Properties that one schema names and another one does not, at every depth.
void goneProperties(const SchemaIn& before, const SchemaIn& now, const std::string& place, int depth,
                    std::vector<ApiClash>& out) {
    const Json& x = resolved(before.document, before.schema);
    const Json& y = resolved(now.document, now.schema);
    if (depth > 30 || !x.is_object() || !y.is_object() || out.size() >= maxClashes) return;
    const auto has = x.find("properties"), other = y.find("properties");
    if (has != x.end() && has->is_object() && other != y.end() && other->is_object())
        for (const auto& [name, schema] : has->items()) {
            const auto found = other->find(name);
            const auto inner = place + "." + name;
            if (found != other->end())
                goneProperties({before.document, schema}, {now.document, *found}, inner, depth + 1, out);
            else if (out.size() < maxClashes) out.push_back({inner, "exists", "property", "", inner + " is gone"});
        }
    const auto items = x.find("items"), otherItems = y.find("items");
    if (items != x.end() && otherItems != y.end())
        goneProperties({before.document, *items}, {now.document, *otherItems}, place + "[]", depth + 1, out);
}

}  // namespace

std::vector<ApiClash> versionClashes(const Described& reliedOn, const Described& stated) {
    Finder finder{reliedOn, stated, {}, {}};
    std::set<std::string> lost;
    const bool code = std::any_of(reliedOn.atoms.begin(), reliedOn.atoms.end(),
                                  [](const Atom& atom) { return isDeclared(atom.language); });
    if (code) {
        for (auto& clash : codeClashes(reliedOn.atoms, stated.atoms)) {
            lost.insert(subjectOf(segmentsOf(clash.subject)));
            finder.add(std::move(clash));
        }
        finder.constants(lost);
        return std::move(finder.out);
    }
    finder.gone(lost);
    finder.operations();
    finder.wire();
    finder.claims(lost);
    return std::move(finder.out);
}

std::vector<ApiClash> statementClashes(const Described& a, const Described& b) {
    std::vector<ApiClash> out;
    std::set<std::pair<Digest, Digest>> told;
    std::vector<HeldClaim> held;
    std::map<Digest, const Claim*> byId;
    std::uint64_t sequence = 0;
    for (const auto* side : {&a, &b})
        for (const auto& claim : side->claims) {
            held.push_back({claim, ++sequence, 0, 0});
            byId.emplace(claim.id, &claim);
        }
    for (const auto& found : findContradictions(held, {})) {
        if (out.size() >= maxClashes) return out;
        const Claim &x = *byId.at(found.a), &y = *byId.at(found.b);
        told.emplace(std::min(x.id, y.id), std::max(x.id, y.id));
        out.push_back(fromPair(x, y, found.reason));
    }
    std::size_t pairs = 0;
    for (const auto& x : a.claims)
        for (const auto& y : b.claims) {
            if (++pairs > maxPairs || out.size() >= maxClashes) return out;
            if (groupOf(x) != groupOf(y) || subjectWords(x.subject) != subjectWords(y.subject) ||
                scopePart(x.scope, "environment") != scopePart(y.scope, "environment") ||
                scopePart(x.scope, "version") != scopePart(y.scope, "version"))
                continue;
            const auto verdict = compareMeanings(x, y);
            if (verdict.agreement == Agreement::Different &&
                told.emplace(std::min(x.id, y.id), std::max(x.id, y.id)).second)
                out.push_back(fromPair(x, y, verdict.reason));
        }
    return out;
}

std::vector<ApiClash> schemaClashes(const Json& reliedOn, const Json& stated) {
    std::vector<ApiClash> out;
    const auto add = [&](const Misfit& misfit, const char* what) {
        if (out.size() >= maxClashes) return;
        const auto place = misfit.place.empty() ? std::string("the value") : misfit.place;
        out.push_back({place, misfit.keyword, misfit.narrow, misfit.wide,
                       place + ": " + misfit.keyword + ' ' + what + ": " + misfit.narrow + " against " + misfit.wide});
    };
    const SchemaIn before{reliedOn, reliedOn}, now{stated, stated};
    for (const auto& misfit : misfits(before, now, Flow::Request)) add(misfit, "refuses what was valid");
    for (const auto& misfit : misfits(now, before, Flow::Answer))
        if (misfit.keyword == "type" || misfit.keyword == "required") add(misfit, "admits what was not valid");
    goneProperties(before, now, "", 0, out);
    return out;
}

}  // namespace skein::coherence
