// Where extractors put their claims: bounds them, gives ids, and merges equal claims of one file. Thread: the one that
// made it; a value that is filled and taken once.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/coherence/names.h"
#include "core/model/claim.h"

namespace skein::coherence {

/// What an extractor found, before it is a claim.
struct Finding {
    std::string subject;  ///< normal form
    std::string predicate;
    ClaimValue value;
    Modality modality = Modality::Observed;
    std::string scope;  ///< scopeText()
    std::string basis;  ///< "code", "config", "table", "prose"
    std::string sentence;
    int confidencePerMille = 1000;
    std::optional<Instant> validFrom = {}, validTo = {};  ///< nothing: always
    std::string path;
    std::uint32_t line = 1;  ///< first line of the quote
    std::string quote;
    Digest atom;
};

class ClaimSink {
public:
    /// Takes a finding; silently leaves out what has no subject or value and what is beyond limits::maxClaimsPerTask.
    /// There a definition takes the place of the last statement: what a crowd of pages says never hides what is.
    void add(Finding finding);
    /// By path what files describe: goes into the scope of what is found in them.
    void describe(std::map<std::string, std::string> documents) { m_documents = std::move(documents); }
    std::vector<Claim> take() { return std::move(m_claims); }
    /// How often something was taken, equal claims counted each time.
    std::size_t taken() const { return m_taken; }

private:
    std::vector<Claim> m_claims;
    std::map<std::string, std::string> m_documents;
    std::size_t m_taken = 0;
    /// Gives up the last statement for a definition; m_room is its place. False: it is no definition, or there is none.
    bool makeRoom(std::string_view basis);

    using Index = std::map<std::string, std::size_t>;
    Index m_index;                                      ///< meaning and path -> claim
    std::vector<Index::iterator> m_entries;             ///< of each claim
    std::size_t m_room = static_cast<std::size_t>(-1);  ///< no statement stands behind it
};

/// The scope of a claim as text: "environment=test; section=retry policy"; empty parts are left out. The section is the
/// heading path a statement stands under: it helps to tell which of several things of one name is meant.
std::string scopeText(std::string_view environment, std::string_view component, std::string_view section);
/// The part of a scope, empty if it has none.
std::string scopePart(std::string_view scope, std::string_view dimension);

/// The environment a path is about by its folders and file name: "test", "example", "production", ... or "history" for
/// changelogs, migration notes, decisions and plans, which tell what was or may be and not what is. A program is
/// history only in folders of migrations and archives, and where it is called legacy or deprecated. Another file whose
/// name holds such a word in an identifier of its own ("VP_KHR_roadmap_2022.json") is an environment of that name: it
/// and the page that is called like it speak of the same thing, and of nothing else.
std::string environmentOfPath(std::string_view path);

/// Coarse type by which types of different languages and schemas can be compared: "integer", "float", "number",
/// "string", "boolean", "array", "nothing", "uuid", "timestamp", "date", "decimal", "json", "bytes"; empty for
/// everything else.
std::string typeClass(std::string_view written);

/// The class as a claim's value, with the width of an integer as its unit ("64 bit") where the type says it: by its own
/// name ("int64_t", "uint32", "bigint"), by the language ("long" of Java), or by a format of OpenAPI. Empty text for
/// what has no class.
ClaimValue typeValue(std::string_view written, std::string_view languageOrFormat = {});

}  // namespace skein::coherence
