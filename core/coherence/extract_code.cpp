#include "core/coherence/extract_code.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "core/base/text.h"
#include "core/coherence/code_text.h"
#include "core/coherence/extract_interface.h"
#include "core/coherence/sql_columns.h"
#include "core/coherence/values.h"

namespace skein::coherence {
namespace {

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool isPythonLike(std::string_view language) { return language == "Python"; }
bool isTypeScriptLike(std::string_view language) { return isOneOf(language, {"TypeScript", "JavaScript"}); }

struct SymbolContext {
    const Atom& atom;
    std::vector<std::string> owners;  ///< classes and namespaces, outermost first
    std::string scope;
    std::string_view text;   ///< from the line that names the symbol: decorators and comments stand before it
    std::uint32_t line = 1;  ///< of that
};

Finding findingFor(const SymbolContext& context, const std::vector<std::string>& segments, std::string_view predicate) {
    Finding finding;
    const NormalName name = normalName(segments);
    finding.subject = name.subject;
    finding.predicate = predicate.empty() ? rolePredicate(name.role) : predicate;
    finding.scope = context.scope;
    finding.basis = "code";
    finding.path = context.atom.path;
    finding.line = context.line;
    finding.atom = context.atom.id;
    return finding;
}

std::vector<std::string> withLeaf(std::vector<std::string> owners, std::string_view leaf) {
    owners.emplace_back(leaf);
    return owners;
}

void parameterClaims(const SymbolContext& context, const std::vector<Parameter>& parameters, std::string_view quote,
                     ClaimSink& sink) {
    const std::string& function = context.atom.title;
    for (const auto& parameter : parameters) {
        if (parameter.name.empty() || parameter.variadic) continue;
        const auto segments = withLeaf(withLeaf(context.owners, function), parameter.name);
        Finding presence = findingFor(context, segments, "presence");
        presence.subject = subjectOf(segments);
        presence.value = textValue(parameter.optional ? "optional" : "required");
        presence.modality = parameter.optional ? Modality::Optional : Modality::Required;
        presence.sentence = "parameter " + parameter.name + " of " + function + " is " + presence.value.text;
        presence.quote = quote;
        sink.add(presence);
        if (auto type = typeValue(parameter.type, context.atom.language); !type.text.empty()) {
            Finding finding = presence;
            finding.predicate = "type";
            finding.modality = Modality::Observed;
            finding.value = std::move(type);
            finding.sentence = "parameter " + parameter.name + " of " + function + " has type " + parameter.type;
            sink.add(std::move(finding));
        }
        const NormalName name = normalName(segments);
        if (const auto value = literalValue(parameter.defaultText, name.unit)) {
            Finding finding = findingFor(context, segments, name.role == NameRole::Value ? "default" : "");
            finding.value = *value;
            finding.sentence =
                "parameter " + parameter.name + " of " + function + " defaults to " + describeValue(*value);
            finding.quote = quote;
            sink.add(std::move(finding));
        }
    }
}

bool isFunctionKind(std::string_view kind, std::string_view language) {
    if (isOneOf(kind, {"function", "method", "prototype", "func", "methodSpec", "generator"})) return true;
    return kind == "member" && isPythonLike(language);
}

/// The parameter list as ctags reports it, else as the text has it behind the name.
std::optional<std::string_view> parameterList(const Atom& atom) {
    if (!atom.signature.empty()) return parenthesised(atom.signature, 0);
    const std::string_view text = atom.text;
    const auto at = findName(text, atom.title);
    if (at == std::string_view::npos) return std::nullopt;
    auto from = at + atom.title.size();
    if (text.substr(from).starts_with("<"))  // "first<T>(of: T[])"
        if (const auto generics = findOutside(text, '>', from + 1); generics != std::string_view::npos)
            from = generics + 1;
    const auto open = text.find('(', from);
    if (open == std::string_view::npos || !trim(text.substr(from, open - from)).empty()) return std::nullopt;
    return parenthesised(text, open);
}

/// "public CustomerId create(String name)": what stands before the name, without the words of access.
std::string typeBeforeName(const Atom& atom) {
    const auto head = headOf(std::string_view(atom.text).substr(beforeNamed(atom)), 1);
    const auto at = findName(head, atom.title);
    if (at == std::string_view::npos) return {};
    std::string type;
    // Of a class on one line only what stands behind the member before.
    const auto before = head.substr(0, at).find_last_of("{};");
    const auto from = before == std::string_view::npos ? 0 : before + 1;
    for (const auto word : split(trim(head.substr(from, at - from)), ' ')) {
        if (word.empty() || word.starts_with("@") ||
            isOneOf(word, {"public", "private", "protected", "static", "final", "abstract", "synchronized", "native",
                           "default", "strictfp"}))
            continue;
        type += (type.empty() ? "" : " ") + std::string(word);
    }
    return type.starts_with("<") ? std::string() : type;  // its own type parameters
}

/// The declared return type of languages that write it behind the list: ": Promise<Order> {".
std::string returnTypeOf(const Atom& atom, std::string_view list) {
    if (atom.typeRef.empty() && atom.language == "Rust") {  // "(id: u64) -> Option<Customer>"
        const auto arrow = atom.signature.rfind("->");
        return arrow == std::string::npos ? std::string() : std::string(trim(atom.signature.substr(arrow + 2)));
    }
    if (atom.typeRef.empty() && atom.language == "Java") return typeBeforeName(atom);
    if (!atom.typeRef.empty() || !isTypeScriptLike(atom.language)) return atom.typeRef;
    const std::string_view text = atom.text;
    if (list.data() < text.data() || list.data() >= text.data() + text.size()) return {};
    auto rest = trim(text.substr(static_cast<std::size_t>(list.data() - text.data()) + list.size() + 1));
    if (!rest.starts_with(":")) return {};
    rest.remove_prefix(1);
    const auto end = rest.find_first_of("{;\n");
    std::string_view type = trim(rest.substr(0, end));
    if (type.starts_with("Promise<") && type.ends_with(">")) type = type.substr(8, type.size() - 9);
    return std::string(type);
}

/// "int; const char *": what a declaration and its implementation are compared by.
std::string typesText(const std::vector<Parameter>& parameters) {
    std::string text;
    for (const auto& parameter : parameters) text += (text.empty() ? "" : "; ") + parameter.type;
    return elide(text, 400);
}

/// "int", "long", "unsigned short": an integer whose width is told by its words where they are all there is.
ClaimValue widthOfC(std::string_view written) {
    auto value = typeValue(written, "C");
    if (value.text.empty() || !value.unit.empty()) return value.text.empty() ? textValue("integer") : value;
    const auto type = toLowerAscii(trim(written.starts_with("typename:") ? written.substr(9) : written));
    if (isOneOf(type, {"int", "unsigned", "unsigned int", "signed int"})) value.unit = "32 bit";
    if (isOneOf(type, {"long", "unsigned long", "long int", "long long", "unsigned long long"})) value.unit = "64 bit";
    if (isOneOf(type, {"short", "unsigned short", "short int"})) value.unit = "16 bit";
    return value;
}

/// "Creates a customer and returns its id.", "@return the new identifier": the type alone does not say so.
void identifierReturned(const SymbolContext& context, const std::vector<std::string>& segments, ClaimSink& sink) {
    constexpr std::size_t mostBetween = 6;  // words
    const auto words = identifiersIn(std::string_view(context.atom.comment).substr(0, 4'000));
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto verb = toLowerAscii(words[i]);
        if (verb != "returns" && verb != "return") continue;
        for (std::size_t k = i + 1; k < words.size() && k <= i + mostBetween; ++k) {
            const auto word = toLowerAscii(words[k]);
            if (isOneOf(word, {"nothing", "none", "null", "whether", "if", "without", "by"})) break;
            if (!isOneOf(word, {"id", "identifier", "uuid"})) continue;
            const char* const end = words[k].data() + words[k].size();
            const std::string said(words[i].data(), static_cast<std::size_t>(end - words[i].data()));
            if (said.find_first_of(".;\n") != std::string::npos) break;
            Finding finding = findingFor(context, segments, "returns");
            finding.subject = subjectOf(segments);
            finding.basis = "prose";
            finding.value = textValue(said.substr(words[i].size() + 1));
            finding.sentence = context.atom.title + ": " + said;
            finding.quote = said;
            return sink.add(std::move(finding));
        }
    }
}

/// "Optional<CustomerId> id", "id *CustomerID", "id: Option<Uuid>", "id: CustomerId?".
void optionalIdentifiers(const SymbolContext& context, const std::vector<Parameter>& parameters, std::string_view quote,
                         ClaimSink& sink) {
    const Atom& atom = context.atom;
    for (const auto& parameter : parameters) {
        const auto words = wordsOf(parameter.name);
        if (words.empty() || words.back() != "id" || parameter.variadic) continue;
        const std::string_view type = parameter.type;
        const bool optional = (atom.language == "Java" &&
                               (type.starts_with("Optional<") || type.find("@Nullable") != std::string_view::npos)) ||
                              (atom.language == "Go" && type.starts_with("*")) ||
                              (atom.language == "Rust" && type.starts_with("Option<")) ||
                              (isOneOf(atom.language, {"Kotlin", "C#"}) && type.ends_with("?")) ||
                              (atom.language == "C++" && type.find("std::optional<") != std::string_view::npos);
        if (!optional) continue;
        const auto segments = withLeaf(withLeaf(context.owners, atom.title), parameter.name);
        Finding presence = findingFor(context, segments, "presence");
        presence.subject = subjectOf(segments);
        presence.value = textValue("optional");
        presence.modality = Modality::Optional;
        presence.sentence = "parameter " + parameter.name + " of " + atom.title + " is optional";
        presence.quote = quote;
        sink.add(std::move(presence));
    }
}

void functionClaims(const SymbolContext& context, ClaimSink& sink) {
    const Atom& atom = context.atom;
    const auto list = parameterList(atom);
    if (!list) return;
    const auto parameters = parseParameters(*list, atom.language);
    const auto segments = withLeaf(context.owners, atom.title);
    const std::string quote(headOf(context.text, 1));
    Finding signature = findingFor(context, segments, "signature");
    signature.subject = subjectOf(segments);
    signature.value = {ClaimValue::Type::Signature, signatureText(parameters), {}};
    signature.sentence = atom.title + " takes " + signature.value.text;
    if (isOneOf(atom.language, {"C", "C++"})) signature.value.unit = typesText(parameters);
    signature.quote = quote;
    sink.add(signature);
    const std::string returned = returnTypeOf(atom, *list);
    if (!returned.empty() && returned.size() < 200) {
        Finding returns = signature;
        returns.predicate = "returns";
        const auto type = typeClass(returned);
        returns.value = textValue(type.empty() ? returned : type);
        // A header and its source spell one type.
        if (type == "integer" && isOneOf(atom.language, {"C", "C++"})) returns.value = widthOfC(returned);
        returns.sentence = atom.title + " returns " + returned;
        sink.add(std::move(returns));
    }
    identifierReturned(context, segments, sink);
    // Only where a caller can leave a parameter out does "required" say more than the signature itself.
    if (isPythonLike(atom.language) || atom.language == "TypeScript") parameterClaims(context, parameters, quote, sink);
    else optionalIdentifiers(context, parameters, quote, sink);
}

/// "NAME = 30;" "NAME: int = 30" "#define NAME 30" "NAME = 30,": the literal behind the name in the atom's first lines.
std::optional<std::string_view> assignedText(const Atom& atom) {
    std::string_view text = headOf(std::string_view(atom.text).substr(beforeNamed(atom)), 3);
    const std::size_t at = findName(text, atom.title);
    if (at == std::string_view::npos) return std::nullopt;
    text = text.substr(at + atom.title.size());
    if (atom.symbolKind == "macro") {
        if (text.starts_with("(")) return std::nullopt;
        text = text.substr(0, text.find('\n'));
    } else {
        const auto line = text.substr(0, text.find('\n'));
        const auto equals = findOutside(line, '=');
        if (equals == std::string_view::npos || line.substr(equals).starts_with("==") ||
            line.substr(equals).starts_with("=>"))
            return std::nullopt;
        text = trim(line.substr(equals + 1));
        for (const char end : {';', ','})
            if (const auto stop = findOutside(text, end); stop != std::string_view::npos) text = text.substr(0, stop);
        if (const auto brace = findOutside(text, '}'); brace != std::string_view::npos) text = text.substr(0, brace);
    }
    text = withoutComment(text);
    text = trim(text);
    if (text.empty()) return std::nullopt;
    return text;
}

bool isCapitals(std::string_view name) {
    return std::none_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

bool declaresConstant(const Atom& atom) {
    if (isOneOf(atom.symbolKind, {"macro", "constant", "const", "define"})) return true;
    if (!isOneOf(atom.symbolKind, {"variable", "field", "property", "member", "externvar"})) return false;
    if (isCapitals(atom.title)) return true;
    const std::string_view head = headOf(std::string_view(atom.text).substr(beforeNamed(atom)), 1);
    for (const std::string_view word : {"const ", "constexpr ", "final ", "readonly ", "Final", "const\t"})
        if (head.find(word) != std::string_view::npos) return true;
    return false;
}

void constantClaim(const SymbolContext& context, ClaimSink& sink) {
    const Atom& atom = context.atom;
    const bool constant = declaresConstant(atom);
    // A typed field with an initial value is the default of a settings record.
    const bool field = !constant && isOneOf(atom.symbolKind, {"variable", "field", "member", "property"}) &&
                       (!context.owners.empty() || isPythonLike(atom.language)) && atom.isPublic;
    if (!constant && !field) return;
    const auto assigned = assignedText(atom);
    if (!assigned) return;
    const auto segments = withLeaf(context.owners, atom.title);
    const NormalName name = normalName(segments);
    const auto value = literalValue(*assigned, name.unit);
    if (!value || value->text.empty()) return;
    Finding finding = findingFor(context, segments, field && name.role == NameRole::Value ? "default" : "");
    finding.value = *value;
    finding.sentence = atom.title + " is " + describeValue(*value);
    finding.quote = headOf(context.text, 1);
    extractCommentedConstant(atom, std::move(finding), headOf(context.text, 1), sink);
}

/// Fields of records with a written type: "currency?: string;", "amount_cents: int".
void fieldTypeClaim(const SymbolContext& context, ClaimSink& sink) {
    const Atom& atom = context.atom;
    if (context.owners.empty() || !isOneOf(atom.symbolKind, {"property", "variable", "field", "member"}) ||
        isCapitals(atom.title))
        return;
    const auto segments = withLeaf(context.owners, atom.title);
    std::string_view head = headOf(context.text, 1);
    bool optional = false;
    std::string type = atom.typeRef;
    if (isTypeScriptLike(atom.language)) {
        const auto at = head.find(atom.title);
        if (at == std::string_view::npos) return;
        head = trim(head.substr(at + atom.title.size()));
        if (head.starts_with("?")) {
            optional = true;
            head = trim(head.substr(1));
        }
        if (!head.starts_with(":")) return;
        type = trim(head.substr(1, head.find_first_of(";,=}") - 1));
    } else if (atom.language == "Rust" && type.empty()) {  // "pub email: Option<String>,"
        const auto at = findName(head, atom.title);
        if (at == std::string_view::npos) return;
        head = trim(head.substr(at + atom.title.size()));
        if (!head.starts_with(":") || head.starts_with("::")) return;
        head.remove_prefix(1);
        type = trim(withoutComment(head.substr(0, std::min(findOutside(head, ','), head.size()))));
        type = trim(std::string_view(type).substr(0, findOutside(type, '}')));
        optional = type.starts_with("Option<") && type.ends_with(">");
        if (optional) type = type.substr(7, type.size() - 8);
    } else if (!isPythonLike(atom.language) && !isOneOf(atom.language, {"Java", "Kotlin", "C#", "Go", "Rust"})) {
        return;
    }
    if (type.starts_with("typename:")) type.erase(0, 9);
    Finding finding = findingFor(context, segments, "type");
    finding.subject = subjectOf(segments);
    finding.quote = headOf(context.text, 1);
    if (auto kind = typeValue(type, atom.language); !kind.text.empty()) {
        finding.value = std::move(kind);
        finding.sentence = atom.title + " has type " + type;
        sink.add(finding);
    }
    // A field of Rust that is filled by itself may be left out, whatever its type.
    const bool filled = atom.language == "Rust" && atom.text.find("default") != std::string::npos;
    if (!isTypeScriptLike(atom.language) && (atom.language != "Rust" || filled)) return;
    finding.predicate = "presence";
    finding.value = textValue(optional ? "optional" : "required");
    finding.modality = optional ? Modality::Optional : Modality::Required;
    finding.sentence = atom.title + " is " + finding.value.text;
    sink.add(std::move(finding));
}

std::vector<std::string> quotedMembers(std::string_view text) {
    std::vector<std::string> members;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\'' && text[at] != '"') continue;
        const auto end = text.find(text[at], at + 1);
        if (end == std::string_view::npos) break;
        members.emplace_back(text.substr(at + 1, end - at - 1));
        at = end;
    }
    return members;
}

/// "NOT NULL" without a value that the database gives by itself demands one. What says nothing may be left out by the
/// table and still be demanded by those who write to it, so only a written "NULL" makes it optional.
void columnPresence(const std::string& lower, const std::string& title, Finding finding, ClaimSink& sink) {
    const bool demanded = lower.find("not null") != std::string::npos;
    const auto null = lower.find(" null");
    const bool optional = !demanded && null != std::string::npos && !lower.substr(0, null).ends_with("default");
    for (const std::string_view given :
         {"default", "primary key", "serial", "identity", "auto_increment", "autoincrement", "generated"})
        if (demanded && lower.find(given) != std::string::npos) return;
    if (!demanded && !optional) return;
    finding.predicate = "presence";
    finding.value = textValue(demanded ? "required" : "optional");
    finding.modality = demanded ? Modality::Required : Modality::Optional;
    finding.sentence = "column " + title + " is " + finding.value.text;
    sink.add(std::move(finding));
}

/// "order_id BIGINT REFERENCES orders(id)" says that orders.id is an integer: a key and what refers to it have one
/// type.
void referenceClaim(std::string_view rest, const std::string& lower, const std::string& title, const std::string& type,
                    Finding finding, ClaimSink& sink) {
    const auto at = lower.find("references ");
    if (at == std::string::npos) return;
    const auto named = trim(rest.substr(at + 11));
    const auto open = named.find('(');
    if (open == std::string_view::npos) return;
    auto table = trim(named.substr(0, open));
    table = table.substr(table.rfind('.') == std::string_view::npos ? 0 : table.rfind('.') + 1);
    const auto column = trim(named.substr(open + 1, named.find(')') - open - 1));
    const auto isName = [](std::string_view name) {
        return !name.empty() && std::all_of(name.begin(), name.end(), isIdentifierChar);
    };
    if (!isName(table) || !isName(column)) return;
    finding.subject = subjectOf({std::string(table), std::string(column)});
    finding.basis = "reference";
    finding.sentence =
        title + ", which refers to " + std::string(table) + "." + std::string(column) + ", has type " + type;
    sink.add(std::move(finding));
}

/// "status TEXT NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'paid'))".
void columnClaims(const SymbolContext& context, ClaimSink& sink) {
    const Atom& atom = context.atom;
    const std::string_view head = headOf(context.text, 1);
    const auto found = declaredColumn(head, atom.title);
    if (!found) return;
    const std::string_view rest = *found;
    const std::string lower = toLowerAscii(rest);
    const auto segments = withLeaf(context.owners, atom.title);
    Finding finding = findingFor(context, segments, "type");
    finding.subject = subjectOf(segments);
    finding.quote = head;
    auto type = rest.substr(0, rest.find_first_of(" ,("));
    // Types of two and more words: "double precision", "character varying(20)", "timestamp with time zone".
    for (const std::string_view words :
         {"double precision", "character varying", "timestamp with", "timestamp without"})
        if (lower.starts_with(words)) type = rest.substr(0, words.size());
    if (lower.starts_with("timestamp with")) type = rest.substr(0, 9);
    if (auto kind = typeValue(type, "SQL"); !kind.text.empty()) {
        finding.value = std::move(kind);
        finding.sentence = "column " + atom.title + " has type " + std::string(type);
        sink.add(finding);
        referenceClaim(rest, lower, atom.title, std::string(type), finding, sink);
    }
    columnPresence(lower, atom.title, finding, sink);
    if (const auto list = parenthesised(rest, 0);
        list && typeClass(type) == "string" && rest.find('(') < type.size() + 20)
        if (const auto length = numberValue(*list, ""); length && length->text.find('.') == std::string::npos) {
            Finding longest = finding;
            longest.subject += "_length";
            longest.predicate = "max";
            longest.value = *length;
            longest.sentence = "column " + atom.title + " holds at most " + length->text + " characters";
            sink.add(std::move(longest));
        }
    if (const auto check = lower.find(" in ("); check != std::string::npos)
        if (auto members = quotedMembers(rest.substr(check)); members.size() > 1) {
            finding.predicate = "values";
            finding.value = setValue(std::move(members));
            finding.sentence = "column " + atom.title + " is one of " + finding.value.text;
            sink.add(finding);
        }
    if (const auto preset = lower.find("default "); preset != std::string::npos) {
        std::string_view text = trim(rest.substr(preset + 8));
        const auto end = text.starts_with("'") ? text.find('\'', 1) + 1 : text.find_first_of(" ,)");
        const NormalName name = normalName(segments);
        if (const auto value = literalValue(text.substr(0, end), name.unit)) {
            finding.subject = name.subject;
            finding.predicate = "default";
            finding.value = *value;
            finding.sentence = "column " + atom.title + " defaults to " + describeValue(*value);
            sink.add(std::move(finding));
        }
    }
}

/// "type Status = 'new' | 'paid'": a union of string literals.
void unionClaim(const SymbolContext& context, ClaimSink& sink) {
    const Atom& atom = context.atom;
    const auto equals = atom.text.find('=');
    if (equals == std::string::npos) return;
    std::string_view body = std::string_view(atom.text).substr(equals + 1);
    body = trim(body.substr(0, body.find(';')));
    std::vector<std::string> members;
    for (const auto part : split(body, '|')) {
        const auto item = trim(part);
        if (item.empty()) continue;
        if (item.size() < 3 || (item.front() != '"' && item.front() != '\'') || item.back() != item.front()) return;
        members.emplace_back(item.substr(1, item.size() - 2));
    }
    if (members.size() < 2) return;
    const auto segments = withLeaf(context.owners, atom.title);
    Finding finding = findingFor(context, segments, "values");
    finding.subject = subjectOf(segments);
    finding.value = setValue(std::move(members));
    finding.sentence = atom.title + " is one of " + finding.value.text;
    finding.quote = headOf(context.text, 1);
    sink.add(std::move(finding));
}

SymbolContext contextOf(const Atom& atom) {
    const std::string_view text = atom.text;
    const auto before = beforeNamed(atom);
    const auto lines = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(before), '\n');
    SymbolContext context{atom,
                          {},
                          scopeText(environmentOfPath(atom.path), {}, {}),
                          text.substr(before),
                          atom.lines.first + static_cast<std::uint32_t>(lines)};
    for (const auto& ancestor : atom.ancestors)
        if (ancestor != atom.path && ancestor.find('/') == std::string::npos && !atom.path.ends_with("/" + ancestor) &&
            ancestor.find("__anon") == std::string::npos)
            for (auto& segment : segmentsOf(ancestor)) context.owners.push_back(std::move(segment));
    // A package of Go and the namespaces of C# say where a name lives, not what it is about: texts leave them out.
    auto& owners = context.owners;
    if (atom.language == "Go" && !owners.empty()) owners.erase(owners.begin());
    if (atom.language == "C#" && owners.size() > 1) owners.erase(owners.begin(), owners.end() - 1);
    return context;
}

}  // namespace

