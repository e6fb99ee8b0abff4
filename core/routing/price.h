// What a call to a model costs at an instant, in integers. Thread: any; values only; the instant is given, never read.
// A price is a list of rows with dates of validity because real prices change mid-month, end with an introductory
// period, rise for long prompts and double at peak hours (reference sheet, sections 10 and 11).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/field_reader.h"
#include "core/base/units.h"
#include "core/providers/usage.h"

namespace skein::routing {

/// A factor in millionths: 500000 halves. At most 100.
using Millionths = std::int64_t;

/// Between these minutes of the UTC day every rate is multiplied.
struct DailyWindow {
    int fromMinute = 0;  ///< 0..1439
    int toMinute = 0;    ///< exclusive, 1..1440; windows do not cross midnight
    Millionths factor = 1'000'000;
    friend bool operator==(const DailyWindow&, const DailyWindow&) = default;
};

/// The rates of one period. Rows of a model are in order of time and do not overlap.
struct PriceRow {
    std::optional<Instant> from;    ///< inclusive; nothing: since ever
    std::optional<Instant> before;  ///< exclusive; nothing: until further notice
    providers::TokenPrice rates;
    std::optional<TokenCount> longPromptAbove;  ///< with more prompt tokens than this, cached ones included,
    providers::TokenPrice longPromptRates;      ///< the whole call, output too, costs these
    std::vector<DailyWindow> windows;
    std::string source;  ///< where the figures were read
    std::string readOn;  ///< "2026-11-20"
    std::string note;
    friend bool operator==(const PriceRow&, const PriceRow&) = default;
};

struct ModelPrices {
    std::vector<PriceRow> rows;               ///< none: unknown
    std::map<std::string, Millionths> tiers;  ///< "batch", "flex", "priority", ...
    friend bool operator==(const ModelPrices&, const ModelPrices&) = default;
};

/// A price that never changes: what a person gave for a one-off endpoint.
ModelPrices fixedPrice(const providers::TokenPrice& rates, std::string source);

/// The row that holds at an instant; nullptr: unknown.
const PriceRow* rowAt(const ModelPrices& prices, Instant at);

/// The rates of a call with this many prompt tokens that begins at `at` in a service tier ("" or "default": standard).
/// Nothing where no row holds or the tier is not known. A factor rounds each rate up to a whole micro-USD per million.
std::optional<providers::TokenPrice> ratesAt(const ModelPrices& prices, Instant at, TokenCount promptTokens,
                                             std::string_view tier = {});

/// What a call cost that began at `at`. Errors: as providers::costOf.
Result<std::optional<MicroUsd>> costAt(const ModelPrices& prices, Instant at, const Usage& usage,
                                       std::string_view tier = {});

/// The most a call can cost that begins between `earliest` and `latest` (a night, not years: every change of rates in
/// between is looked at), with at most this prompt and answer. Nothing when any moment in between has no price.
Result<std::optional<MicroUsd>> worstCostBetween(const ModelPrices& prices, Instant earliest, Instant latest,
                                                 TokenCount input, TokenCount maxOutput, std::string_view tier = {});

/// Refuses members nobody took: a misspelt one would silently leave a price or a rule out. `known`: those that exist,
/// for the message. Error: InvalidInput.
Result<void> refuseUnknown(const FieldReader& reader, std::string_view known);

/// The members "prices" and "tiers" of an object, as in a catalogue file. Errors: InvalidInput with file and line.
Result<ModelPrices> readPrices(FieldReader& reader);

/// The same members again, for the options of a run: a run keeps the prices it was started with.
Json pricesToJson(const ModelPrices& prices);

}  // namespace skein::routing
