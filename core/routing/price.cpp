#include "core/routing/price.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace skein::routing {
namespace {

constexpr std::int64_t maxRate = 10'000'000'000;  // 10,000 USD per million tokens, as in $SKEIN_PRICE
constexpr Millionths maxFactor = 100'000'000;     // a hundred times the list price is a typing error
constexpr std::int64_t maxPromptTokens = 1'000'000'000;
constexpr std::size_t maxRows = 64;
constexpr std::size_t maxWindows = 24;
constexpr std::size_t maxWords = 500;  // bytes of a source or a note
constexpr std::int64_t minuteMicros = 60'000'000;
constexpr std::int64_t dayMicros = 24 * 60 * minuteMicros;

std::int64_t floorDiv(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

MicroUsd scaled(MicroUsd rate, Millionths factor) {
    const std::int64_t product = rate.value * factor;  // at most 10^18
    return {product / 1'000'000 + (product % 1'000'000 != 0 ? 1 : 0)};
}

providers::TokenPrice scaled(const providers::TokenPrice& rates, Millionths factor) {
    return {scaled(rates.inputPerMillion, factor), scaled(rates.cacheReadPerMillion, factor),
            scaled(rates.cacheWritePerMillion, factor), scaled(rates.cacheWriteLongPerMillion, factor),
            scaled(rates.outputPerMillion, factor)};
}

Result<providers::TokenPrice> readRates(FieldReader& reader) {
    for (const std::string_view needed : {"input", "output"})
        if (reader.take(needed) == nullptr) return reader.expected(needed, "USD per million tokens");
    providers::TokenPrice rates;
    SKEIN_TRY(rates.inputPerMillion.value, reader.millionths("input", 0, maxRate));
    SKEIN_TRY(rates.outputPerMillion.value, reader.millionths("output", 0, maxRate));
    const std::int64_t input = rates.inputPerMillion.value;
    SKEIN_TRY(rates.cacheReadPerMillion.value, reader.millionths("cache_read", input, maxRate));
    SKEIN_TRY(rates.cacheWritePerMillion.value, reader.millionths("cache_write", input, maxRate));
    SKEIN_TRY(rates.cacheWriteLongPerMillion.value,
              reader.millionths("cache_write_long", rates.cacheWritePerMillion.value, maxRate));
    return rates;
}

Json ratesJson(const providers::TokenPrice& rates) {
    return {{"input", fromMillionths(rates.inputPerMillion.value)},
            {"cache_read", fromMillionths(rates.cacheReadPerMillion.value)},
            {"cache_write", fromMillionths(rates.cacheWritePerMillion.value)},
            {"cache_write_long", fromMillionths(rates.cacheWriteLongPerMillion.value)},
            {"output", fromMillionths(rates.outputPerMillion.value)}};
}

Result<std::optional<Instant>> readDate(FieldReader& reader, std::string_view key) {
    const Json* value = reader.take(key);
    if (value == nullptr) return std::optional<Instant>();
    if (!value->is_string()) return reader.expected(key, "a date or an instant, such as \"2026-12-01\"");
    const auto instant = parseInstant(value->get_ref<const std::string&>());
    if (!instant) return reader.expected(key, "a date or an instant, such as \"2026-12-01\"");
    return std::optional<Instant>(*instant);
}

/// "HH:MM" as a minute of the day, "24:00" its end.
std::optional<int> minuteOfDay(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    for (const std::size_t at : {0, 1, 3, 4})
        if (text[at] < '0' || text[at] > '9') return std::nullopt;
    const int minute = ((text[0] - '0') * 10 + text[1] - '0') * 60 + (text[3] - '0') * 10 + text[4] - '0';
    if (text[3] > '5' || minute > 24 * 60) return std::nullopt;
    return minute;
}

std::string minuteText(int minute) { return fmt::format("{:02}:{:02}", minute / 60, minute % 60); }

Result<std::vector<DailyWindow>> readWindows(FieldReader& row) {
    SKEIN_TRY(const Json* list, row.array("hours_utc", maxWindows));
    std::vector<DailyWindow> windows;
    if (list == nullptr) return windows;
    const FieldPath listPath = row.at("hours_utc");
    for (std::size_t i = 0; i < list->size(); ++i) {
        const FieldPath path(listPath, i);
        SKEIN_TRY(FieldReader reader, FieldReader::create((*list)[i], path, row.origin()));
        SKEIN_TRY(const std::string from, reader.line("from", "", 8));
        SKEIN_TRY(const std::string to, reader.line("to", "", 8));
        const auto start = minuteOfDay(from), end = minuteOfDay(to);
        if (!start) return reader.expected("from", "a time of day such as \"01:00\"");
        if (!end || *end <= *start) return reader.expected("to", "a later time of the same day, such as \"04:00\"");
        if (!windows.empty() && *start < windows.back().toMinute)
            return reader.expected("from", "hours in order that do not overlap");
        DailyWindow window{*start, *end, 0};
        if (reader.take("factor") == nullptr) return reader.expected("factor", "a number from 0 to 100");
        SKEIN_TRY(window.factor, reader.millionths("factor", 0, maxFactor));
        SKEIN_CHECK(refuseUnknown(reader, "from, to or factor"));
        windows.push_back(window);
    }
    return windows;
}

Result<PriceRow> readRow(const Json& json, const FieldPath& path, const FieldOrigin& origin) {
    SKEIN_TRY(FieldReader reader, FieldReader::create(json, path, origin));
    PriceRow row;
    SKEIN_TRY(row.from, readDate(reader, "from"));
    SKEIN_TRY(row.before, readDate(reader, "before"));
    if (row.from && row.before && *row.before <= *row.from) return reader.expected("before", "a date after \"from\"");
    SKEIN_TRY(row.rates, readRates(reader));
    if (const Json* longPrompt = reader.take("long_prompt")) {
        const FieldPath inner = reader.at("long_prompt");
        SKEIN_TRY(FieldReader rates, FieldReader::create(*longPrompt, inner, origin));
        if (rates.take("above") == nullptr) return rates.expected("above", "a number of prompt tokens");
        SKEIN_TRY(const std::int64_t above, rates.integer("above", 0, 1, maxPromptTokens));
        row.longPromptAbove = TokenCount{above};
        SKEIN_TRY(row.longPromptRates, readRates(rates));
        SKEIN_CHECK(refuseUnknown(rates, "above, input, cache_read, cache_write, cache_write_long or output"));
    }
    SKEIN_TRY(row.windows, readWindows(reader));
    SKEIN_TRY(row.source, reader.line("source", "", maxWords));
    SKEIN_TRY(row.readOn, reader.line("read_on", "", 32));
    if (row.source.empty()) return reader.expected("source", "where the price was read");
    SKEIN_TRY(row.note, reader.line("note", "", maxWords));
    SKEIN_CHECK(refuseUnknown(reader,
                              "from, before, input, cache_read, cache_write, cache_write_long, output, long_prompt, "
                              "hours_utc, source, read_on or note"));
    return row;
}

}  // namespace

ModelPrices fixedPrice(const providers::TokenPrice& rates, std::string source) {
    ModelPrices prices;
    prices.rows.emplace_back();
    prices.rows.back().rates = rates;
    prices.rows.back().source = std::move(source);
    return prices;
}

const PriceRow* rowAt(const ModelPrices& prices, Instant at) {
    for (const PriceRow& row : prices.rows)
        if ((!row.from || *row.from <= at) && (!row.before || at < *row.before)) return &row;
    return nullptr;
}

std::optional<providers::TokenPrice> ratesAt(const ModelPrices& prices, Instant at, TokenCount promptTokens,
                                             std::string_view tier) {
    const PriceRow* row = rowAt(prices, at);
    if (row == nullptr) return std::nullopt;
    providers::TokenPrice rates =
        row->longPromptAbove && promptTokens > *row->longPromptAbove ? row->longPromptRates : row->rates;
    const std::int64_t minute = (at.value - floorDiv(at.value, dayMicros) * dayMicros) / minuteMicros;
    for (const DailyWindow& window : row->windows)
        if (window.fromMinute <= minute && minute < window.toMinute) rates = scaled(rates, window.factor);
    if (tier.empty() || tier == "default") return rates;
    const auto factor = prices.tiers.find(std::string(tier));
    if (factor == prices.tiers.end()) return std::nullopt;
    return scaled(rates, factor->second);
}

Result<std::optional<MicroUsd>> costAt(const ModelPrices& prices, Instant at, const Usage& usage,
                                       std::string_view tier) {
    return providers::costOf(usage, ratesAt(prices, at, usage.totalIn(), tier));
}

Result<std::optional<MicroUsd>> worstCostBetween(const ModelPrices& prices, Instant earliest, Instant latest,
                                                 TokenCount input, TokenCount maxOutput, std::string_view tier) {
    std::set<Instant> changes{earliest, std::max(earliest, latest)};
    const auto look = [&](Instant at) {
        if (earliest < at && at < latest) changes.insert(at);
    };
    const std::int64_t firstDay = floorDiv(earliest.value, dayMicros), lastDay = floorDiv(latest.value, dayMicros);
    constexpr std::int64_t maxDays = 366;
    if (lastDay - firstDay > maxDays) return fail(ErrorCode::InvalidInput, "a price is looked up within a year");
    for (const PriceRow& row : prices.rows) {
        if (row.from) look(*row.from);
        if (row.before) look(*row.before);
        for (const DailyWindow& window : row.windows)
            for (std::int64_t day = firstDay; day <= lastDay; ++day)
                for (const int minute : {window.fromMinute, window.toMinute})
                    look({day * dayMicros + minute * minuteMicros});
    }
    std::optional<MicroUsd> worst;
    for (const Instant at : changes) {
        // A shorter prompt than the longest may still be the dearer one, should a long one ever be cheaper.
        for (const TokenCount prompt : {input, TokenCount{0}}) {
            SKEIN_TRY(const auto cost, providers::worstCaseCost(input, maxOutput, ratesAt(prices, at, prompt, tier)));
            if (!cost) return std::optional<MicroUsd>();
            worst = std::max(worst.value_or(*cost), *cost);
        }
    }
    return worst;
}

Result<void> refuseUnknown(const FieldReader& reader, std::string_view known) {
    const Json rest = reader.rest();
    if (rest.empty()) return {};
    return fieldFailure(reader.origin(), reader.at(rest.begin().key()),
                        fmt::format("not known here; expected {}", known));
}

Result<ModelPrices> readPrices(FieldReader& reader) {
    ModelPrices prices;
    SKEIN_TRY(const Json* list, reader.array("prices", maxRows));
    const FieldPath listPath = reader.at("prices");
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
        const FieldPath path(listPath, i);
        SKEIN_TRY(PriceRow row, readRow((*list)[i], path, reader.origin()));
        if (!prices.rows.empty() && (!row.from || !prices.rows.back().before || *row.from < *prices.rows.back().before))
            return fieldFailure(reader.origin(), path,
                                "expected rows in order of time, each \"from\" at or after the \"before\" of the row "
                                "above it");
        prices.rows.push_back(std::move(row));
    }
    SKEIN_TRY(const Json tiers, reader.object("tiers"));
    const FieldPath tiersPath = reader.at("tiers");
    SKEIN_TRY(FieldReader tierReader, FieldReader::create(tiers, tiersPath, reader.origin()));
    for (const auto& [name, factor] : tiers.items()) {
        SKEIN_TRY(prices.tiers[name], tierReader.millionths(name, 0, maxFactor));
    }
    return prices;
}

Json pricesToJson(const ModelPrices& prices) {
    Json rows = Json::array();
    for (const PriceRow& row : prices.rows) {
        Json json = ratesJson(row.rates);
        if (row.from) json["from"] = formatInstant(*row.from);
        if (row.before) json["before"] = formatInstant(*row.before);
        if (row.longPromptAbove) {
            json["long_prompt"] = ratesJson(row.longPromptRates);
            json["long_prompt"]["above"] = row.longPromptAbove->value;
        }
        for (const DailyWindow& window : row.windows)
            json["hours_utc"].push_back({{"from", minuteText(window.fromMinute)},
                                         {"to", minuteText(window.toMinute)},
                                         {"factor", fromMillionths(window.factor)}});
        json["source"] = row.source;
        if (!row.readOn.empty()) json["read_on"] = row.readOn;
        if (!row.note.empty()) json["note"] = row.note;
        rows.push_back(std::move(json));
    }
    Json tiers = Json::object();
    for (const auto& [name, factor] : prices.tiers) tiers[name] = fromMillionths(factor);
    return {{"prices", std::move(rows)}, {"tiers", std::move(tiers)}};
}

}  // namespace skein::routing
