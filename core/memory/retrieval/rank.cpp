#include "core/memory/retrieval/rank.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>

#include <Eigen/Core>

#include "core/memory/retrieval/question.h"

namespace skein::memory {
namespace {

constexpr std::size_t maxPostings = 3'000'000;  ///< read for one question, rarest terms first: some ten milliseconds
constexpr float k1 = 1.2f;                      ///< as in WordIndex
constexpr std::size_t compared = 1'000;         ///< atoms whose vectors are compared in full
constexpr std::size_t comparedEach = 40;        ///< of them for each that is wanted, where few are
constexpr float micro = 1e6f;
// Settled by leaving out one family of collections at a time (ARCHITECTURE.md); half and double change little.
constexpr std::size_t feedbackAtoms = 5;
constexpr float mostMeaning = 0.75f, meaningFactor = 60;
constexpr float relatedShare = 0.5f;  ///< of what meaning counts
// A model has learnt from more than this workspace: the nearest atom counts by what words leave open, whatever the
// workspace's own vectors keep, and for less than what holds every word of the question. Cosines of models crowd around
// a mean of their own, so that what counts is how far an atom stands above it; by less than this the nearest one is
// near by chance. On Cranfield with a stand-in for a model (ARCHITECTURE.md) shares from 0.4 to 0.8 cost nothing where
// it knows no more than words, and gain where it knows more.
constexpr float byModelShare = 0.6f, leastSpread = 0.1f;

/// Adds BM25F of these terms to every atom's score; the largest score.
float addScores(const WordIndex& words, std::vector<WeighedTerm> terms, std::vector<float>& scores) {
    std::stable_sort(terms.begin(), terms.end(),
                     [&](const auto& x, const auto& y) { return words.atomsWith(x.term) < words.atomsWith(y.term); });
    std::size_t read = 0;
    for (const auto& [term, weight] : terms) {
        const auto postings = words.postings(term);
        if (read > 0 && read + postings.count > maxPostings) break;
        read += postings.count;
        const float full = weight * words.idf(term) * (k1 + 1);
        for (std::uint32_t i = 0; i < postings.count; ++i) {
            const auto atom = postings.atoms[i];
            const auto count = static_cast<float>(postings.quarters[i]);
            scores[atom] += full * count / (count + words.saturation(atom));
        }
    }
    const Eigen::Map<const Eigen::ArrayXf> all(scores.data(), static_cast<Eigen::Index>(scores.size()));
    return scores.empty() ? 0 : std::max(0.0f, all.maxCoeff());
}

class Ranking {
public:
    Ranking(const WordIndex& words, const VectorSpace* vectors, std::string_view query,
            const std::vector<bool>& admitted, const AskedVector* asked)
        : m_words(words),
          m_vectors(vectors),
          m_asked(asked),
          m_admitted(admitted),
          m_terms(questionOf(query, words).terms) {}

    Ranked run(std::size_t limit) {
        if (m_terms.empty() && m_asked == nullptr) return {};
        m_byWords.assign(m_words.size(), 0);
        weigh(addScores(m_words, m_terms, m_byWords));
        lookByMeaning();
        auto ranked = best(std::max(limit, compared));
        addRelated(ranked);
        addLinks(ranked);
        if (ranked.size() > limit) ranked.resize(limit);
        return {std::move(ranked), m_wordScale};
    }

private:
    // What the words leave open decides how much the rest counts. Where the best atom holds nearly all that was asked
    // for, what it is about and what is like it could only lead away from it; where it holds half, they are needed. The
    // vectors count for as much as they explain, besides: where they keep little of what the atoms say (many short ones
    // about everything), words are the better witness.
    void weigh(float largest) {
        float asked = 0;
        for (const auto& [term, weight] : m_terms) asked += weight * m_words.idf(term) * (k1 + 1);
        const float open = largest > 0 ? asked / largest / 2 : 0;
        const float need = largest > 0 ? std::min(1.5f, open * open) : 1.5f;
        m_wordScale = largest > 0 ? micro / largest : 0;
        m_modelScale = micro * byModelShare * need;
        if (m_vectors == nullptr) return;
        const float square = m_vectors->explained() * m_vectors->explained();
        m_meaningScale = micro * std::min(mostMeaning, meaningFactor * square * square) * need;
    }

