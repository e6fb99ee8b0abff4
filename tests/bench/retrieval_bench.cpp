#include "tests/bench/retrieval_bench.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/memory/retrieval/measure.h"
#include "core/memory/retrieval/vector_space.h"
#include "core/runtime/eval_retrieval.h"
#include "core/runtime/store/sqlite.h"

namespace skein::bench {
namespace {

/// Where the shared data lies: as the tests find it.
std::string cranfield() {
    const char* data = std::getenv("SKEIN_SHARED_DATA");
    return (data != nullptr ? std::string(data) : std::string(SKEIN_SOURCE_DIR "/../shared/data")) + "/cranfield";
}

/// All words of a question, joined by OR, none of them a word of FTS5's own language.
std::string anyOf(std::string_view question) {
    std::string out, word;
    const auto take = [&] {
        if (word.empty()) return;
        out += (out.empty() ? "\"" : " OR \"") + word + "\"";
        word.clear();
    };
    for (const char c : question) {
        if (isIdentifierChar(c) || static_cast<unsigned char>(c) >= 0x80) word += c;
        else take();
    }
    take();
    return out;
}

/// nDCG@10 of SQLite's full-text engine with its porter tokenizer and its BM25.
Result<double> ndcgOfFts(const runtime::EvalFiles& files, const std::string& folder) {
    SKEIN_TRY(const auto connection,
              runtime::sqlite::Connection::open(folder + "/fts.sqlite", runtime::sqlite::Access::Create));
    SKEIN_CHECK(
        connection->execute("CREATE VIRTUAL TABLE documents USING fts5(id UNINDEXED, title, text, "
                            "tokenize='porter unicode61'); BEGIN"));
    SKEIN_TRY(const auto corpus, readFile(files.corpus));
    for (const auto line : splitLines(corpus)) {
        if (trim(line).empty()) continue;
        SKEIN_TRY(const auto record, parseJson(line));
        auto insert = connection->prepare("INSERT INTO documents(id, title, text) VALUES(?1, ?2, ?3)");
        insert.bindText(1, record.at("_id").get<std::string>());
        insert.bindText(2, record.value("title", ""));
        insert.bindText(3, record.at("text").get<std::string>());
        SKEIN_CHECK(insert.run());
    }
    SKEIN_CHECK(connection->execute("COMMIT"));
    SKEIN_TRY(const auto queries, runtime::readEvalQueries(files.queries));
    SKEIN_TRY(const auto judgements, runtime::readJudgements(files.qrels));
    double sum = 0;
    std::size_t judged = 0;
    for (const auto& query : queries) {
        const auto grades = judgements.find(query.id);
        if (grades == judgements.end() || std::none_of(grades->second.begin(), grades->second.end(),
                                                       [](const auto& grade) { return grade.second > 0; }))
            continue;
        auto search = connection->prepare("SELECT id FROM documents WHERE documents MATCH ?1 ORDER BY rank LIMIT 100");
        search.bindText(1, anyOf(query.text));
        std::vector<std::string> ranked;
        for (;;) {
            SKEIN_TRY(const bool more, search.step());
            if (!more) break;
            ranked.push_back(search.blob(0));
        }
        sum += memory::qualityOf(ranked, grades->second).ndcgAt10;
        ++judged;
    }
    return sum / static_cast<double>(std::max<std::size_t>(1, judged));
}

}  // namespace

Result<void> measureRanking(const Setting& setting, Figures& figures) {
    const auto data = cranfield();
    const runtime::EvalFiles files{data + "/corpus.jsonl", data + "/queries.jsonl", data + "/qrels.tsv"};
    const auto folder = setting.folder + "/cranfield";
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    SKEIN_TRY(const auto ours, runtime::evalRetrieval(files, folder, [](const std::string&) {}));
    SKEIN_TRY(const auto engine, ndcgOfFts(files, folder));
    const auto size = fmt::format("Cranfield, {} documents, {} questions; FTS5, porter, BM25, any word: {:.3f}",
                                  ours.documents, ours.queries, engine);
    figures.add({"retrieval: nDCG@10", ours.ndcgAt10, "", size, engine, Bound::AtLeast, 0.47});
    figures.add({"retrieval: recall@100", ours.recallAt100, "", size});
    figures.add({"retrieval: search for 100 hits, median", ours.medianMs, "ms", size});
    return {};
}

Result<void> measureNearest(const std::string& name, const std::vector<std::string>& texts, Figures& figures) {
    memory::Lexicon lexicon;
    std::vector<memory::TermList> lists;
    {
        memory::TermCounter counter(lexicon);
        for (const auto& text : texts) {
            counter.add(text, memory::WordField::Text);
            lists.push_back(counter.finish());
        }
    }
    memory::WordIndex words(std::move(lexicon));
    for (std::size_t i = 0; i < lists.size(); ++i)
        words.add(static_cast<std::int64_t>(i), i * 0x9E3779B97F4A7C15ull, lists[i]);
    words.finish();
    double started = threadSeconds();
    const auto space = memory::VectorSpace::make(words, {});
    if (!space) return fail(ErrorCode::InvalidInput, name + ": too few texts for vectors");
    const double making = threadSeconds() - started;
    constexpr std::size_t wanted = 10, asked = 500;
    const auto stride = std::max<std::size_t>(1, texts.size() / asked);
    std::size_t found = 0, questions = 0;
    double looking = 0;
    for (std::size_t i = 0; i < texts.size(); i += stride) {
        const auto direction = space->directionOf(static_cast<memory::AtomNumber>(i));
        if (direction.length <= 0) continue;  // it holds no term of the space
        std::vector<std::pair<float, memory::AtomNumber>> exact;
        for (memory::AtomNumber atom = 0; atom < space->size(); ++atom)
            exact.emplace_back(-space->cosine(direction, atom), atom);
        std::partial_sort(exact.begin(), exact.begin() + wanted, exact.end());
        started = threadSeconds();
        const auto near = space->nearest(direction, wanted);
        looking += threadSeconds() - started;
        // Whatever is as near as the tenth is as good.
        for (const auto atom : near) found += -space->cosine(direction, atom) <= exact[wanted - 1].first + 1e-6f;
        ++questions;
    }
    const auto size =
        fmt::format("{}: {} texts, {} of them asked for, {:.2f} ms each; the space keeps {:.0f} %", name, texts.size(),
                    questions, 1e3 * looking / static_cast<double>(questions), 100 * space->explained());
    figures.add({"vectors: recall@10 of exact search",
                 static_cast<double>(found) / static_cast<double>(questions * wanted), "", size, 0, Bound::AtLeast,
                 0.95});
    figures.add({"vectors: made", static_cast<double>(space->size()) / making, "1/s",
                 fmt::format("{}: {} of {} texts; per processor second", name, space->size(), texts.size()), 0,
                 Bound::AtLeast, 1'000});
    return {};
}

}  // namespace skein::bench
