// The structured document that agents hand to each other and that a deliverable is written from: sections of statements
// with citations, tables of symbols, questions, and the machine-readable links and terms that later tasks build on.
// Thread: any; values only. A document must never hold wall time, run ids or arrival order: equal sources give equal
// bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/model/atom.h"

namespace skein::deliverable {

/// A place in a source file.
struct Cite {
    std::string path;
    LineRange lines;
    friend bool operator==(const Cite&, const Cite&) = default;
};

/// How a statement stands towards contradictions between claims.
enum class Standing {
    Plain,
    Disputed,
    Settled,  ///< it is what a decision upheld
    Rejected  ///< a decision rejected it, or one sentence of it; the notes say which, and what holds
};

/// One or a few sentences with the places that support them.
struct Statement {
    std::string text;         ///< Markdown inline text: escaped prose with `code` spans, one line, no links
    std::vector<Cite> cites;  ///< at least one
    Standing standing = Standing::Plain;
    std::vector<std::string> notes;  ///< what each side says, or what was decided. Markdown inline text
    friend bool operator==(const Statement&, const Statement&) = default;
};

/// A public symbol in a table.
struct SymbolRow {
    std::string name;       ///< as the source line has it: "insert"; its class is in the caption
    std::string signature;  ///< declaration: "size_t (int a)", a type or a value; plain text
    std::string kind;       ///< ctags kind name
    std::string doc;        ///< one line of documentation as Markdown inline text; empty if the source has none
    LineRange lines;
    std::string condition{};     ///< when the declaration holds, as Markdown inline text; empty: always
    LineRange conditionLines{};  ///< where the condition stands
    friend bool operator==(const SymbolRow&, const SymbolRow&) = default;
};

/// Symbols of one file, in an order that helps the reader.
struct SymbolTable {
    std::string caption;                    ///< Markdown inline text: "Class `Cache`", "Functions"; empty for none
    std::optional<LineRange> captionLines;  ///< where what the caption names is defined, if it names something
    std::string path;                       ///< the file of every row
    std::vector<SymbolRow> rows;
    friend bool operator==(const SymbolTable&, const SymbolTable&) = default;
};

/// A general table; cells are Markdown inline text and each row has a citation.
struct TableRow {
    std::vector<std::string> cells;
    Cite cite;
    std::vector<Cite> more{};  ///< further places the row rests on
    friend bool operator==(const TableRow&, const TableRow&) = default;
};
struct Table {
    std::string caption;
    std::vector<std::string> header;
    std::vector<TableRow> rows;
    friend bool operator==(const Table&, const Table&) = default;
};

/// Lines quoted verbatim, such as the commands that build a project, or an agent's own output, which cites nothing.
struct Listing {
    std::string language;  ///< info string of the code fence; may be empty
    std::string text;      ///< a line "…" stands for lines that are left out
    Cite cite;
    std::string caption{};  ///< Markdown inline text; empty for none
    friend bool operator==(const Listing&, const Listing&) = default;
};

/// A name in an alphabetical index and the place of its definition.
struct IndexEntry {
    std::string name;  ///< plain text
    Cite cite;
    friend bool operator==(const IndexEntry&, const IndexEntry&) = default;
};

/// Rendered in this order: statements, listings, tables, symbols, index, sections.
struct Section {
    std::string title;  ///< Markdown inline text
    std::vector<Statement> statements;
    std::vector<Listing> listings;
    std::vector<Table> tables;
    std::vector<SymbolTable> symbols;
    std::vector<IndexEntry> index;  ///< sorted by name
    std::vector<Section> sections;
    bool asList = false;  ///< statements as a list instead of paragraphs
    friend bool operator==(const Section&, const Section&) = default;

    bool empty() const {
        return statements.empty() && listings.empty() && tables.empty() && symbols.empty() && index.empty() &&
               sections.empty();
    }
};

/// One use of another file: `fromPath` line `line` names `toPath` by an include or import, or uses the `names` it
/// defines.
struct Link {
    std::string fromPath;
    std::uint32_t line = 1;
    std::string toPath;
    std::vector<std::string> names;  ///< symbols of `toPath` used, most used first, at most 8
    std::string lineText;            ///< identifier or path that stands on the line
    friend bool operator==(const Link&, const Link&) = default;
};

/// In how many other files a name is used, with the first mention in some of them.
struct Usage {
    std::string name;
    Cite definition;
    std::uint64_t files = 0;
    std::vector<Cite> examples;  ///< at most 3, by path
    friend bool operator==(const Usage&, const Usage&) = default;
};

/// A word the sources define.
struct Term {
    std::string term;
    std::string definition;  ///< Markdown inline text
    Cite cite;
    friend bool operator==(const Term&, const Term&) = default;
};

/// Two claims that cannot both hold; `decision` is empty while nobody has settled it.
struct Dispute {
    std::string id;      ///< stable label for people: "c-3"
    std::string reason;  ///< Markdown inline text
    std::vector<Statement> sides;
    std::string decision;  ///< Markdown inline text
    friend bool operator==(const Dispute&, const Dispute&) = default;
};

/// Which part of the sources a section of an assembled document is about.
struct ComponentEntry {
    std::string title;               ///< exactly the title of its section
    std::vector<std::string> paths;  ///< source files, sorted
    friend bool operator==(const ComponentEntry&, const ComponentEntry&) = default;
};

struct Document {
    std::string kind;                ///< "survey", "digest", "cross_reference" or "assemble"
    std::string title;               ///< Markdown inline text
    std::vector<std::string> paths;  ///< source files it is about, sorted
    std::vector<Section> sections;
    std::vector<Statement> questions;
    std::vector<Link> links;
    std::vector<Usage> usages;  ///< most used first
    std::vector<Term> terms;
    std::vector<Dispute> disputes;
    std::vector<Section> appendices;         ///< stand after contradictions and open questions
    std::vector<std::string> unfinished;     ///< parts that are missing because their task failed or waits; plain text
    std::vector<ComponentEntry> components;  ///< assembled documents only
    friend bool operator==(const Document&, const Document&) = default;
};

/// Bounds for a document that is read back; a larger one is refused.
inline constexpr std::size_t maxSectionDepth = 8;
inline constexpr std::size_t maxSymbolRows = 400'000;  ///< ten times the public symbols of a 20 MB tree

/// Compact JSON: symbol rows and citations are arrays, absent parts are left out.
Json toJson(const Document& document);
/// Error: InvalidInput naming the path of the first wrong member; TooLarge naming the bound.
Result<Document> documentFromJson(const Json& json);

/// Prose as Markdown inline text: characters that Markdown would interpret are escaped, control characters dropped and
/// runs of white space become one space.
std::string escapeMarkdown(std::string_view prose);
/// A Markdown code span that survives backticks and, inside tables, pipes.
std::string codeSpan(std::string_view code);

}  // namespace skein::deliverable
