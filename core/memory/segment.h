// Cuts the text of one file into atoms along the file's own structure. Thread: any; pure.
// Never reads a file and never runs a tool: the text and the tags of Universal Ctags are handed in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/memory/ctags.h"
#include "core/model/atom.h"

namespace skein::memory {

/// A section is split into paragraphs when it is longer; a third of the smallest token band of a task.
inline constexpr std::size_t maxSectionBytes = 3'000;
/// The text of one atom is cut here at a character; tables and long definitions are the ones that reach it.
inline constexpr std::size_t maxAtomTextBytes = 12'000;
/// Lines of a definition that a symbol's atom holds at most.
inline constexpr std::uint32_t maxSymbolLines = 60;
/// Longer lines are generated text (minified scripts, tables of numbers); symbols in them are left out.
inline constexpr std::size_t maxSymbolLineBytes = 4'000;
/// Atoms of one file; the largest single header of /usr/include has some 12,000 symbols, and the largest file of
/// settings of a usual machine (validusage.json of Vulkan, 6 MB) 33,000 keys.
inline constexpr std::size_t maxAtomsPerFile = 40'000;

/// What a file is made of, which decides how it is cut.
enum class FileForm { Code, Markdown, ReStructuredText, ManPage, Yaml, Toml, Json, Ini, Properties, PlainText };

/// The language of a file by its name and, without an extension, its first line ("#!"); empty if unknown.
/// Names are those of Universal Ctags where it has the language.
std::string languageOf(std::string_view path, std::string_view text);

/// How a language's files are cut; unknown ones are PlainText. Code is what ctags is asked about.
FileForm formOf(std::string_view language);

/// The first line's place and the line's length without its end, for every line of a text. The empty text has one
/// empty line, so that line 1 always exists.
class LineTable {
public:
    explicit LineTable(std::string_view text);
    std::uint32_t count() const { return static_cast<std::uint32_t>(m_starts.size()); }
    /// One line, 1-based, without its line end. Precondition: 1 <= number <= count().
    std::string_view line(std::uint32_t number) const;
    /// Byte offset of a line's first byte.
    std::size_t start(std::uint32_t number) const { return m_starts[number - 1]; }
    /// The bytes of the lines without the last line end; lines beyond the end are cut off.
    std::string_view text(LineRange lines) const;

private:
    std::string_view m_text;
    std::vector<std::size_t> m_starts;
};

/// What an atom shows of its lines' bytes: at most maxAtomTextBytes, cut at a character, as valid UTF-8.
std::string shownText(std::string_view bytes);

/// The text of an atom that covers these lines: verbatim, at most maxAtomTextBytes, valid UTF-8 (bytes that are not
/// become U+FFFD). Everything about an atom's text follows from this, which is what lets a manifest leave it out.
std::string atomText(const LineTable& lines, LineRange range);

struct SegmentRequest {
    std::string path;            ///< relative, '/' separated, valid UTF-8
    std::string_view text;       ///< the file's bytes
    std::string language;        ///< from languageOf()
    std::vector<CtagsTag> tags;  ///< for code, in any order
};

/// The atoms of a file with ids: first the File atom, then the others by first line, longest first. At most
/// maxAtomsPerFile; every atom's lines lie inside the text. `leftOut`, where given, is set to how many more there would
/// be without that bound and those of configuration files. Cost: n log n in lines and tags.
std::vector<Atom> segment(const SegmentRequest& request, std::size_t* leftOut = nullptr);

}  // namespace skein::memory
