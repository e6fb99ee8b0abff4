#include "core/memory/manifest.h"

#include <string>

#include "core/memory/segment.h"

namespace skein::memory {
namespace {

constexpr std::int64_t manifestVersion = 1;

Json entryOf(const Atom& atom, const SourceFile& file) {
    Json json = toJson(atom);
    json.erase("text");
    json.erase("path");
    // The file's language stands once; an atom's own differs where a file embeds another language.
    if (atom.language == file.language) json.erase("language");
    else json["language"] = atom.language;
    return json;
}

}  // namespace

Json makeManifest(const SourceFile& file, const std::vector<Atom>& atoms) {
    Json entries = Json::array();
    for (const auto& atom : atoms) entries.push_back(entryOf(atom, file));
    return {{"version", manifestVersion}, {"path", file.path},   {"language", file.language},
            {"bytes", file.bytes},        {"lines", file.lines}, {"content", file.content.hex()},
            {"atoms", std::move(entries)}};
}

Result<SourceFile> fileFromManifest(const Json& manifest) {
    const auto damaged = [](Error error) { return fail(ErrorCode::Damaged, std::move(error.message)); };
    const auto version = jsonInt(manifest, "version", "manifest");
    if (!version) return damaged(version.error());
    if (*version != manifestVersion)
        return fail(ErrorCode::NewerVersion, "manifest.version: expected 1, found " + std::to_string(*version));
    const auto path = jsonString(manifest, "path", "manifest");
    const auto language = jsonString(manifest, "language", "manifest");
    const auto bytes = jsonInt(manifest, "bytes", "manifest");
    const auto lines = jsonInt(manifest, "lines", "manifest");
    const auto content = jsonString(manifest, "content", "manifest");
    if (!path) return damaged(path.error());
    if (!language) return damaged(language.error());
    if (!bytes) return damaged(bytes.error());
    if (!lines) return damaged(lines.error());
    if (!content) return damaged(content.error());
    const auto digest = Digest::fromHex(*content);
    if (!digest || *bytes < 0 || *lines < 0 || *lines > 0xFFFFFFFF)
        return fail(ErrorCode::Damaged, "manifest: content, bytes or lines are not valid");
    return SourceFile{*path, *language, static_cast<std::uint64_t>(*bytes), static_cast<std::uint32_t>(*lines),
                      *digest};
}

Result<std::vector<Atom>> atomsFromManifest(const Json& manifest, std::string_view content) {
    SKEIN_TRY(const auto file, fileFromManifest(manifest));
    if (content.size() != file.bytes || sha256(content) != file.content)
        return fail(ErrorCode::Damaged, file.path + ": the content is not the one its manifest was made from");
    const auto entries = manifest.find("atoms");
    if (entries == manifest.end() || !entries->is_array())
        return fail(ErrorCode::Damaged, file.path + ": manifest.atoms: expected an array");
    const LineTable lines(content);
    std::vector<Atom> atoms;
    atoms.reserve(entries->size());
    for (const auto& entry : *entries) {
        if (!entry.is_object()) return fail(ErrorCode::Damaged, file.path + ": manifest.atoms: expected objects");
        auto atom = atomFromJson(entry);
        if (!atom) return fail(ErrorCode::Damaged, file.path + ": " + atom.error().message);
        if (atom->lines.last > lines.count())
            return fail(ErrorCode::Damaged, file.path + ": manifest: line " + std::to_string(atom->lines.last) +
                                                " is behind the end of the file");
        atom->path = file.path;
        if (!entry.contains("language")) atom->language = file.language;
        atom->text = atomText(lines, atom->lines);
        atoms.push_back(std::move(*atom));
    }
    return atoms;
}

}  // namespace skein::memory
