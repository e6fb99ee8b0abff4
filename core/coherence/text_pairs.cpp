#include "core/coherence/text_pairs.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "core/base/text.h"
#include "core/coherence/names.h"
#include "core/coherence/sentence.h"
#include "core/coherence/sentence_frame.h"
#include "core/coherence/values.h"

namespace skein::coherence {
namespace {

constexpr std::size_t maxClashes = 200, maxSentences = 400;

struct Relation {
    std::size_t shared = 0;
    double share = 0;       ///< of the words of the shorter one
    bool sameOrder = true;  ///< who does it to whom
    bool sameThing = true;
};

Relation relate(const SentenceFrame& a, const SentenceFrame& b) {
    Relation out;
    std::vector<std::size_t> places;
    for (const auto& word : a.stems) out.shared += b.has(word);
    const auto least = std::min(a.stems.size(), b.stems.size());
    out.share = least == 0 ? 0 : static_cast<double>(out.shared) / static_cast<double>(least);
    const auto order = [](const SentenceFrame& read, const SentenceFrame& other) {
        std::vector<std::string> found;
        for (const auto& word : read.words)
            if (other.has(word) && std::find(found.begin(), found.end(), word) == found.end()) found.push_back(word);
        return found;
    };
    out.sameOrder = order(a, b) == order(b, a);
    // "payment service", "order service": the same word with another one in front of it.
    for (const auto& [word, next] : a.next)
        if (!b.has(word) && b.has(next))
            for (const auto& [other, following] : b.next)
                if (following == next && other != word && !a.has(other) && !areOpposite(word, other))
                    out.sameThing = false;
    // "in Germany", "in Japan": each holds under its own condition.
    const auto own = [](const SentenceFrame& read, const SentenceFrame& other) {
        return std::any_of(read.conditions.begin(), read.conditions.end(),
                           [&](const auto& word) { return !other.has(word); });
    };
    // "in UTC" and "in local time" are what differs, not conditions of it.
    const bool differs = std::any_of(a.conditions.begin(), a.conditions.end(), [&](const auto& word) {
        return std::any_of(b.conditions.begin(), b.conditions.end(),
                           [&](const auto& other) { return areOpposite(word, other) || areOfOneClass(word, other); });
    });
    if (own(a, b) && own(b, a) && !differs) out.sameThing = false;
    if (!a.ordinal.empty() && !b.ordinal.empty() && a.ordinal != b.ordinal) out.sameThing = false;
    for (const auto& word : a.clause)
        for (const auto& other : b.clause)
            if (areOpposite(word, other)) out.sameThing = false;
    // What the sentences begin with is what they are about.
    if (!a.words.empty() && !b.words.empty() && !b.has(a.words.front()) && !a.has(b.words.front()))
        out.sameThing = false;
    return out;
}

bool contradict(const Amount& a, const Amount& b) {
    const auto order = orderValues(a.value, b.value);
    if (!order || *order == 0) return false;
    if (a.bound == b.bound) return true;
    const auto beyond = [](const Amount& bounded, const Amount& other,
                           int comparison) {  // comparison: bounded <=> other
        if (bounded.bound == Bound::Most && other.bound != Bound::Most) return comparison < 0;
        if (bounded.bound == Bound::Least && other.bound != Bound::Least) return comparison > 0;
        return false;
    };
    return beyond(a, b, *order) || beyond(b, a, -*order);
}

class Pairing {
public:
    void compare(const SentenceFrame& a, const SentenceFrame& b) {
        const auto relation = relate(a, b);
        if (!relation.sameThing || relation.shared == 0) return;
        const bool dated = !a.date.empty() && !b.date.empty() && a.date != b.date;
        const auto before = out.size();
        // "Release 1.2 is due in May", "Release 1.3 is due in June": a schedule differs in both.
        if (!dated) amounts(a, b, relation);
        if (out.size() > before) return;
        const auto told = [&](const char* predicate, const std::string& x, const std::string& y) {
            if (x.empty() || y.empty() || x == y || relation.share < 0.75 || a.negated != b.negated) return false;
            add(a, b, predicate, x, y);
            return true;
        };
        if ((sameAmounts(a, b) && told("date", a.date, b.date)) || told("version", a.version, b.version) ||
            told("method", a.method, b.method))
            return;
        // A word and its opposite are what the sentences differ in, so they count for neither.
        const auto rest = std::min(a.stems.size(), b.stems.size());
        if (rest > 1 && 2 * relation.shared >= rest - 1 && (opposites(a, b) || oneOfAClass(a, b))) return;
        if (relation.share < 0.5) return;
        if (!a.frequency.empty() && !b.frequency.empty() && a.frequency != b.frequency && relation.sameOrder)
            add(a, b, "frequency", a.frequency, b.frequency);
        const bool enough = relation.shared >= 2 || a.stems.size() == 1 || b.stems.size() == 1;
        if (relation.share >= 0.75 && enough && a.negated != b.negated && relation.sameOrder &&
            (a.negated ? a : b).amounts.empty())
            add(a, b, "negation", a.negated ? "not" : "so", b.negated ? "not" : "so");
        else if (enough && a.only != b.only && (a.only ? b.any : a.any) && a.negated == b.negated)
            add(a, b, "who", a.only ? "only some" : "any", b.only ? "only some" : "any");
    }
    std::vector<ApiClash> out;

private:
    void add(const SentenceFrame& a, const SentenceFrame& b, const char* predicate, const std::string& x,
             const std::string& y) {
        if (out.size() >= maxClashes) return;
        std::string subject;
        for (const auto& word : a.words)
            if (b.has(word) && subject.size() < 60) subject += (subject.empty() ? "" : " ") + word;
        out.push_back(
            {subject, predicate, x, y,
             std::string(predicate) + ": \"" + elide(a.text, 120) + "\" against \"" + elide(b.text, 120) + "\""});
    }

