#include "core/model/atom.h"

#include "core/model/names.h"

namespace skein {
namespace {

constexpr NameTable<AtomKind, 6> kinds{{{AtomKind::File, "file"},
                                        {AtomKind::Section, "section"},
                                        {AtomKind::Paragraph, "paragraph"},
                                        {AtomKind::Symbol, "symbol"},
                                        {AtomKind::Table, "table"},
                                        {AtomKind::ConfigKey, "config-key"}}};

}  // namespace

std::string_view atomKindName(AtomKind kind) { return nameIn(kinds, kind); }
std::optional<AtomKind> atomKindFromName(std::string_view name) { return valueIn(kinds, name); }

Digest atomId(const Atom& atom, std::uint32_t duplicate) {
    constexpr char separator = '\0';
    std::string parts;
    parts.reserve(atom.path.size() + atom.title.size() + atom.text.size() + 32);
    (parts += atom.path) += separator;
    (parts += atomKindName(atom.kind)) += separator;
    (parts += atom.title) += separator;
    (parts += atom.text) += separator;
    return sha256(parts += std::to_string(duplicate));
}

Json toJson(const Atom& atom) {
    Json json{{"id", atom.id.hex()},       {"kind", atomKindName(atom.kind)}, {"path", atom.path},
              {"first", atom.lines.first}, {"last", atom.lines.last},         {"title", atom.title},
              {"text", atom.text}};
    if (!atom.ancestors.empty()) json["ancestors"] = atom.ancestors;
    if (!atom.language.empty()) json["language"] = atom.language;
    if (!atom.symbolKind.empty()) json["symbol_kind"] = atom.symbolKind;
    if (!atom.signature.empty()) json["signature"] = atom.signature;
    if (!atom.typeRef.empty()) json["type"] = atom.typeRef;
    if (!atom.isPublic) json["public"] = false;
    if (!atom.comment.empty()) json["comment"] = atom.comment;
    return json;
}

Result<Atom> atomFromJson(const Json& json) {
    Atom atom;
    SKEIN_TRY(const auto id, jsonString(json, "id", "atom"));
    SKEIN_TRY(const auto kind, jsonString(json, "kind", "atom"));
    SKEIN_TRY(const auto first, jsonInt(json, "first", "atom"));
    SKEIN_TRY(const auto last, jsonInt(json, "last", "atom"));
    const auto digest = Digest::fromHex(id);
    const auto atomKind = atomKindFromName(kind);
    if (!digest || !atomKind || first < 1 || last < first)
        return fail(ErrorCode::Damaged, "atom: id, kind or lines are not valid");
    atom.id = *digest;
    atom.kind = *atomKind;
    atom.lines = {static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last)};
    // A manifest says the path once for all its atoms, and their texts follow from their lines.
    SKEIN_TRY(atom.path, jsonStringOr(json, "path", "", "atom"));
    SKEIN_TRY(atom.title, jsonString(json, "title", "atom"));
    SKEIN_TRY(atom.text, jsonStringOr(json, "text", "", "atom"));
    SKEIN_TRY(atom.language, jsonStringOr(json, "language", "", "atom"));
    SKEIN_TRY(atom.symbolKind, jsonStringOr(json, "symbol_kind", "", "atom"));
    SKEIN_TRY(atom.signature, jsonStringOr(json, "signature", "", "atom"));
    SKEIN_TRY(atom.typeRef, jsonStringOr(json, "type", "", "atom"));
    SKEIN_TRY(atom.comment, jsonStringOr(json, "comment", "", "atom"));
    SKEIN_TRY(atom.isPublic, jsonBoolOr(json, "public", true, "atom"));
    if (const auto found = json.find("ancestors"); found != json.end() && found->is_array())
        for (const auto& title : *found)
            if (title.is_string()) atom.ancestors.push_back(title.get<std::string>());
    return atom;
}

}  // namespace skein