    void lookByMeaning() {
        m_looks.assign(m_words.size(), 0);
        // In a small memory the first look is the last one.
        m_isSmall = m_words.size() <= 16'384;
        if (m_vectors != nullptr) {
            std::vector<std::pair<std::uint32_t, float>> terms;
            for (const auto& [term, weight] : m_terms) terms.emplace_back(term, weight);
            m_direction = m_vectors->directionOf(terms, m_words);
            if (m_isSmall)
                for (AtomNumber atom = 0; atom < m_words.size(); ++atom)
                    m_looks[atom] = m_vectors->cosine(m_direction, atom);
            else m_looks = m_vectors->firstLooks(m_direction);
            for (float& look : m_looks) look *= m_meaningScale;
        }
        if (m_asked != nullptr) lookByModel();
    }

    void lookByModel() {
        const auto& atoms = *m_asked->atoms;
        double sum = 0;
        float nearest = 0;
        std::vector<float> cosines(m_words.size());
        for (AtomNumber atom = 0; atom < m_words.size(); ++atom) {
            if (!atoms.has(atom)) continue;
            cosines[atom] =
                m_isSmall ? atoms.cosine(m_asked->question, atom) : atoms.firstLook(m_asked->question, atom);
            sum += static_cast<double>(cosines[atom]);
            nearest = std::max(nearest, cosines[atom]);
        }
        m_modelMean = atoms.covered() > 0 ? static_cast<float>(sum / atoms.covered()) : 0;
        m_modelScale /= std::max(nearest - m_modelMean, leastSpread);
        for (AtomNumber atom = 0; atom < m_words.size(); ++atom)
            if (atoms.has(atom)) m_looks[atom] = (cosines[atom] - m_modelMean) * m_modelScale;
    }

    bool isByModel(AtomNumber atom) const { return m_asked != nullptr && m_asked->atoms->has(atom); }

    /// What its meaning adds to an atom's score, compared in full.
    float meaningOf(AtomNumber atom) const {
        if (isByModel(atom)) return (m_asked->atoms->cosine(m_asked->question, atom) - m_modelMean) * m_modelScale;
        return m_vectors ? m_vectors->cosine(m_direction, atom) * m_meaningScale : 0;
    }

    RankedAtom scored(AtomNumber atom) const {
        RankedAtom ranked;
        ranked.atom = atom;
        ranked.words = std::llround(m_byWords[atom] * m_wordScale);
        ranked.meaning = std::llround(meaningOf(atom));
        ranked.byModel = isByModel(atom);
        return ranked;
    }

    bool isBetter(const RankedAtom& x, const RankedAtom& y) const {
        const auto left = x.total(), right = y.total();
        if (left != right) return left > right;
        return std::tie(m_words.atom(x.atom).order, m_words.atom(x.atom).row) <
               std::tie(m_words.atom(y.atom).order, m_words.atom(y.atom).row);
    }

    /// The best atoms as things stand, best first.
    std::vector<RankedAtom> best(std::size_t count) const {
        if (count == 0) return {};
        // The first look may be a little off: look at more than are asked for.
        const auto more = std::max(count, std::min(compared, count * comparedEach));
        const auto looks = (m_vectors || m_asked) && !m_isSmall ? more : count;
        std::vector<std::pair<float, AtomNumber>> first;  // the best so far among others; cut down when twice as many
        first.reserve(2 * looks);
        float least = 0;  // what does not reach it is not among the best
        const auto isBefore = [&](const auto& x, const auto& y) {
            return x.first != y.first ? x.first > y.first
                                      : std::pair(m_words.atom(x.second).order, x.second) <
                                            std::pair(m_words.atom(y.second).order, y.second);
        };
        const auto cut = [&] {
            if (first.size() <= looks) return;
            std::nth_element(first.begin(), first.begin() + static_cast<std::ptrdiff_t>(looks) - 1, first.end(),
                             isBefore);
            first.resize(looks);
            least = first.back().first;
        };
        const auto consider = [&](AtomNumber atom, float score) {
            if (score <= 0 || score < least || (!m_admitted.empty() && !m_admitted[atom])) return;
            first.emplace_back(score, atom);
            if (first.size() == 2 * looks) cut();
        };
        // A stretch at a time, so that scores are added up side by side; most stretches hold nothing that counts.
        constexpr std::size_t stretch = 256;
        std::array<float, stretch> scores;
        for (AtomNumber from = 0; from < m_words.size(); from += stretch) {
            const auto length = std::min<std::size_t>(stretch, m_words.size() - from);
            const auto part = [&](const std::vector<float>& all) {
                return Eigen::Map<const Eigen::ArrayXf>(all.data() + from, static_cast<Eigen::Index>(length));
            };
            Eigen::Map<Eigen::ArrayXf> sums(scores.data(), static_cast<Eigen::Index>(length));
            sums = part(m_byWords) * m_wordScale + part(m_looks);
            if (sums.maxCoeff() < least) continue;
            for (std::size_t i = 0; i < length; ++i) consider(from + static_cast<AtomNumber>(i), scores[i]);
        }
        cut();
        std::vector<RankedAtom> ranked;
        ranked.reserve(first.size());
        for (const auto& [score, atom] : first) ranked.push_back(scored(atom));
        std::sort(ranked.begin(), ranked.end(), [this](const auto& x, const auto& y) { return isBetter(x, y); });
        if (ranked.size() > count) ranked.resize(count);
        return ranked;
    }

