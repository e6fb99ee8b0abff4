// Compares claims made ready for it: who is looked at, which rules apply, and what follows for each pair. Where its
// candidates come from is the caller's: an index finds few, all pairs give the same. Thread: one; pure. For rules.cpp,
// claim_index.cpp and the test that holds the index against all pairs.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/coherence/claim_item.h"
#include "core/coherence/rule_verdicts.h"
#include "core/coherence/rules.h"

namespace skein::coherence {

/// What an item looks for.
enum class Ask {
    Same,   ///< claims of its group that may be about the same thing
    Gone,   ///< of what is said to be gone, the definitions; of a definition, who says that it is gone
    Flow,   ///< who makes or takes identifiers of the same owner
    Order,  ///< what comes before or after one of its two things
};

class CandidateSource {
public:
    virtual ~CandidateSource() = default;
    /// Adds what may be asked for; others may be among it. False: there is more than a comparison looks at.
    virtual bool find(const Item& item, Ask ask, std::vector<const Item*>& into) const = 0;
};

/// Two items that cannot both hold; the first has the lower rank.
struct Clash {
    const Item* first = nullptr;
    const Item* second = nullptr;
    RuleIndex rule = DifferentValue;
    std::string reason;      ///< empty: follows from both; see reasonOf()
    bool secondIsA = false;  ///< in which order they were compared
};
/// Why both cannot hold, in words. Made when it is asked for: most clashes are known already.
std::string reasonOf(const Clash& clash);

class Comparer {
public:
    explicit Comparer(const CandidateSource& source) : m_source(source) {}

    /// Looks at new items, and at held ones of which they, or those that are `gone`, may change what is found. Gone
    /// ones are no longer among the candidates. Cost: a bounded number of candidates for each.
    void look(std::span<const Item* const> items, std::span<const Item* const> gone = {});
    /// Looks at one item that is held, if that was not done. Asked again, where its name has more candidates than are
    /// looked at, those `besides` are among them.
    void lookAt(const Item& item, std::span<const Item* const> besides);
    /// Candidates that were looked at so far: what a caller bounds its questions by.
    std::size_t seen() const { return m_seen; }

    std::vector<Clash> clashes;                          ///< a pair can be found from both sides
    std::vector<std::pair<Digest, Digest>> supports;     ///< what says the same, the lesser id first
    std::vector<std::pair<Digest, Digest>> successions;  ///< earlier, later
    std::set<const Item*> concerned;  ///< held items that new ones may meet; never iterated for a result
    bool truncated = false;           ///< a name had more claims or meanings than are compared

private:
    using Items = std::vector<const Item*>;

    Items candidatesOf(const Item& item, Ask ask = Ask::Same);
    bool hasDefinition(const Item& statement);
    void addChangedBy(const Item& gone, const std::set<const Item*>& fresh, Items& again);
    void evaluateAll(Items items, std::size_t mostSeen);
    void evaluate(const Item& item);
    void evaluateStatement(const Item& statement);
    void evaluateDefinition(const Item& definition);
    void evaluateDeclaration(const Item& definition);
    void evaluateRemoval(const Item& statement);
    void evaluateFlow(const Item& item);
    void evaluateOrder(const Item& item);
    void report(const Item& a, const Item& b, const Verdict& verdict);

    const CandidateSource& m_source;
    std::set<const Item*> m_evaluated;
    std::map<const Item*, Items> m_besides;  ///< what is looked at with an item even where its name is crowded
    std::set<const Item*> m_crowded;         ///< evaluated, and not with all that stands under their names
    std::map<const Item*, bool> m_defined;   ///< statements that have a definition
    std::set<std::string> m_flows;
    std::set<const Item*> m_ordered;
    std::size_t m_orderSteps = 0;
    std::size_t m_seen = 0;
};

}  // namespace skein::coherence
