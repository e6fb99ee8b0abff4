#include "core/coherence/stated_value.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/base/text.h"
#include "core/coherence/sentence.h"
#include "core/coherence/sentence_frame.h"
#include "core/coherence/values.h"

namespace skein::coherence {
namespace {

constexpr std::size_t longestText = 4'000;

using Type = ClaimValue::Type;

bool isNegation(std::string_view word) {
    return word == "not" || word == "never" || word == "no" || word == "without" || word == "except" ||
           word == "instead" || word == "cannot" || word == "nor" || word == "neither" || word == "than";
}

/// What the whole text says, sentence after sentence.
struct Reading {
    std::vector<Token> tokens;
    std::vector<Amount> amounts;
    bool negated = false, conditional = false;
};

Reading readingOf(std::string_view text) {
    Reading reading;
    for (const auto& block : markdownBlocks(text))
        for (const auto& sentence : sentencesOf({block.text, block.line, false})) {
            const auto frame = frameOf(sentence.text);
            reading.conditional = reading.conditional || !frame.clause.empty() || frame.possible;
            reading.negated = reading.negated || frame.negated;
            reading.amounts.insert(reading.amounts.end(), frame.amounts.begin(), frame.amounts.end());
            auto tokens = tokenise(sentence.text);
            std::move(tokens.begin(), tokens.end(), std::back_inserter(reading.tokens));
        }
    return reading;
}

/// The one value among several that are equal; nothing where two differ.
class One {
public:
    void take(const ClaimValue& value) {
        if (!m_value) m_value = value;
        else if (compareValues(*m_value, value) != Agreement::Equal) m_several = true;
    }
    std::optional<ClaimValue> get() const { return m_several ? std::nullopt : m_value; }

private:
    std::optional<ClaimValue> m_value;
    bool m_several = false;
};

std::optional<ClaimValue> amountIn(const Reading& reading, const ClaimValue& side) {
    if (reading.negated || reading.conditional) return std::nullopt;
    One one;
    for (const auto& amount : reading.amounts) {
        auto value = amount.value;
        if (value.type != Type::Number) continue;
        if (value.unit.empty()) value.unit = side.unit;
        if (compareValues(value, side) == Agreement::Unknown) continue;
        one.take(value);
    }
    return one.get();
}

/// As written: 3.10 is not 3.1.
std::optional<ClaimValue> versionIn(const Reading& reading, const ClaimValue& side) {
    if (reading.negated || reading.conditional) return std::nullopt;
    std::set<std::string> found;
    for (const auto& token : reading.tokens) {
        const auto version = token.lower.starts_with('v') ? token.lower.substr(1) : token.lower;
        if (!version.empty() && version.find_first_not_of("0123456789.") == std::string::npos && version != ".")
            found.insert(version);
    }
    if (found.size() != 1) return std::nullopt;
    auto value = side;
    value.text = *found.begin();
    return value;
}

/// A word of a closed list, each of which stands for a value; `turned`: what "not" before it makes of it.
std::optional<ClaimValue> wordIn(const Reading& reading, const std::map<std::string, ClaimValue>& known,
                                 const std::map<std::string, ClaimValue>& turned) {
    if (reading.conditional) return std::nullopt;
    One one;
    bool unclear = false;
    for (std::size_t i = 0; i < reading.tokens.size(); ++i) {
        const auto found = known.find(reading.tokens[i].lower);
        if (found == known.end()) continue;
        bool denied = false;
        for (std::size_t k = i; k-- > 0 && i - k <= 4 && reading.tokens[k].kind != Token::Kind::Mark;)
            denied = denied || isNegation(reading.tokens[k].lower);
        const auto other = turned.find(found->first);
        if (!denied) one.take(found->second);
        else if (other != turned.end()) one.take(other->second);
        else unclear = true;
    }
    return unclear ? std::nullopt : one.get();
}

std::optional<ClaimValue> booleanIn(const Reading& reading) {
    std::map<std::string, ClaimValue> known, turned;
    for (const auto* word : {"true", "on", "yes", "enabled", "active", "activated", "allowed"}) {
        known.emplace(word, booleanValue(true));
        turned.emplace(word, booleanValue(false));
    }
    for (const auto* word : {"false", "off", "disabled", "inactive", "deactivated"}) {
        known.emplace(word, booleanValue(false));
        turned.emplace(word, booleanValue(true));
    }
    // "on" is also a preposition: it counts where it ends what is said.
    Reading ending = reading;
    ending.tokens.clear();
    for (std::size_t i = 0; i < reading.tokens.size(); ++i) {
        const bool last = i + 1 == reading.tokens.size() || reading.tokens[i + 1].kind == Token::Kind::Mark;
        if (last || reading.tokens[i].lower != "on") ending.tokens.push_back(reading.tokens[i]);
    }
    return wordIn(ending, known, turned);
}

std::optional<ClaimValue> presenceIn(const Reading& reading) {
    const auto value = [](Modality modality) { return textValue(modalityName(modality)); };
    const auto required = value(Modality::Required), optional = value(Modality::Optional),
               forbidden = value(Modality::Forbidden);
    return wordIn(reading,
                  {{"required", required},
                   {"mandatory", required},
                   {"optional", optional},
                   {"forbidden", forbidden},
                   {"prohibited", forbidden}},
                  {{"required", optional}, {"mandatory", optional}, {"optional", required}});
}

std::set<std::string> membersOf(const ClaimValue& set) {
    std::set<std::string> members;
    if (set.type == Type::Set)
        for (const auto part : split(set.text, '|')) members.emplace(part);
    return members;
}

std::optional<ClaimValue> setIn(const Reading& reading, const Claim& a, const Claim& b) {
    if (reading.negated || reading.conditional) return std::nullopt;
    std::map<std::string, std::string> known;
    for (const auto* side : {&a, &b})
        for (const auto& member : membersOf(side->value)) known.emplace(toLowerAscii(member), member);
    std::set<std::string> members;
    for (const auto& token : reading.tokens) {
        if (isNegation(token.lower)) return std::nullopt;
        if (const auto found = known.find(token.lower); found != known.end()) members.insert(found->second);
        else if (token.kind == Token::Kind::Code || token.kind == Token::Kind::Quote) members.insert(token.text);
    }
    if (members.size() < 2) return std::nullopt;
    return setValue({members.begin(), members.end()});
}

}  // namespace

std::optional<ClaimValue> statedValue(std::string_view text, const Claim& a, const Claim& b) {
    if (text.size() > longestText || a.predicate == "exists" || b.predicate == "exists") return std::nullopt;
    const auto reading = readingOf(text);
    if (a.predicate == "presence") return presenceIn(reading);
    if (a.value.type != b.value.type) return std::nullopt;
    if (a.value.unit == "version") return versionIn(reading, a.value);
    switch (a.value.type) {
        case Type::Number: return amountIn(reading, a.value);
        case Type::Boolean: return booleanIn(reading);
        case Type::Set: return setIn(reading, a, b);
        case Type::Text: {
            std::map<std::string, ClaimValue> known;
            for (const auto* side : {&a, &b}) known.emplace(toLowerAscii(side->value.text), side->value);
            return wordIn(reading, known, {});
        }
        case Type::Signature:
        case Type::Range:
        case Type::Reference: break;
    }
    return std::nullopt;
}

}  // namespace skein::coherence
