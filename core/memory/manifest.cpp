#include "core/memory/manifest.h"

#include "core/base/json_text.h"
#include "core/base/text.h"
#include "core/memory/segment.h"

namespace skein::memory {
namespace {

// Canonical JSON orders members by name, so the version comes last and can be looked at first.
constexpr std::string_view ending = ",\"version\":1}";
constexpr std::size_t usualAtomBytes = 300;  ///< measured over /usr/include: 270

void appendNumber(std::string_view opening, std::uint64_t value, std::string& out) {
    (out += opening) += std::to_string(value);
}

void appendText(std::string_view opening, std::string_view value, std::string& out) {
    if (!value.empty()) appendJsonString(value, out += opening);
}

void appendAtom(const Atom& atom, const SourceFile& file, std::string& out) {
    out += '{';
    if (!atom.ancestors.empty()) {
        std::string_view opening = "\"ancestors\":[";
        for (const auto& title : atom.ancestors) {
            appendJsonString(title, out += opening);
            opening = ",";
        }
        out += "],";
    }
    if (!atom.comment.empty()) {
        appendJsonString(atom.comment, out += "\"comment\":");
        out += ',';
    }
    appendNumber("\"first\":", atom.lines.first, out);
    ((out += ",\"id\":\"") += atom.id.hex()) += '"';
    ((out += ",\"kind\":\"") += atomKindName(atom.kind)) += '"';
    // The file's language stands once; an atom's own differs where a file embeds another language.
    if (atom.language != file.language) appendJsonString(atom.language, out += ",\"language\":");
    appendNumber(",\"last\":", atom.lines.last, out);
    if (!atom.isPublic) out += ",\"public\":false";
    appendText(",\"signature\":", atom.signature, out);
    appendText(",\"symbol_kind\":", atom.symbolKind, out);
    appendJsonString(atom.title, out += ",\"title\":");
    appendText(",\"type\":", atom.typeRef, out);
    out += '}';
}

/// A member that may be left out.
bool takeText(JsonTextReader& in, std::string_view opening, std::string& value) {
    return !in.take(opening) || in.takeString(value);
}

bool takeNumber(JsonTextReader& in, std::string_view opening, std::uint64_t largest, std::uint64_t& value) {
    return in.take(opening) && in.takeNumber(value) && value <= largest;
}

bool takeDigest(JsonTextReader& in, std::string_view opening, std::string& buffer, Digest& digest) {
    if (!in.take(opening) || !in.takeString(buffer)) return false;
    const auto read = Digest::fromHex(buffer);
    if (read) digest = *read;
    return read.has_value();
}

bool takeAncestors(JsonTextReader& in, std::vector<std::string>& titles) {
    if (!in.take("\"ancestors\":[")) return true;
    do {
        if (!in.takeString(titles.emplace_back())) return false;
    } while (in.take(","));
    return in.take("],");
}

/// One atom as appendAtom() writes it, without its opening brace; `ownLanguage` says whether it names one.
bool takeAtom(JsonTextReader& in, std::string& buffer, Atom& atom, bool& ownLanguage) {
    constexpr std::uint64_t largestLine = 0xFFFFFFFF;
    std::uint64_t first = 0, last = 0;
    if (!takeAncestors(in, atom.ancestors)) return false;
    if (in.take("\"comment\":") && (!in.takeString(atom.comment) || !in.take(","))) return false;
    if (!takeNumber(in, "\"first\":", largestLine, first)) return false;
    if (!takeDigest(in, ",\"id\":", buffer, atom.id)) return false;
    if (!in.take(",\"kind\":") || !in.takeString(buffer)) return false;
    const auto kind = atomKindFromName(buffer);
    if (!kind) return false;
    ownLanguage = in.take(",\"language\":");
    if (ownLanguage && !in.takeString(atom.language)) return false;
    if (!takeNumber(in, ",\"last\":", largestLine, last) || first < 1 || last < first) return false;
    atom.kind = *kind;
    atom.lines = {static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last)};
    atom.isPublic = !in.take(",\"public\":false");
    return takeText(in, ",\"signature\":", atom.signature) && takeText(in, ",\"symbol_kind\":", atom.symbolKind) &&
           in.take(",\"title\":") && in.takeString(atom.title) && takeText(in, ",\"type\":", atom.typeRef) &&
           in.take("}");
}

bool takeManifest(JsonTextReader& in, std::size_t expected, Manifest& manifest) {
    std::string buffer;
    std::vector<bool> ownLanguage;
    if (!in.take("{\"atoms\":[")) return false;
    manifest.atoms.reserve(expected);
    while (in.take(manifest.atoms.empty() ? "{" : ",{")) {
        bool own = false;
        if (!takeAtom(in, buffer, manifest.atoms.emplace_back(), own)) return false;
        ownLanguage.push_back(own);
    }
    auto& file = manifest.file;
    std::uint64_t lines = 0;
    if (!takeNumber(in, "],\"bytes\":", UINT64_MAX, file.bytes) ||
        !takeDigest(in, ",\"content\":", buffer, file.content) || !in.take(",\"language\":") ||
        !in.takeString(file.language) || !takeNumber(in, ",\"lines\":", 0xFFFFFFFF, lines) || !in.take(",\"path\":") ||
        !in.takeString(file.path) || !in.take(ending))
        return false;
    file.lines = static_cast<std::uint32_t>(lines);
    for (std::size_t i = 0; i < manifest.atoms.size(); ++i) {
        manifest.atoms[i].path = file.path;
        if (!ownLanguage[i]) manifest.atoms[i].language = file.language;
    }
    return in.isAtEnd();
}

}  // namespace

std::string manifestText(const SourceFile& file, const std::vector<Atom>& atoms) {
    std::string out;
    out.reserve((atoms.size() + 1) * usualAtomBytes);
    out += "{\"atoms\":[";
    for (const auto& atom : atoms) {
        if (&atom != &atoms.front()) out += ',';
        appendAtom(atom, file, out);
    }
    appendNumber("],\"bytes\":", file.bytes, out);
    ((out += ",\"content\":\"") += file.content.hex()) += '"';
    appendJsonString(file.language, out += ",\"language\":");
    appendNumber(",\"lines\":", file.lines, out);
    appendJsonString(file.path, out += ",\"path\":");
    out += ending;
    // segment() gives valid UTF-8; were it not so, the file could never be read back.
    return isValidUtf8(out) ? out : toValidUtf8(out);
}

Result<Manifest> readManifest(std::string_view text) {
    const auto version = text.rfind(",\"version\":");
    if (version != std::string_view::npos && text.substr(version) != ending)
        return fail(ErrorCode::NewerVersion,
                    "manifest: expected version 1, found " + elide(text.substr(version + 11), 20));
    Manifest manifest;
    JsonTextReader in(text);
    if (!takeManifest(in, text.size() / usualAtomBytes, manifest) || !isValidUtf8(text))
        return fail(ErrorCode::Damaged,
                    "manifest: byte " + std::to_string(in.position()) + " or what follows is wrong");
    return manifest;
}

Result<void> checkContent(const Manifest& manifest, std::string_view content, const LineTable& lines) {
    const auto& file = manifest.file;
    if (content.size() != file.bytes || sha256(content) != file.content)
        return fail(ErrorCode::Damaged, file.path + ": the content is not the one its manifest was made from");
    for (const auto& atom : manifest.atoms)
        if (atom.lines.last > lines.count())
            return fail(ErrorCode::Damaged, file.path + ": manifest: line " + std::to_string(atom.lines.last) +
                                                " is behind the end of the file");
    return {};
}

}  // namespace skein::memory