void extractFromSymbol(const Atom& atom, ClaimSink& sink) {
    const SymbolContext context = contextOf(atom);
    if (atom.language == "SQL") {
        if (isOneOf(atom.symbolKind, {"field", "column"})) columnClaims(context, sink);
    } else if (isFunctionKind(atom.symbolKind, atom.language)) {
        functionClaims(context, sink);
        extractUsage(atom, sink);
    } else if (atom.symbolKind == "alias" || atom.symbolKind == "typedef") {
        unionClaim(context, sink);
    } else {
        constantClaim(context, sink);
        fieldTypeClaim(context, sink);
        extractUsage(atom, sink);
    }
}

void extractEnumerations(const std::vector<Atom>& atoms, ClaimSink& sink) {
    struct Enumeration {
        const Atom* first = nullptr;
        std::vector<std::string> members;
        bool literal = true;
    };
    std::map<std::string, Enumeration> enumerations;
    std::map<std::string, const Atom*> pythonEnums, declarations;
    const auto key = [](const Atom& atom, std::string_view owner) { return atom.path + '\n' + std::string(owner); };
    for (const auto& atom : atoms) {
        if (atom.kind != AtomKind::Symbol) continue;
        if (atom.symbolKind == "enum") declarations.emplace(key(atom, atom.title), &atom);
        if (!isPythonLike(atom.language) || atom.symbolKind != "class") continue;
        const auto head = headOf(atom.text, 1);
        if (head.find("Enum)") == std::string_view::npos && head.find("Enum,") == std::string_view::npos) continue;
        pythonEnums[key(atom, atom.title)] = &atom;
        declarations.emplace(key(atom, atom.title), &atom);
    }
    for (const auto& atom : atoms) {
        if (atom.kind != AtomKind::Symbol || atom.ancestors.empty()) continue;
        const std::string owner = key(atom, atom.ancestors.back());
        const bool python =
            isPythonLike(atom.language) && atom.symbolKind == "variable" && pythonEnums.count(owner) > 0;
        const bool member = isOneOf(atom.symbolKind, {"enumerator", "enumConstant"});
        if (!python && !member) continue;
        auto& enumeration = enumerations[owner];
        if (enumeration.first == nullptr) enumeration.first = &atom;
        const auto assigned = assignedText(atom);
        const auto value = assigned ? literalValue(*assigned, "") : std::nullopt;
        if (value && value->type == ClaimValue::Type::Text) enumeration.members.push_back(value->text);
        else {
            enumeration.members.push_back(toLowerAscii(atom.title));
            enumeration.literal = false;
        }
    }
    for (auto& [unused, enumeration] : enumerations) {
        if (enumeration.members.size() < 2) continue;
        const Atom& atom = *enumeration.first;
        const SymbolContext context = contextOf(atom);
        if (context.owners.empty()) continue;
        const auto found = declarations.find(key(atom, atom.ancestors.back()));
        const Atom& shown = found == declarations.end() ? atom : *found->second;
        Finding finding = findingFor(context, context.owners, "values");
        finding.subject = subjectOf(context.owners);
        finding.value = setValue(std::move(enumeration.members));
        finding.sentence = context.owners.back() + " is one of " + finding.value.text;
        finding.confidencePerMille = enumeration.literal ? 1000 : 800;
        finding.line = shown.lines.first;
        finding.atom = shown.id;
        finding.quote = trim(shown.text);  // the members stand below the name
        sink.add(std::move(finding));
    }
}

}  // namespace skein::coherence
