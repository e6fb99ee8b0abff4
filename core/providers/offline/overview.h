// What an assembled document says about the whole: its components at a glance, the names most used, its topics, what is
// deprecated, and who uses a component. Made from the parts alone. Thread: any; pure functions.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/deliverable/document.h"

namespace skein::providers {

/// Titles of the parts for what is no product.
inline constexpr const char* testsTitle = "Tests";
inline constexpr const char* buildTitle = "Build, configuration and data";

/// The parts of a document by what is asked of them. Holds pointers into `documents`, which must outlive it.
class PartIndex {
public:
    explicit PartIndex(const std::vector<deliverable::Document>& documents);

    /// One row per component: size and what it says it is, else its main names.
    deliverable::Section components() const;
    /// Digests as a reader wants them: the product by how many files use it, then samples and tools, tests, documents,
    /// build, configuration and data.
    std::vector<const deliverable::Document*> inReadingOrder() const;
    /// Title of the part of the document that holds a component; empty for code at the root.
    static std::string areaOf(const deliverable::Document& digest);
    /// Defaults, limits, environment variables and error codes of the product, most used components first.
    deliverable::Section keyFacts() const;
    /// The names that most other files use, with their declarations: types and functions, then constants and macros.
    deliverable::Section mostUsed() const;
    /// Files whose names share words ("max flow"), which are alternatives or parts of one thing.
    deliverable::Section topics() const;
    /// What all components say is deprecated.
    deliverable::Section deprecated() const;
    /// Who includes the files of a component and which of its names others use; empty if nobody does.
    deliverable::Section users(const deliverable::Document& digest) const;
    /// The statements about key symbols, most used first.
    void orderByUse(const deliverable::Document& digest, deliverable::Section& keySymbols) const;

private:
    std::vector<const deliverable::Document*> m_digests;
    std::vector<const deliverable::Usage*> m_usages;                                ///< most used first
    std::map<std::string_view, std::vector<const deliverable::Usage*>> m_usagesOf;  ///< by defining path
    std::map<std::string_view, std::vector<const deliverable::Link*>> m_usersOf;    ///< by included path
    std::map<std::pair<std::string_view, std::string_view>, const deliverable::SymbolRow*>
        m_rows;  ///< by path and name
    /// Documented prototypes by name: in C the header tells what the source defines.
    std::map<std::string_view, std::pair<std::string_view, const deliverable::SymbolRow*>> m_prototypes;
    std::set<const deliverable::SymbolRow*> m_errorCodes;  ///< enumerators of an enumeration of errors or codes
};

}  // namespace skein::providers