    static bool sameAmounts(const SentenceFrame& a, const SentenceFrame& b) {
        return std::equal(a.amounts.begin(), a.amounts.end(), b.amounts.begin(), b.amounts.end(),
                          [](const Amount& x, const Amount& y) { return x.of == y.of && !contradict(x, y); });
    }

    void amounts(const SentenceFrame& a, const SentenceFrame& b, const Relation& relation) {
        if (relation.share < 0.34) return;
        for (const auto& x : a.amounts) {
            // "Version 2 adds paging", "Version 3 adds sorting": each is told of by itself.
            if (x.of == "version" && relation.share < 0.75) continue;
            bool comparable = false, fits = false;
            const Amount* other = nullptr;
            for (const auto& y : b.amounts) {
                if (x.value.unit != y.value.unit || x.of != y.of) continue;
                comparable = true;
                other = &y;
                fits = fits || !contradict(x, y);
            }
            if (comparable && !fits) return add(a, b, "amount", describeValue(x.value), describeValue(other->value));
        }
    }

    /// A word of the first that the second has the opposite of, and not itself but in a condition.
    static const std::string* oppositeIn(const SentenceFrame& a, const SentenceFrame& b) {
        const auto stated = [](const SentenceFrame& read, const std::string& word) {
            return read.all.contains(word) && !read.conditions.contains(word);
        };
        for (const auto& x : a.all)
            for (const auto& y : b.all)
                if (areOpposite(x, y) && !stated(b, x) && !stated(a, y)) return &x;
        return nullptr;
    }

    /// A word of the one against its opposite in the other, both denied or neither.
    bool opposites(const SentenceFrame& a, const SentenceFrame& b) {
        if (a.negated != b.negated) {
            // "is not optional" and "is required" say the same.
            return oppositeIn(a, b) != nullptr;
        }
        const auto* found = oppositeIn(a, b);
        if (found != nullptr) add(a, b, "opposite", *found, "its opposite");
        return found != nullptr;
    }

    bool oneOfAClass(const SentenceFrame& a, const SentenceFrame& b) {
        if (a.negated || b.negated || (a.possible && b.possible)) return false;
        for (const auto& members : exclusiveClasses()) {
            const auto in = [&](const SentenceFrame& read) {
                std::set<std::string> found;
                for (const auto& word : read.written)
                    if (members.contains(word) || members.contains(singular(word))) found.insert(word);
                return found;
            };
            const auto x = in(a), y = in(b);
            if (x.size() != 1 || y.size() != 1 || singular(*x.begin()) == singular(*y.begin())) continue;
            add(a, b, "which", *x.begin(), *y.begin());
            return true;
        }
        return false;
    }
};

std::vector<SentenceFrame> sentences(std::string_view text) {
    std::vector<SentenceFrame> out;
    for (const auto& block : markdownBlocks(text)) {
        if (block.kind == MarkdownBlock::Kind::Heading || block.kind == MarkdownBlock::Kind::Table) continue;
        for (const auto& sentence : sentencesOf({block.text, block.line, false})) {
            if (out.size() >= maxSentences) return out;
            out.push_back(frameOf(sentence.text));
        }
    }
    return out;
}

}  // namespace

std::vector<ApiClash> textClashes(std::string_view reliedOn, std::string_view stated) {
    Pairing pairing;
    const auto a = sentences(reliedOn), b = sentences(stated);
    for (const auto& x : a)
        for (const auto& y : b) pairing.compare(x, y);
    return std::move(pairing.out);
}

}  // namespace skein::coherence
