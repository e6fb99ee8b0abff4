#include "core/memory/segment.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/memory/segment_parts.h"

namespace skein::memory {
namespace {

/// Two configurations with the same keys are told apart by path, two equal lines of one file by their order.
void giveIds(std::vector<Atom>& atoms) {
    std::unordered_map<Digest, std::uint32_t> seen;
    seen.reserve(atoms.size());
    for (auto& atom : atoms) {
        atom.id = atomId(atom, 0);
        if (const auto count = seen[atom.id]++; count > 0) atom.id = atomId(atom, count);
    }
}

/// The File atom, then the others by first line, longest first, as many as a file may have.
std::vector<Atom> inOrder(Atom file, std::vector<Atom> others) {
    std::vector<Atom*> order;  // atoms are large: each is moved once
    order.reserve(others.size());
    for (auto& atom : others) order.push_back(&atom);
    std::stable_sort(order.begin(), order.end(), [](const Atom* a, const Atom* b) {
        return std::tuple(a->lines.first, ~a->lines.last) < std::tuple(b->lines.first, ~b->lines.last);
    });
    if (order.size() > maxAtomsPerFile - 1) order.resize(maxAtomsPerFile - 1);
    std::vector<Atom> atoms;
    atoms.reserve(order.size() + 1);
    atoms.push_back(std::move(file));
    for (auto* atom : order) atoms.push_back(std::move(*atom));
    return atoms;
}

}  // namespace

LineTable::LineTable(std::string_view text) : m_text(text) {
    m_starts.push_back(0);
    for (auto end = text.find('\n'); end != std::string_view::npos && end + 1 < text.size();
         end = text.find('\n', end + 1))
        m_starts.push_back(end + 1);
}

std::string_view LineTable::line(std::uint32_t number) const {
    SKEIN_ASSERT(number >= 1 && number <= count());
    return text({number, number});
}

std::string_view LineTable::text(LineRange lines) const {
    if (lines.first < 1 || lines.first > count() || lines.last < lines.first) return {};
    const auto last = std::min(lines.last, count());
    const auto begin = m_starts[lines.first - 1];
    auto end = last < count() ? m_starts[last] : m_text.size();
    if (end > begin && m_text[end - 1] == '\n') --end;
    if (end > begin && m_text[end - 1] == '\r') --end;
    return m_text.substr(begin, end - begin);
}

std::string shownText(std::string_view bytes) {
    if (bytes.size() > maxAtomTextBytes) {
        std::size_t end = maxAtomTextBytes;
        while (end > 0 && (static_cast<unsigned char>(bytes[end]) & 0xC0) == 0x80) --end;
        bytes = bytes.substr(0, end);
    }
    return isValidUtf8(bytes) ? std::string(bytes) : toValidUtf8(bytes);
}

std::string atomText(const LineTable& lines, LineRange range) { return shownText(lines.text(range)); }

std::vector<Atom> segment(const SegmentRequest& request, std::size_t* leftOut) {
    const LineTable lines(request.text);
    const std::string fileTitle = request.path.substr(request.path.rfind('/') + 1);
    Cut cut;
    switch (const auto form = formOf(request.language)) {
        case FileForm::Markdown: cutMarkdown(lines, fileTitle, cut); break;
        case FileForm::ReStructuredText: cutReStructuredText(lines, fileTitle, cut); break;
        case FileForm::ManPage: cutManPage(lines, fileTitle, cut); break;
        case FileForm::PlainText: cutPlainText(lines, fileTitle, request.language, cut); break;
        case FileForm::Code: cutCode(lines, request, fileTitle, cut); break;
        default: cutConfiguration(lines, form, cut); break;
    }
    Atom file;
    file.kind = AtomKind::File;
    file.title = fileTitle;
    file.lines = cut.header;
    file.comment = cut.headerComment;
    const auto found = cut.atoms.size() + 1 + cut.leftOut;
    auto atoms = inOrder(std::move(file), std::move(cut.atoms));
    for (auto& atom : atoms) {
        SKEIN_ASSERT(atom.lines.first >= 1 && atom.lines.first <= atom.lines.last && atom.lines.last <= lines.count());
        atom.path = request.path;
        atom.language = request.language;
        atom.text = atomText(lines, atom.lines);
    }
    giveIds(atoms);
    if (leftOut != nullptr) *leftOut = found - atoms.size();
    return atoms;
}

}  // namespace skein::memory
