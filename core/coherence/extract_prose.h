// Claims of Markdown: plain statements with a named subject, and tables. Thread: any; pure. Prefers silence: a sentence
// that is a condition, an example, a quotation, advice, history or a plan makes no claim.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/coherence/claim_sink.h"
#include "core/coherence/sentence.h"

namespace skein::coherence {

/// Where a text stands.
struct ProseSource {
    std::string path;  ///< empty for outputs
    std::uint32_t firstLine = 1;
    Digest atom;
    std::vector<std::string> headings;  ///< outermost first
    std::string proseBasis = "prose";
    std::string tableBasis = "table";
};

/// What the statements of one block have in common.
struct ProseContext {
    const ProseSource* source;
    std::string owner;        ///< written name the surrounding heading is about ("create_order"), or empty
    std::string looseOwner;   ///< the words of a heading that is no identifier ("orders table" -> "orders")
    std::string section;      ///< headings without generic words, for scopes
    std::string environment;  ///< from path and headings
};

void extractFromMarkdown(const ProseSource& source, std::string_view text, ClaimSink& sink);

/// One sentence; `listItem` when it begins a list item, where "name: value" is a statement.
void extractFromSentence(const ProseContext& context, const TextPiece& sentence, ClaimSink& sink);

void extractFromTable(const ProseContext& context, const MarkdownBlock& table, ClaimSink& sink);

/// What parts make and what is said to be their total, in a table, a list or a sentence: claims "sum" and "total" about
/// one thing. Sees a last row or item that is called total, and "2 + 2 weeks, in total 5 weeks"; columns of shares.
void extractSumOfTable(const ProseContext& context, const MarkdownBlock& table, ClaimSink& sink);
void extractSumOfSentence(const ProseContext& context, const TextPiece& sentence, ClaimSink& sink);
/// Remembers the items of a list until one of them, or what follows, is the total.
class ListSum {
public:
    void take(const ProseContext& context, const MarkdownBlock& block, ClaimSink& sink);

private:
    std::vector<ClaimValue> m_parts;
    std::uint32_t m_first = 1, m_next = 0;
    std::string m_quote;
};

/// "each order has exactly one customer", "`Order` to `Line` is one-to-many": claims "cardinality" with "one" or "many"
/// about "order.customer". Not: optional ones, numbers above one, relations told by a picture.
void extractCardinality(const ProseContext& context, const TextPiece& sentence, ClaimSink& sink);

/// A signature in a code span at the start of a heading, list item or sentence: "create_order(customer_id, items)".
void extractSignature(const ProseContext& context, std::string_view span, std::uint32_t line, std::string_view quote,
                      ClaimSink& sink);

/// A rule or an amount in a sentence that no other form knows: a claim about all its words together, "holds" or the
/// amount's predicate. `known`: other forms made claims of it; then only what it forbids is added.
void extractFrame(const ProseContext& context, const TextPiece& sentence, std::string_view environment, bool known,
                  ClaimSink& sink);

/// A claim about a written name with everything the context adds; predicate empty: from the role of the name.
Finding proseFinding(const ProseContext& context, std::string_view written, std::string_view owner,
                     std::string_view predicate, std::uint32_t line, std::string_view quote);

/// "pending", "paid" or "failed": the members of a list of code spans, quotes and numbers from token `at` on; empty if
/// it is not a closed list. `end` is set behind it.
std::vector<std::string> listedMembers(const std::vector<Token>& tokens, std::size_t at, std::size_t& end);

}  // namespace skein::coherence