    /// What lies near the best first answers gains (Rocchio 1971, in the space of the vectors).
    void addRelated(std::vector<RankedAtom>& ranked) const {
        if (m_vectors == nullptr) return;
        std::vector<VectorSpace::Direction> answers;
        for (std::size_t i = 0; i < std::min<std::size_t>({feedbackAtoms, m_words.size() / 20, ranked.size()}); ++i)
            answers.push_back(m_vectors->directionOf(ranked[i].atom));
        if (answers.empty()) return;
        const float scale = relatedShare * m_meaningScale / static_cast<float>(answers.size());
        for (auto& atom : ranked) {
            float sum = 0;
            for (const auto& answer : answers) sum += m_vectors->cosine(answer, atom.atom);
            atom.related = std::llround(sum * scale);
        }
    }

    /// Symbols that the best answers name gain a little, where memory knows few of that name.
    void addLinks(std::vector<RankedAtom>& ranked) const {
        constexpr std::size_t naming = 5;
        std::map<AtomNumber, std::int64_t> linked;
        for (std::size_t i = 0; i < std::min(naming, ranked.size()); ++i)
            for (const auto& [term, quarters] : m_words.terms(ranked[i].atom).terms)
                for (const auto atom : m_words.definitionsOf(term))
                    if (atom != ranked[i].atom && (m_admitted.empty() || m_admitted[atom]))
                        linked[atom] = std::max(linked[atom], ranked[i].total() / 10);
        for (auto& atom : ranked)
            if (const auto found = linked.find(atom.atom); found != linked.end()) {
                atom.links = found->second;
                linked.erase(found);
            }
        for (const auto& [atom, gain] : linked) {
            auto one = scored(atom);
            one.links = gain;
            ranked.push_back(one);
        }
        std::sort(ranked.begin(), ranked.end(), [this](const auto& x, const auto& y) { return isBetter(x, y); });
        const auto least = ranked.empty() ? 0 : ranked.front().total() / 50;
        while (!ranked.empty() && ranked.back().total() <= least) ranked.pop_back();
    }

    const WordIndex& m_words;
    const VectorSpace* m_vectors;
    const AskedVector* m_asked;
    const std::vector<bool>& m_admitted;
    const std::vector<WeighedTerm> m_terms;
    std::vector<float> m_byWords;
    std::vector<float> m_looks;  ///< by atom: what its meaning adds to its score, at a first look
    float m_wordScale = 0, m_meaningScale = 0, m_modelScale = 0, m_modelMean = 0;
    bool m_isSmall = false;
    VectorSpace::Direction m_direction;
};

}  // namespace

Ranked rankAtoms(const WordIndex& words, const VectorSpace* vectors, std::string_view query, std::size_t limit,
                 const std::vector<bool>& admitted, const std::optional<AskedVector>& asked) {
    if (limit == 0) return {};
    return Ranking(words, vectors, query, admitted, asked ? &*asked : nullptr).run(limit);
}

}  // namespace skein::memory
