// Search: what it looks through, made once for each state of the atoms, and the hits.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <tuple>

#include "core/base/text.h"
#include "core/memory/retrieval/near_words.h"
#include "core/memory/retrieval/rank.h"
#include "core/runtime/index/index_parts.h"

namespace skein::runtime {
namespace {

constexpr std::size_t maxHits = 1'000;
// In how many texts it is looked where words stand: at least so many, that the best of few are the best; and at most.
constexpr std::size_t nearLooked = 40, mostNearLooked = 40;
constexpr std::string_view vectorsMark = "SKXV0001";
constexpr std::size_t maxVectorsBytes = std::size_t{4} << 30;  ///< fifteen million atoms
// Near duplicates: signatures of 64 bits that differ in at most three (Manku, Jain and Sarma 2007), lengths within a
// tenth, and long enough that words and not chance make them alike.
constexpr int alikeBits = 3;
constexpr std::uint32_t alikeQuarters = 64;

bool isAlike(const memory::IndexedAtom& x, const memory::IndexedAtom& y) {
    const auto longer = std::max(x.quarters, y.quarters), shorter = std::min(x.quarters, y.quarters);
    return shorter >= alikeQuarters && longer - shorter <= longer / 10 &&
           std::popcount(x.signature ^ y.signature) <= alikeBits;
}

/// A ranked atom with those further down that say nearly the same.
struct Group {
    memory::RankedAtom first;
    std::vector<memory::AtomNumber> alike;
};

/// A hit, and the numbers of those alike.
struct Found {
    AtomHit hit;
    std::vector<memory::AtomNumber> alike;
};

std::vector<Group> grouped(const std::vector<memory::RankedAtom>& ranked, const memory::WordIndex& words,
                           std::size_t limit) {
    std::vector<Group> groups;
    for (const auto& one : ranked) {
        const auto same = std::find_if(groups.begin(), groups.end(), [&](const Group& group) {
            return isAlike(words.atom(group.first.atom), words.atom(one.atom));
        });
        if (same != groups.end()) same->alike.push_back(one.atom);
        else if (groups.size() < limit) groups.push_back({one, {}});
    }
    return groups;
}

/// Which atoms a path filter admits; empty for no filter.
Result<std::vector<bool>> admittedBy(sqlite::Connection& connection, const std::vector<std::string>& prefixes,
                                     const memory::WordIndex& words) {
    std::vector<bool> admitted;
    if (prefixes.empty() || std::any_of(prefixes.begin(), prefixes.end(), isEverything)) return admitted;
    std::vector<std::int64_t> versions;
    for (const auto& prefix : prefixes) {
        const std::string folder = prefix.back() == '/' ? prefix : prefix + '/';
        auto statement = connection.prepare(
            "SELECT version FROM files WHERE path = ?1 OR (path >= ?2 AND path < ?3)");  // '0' comes after '/'
        statement.bindText(1, prefix).bindText(2, folder).bindText(3, folder.substr(0, folder.size() - 1) + '0');
        for (;;) {
            SKEIN_TRY(const bool more, statement.step());
            if (!more) break;
            versions.push_back(statement.integer(0));
        }
    }
    return admittedIn(words, std::move(versions));
}

Result<Atom> readRow(sqlite::Connection& connection, std::int64_t row) {
    auto atom = atomIn(connection, row);
    if (!atom && atom.error().code == ErrorCode::NotFound)
        return fail(ErrorCode::Damaged, connection.path() + ": the words name an atom that is not there");
    if (!atom) return Failure(std::move(atom).error());
    return withText(connection, *std::move(atom));
}

/// What stands before kept vectors: whose words they were made from, and what tells damage.
std::string vectorsHead(const Digest& made, std::string_view payload) {
    std::string head(vectorsMark);
    head += asText(made);
    head += asText(sha256(payload));
    return head;
}

/// The kept vectors, if they were made from these words and are whole.
std::optional<memory::VectorSpace> readVectors(const std::string& path, const Digest& made,
                                               const memory::WordIndex& words) {
    const auto bytes = readFile(path, maxVectorsBytes);
    constexpr std::size_t head = vectorsMark.size() + 2 * sizeof(Digest::bytes);
    if (!bytes || bytes->size() < head) return std::nullopt;
    const auto payload = std::string_view(*bytes).substr(head);
    if (std::string_view(*bytes).substr(0, head) != vectorsHead(made, payload)) return std::nullopt;
    return memory::VectorSpace::read(payload, words);
}

}  // namespace

std::vector<bool> admittedIn(const memory::WordIndex& words, std::vector<std::int64_t> versions) {
    std::sort(versions.begin(), versions.end());
    std::vector<bool> admitted(words.size());
    for (memory::AtomNumber atom = 0; atom < words.size(); ++atom)
        admitted[atom] = std::binary_search(versions.begin(), versions.end(), words.atom(atom).row >> 20);
    return admitted;
}

Result<void> readTerms(sqlite::Connection& connection, memory::Lexicon& lexicon) {
    auto statement = connection.prepare("SELECT first, texts FROM terms ORDER BY first");
    for (;;) {
        SKEIN_TRY(const bool more, statement.step());
        if (!more) return {};
        bool inOrder = statement.integer(0) == lexicon.size();
        auto texts = statement.view(1);
        for (std::size_t end = 0; inOrder && !texts.empty(); texts.remove_prefix(end + 1)) {
            end = texts.find(termEnd);
            inOrder = end != std::string_view::npos && lexicon.intern(texts.substr(0, end)) == lexicon.size() - 1;
            if (!inOrder) break;
        }
        if (!inOrder) return fail(ErrorCode::Damaged, connection.path() + ": the index' terms are not in order");
    }
}

Result<std::vector<std::int64_t>> presentVersions(sqlite::Connection& connection) {
    std::vector<std::int64_t> versions;
    auto statement = connection.prepare("SELECT version FROM files ORDER BY version");
    for (;;) {
        SKEIN_TRY(const bool more, statement.step());
        if (!more) return versions;
        versions.push_back(statement.integer(0));
    }
}

Result<std::shared_ptr<const Searchable>> makeSearchable(sqlite::Connection& connection, Standing standing,
                                                         const std::vector<std::int64_t>& versions,
                                                         const std::string& vectorsPath, std::int64_t revision,
                                                         const std::function<bool()>& cancelled) {
    memory::Lexicon lexicon;
    SKEIN_CHECK(readTerms(connection, lexicon));
    const auto terms = lexicon.size();
    memory::WordIndex words(std::move(lexicon));
    memory::TermList list;
    auto lists = connection.prepare("SELECT bytes FROM word_lists WHERE version = ?1");
    for (const auto version : versions) {
        if (cancelled && cancelled()) return std::shared_ptr<const Searchable>();
        lists.bind(1, version);
        SKEIN_TRY(const bool found, lists.step());
        if (!found) return fail(ErrorCode::Damaged, connection.path() + ": the words of a file are missing");
        auto bytes = lists.view(0);
        for (std::size_t number = 0; !bytes.empty(); ++number) {
            const auto prefix = bytes.substr(0, prefixBytes);
            bytes.remove_prefix(prefix.size());
            if (prefix.size() < prefixBytes || !list.take(bytes) ||
                (!list.terms.empty() && list.terms.back().term >= terms))
                return fail(ErrorCode::Damaged, connection.path() + ": the words of an atom cannot be read");
            words.add(rowIn(version, number), static_cast<std::uint64_t>(prefixIn(prefix)), list);
        }
        lists.reset();
    }
    words.finish();
    auto made = std::make_shared<Searchable>(Searchable{revision, std::move(words), std::nullopt});
    if (standing == Standing::Present) SKEIN_CHECK(addModelVectors(connection, versions, *made));
    const auto digest = made->words.digest();
    made->vectors = readVectors(vectorsPath, digest, made->words);
    if (!made->vectors && made->words.size() >= memory::VectorSpace::fewestAtoms) {
        made->vectors = memory::VectorSpace::make(made->words, cancelled);
        if (cancelled && cancelled()) return std::shared_ptr<const Searchable>();
        if (made->vectors) {
            const auto payload = made->vectors->bytes();
            // A cache: where it cannot be kept (a folder without write permission) it is made again.
            static_cast<void>(writeFileAtomically(vectorsPath, vectorsHead(digest, payload) + payload));
        }
    }
    return std::shared_ptr<const Searchable>(made);
}

Result<std::shared_ptr<const Searchable>> SqliteIndex::Parts::searchableFor(
    sqlite::Connection& connection, const std::function<bool()>& cancelled) const {
    SKEIN_TRY(const auto revision, connection.integer("SELECT value FROM meta WHERE key = 'revision'"));
    std::unique_lock lock(searchMutex, std::defer_lock);
    if (!cancelled) lock.lock();
    else if (!lock.try_lock()) return std::shared_ptr<const Searchable>();  // somebody is at it
    if (searchable && searchable->revision == revision) return searchable;
    SKEIN_TRY(const auto versions, presentVersions(connection));
    auto made = makeSearchable(connection, Standing::Present, versions, path + ".vectors", revision, cancelled);
    if (!made && made.error().code == ErrorCode::Damaged) damaged = true;
    if (made && *made) searchable = *made;
    return made;
}

Result<SearchCoverage> SqliteIndex::prepareSearch(const std::function<bool()>& cancelled) const {
    SKEIN_TRY(const auto reader, ReaderLease::take(*m_parts));
    SKEIN_TRY(const auto made, m_parts->searchableFor(*reader, cancelled));
    if (!made) return SearchCoverage{};
    SearchCoverage coverage{made->words.size(), made->vectors ? made->vectors->size() : 0,
                            made->vectors ? made->vectors->explained() : 0};
    if (made->byModel) {
        coverage.byModel = made->byModel->covered();
        coverage.model = made->space.name;
    }
    return coverage;
}

Result<std::vector<AtomHit>> hitsIn(sqlite::Connection& connection, const Searchable& made, std::string_view query,
                                    std::size_t limit, const std::vector<bool>& admitted,
                                    const std::optional<memory::AskedVector>& asked) {
    const auto wanted = std::min(limit, maxHits);
    if (wanted == 0) return std::vector<AtomHit>();
    const auto looked = std::max(wanted, nearLooked);
    // Twice as many, so that near duplicates leave enough.
    const auto ranked =
        memory::rankAtoms(made.words, made.vectors ? &*made.vectors : nullptr, query, looked * 2, admitted, asked);
    memory::NearWords near(made.words, query);
    std::vector<Found> found;
    for (auto& [score, alike] : grouped(ranked.atoms, made.words, looked)) {
        SKEIN_TRY(auto atom, readRow(connection, made.words.atom(score.atom).row));
        if (found.size() < mostNearLooked)
            score.words += std::llround(near.of(score.atom, atom.title, atom.text) * ranked.wordScale);
        AtomHit hit{std::move(atom), score.total(), {score.words, score.related, score.meaning, score.links}, {}};
        found.push_back({std::move(hit), std::move(alike)});
    }
    std::stable_sort(found.begin(), found.end(), [](const Found& x, const Found& y) {
        const auto &a = x.hit, &b = y.hit;
        return std::tie(b.scoreMicro, a.atom.path, a.atom.lines.first, a.atom.id) <
               std::tie(a.scoreMicro, b.atom.path, b.atom.lines.first, b.atom.id);
    });
    if (found.size() > wanted) found.resize(wanted);
    std::vector<AtomHit> hits;
    for (auto& [hit, alike] : found) {
        for (const auto number : alike) {
            SKEIN_TRY(const auto same, readRow(connection, made.words.atom(number).row));
            hit.alike.push_back({same.id, same.path, same.lines});
        }
        hits.push_back(std::move(hit));
    }
    return hits;
}

Result<std::vector<AtomHit>> SqliteIndex::search(std::string_view query, std::size_t limit,
                                                 const std::vector<std::string>& pathPrefixes) const {
    // Read before the lease sees anything: what is written after it shows as another number.
    const auto writes = m_parts->wordWrites.load();
    if (limit == 0 || m_parts->emptyAt == writes) return std::vector<AtomHit>();
    SKEIN_TRY(const auto reader, ReaderLease::take(*m_parts));
    SKEIN_TRY(const auto made, m_parts->searchableFor(*reader, {}));
    if (m_parts->writer && made->words.size() == 0) m_parts->emptyAt = writes;
    SKEIN_TRY(const auto admitted, admittedBy(*reader, pathPrefixes, made->words));
    SKEIN_TRY(const auto asked, askedIn(*reader, *made, query));
    return hitsIn(*reader, *made, query, limit, admitted, asked);
}

}  // namespace skein::runtime
